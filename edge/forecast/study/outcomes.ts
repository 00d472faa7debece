import type { Outcome } from "../../contracts/forecast/study-answer.ts";
import type { OrderPlan } from "../model/plan.ts";
import type { RunResult } from "../model/tally.ts";
import { lateIn } from "../whatif/compare.ts";

/** 1: more is better. */
export const DIRECTION: Readonly<Record<Outcome, 1 | -1>> = { good: 1, scrapped: -1, late: -1, wip: -1, lead: -1 };

/**
 * Outcomes of one run. The lead time is what Little's law gives (J. D. C. Little, Operations Research 9 (1961) 383):
 * pieces in the plant over pieces that leave it each hour, with at least one.
 */
export function outcomesOf(run: RunResult, orders: readonly OrderPlan[], horizonS: number): readonly number[] {
  const lead = (run.wip * horizonS) / 3600 / Math.max(1, run.good + run.scrapped);
  return [run.good, run.scrapped, lateIn(run, orders, horizonS), run.wip, lead];
}
