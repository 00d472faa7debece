import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { giveBackReserve, takeReserve } from "../../../edge/model/reserve.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gemba-reserve-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it("[L19] allocates the reserve once, and keeps it over a start on a disk with room", () => {
  expect(takeReserve(folder)).toBe(true);
  const path = join(folder, "reserve");
  const { ino, blocks } = statSync(path);
  // In blocks of 512 bytes: a sparse file would have none.
  expect(blocks * 512).toBeGreaterThanOrEqual(8 * 1024 * 1024);
  giveBackReserve(folder);
  expect(existsSync(path)).toBe(true);
  expect(takeReserve(folder)).toBe(true);
  expect(statSync(path).ino).toBe(ino);
});

it("[L19] a missing folder has no reserve to release", () => {
  expect(() => giveBackReserve(join(folder, "none"))).not.toThrow();
});
