import type { PlannedMachine } from "../../contracts/schedule/work-plan.ts";
import { type Facts, minutesOf, type Report, ROUNDING_MS, type Timed } from "./facts.ts";
import { thereAt } from "./lots.ts";
import { MINUTE_MS } from "./open-time.ts";
import { problem } from "./problem-table.ts";

/** What is wrong on a machine: operations across each other, batches, set-ups. */
export function machineFaults(facts: Facts, id: string, report: Report): void {
  const { plan } = facts;
  const batches = batchesOf(facts, id);
  const isNear = (batch: readonly Timed[] | undefined): boolean => batch?.some((one) => facts.isLookedAt(one)) === true;
  // The one of those before that ends last: more than the next can be across it.
  let busy: readonly Timed[] | undefined;
  for (const [at, batch] of batches.entries()) {
    const [first] = batch as [Timed];
    const before = batches[at - 1]?.[0];
    const [last] = busy ?? [];
    if (last !== undefined && (isNear(batch) || isNear(busy))) behind(first, last, report);
    if (last === undefined || first.end >= last.end) busy = batch;
    if (!isNear(batch) && !isNear(batches[at - 1])) continue;
    batchFaults(facts, batch, report);
    if (first.setUpStart < facts.startMs && facts.kept(first) !== undefined) continue;
    setUpFaults(facts, { first, before }, report);
    const isThere = batch.some((one) => thereAt(facts, one) <= one.setUpStart + ROUNDING_MS);
    if (!plan.setUpAhead && !isThere)
      report("setUp", first, problem("schedule-set-up-early", { machine: id, ...placeOf(first) }));
  }
}

/** Operations of a machine in the order of their starts; on a batch machine those of one time together. */
function batchesOf(facts: Facts, id: string): readonly (readonly Timed[])[] {
  const capacity = facts.machines.get(id)?.capacity;
  const batches: Timed[][] = [];
  for (const one of facts.onMachine(id).toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const last = batches.at(-1);
    if (capacity !== undefined && last?.[0]?.start === one.start && last[0].end === one.end) last.push(one);
    else batches.push([one]);
  }
  return batches;
}

function behind(first: Timed, before: Timed, report: Report): void {
  if (first.setUpStart >= before.end) return;
  const text = { machine: first.machine, ...placeOf(first), other: before.order, otherStep: before.step };
  if (first.start < before.end) report("machine", first, problem("schedule-machine", text), before);
  else report("setUp", first, problem("schedule-set-up-overlaps", text), before);
}

/** A batch has one family, and there is room for all of it; an order that is larger takes several, and shares none. */
function batchFaults(facts: Facts, batch: readonly Timed[], report: Report): void {
  const [first] = batch as [Timed];
  const { machine } = first;
  const family = facts.family(first);
  const stranger = batch.find((one) => facts.family(one) !== family);
  if (stranger !== undefined) {
    const text = { machine, ...placeOf(stranger), other: first.order, otherStep: first.step };
    report("capacity", stranger, problem("schedule-families", text), first);
  }
  const capacity = facts.machines.get(machine)?.capacity;
  const load = batch.reduce((sum, one) => sum + facts.load(one), 0);
  if (capacity === undefined || load <= capacity || batch.length === 1) return;
  const own = batch.find((one) => facts.isLookedAt(one)) ?? first;
  const other = batch.find((one) => one !== own) ?? null;
  report("capacity", own, problem("schedule-load", { machine, ...placeOf(own), load, capacity }), other);
}

function setUpFaults(
  facts: Facts,
  { first, before }: { readonly first: Timed; readonly before: Timed | undefined },
  report: Report,
): void {
  const machine = facts.machines.get(first.machine) as PlannedMachine;
  const from = before === undefined ? machine.setUpNow : facts.family(before);
  const to = facts.family(first);
  const table = facts.plan.setUps.find((one) => one.id === machine.setUps);
  const pair = table?.between.find((one) => one.from === from && one.to === to)?.minutes;
  const usual = from === undefined ? table?.first : from === to ? table?.same : table?.other;
  const minutes = pair ?? usual ?? 0;
  const open = facts.open.within(machine, first.setUpStart, first.start);
  if (open >= minutes * MINUTE_MS - 2 * ROUNDING_MS) return;
  const text = { machine: machine.id, ...placeOf(first), open: minutesOf(open), minutes };
  report("setUp", first, problem("schedule-set-up-short", text), before ?? null);
}

/** Operations that hold more of a fixture than there is. */
export function fixtureFaults(facts: Facts, { id, count }: Facts["plan"]["fixtures"][number], report: Report): void {
  const holders = facts.operations
    .filter((one) => facts.askedFor(one)?.step.fixtures.includes(id))
    .sort((a, b) => a.setUpStart - b.setUpStart);
  let holding: readonly Timed[] = [];
  for (const [at, begun] of Map.groupBy(holders, ({ setUpStart }) => setUpStart)) {
    holding = [...holding, ...begun].filter(({ end }) => end > at);
    for (const one of begun) {
      const others = holding.filter((other) => other !== one);
      const other = others.find((holder) => facts.isLookedAt(holder)) ?? others[0];
      if (other === undefined || others.length < count || !(facts.isLookedAt(one) || facts.isLookedAt(other))) continue;
      const text = { fixture: id, ...placeOf(one), held: others.length, count, other: other.order };
      report("fixture", one, problem("schedule-fixture", text), other);
    }
  }
}

function placeOf({ order, step }: Timed) {
  return { order, step };
}
