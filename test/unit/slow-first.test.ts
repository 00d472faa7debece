import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { SLOW } from "../run/slow-first.ts";

it("the files that begin first are there", () => {
  expect(SLOW.length).toBeGreaterThan(0);
  expect(SLOW.filter((name) => !existsSync(join(import.meta.dirname, "..", `${name}.test.ts`)))).toEqual([]);
});
