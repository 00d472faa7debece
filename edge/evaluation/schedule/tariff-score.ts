/** What plans save when operations may wait for cheaper energy, on made plants with time to spare (rule SD49). */
import type { WorkPlan } from "../../contracts/schedule/work-plan.ts";
import { scheduleFaults } from "../../schedule/check/check.ts";
import { scheduleOf } from "../../schedule/explain/schedule-of.ts";
import { improve } from "../../schedule/improve/improve.ts";
import { readPlant } from "../../schedule/plant/read.ts";
import { MADE, madePlan } from "./made-plan.ts";

/** Steps of each search. */
const STEPS = 30_000;
/** Due dates with time to wait, and machines with time to wait in. */
const LOOSE = { tightness: 10, load: 0.6 };

const days = [1, 2, 3, 4, 5, 6, 7];
/** Two peaks a day, and cheap nights, in which these plants are closed. */
const TARIFF: WorkPlan["tariff"] = {
  price: 0.7,
  windows: [
    { days, from: "10:00", to: "12:00", price: 1.2 },
    { days, from: "14:00", to: "19:00", price: 1.2 },
    { days, from: "22:00", to: "06:00", price: 0.3 },
  ],
};

export interface TariffScore {
  readonly seed: number;
  readonly mayWait: boolean;
  /** As weighed, energy included. */
  readonly cost: number;
  readonly energyCost: number;
  readonly late: number;
  readonly orders: number;
  /** Operations that wait for cheaper energy. */
  readonly waits: number;
  readonly faults: number;
}

/** Each plant planned without waits and with them, in the same number of steps. */
export function tariffScores(seeds: readonly number[], steps = STEPS): TariffScore[] {
  return seeds.flatMap((seed) => {
    const made = madePlan({ ...MADE, ...LOOSE, seed });
    const plan = { ...made, tariff: TARIFF, objective: { ...made.objective, energy: 1 } };
    return [false, true].map((mayWait) => {
      const plant = { ...readPlant(plan), mayWaitForPrice: mayWait };
      const { decisions, timeline, cost } = improve(plant, seed, (done) => done / steps);
      const schedule = scheduleOf(decisions, timeline);
      return {
        ...{ seed, mayWait, cost, energyCost: schedule.energyCost },
        late: schedule.orders.filter(({ end, due }) => end > due).length,
        orders: schedule.orders.length,
        waits: schedule.operations.filter(({ reason }) => reason.kind === "tariff").length,
        faults: scheduleFaults(plan, schedule).length,
      };
    });
  });
}

export function tariffScoreText(scores: readonly TariffScore[]): string {
  const lines = scores.map(({ seed, mayWait, cost, energyCost, late, orders, waits, faults }) => {
    const way = mayWait ? `${waits} operations wait` : "nothing waits";
    const [all, energy] = [cost.toFixed(0), energyCost.toFixed(0)];
    return `${seed}, ${way}: energy ${energy}, weighted cost ${all}, ${late} of ${orders} late; ${faults} faults`;
  });
  return `\nenergy by tariff, due dates at ${LOOSE.tightness} times the work\n${lines.join("\n")}\n`;
}
