import { MOST_LOTS } from "../../contracts/schedule/work-plan.ts";
import type { Facts, Supply, Timed } from "./facts.ts";
import { MINUTE_MS } from "./open-time.ts";

/** Each lot, and each step that it passes, is rounded up to a second. */
export const LOT_ROUNDING_MS = 5_000;

/** How the lots of a step reach an operation that follows it (rule SD55). Moments are ms since 1970. */
interface Lots {
  /** Pieces with which the operation starts; all of them where they come at once. */
  readonly firstPieces: number;
  readonly first: number;
  /** When the lots that come last have been worked; undefined where all pieces come at once. */
  readonly worked: number | undefined;
}

/** Lots from a step before an operation, by the times of both; undefined where that is not planned. */
export function lotsFrom(facts: Facts, planned: Timed, before: string): Lots | undefined {
  const earlier = facts.planned({ order: planned.order, step: before });
  if (earlier === undefined) return undefined;
  const lot = lotOf(facts, earlier);
  const firstPieces = startsWith(facts, planned, lot);
  const first = made(facts, earlier, firstPieces) + facts.wayMs(earlier, planned);
  if (lot === undefined || !facts.machines.has(planned.machine)) return { firstPieces, first, worked: undefined };
  const supplies = suppliesOf(facts, planned, Number.NEGATIVE_INFINITY, [earlier]);
  return { firstPieces, first, worked: doneAt(facts, planned, supplies, quantityOf(facts, planned)) };
}

/** When the pieces that an operation starts with are at its machine: released, with material, from the steps before. */
export function thereAt(facts: Facts, planned: Timed): number {
  const asked = facts.askedFor(planned);
  if (asked === undefined) return 0;
  const { order, step, before } = asked;
  const material = order.material.find(({ operation }) => operation === step.id)?.from;
  const arrivals = before.map((one) => lotsFrom(facts, planned, one)?.first ?? 0);
  return Math.max(0, ...arrivals, ...[order.release, material].map((moment) => (moment ? Date.parse(moment) : 0)));
}

/** When an operation has made so many of its pieces. */
function made(facts: Facts, planned: Timed, pieces: number): number {
  if (pieces >= quantityOf(facts, planned) || !facts.machines.has(planned.machine)) return planned.end;
  let supplies = facts.supplies.get(planned);
  if (supplies === undefined) {
    const earlier = (facts.askedFor(planned)?.before ?? [])
      .map((before) => facts.planned({ order: planned.order, step: before }))
      .filter((one) => one !== undefined);
    supplies = suppliesOf(facts, planned, planned.start, earlier);
    facts.supplies.set(planned, supplies);
  }
  return Math.min(planned.end, doneAt(facts, planned, supplies, pieces));
}

/**
 * How an operation that begins at a moment gets its pieces from steps before it: the work that waits at its machine
 * grows with each lot, and falls while the machine is open (Lindley 1952).
 */
function suppliesOf(facts: Facts, planned: Timed, start: number, before: readonly Timed[]): readonly Supply[] {
  const machine = facts.machines.get(planned.machine);
  const lots = before.flatMap((earlier) => arrivals(facts, planned, earlier)).sort((a, b) => a.from - b.from);
  const supplies: Supply[] = Number.isFinite(start) ? [{ from: 0, at: start, leftMs: 0 }] : [];
  for (const { from, at } of lots) {
    const last = supplies.at(-1);
    if (last !== undefined && at <= last.at) continue;
    const waiting = last === undefined ? 0 : last.leftMs + turnMs(facts, planned) * (from - last.from);
    const open = last === undefined || machine === undefined ? 0 : facts.open.within(machine, last.at, at);
    if (last?.from === from) supplies.pop();
    supplies.push({ from, at, leftMs: Math.max(0, waiting - open) });
  }
  return supplies;
}

/** Lots of a step before an operation: the first turn of its machine that needs pieces of each, and when it comes. */
function arrivals(facts: Facts, planned: Timed, earlier: Timed): readonly Pick<Supply, "from" | "at">[] {
  const lot = lotOf(facts, earlier);
  if (lot === undefined) return [];
  const quantity = quantityOf(facts, planned);
  const way = facts.wayMs(earlier, planned);
  return Array.from({ length: Math.ceil(quantity / lot) }, (_, number) => ({
    from: Math.floor((number * lot) / facts.atOnce(planned)),
    at: made(facts, earlier, Math.min(quantity, (number + 1) * lot)) + way,
  }));
}

/** When so many pieces are made. */
function doneAt(facts: Facts, planned: Timed, supplies: readonly Supply[], pieces: number): number {
  const machine = facts.machines.get(planned.machine);
  const turns = Math.ceil(pieces / facts.atOnce(planned));
  const supply = supplies.findLast(({ from }) => from < turns);
  if (supply === undefined || machine === undefined) return planned.end;
  return facts.open.after(machine, supply.at, supply.leftMs + turnMs(facts, planned) * (turns - supply.from));
}

/** Whole lots, and as many pieces as a batch takes. */
function startsWith(facts: Facts, planned: Timed, lot: number | undefined): number {
  const quantity = quantityOf(facts, planned);
  if (lot === undefined) return quantity;
  let pieces = lot;
  while (pieces < Math.min(quantity, facts.atOnce(planned))) pieces += lot;
  return Math.min(quantity, pieces);
}

function turnMs(facts: Facts, planned: Timed): number {
  return facts.minutes(planned) * MINUTE_MS;
}

/** Undefined where all pieces of the order go on at once. */
function lotOf(facts: Facts, planned: Timed): number | undefined {
  const { order, step } = facts.askedFor(planned) ?? {};
  const quantity = order?.quantity ?? 1;
  if (step?.transferLot === undefined || step.transferLot >= quantity) return undefined;
  return Math.max(step.transferLot, Math.ceil(quantity / MOST_LOTS));
}

function quantityOf(facts: Facts, planned: Timed): number {
  return facts.askedFor(planned)?.order.quantity ?? 1;
}
