import { expect, it } from "vitest";
import { backoffMs } from "../../../edge/observe/backoff.ts";

it("[K8] doubles up to the maximum, between half and all of it", () => {
  const at = (random: number): number[] =>
    [0, 1, 2, 3, 4, 5, 60, 5000].map((attempt) =>
      backoffMs(attempt, { firstMs: 100, maxMs: 1000, random: () => random }),
    );
  expect(at(0)).toEqual([50, 100, 200, 400, 500, 500, 500, 500]);
  expect(at(1)).toEqual([100, 200, 400, 800, 1000, 1000, 1000, 1000]);
});
