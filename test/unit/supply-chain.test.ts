import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { problems, sbom } from "../../scripts/supply-chain.mjs";

const ROOT = join(import.meta.dirname, "../..");

it("[S24] every package has hash, registry, licence and reviewed install script, a direct one its reason", () => {
  expect(problems()).toEqual([]);
});

it("[S24] pins are exact", () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Record<
    string,
    Record<string, string>
  >;
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    expect(version, name).toMatch(/^\d+\.\d+\.\d+/);
});

it("[S25] the bill of materials names all shipped packages with hash and licence, and agrees with the lockfile", () => {
  const { bomFormat, components } = sbom();
  expect(bomFormat).toBe("CycloneDX");
  expect(components.length).toBeGreaterThan(200);
});

it("[S26] SECURITY.md has contact, safe harbour, the 24 h, 72 h and 14 d clock and support dates", () => {
  const text = readFileSync(join(ROOT, "SECURITY.md"), "utf8");
  for (const words of [
    "Report a vulnerability",
    "safe harbour",
    "24 hours",
    "72 hours",
    "14 days",
    "support until",
    "CVSS",
  ])
    expect(text).toContain(words);
  expect(text).toMatch(/\| 20\d\d-\d\d-\d\d/);
});
