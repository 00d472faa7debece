import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ONLY_FULL } from "../run/long-sets.ts";
import { SLOW } from "../run/slow-first.ts";

const TEST = join(import.meta.dirname, "..");

it("the files that begin first, and those of the full run only, exist", () => {
  expect(SLOW.length).toBeGreaterThan(0);
  expect([...SLOW, ...ONLY_FULL].filter((name) => !existsSync(join(TEST, `${name}.test.ts`)))).toEqual([]);
});

it("test files read the size of their sets themselves: the full run finds them by that", () => {
  const fakes = globSync("fakes/**/*.ts", { cwd: TEST });
  expect(fakes.length).toBeGreaterThan(50);
  expect(fakes.filter((file) => readFileSync(join(TEST, file), "utf8").includes("run/long-sets.ts"))).toEqual([]);
});
