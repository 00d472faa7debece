import { expect, it } from "vitest";
import { restRatio, restState } from "../../../../edge/contracts/production/rest-state.ts";

it.each([
  [2, true, "normal"],
  [-2.5, true, "watched"],
  [3.1, true, "beyond"],
  [30, false, "normal"],
  [-2.5, false, "watched"],
  [-3.1, false, "beyond"],
] as const)("[EN23] a rest of %d u_c, complete: %s, is %s", (ratio, isComplete, state) => {
  const rest = { amount: ratio * 0.25, u: 0.25 };
  expect(restRatio(rest)).toBeCloseTo(ratio, 9);
  expect(restState(rest, isComplete)).toBe(state);
});

it("[EN23] nothing that is exactly known is no rest", () => {
  expect(restState({ amount: 0, u: 0 }, true)).toBe("normal");
});
