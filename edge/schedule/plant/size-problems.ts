import type { WorkPlan } from "../../contracts/schedule/work-plan.ts";
import { problem } from "../problem-table.ts";
import { capacitiesOf, timesFor } from "./batches.ts";
import type { Report } from "./calendar-problems.ts";
import { familiesOf, unitsOf } from "./sizes.ts";

/** Most cells of all tables of set-ups: 128 MB. */
const MOST_CELLS = 16_000_000;
/** Most units of all fixtures, whose state the search holds 512 times: 80 MB. */
const MOST_UNITS = 20_000;
/** Most windows of all calendars over the horizon, were each of them on every day. */
const MOST_WINDOWS = 200_000;

/** Moments are written with four digits of the year. */
const LAST_MS = Date.parse("9999-12-31T00:00:00Z");

/** What would take more memory or time than a plan may: tables of set-ups, units of fixtures, windows, work. */
export function sizeProblems(plan: WorkPlan, report: Report): void {
  const families = familiesOf(plan).size;
  let cells = 0;
  for (const { between } of plan.setUps) {
    const rows = new Set(between.map(({ from }) => from)).size;
    cells += rows * new Set(between.map(({ to }) => to)).size + families;
  }
  if (cells > MOST_CELLS) report(["setUps"], problem("work-plan-cells", { cells, most: MOST_CELLS }));
  const units = unitsOf(plan).reduce((sum, count) => sum + count, 0);
  if (units > MOST_UNITS) report(["fixtures"], problem("work-plan-units", { units, most: MOST_UNITS }));
  const windows = plan.calendars.reduce((sum, one) => sum + one.windows.length, 0) * plan.horizonDays;
  if (windows > MOST_WINDOWS)
    report(["calendars"], problem("work-plan-windows", { windows, days: plan.horizonDays, most: MOST_WINDOWS }));
  workProblem(plan, report);
}

/** So many minutes of a set-up or a way are written to forbid it: no plan has them. */
const FORBIDDEN_MIN = 1_000_000;

/**
 * The first order with which all work, one operation after another on its slowest machine, each with the longest set-up
 * and the longest way, is too long.
 */
function workProblem(plan: WorkPlan, report: Report): void {
  const capacities = capacitiesOf(plan);
  const routes = new Map(plan.variants.map(({ id, route }) => [id, route]));
  const { setUps, transport } = plan;
  const setUp = Math.max(0, ...setUps.map(({ first, same, other, between }) => longest([first, same, other], between)));
  const way = longest([transport.within, transport.other], transport.between);
  let left = (LAST_MS - Date.parse(plan.start)) / 60_000 - plan.horizonDays * 1_440;
  for (const [at, { id, variant, quantity }] of plan.orders.entries()) {
    for (const step of routes.get(variant) ?? []) {
      let slowest = 0;
      for (const { machine, minutes } of step.machines)
        slowest = Math.max(slowest, minutes * timesFor(quantity, step, capacities.get(machine)));
      left -= setUp + way + slowest;
    }
    if (left >= 0) continue;
    report(["orders", at, "quantity"], problem("work-plan-long", { order: id }));
    return;
  }
}

/** The longest time of a table that is not forbidden, minutes; 0 where there is none. */
function longest(usual: readonly number[], between: readonly { readonly minutes: number }[]): number {
  let most = 0;
  for (const minutes of [...usual, ...between.map((pair) => pair.minutes)])
    if (minutes < FORBIDDEN_MIN) most = Math.max(most, minutes);
  return most;
}
