/** Rule FS9 of docs/rules/store.md on a disk without hard links, such as FAT and some network shares. */
import fs, { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createFileSync } from "../../../edge/store/replace-file.ts";
import { tryWith } from "../../fakes/disk/failing-disk.ts";

const real = fs.linkSync;
let dir: string;
let path: string;

function replaceLink(link: typeof fs.linkSync): void {
  fs.linkSync = link;
  syncBuiltinESMExports();
}

beforeAll(() => {
  replaceLink(() => {
    throw Object.assign(new Error("operation not permitted"), { code: "EPERM" });
  });
});
afterAll(() => replaceLink(real));
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-create-"));
  path = join(dir, "lock");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it("[FS9] a file is created whole and once, and no other file is left", () => {
  expect([createFileSync(path, "first"), createFileSync(path, "second")]).toEqual([true, false]);
  expect([readFileSync(path, "utf8"), readdirSync(dir)]).toEqual(["first", ["lock"]]);
});

it("[FS9] while another process creates it, or was killed in between, it is refused with a remedy", () => {
  writeFileSync(`${path}.claim`, "");
  expect(() => createFileSync(path, "first")).toThrow(/lock\.claim is there: another process .* delete/);
  expect(existsSync(path)).toBe(false);
  rmSync(`${path}.claim`);
  expect(createFileSync(path, "first")).toBe(true);
});

it("[FS9] a kill at any call leaves the whole file or none", async () => {
  let at = 1;
  for (let hasFailed = true; hasFailed; at++) {
    rmSync(path, { force: true });
    rmSync(`${path}.claim`, { force: true });
    ({ hasFailed } = await tryWith(dir, { at, fault: "kill" }, () => createFileSync(path, "whole")));
    expect(existsSync(path) ? readFileSync(path, "utf8") : "whole").toBe("whole");
  }
  expect(at).toBeGreaterThan(6);
});
