import type { CncState } from "./cnc-state.ts";
import type { Cut } from "./cutting.ts";

/** Speed of the program relative to the library's, %: overrides of machine and operator, and the programmer's feeds. */
export function feedPercent({ feedOverridePercent, circumstance }: CncState): number {
  return Math.min(feedOverridePercent, circumstance.feedLimitPercent) * circumstance.programFeed;
}

/**
 * Present rate of wear of the tools, relative to Taylor's: the product of the factors of scenario, faults, brand and
 * lost coolant.
 */
export function wearRate({ condition, circumstance, context }: CncState): number {
  const { wearFactor, coolantLoss } = condition;
  return context.around.wear * wearFactor * circumstance.toolWear * (1 + 2 * coolantLoss);
}

/** Wears the tool of a cut that has gone on for `dtS` of the program. */
export function wearTool(cnc: CncState, cut: Cut, dtS: number): void {
  cnc.magazine.of(cnc.block.tool)?.wear(dtS, cut.speedMMin, wearRate(cnc));
}
