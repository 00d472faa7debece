import type { PlannedMachine, RouteStep } from "../../contracts/schedule/work-plan.ts";
import { type Asked, type Facts, minutesOf, type Report, ROUNDING_MS, type Timed } from "./facts.ts";
import { MINUTE_MS } from "./open-time.ts";
import { problem } from "./problem-table.ts";

const NOT_YET = { release: "schedule-release", material: "schedule-material" } as const;

/** What is wrong with an operation by itself, and with what it follows. */
export function operationFaults(facts: Facts, asked: Asked, planned: Timed, report: Report): void {
  const { order, step } = asked;
  const place = { order: order.id, step: step.id };
  const machine = facts.machines.get(planned.machine);
  const option = step.machines.find((one) => one.machine === planned.machine);
  if (machine === undefined || option === undefined)
    return void report("cannot", planned, problem("schedule-cannot", { ...place, machine: planned.machine }));
  const kept = facts.kept(planned);
  if (kept !== undefined) {
    const isSame = Date.parse(kept.start) === planned.start && kept.machine === planned.machine;
    if (!isSame) report("kept", planned, problem("schedule-kept", place));
    const stops = machine.unavailable.some(({ from, to }) => isWithin(planned.end, { from, to }));
    if (planned.end > facts.startMs && stops)
      report("unavailable", planned, problem("schedule-ends-unavailable", { ...place, machine: machine.id }));
    // What has happened before the plan's start is as it was.
    if (planned.start < facts.startMs) return;
  }
  starts(facts, { asked, planned, isKept: kept !== undefined }, report);
  for (const before of asked.before) {
    const until = facts.arrival(planned, before);
    if (planned.start >= until - ROUNDING_MS) continue;
    const text = { ...place, before, until: facts.moment(until) };
    report("before", planned, problem("schedule-before", text), { order: order.id, step: before });
  }
  const atOnce = machine.capacity === undefined ? 1 : Math.max(1, Math.floor(machine.capacity / step.size));
  const times = Math.ceil(order.quantity / atOnce);
  works(facts, planned, { machine, step, workMs: option.minutes * MINUTE_MS * times }, report);
}

function starts(
  facts: Facts,
  of: { readonly asked: Asked; readonly planned: Timed; readonly isKept: boolean },
  report: Report,
): void {
  const { asked, planned, isKept } = of;
  const { order, step } = asked;
  const place = { order: order.id, step: step.id };
  const opens = Date.parse(isKept ? facts.plan.start : (facts.plan.freezeUntil ?? facts.plan.start));
  const material = order.material.find(({ operation }) => operation === step.id)?.from;
  for (const [kind, moment] of [
    ["release", order.release],
    ["material", material],
  ] as const)
    if (moment !== undefined && planned.start < Date.parse(moment))
      report(kind, planned, problem(NOT_YET[kind], { ...place, until: facts.moment(Date.parse(moment)) }));
  const text = { ...place, opens: facts.moment(opens) };
  if (planned.start < opens) report("past", planned, problem("schedule-past", text));
  if (isKept && planned.setUpStart < facts.startMs) return;
  if (planned.start >= opens && planned.setUpStart < opens)
    report("past", planned, problem("schedule-past-set-up", text));
  const free = facts.machines.get(planned.machine)?.freeFrom;
  if (free === undefined || planned.setUpStart >= Date.parse(free)) return;
  const until = facts.moment(Date.parse(free));
  report("unavailable", planned, problem("schedule-not-free", { ...place, machine: planned.machine, until }));
}

/** Work takes its time while the machine's calendar is open. */
function works(
  facts: Facts,
  planned: Timed,
  { machine, step, workMs }: { readonly machine: PlannedMachine; readonly step: RouteStep; readonly workMs: number },
  report: Report,
): void {
  const { order, start, end } = planned;
  const place = { order, step: step.id, machine: machine.id };
  const open = facts.open.within(machine, start, end);
  const isShort = Math.abs(open - workMs) > 2 * ROUNDING_MS;
  const closes = !step.interruptible && end - start > open + ROUNDING_MS;
  if (!isShort && !closes) return;
  const down = machine.unavailable.find(({ from, to }) => Date.parse(from) < end && Date.parse(to) > start);
  if (closes && down !== undefined) {
    const [from = "", until = ""] = [down.from, down.to].map((moment) => facts.moment(Date.parse(moment)));
    report("unavailable", planned, problem("schedule-unavailable", { ...place, from, until }));
  } else if (isShort) {
    const text = { ...place, open: minutesOf(open), work: minutesOf(workMs) };
    report("calendar", planned, problem("schedule-work", text));
  } else report("calendar", planned, problem("schedule-closes", place));
}

/** Whether work that ends at a moment would have been done in a stretch of time. */
function isWithin(end: number, { from, to }: { readonly from: string; readonly to: string }): boolean {
  return Date.parse(from) < end && end <= Date.parse(to);
}
