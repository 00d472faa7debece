import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { leftOut } from "../../../edge/cli/bundle.ts";

it("[SU8] the archive for other machines holds the modules without types, and no other cache", () => {
  const root = mkdtempSync(join(tmpdir(), "gemba-bundle-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const packages = [
    { path: "node_modules/yaml", version: "2.9.1" },
    { path: "node_modules/vitest", version: "5.1.1", dev: true },
  ];
  expect(leftOut(packages, root)).toEqual(["node_modules/.vite*", "node_modules/vitest"]);
  for (const name of ["gemba", "gemba-tests", "jiti"])
    mkdirSync(join(root, "node_modules/.cache", name), { recursive: true });
  expect(leftOut(packages, root).toSorted()).toEqual([
    "node_modules/.cache/gemba-tests",
    "node_modules/.cache/jiti",
    "node_modules/.vite*",
    "node_modules/vitest",
  ]);
});
