import type { PlannedMachine, RouteStep } from "../../contracts/schedule/work-plan.ts";
import { type Asked, type Facts, minutesOf, type Report, ROUNDING_MS, type Timed } from "./facts.ts";
import { LOT_ROUNDING_MS, lotsFrom } from "./lots.ts";
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
  const supplied = comes(facts, asked, planned, report);
  const times = Math.ceil(order.quantity / facts.atOnce(planned));
  works(facts, planned, { machine, step, workMs: option.minutes * MINUTE_MS * times, supplied }, report);
}

/** Pieces come from the steps before it. Gives when the last lots have been worked; 0 where nothing comes in lots. */
function comes(facts: Facts, { order, step, before: steps }: Asked, planned: Timed, report: Report): number {
  let supplied = 0;
  for (const before of steps) {
    const lots = lotsFrom(facts, planned, before);
    if (lots === undefined) continue;
    const { first, worked, firstPieces: pieces } = lots;
    supplied = Math.max(supplied, worked ?? 0);
    const other = { order: order.id, step: before };
    const text = { order: order.id, step: step.id, before, pieces, until: facts.moment(first) };
    if (worked === undefined && planned.start < first - ROUNDING_MS)
      report("before", planned, problem("schedule-before", text), other);
    else if (planned.start < first - LOT_ROUNDING_MS)
      report("before", planned, problem("schedule-before-lot", text), other);
    else if (worked !== undefined && planned.end < worked - LOT_ROUNDING_MS)
      report("before", planned, problem("schedule-last-lot", { ...text, until: facts.moment(worked) }), other);
  }
  return supplied;
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

/** Work takes its time while the machine's calendar is open, and longer only where the machine waits for pieces. */
function works(
  facts: Facts,
  planned: Timed,
  of: {
    readonly machine: PlannedMachine;
    readonly step: RouteStep;
    readonly workMs: number;
    readonly supplied: number;
  },
  report: Report,
): void {
  const { machine, step, workMs, supplied } = of;
  const { order, start, end } = planned;
  const place = { order, step: step.id, machine: machine.id };
  const open = facts.open.within(machine, start, end);
  const waits = open > workMs && Math.abs(end - supplied) <= LOT_ROUNDING_MS;
  const isShort = !waits && Math.abs(open - workMs) > 2 * ROUNDING_MS;
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
