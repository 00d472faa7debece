import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { IN_TURN, ONLY_FULL } from "../run/long-sets.ts";
import { inTurn, SLOW } from "../run/slow-first.ts";

const TEST = join(import.meta.dirname, "..");

it("the files that begin first, those of the full run only, and those that take turns exist", () => {
  const slow = Object.keys(SLOW);
  expect(slow.length).toBeGreaterThan(0);
  expect([...slow, ...ONLY_FULL, ...IN_TURN].filter((name) => !existsSync(join(TEST, `${name}.test.ts`)))).toEqual([]);
});

it("waiting and working files alternate by their seconds; those with shared modules stay together", () => {
  const file = (project: string, name: string) => ({ project, path: `/x/test/${name}.test.ts` });
  const files = [
    file("unit-shared", "unit/a"),
    file("flow", "flow/quick"),
    file("browser", "browser/quick"),
    file("unit-shared", "unit/b"),
    file("flow", "flow/opcua-fault-rows"),
    ...[1, 2, 3].map((n) => file("unit", `unit/c${n}`)),
    file("browser", "browser/screens"),
  ];
  expect(inTurn(files, (one) => one).map(({ path }) => path.slice(8, -8))).toEqual(
    "flow/opcua-fault-rows browser/screens flow/quick browser/quick unit/c1 unit/c2 unit/c3 unit/a unit/b".split(" "),
  );
});

it("test files read the size of their sets themselves: the full run finds them by that", () => {
  const fakes = globSync("fakes/**/*.ts", { cwd: TEST });
  expect(fakes.length).toBeGreaterThan(50);
  expect(fakes.filter((file) => readFileSync(join(TEST, file), "utf8").includes("run/long-sets.ts"))).toEqual([]);
});
