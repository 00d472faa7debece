import type { ConfigText } from "../../contracts/plant/config-text.ts";
import type { SectionProblem } from "../../contracts/plant/edge-config.ts";
import type { WorkPlan } from "../../contracts/schedule/work-plan.ts";
import { problem } from "../problem-table.ts";
import { Moments } from "./moments.ts";
import { Options } from "./options.ts";

/** Takes what is wrong at a place. */
export type Report = (steps: SectionProblem["steps"], text: ConfigText) => void;

const HOUR_S = 3_600;

/** What can never be done by the calendars: they never open, an operation fits into no window, an order is too far. */
export function calendarProblems(plan: WorkPlan, report: Report): void {
  const moments = new Moments(plan);
  for (const [at, { id, windows, closed }] of plan.calendars.entries())
    if (!moments.windows(windows, closed).some(({ from, to }) => to > 0 && from < moments.horizon))
      report(["calendars", at, "windows"], problem("work-plan-closed", { calendar: id, days: plan.horizonDays }));
  const priced = moments.priced(plan.tariff.windows);
  const overlap = priced.findIndex(({ from }, at) => at > 0 && from < (priced[at - 1]?.to ?? 0));
  if (overlap !== -1) {
    const day = moments.day(priced[overlap]?.from ?? 0);
    report(["tariff", "windows"], problem("work-plan-tariff", { day }));
  }
  windowProblems(plan, moments, report);
  for (const [at, { id, release, material }] of plan.orders.entries()) {
    const latest = Math.max(...[release, ...material.map(({ from }) => from)].map((m) => (m ? moments.seconds(m) : 0)));
    if (latest >= moments.horizon)
      report(
        ["orders", at],
        problem("work-plan-horizon", { order: id, days: Math.ceil(latest / 86_400), known: plan.horizonDays }),
      );
  }
}

/** An operation that may not stop needs a window that is long enough, on one of the machines that can make it. */
function windowProblems(plan: WorkPlan, moments: Moments, report: Report): void {
  const options = new Options(plan, moments);
  const routes = new Map(plan.variants.map(({ id, route }) => [id, route]));
  for (const [at, order] of plan.orders.entries())
    for (const step of routes.get(order.variant) ?? []) {
      if (options.of(order, step).length > 0) continue;
      for (const option of step.machines) {
        const hours = (options.work(order, step, option) / HOUR_S).toFixed(1);
        const longest = (options.longest(option) / HOUR_S).toFixed(1);
        const { machine } = option;
        report(
          ["orders", at],
          problem("work-plan-window", { order: order.id, step: step.id, hours, machine, longest }),
        );
      }
    }
}
