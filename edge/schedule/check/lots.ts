import type { Facts, Timed } from "./facts.ts";
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
  const quantity = quantityOf(facts, planned);
  const lot = lotOf(facts, earlier);
  const way = facts.wayMs(earlier, planned);
  const firstPieces = startsWith(facts, planned, lot);
  const first = made(facts, earlier, firstPieces) + way;
  const machine = facts.machines.get(planned.machine);
  if (lot === undefined || machine === undefined) return { firstPieces, first, worked: undefined };
  const number = Math.ceil(quantity / lot);
  const worked = [number - 1, number]
    .filter((one) => one > 0)
    .map((one) => {
      const there = made(facts, earlier, Math.min(quantity, one * lot)) + way;
      return facts.open.after(machine, there, workMs(facts, planned, quantity, (one - 1) * lot));
    });
  return { firstPieces, first, worked: Math.max(...worked) };
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
  const machine = facts.machines.get(planned.machine);
  if (pieces >= quantityOf(facts, planned) || machine === undefined) return planned.end;
  const moments = [facts.open.after(machine, planned.start, workMs(facts, planned, pieces, 0))];
  for (const before of facts.askedFor(planned)?.before ?? []) {
    const earlier = facts.planned({ order: planned.order, step: before });
    const lot = earlier === undefined ? undefined : lotOf(facts, earlier);
    if (earlier === undefined || lot === undefined || pieces <= startsWith(facts, planned, lot)) continue;
    // What is still to be made of the lot that has the last of these pieces is made when that lot is there.
    const lots = Math.ceil(pieces / lot);
    const all = Math.min(quantityOf(facts, planned), lots * lot);
    const there = made(facts, earlier, all) + facts.wayMs(earlier, planned);
    moments.push(facts.open.after(machine, there, workMs(facts, planned, pieces, (lots - 1) * lot)));
  }
  return Math.min(planned.end, Math.max(...moments));
}

/** Whole lots, and as many pieces as a batch takes. */
function startsWith(facts: Facts, planned: Timed, lot: number | undefined): number {
  const quantity = quantityOf(facts, planned);
  if (lot === undefined) return quantity;
  let pieces = lot;
  while (pieces < Math.min(quantity, facts.atOnce(planned))) pieces += lot;
  return Math.min(quantity, pieces);
}

/** Work on so many pieces, without that on those which it had before. */
function workMs(facts: Facts, planned: Timed, pieces: number, had: number): number {
  const atOnce = facts.atOnce(planned);
  return facts.minutes(planned) * MINUTE_MS * (Math.ceil(pieces / atOnce) - Math.floor(had / atOnce));
}

/** Undefined where all pieces of the order go on at once. */
function lotOf(facts: Facts, planned: Timed): number | undefined {
  const { order, step } = facts.askedFor(planned) ?? {};
  const lot = step?.transferLot;
  return lot !== undefined && lot < (order?.quantity ?? 1) ? lot : undefined;
}

function quantityOf(facts: Facts, planned: Timed): number {
  return facts.askedFor(planned)?.order.quantity ?? 1;
}
