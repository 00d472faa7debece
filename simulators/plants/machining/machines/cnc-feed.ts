import type { CncState } from "./cnc-state.ts";
import type { Cut } from "./cutting.ts";

/** Speed of the program relative to the library's, %: overrides of machine and operator, and the programmer's feeds. */
export function feedPercent({ feedOverridePercent, circumstance }: CncState): number {
  return Math.min(feedOverridePercent, circumstance.feedLimitPercent) * circumstance.programFeed;
}

/** Wears the tool of a cut that has gone on for `dtS` of the program. */
export function wearTool({ magazine, block, condition, circumstance, context }: CncState, cut: Cut, dtS: number): void {
  const { wearFactor, coolantLoss } = condition;
  const factor = context.around.wear * wearFactor * circumstance.toolWear * (1 + 2 * coolantLoss);
  magazine.of(block.tool)?.wear(dtS, cut.speedMMin, factor);
}
