import { spawnSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { randomOf, SEED } from "../run/seed.ts";

const MAIN = join(import.meta.dirname, "../run/main.ts");

it("fast-check's values follow from the seed of the run", () => {
  expect(fc.readConfigureGlobal().seed).toBe(SEED);
  expect(process.env["GEMBA_SEED"]).toBe(String(SEED));
});

it("each name has its own numbers, independent of the order of calls", () => {
  const numbers = (name: string) => Array.from({ length: 5 }, randomOf(name));
  expect(numbers("kills")).toEqual(numbers("kills"));
  expect(numbers("kills")).not.toEqual(numbers("bytes"));
});

it.each(["x", "-1", "1.5", ""])("the seed %j is refused before any test runs", (seed) => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [MAIN, "--seed", seed], { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toContain(`the seed is "${seed}"; give a whole number from 0 to 2147483647`);
  expect(stdout).toBe("");
});
