import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type LockedPackage, missingPackages, readPackages } from "../../scripts/packages.mjs";
import { wrongNode } from "../../scripts/right-node.mjs";
import { youngPins } from "../../scripts/supply-chain.mjs";

const ROOT = join(import.meta.dirname, "../..");
const locked: Record<string, LockedPackage> = {
  "": {},
  "node_modules/run": { version: "1.0.0", integrity: "sha512-run" },
  "node_modules/tool": { version: "2.0.0", integrity: "sha512-tool", dev: true },
  "node_modules/for-another-system": { version: "3.0.0", integrity: "sha512-other", optional: true },
};
const { "node_modules/run": runPackage, "node_modules/tool": tool } = locked as Record<string, LockedPackage>;

it("[SU1] packages are fetched from the lockfile's addresses: each entry has one", () => {
  const { locked } = readPackages(ROOT);
  const addresses = Object.entries(locked).flatMap(([path, entry]) =>
    path === "" ? [] : [(entry as { resolved?: string }).resolved],
  );
  expect(addresses.length).toBeGreaterThan(400);
  for (const address of addresses) expect(address).toMatch(/^https:\/\/registry\.npmjs\.org\//);
  const npmrc = readFileSync(join(ROOT, ".npmrc"), "utf8");
  expect(npmrc).not.toMatch(/min-release-age|before/);
  // Otherwise npm install removes the addresses again with some npm settings.
  expect(npmrc).toMatch(/^omit-lockfile-registry-resolved=false$/m);
});

it("[SU2] an old Node.js gets advice in one line; the right version gets none", () => {
  expect(wrongNode("20.20.2")).toMatch(/^this is Node\.js 20\.20\.2, [^\n]*npm start[^\n]*$/);
  expect(wrongNode("24.0.0")).toBeUndefined();
  expect(wrongNode("26.1.0")).toBeUndefined();
});

it("[SU2] npm prints it after an install, by its own Node.js", () => {
  const after = (agent: string): string =>
    execFileSync(process.execPath, [join(ROOT, "scripts/after-install.mjs")], {
      env: { npm_config_user_agent: agent },
      encoding: "utf8",
    });
  expect(after("npm/11.19.1 node/v20.20.2 linux x64")).toMatch(/^gemba: this is Node\.js 20\.20\.2,[^\n]*\n$/);
  expect(after("npm/11.19.1 node/v24.21.0 linux x64")).toBe("");
});

it("[SU3] running needs no packages of development; testing needs all", () => {
  expect(missingPackages({ locked, here: {} }, { all: false })).toEqual(["node_modules/run"]);
  expect(missingPackages({ locked, here: {} }, { all: true })).toEqual(["node_modules/run", "node_modules/tool"]);
});

it("[SU3] from run to test only missing packages are installed, and from test to run nothing happens", () => {
  const forRun = { "node_modules/run": runPackage as LockedPackage };
  const forTest = { ...forRun, "node_modules/tool": tool as LockedPackage };
  expect(missingPackages({ locked, here: forRun }, { all: true })).toEqual(["node_modules/tool"]);
  expect(missingPackages({ locked, here: forTest }, { all: false })).toEqual([]);
});

it("[SU3] a package of another version or with other content is installed again", () => {
  const older = { "node_modules/run": { ...runPackage, version: "0.9.0" } };
  const changed = { "node_modules/run": { ...runPackage, integrity: "sha512-changed" } };
  for (const here of [older, changed])
    expect(missingPackages({ locked, here }, { all: false })).toEqual(["node_modules/run"]);
});

it("[S24] a version younger than a week, or of unknown age, is refused", () => {
  const published = { "old@1.0.0": "2026-03-01T08:00:00Z", "new@2.0.0": "2026-03-10T08:00:00Z" };
  const at = (time: string) => youngPins(["new@2.0.0", "old@1.0.0"], published, Date.parse(time));
  expect(at("2026-03-17T07:59:59Z")).toEqual([expect.stringContaining("new@2.0.0: published at 2026-03-10")]);
  expect(at("2026-03-17T08:00:00Z")).toEqual([]);
  expect(youngPins(["unknown@1.0.0"], published, Date.parse("2026-03-18"))).toEqual([
    expect.stringContaining("npm run pins"),
  ]);
  expect(youngPins(["bad@1.0.0"], { "bad@1.0.0": "some day" }, Date.parse("2026-03-18"))).toHaveLength(1);
});
