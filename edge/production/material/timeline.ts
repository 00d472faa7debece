/** Places of one piece or carrier over time, from reports in any order. Pure functions on a list of stays. */
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** Aligned clocks differ by less than this. */
const CLOCKS_US = 1.5e6;
/** Two reports of the same arrival differ by less than this. */
const SAME_US = 0.3e6;
/** A departure and an arrival within this time are one move; otherwise the piece was between places. */
const MOVE_US = 5e6;

/** A stay at one place. Unreported times are NaN; they follow from the neighbouring stays. */
export interface Stay {
  readonly place: string;
  readonly slot?: number;
  /** Its carrier there. */
  readonly carrier?: string;
  tIn: Micros;
  tOut: Micros;
  /** A time at which it certainly was there: work on it, or a departure without an arrival. */
  seenAt: Micros;
  /** Inferred from other events, not reported. */
  inferred: boolean;
}

/** Possible moves; used if times alone do not decide the order. */
export type Leads = (from: string, to: string) => boolean;

export type StayChange = "new" | "known" | "repaired";

export interface StayAt {
  readonly place: string;
  readonly slot?: number;
  readonly carrier?: string;
}

/** Records an arrival at the place at `time`. */
export function arrive(
  stays: Stay[],
  at: StayAt,
  time: Micros,
  { leads, inferred = false }: { readonly leads: Leads; readonly inferred?: boolean },
): StayChange {
  for (let i = stays.length - 1; i >= 0; i--) {
    const stay = stays[i] as Stay;
    if (stay.place !== at.place) continue;
    if (Math.abs(stay.tIn - time) <= SAME_US && !stay.inferred) return "known";
    const isOpenLast = Number.isNaN(stay.tOut) && i === stays.length - 1 && time >= stay.tIn;
    if (isOpenLast && stay.slot === at.slot) return inferred ? "known" : confirm(stay, at, time);
    if (lacksArrival(stay, time)) {
      if (inferred && !Number.isNaN(stay.tIn)) return "known";
      stay.tIn = time;
      stay.inferred = inferred;
      settle(stays, i, leads);
      return "repaired";
    }
    if (stay.tIn < time) break;
  }
  stays.push({ ...at, tIn: time, tOut: Number.NaN, seenAt: time, inferred });
  settle(stays, stays.length - 1, leads);
  return "new";
}

/** Whether the stay has no reported arrival and `time` fits as one. */
function lacksArrival({ tIn, tOut, seenAt, inferred }: Stay, time: Micros): boolean {
  if (time > (Number.isNaN(tOut) ? seenAt + MOVE_US : tOut) + CLOCKS_US) return false;
  return Number.isNaN(tIn) || (inferred && Math.abs(tIn - time) <= MOVE_US * 6);
}

/** A repeated report confirms the stay; an inferred stay is now a reported one. */
function confirm(stay: Stay, _at: StayAt, time: Micros): StayChange {
  if (stay.inferred && Math.abs(stay.tIn - time) <= MOVE_US * 6) stay.tIn = time;
  stay.inferred = false;
  stay.seenAt = Math.max(stay.seenAt, time);
  return "known";
}

/** Records a departure from the place at `time`. */
export function depart(stays: Stay[], at: StayAt, time: Micros, leads: Leads): StayChange {
  for (let i = stays.length - 1; i >= 0; i--) {
    const stay = stays[i] as Stay;
    if (stay.place !== at.place) continue;
    if (Number.isNaN(stay.tOut) && !(stay.tIn > time + CLOCKS_US)) {
      stay.tOut = Math.max(time, Number.isNaN(stay.tIn) ? time : stay.tIn);
      settle(stays, i, leads);
      return "new";
    }
    if (Math.abs(stay.tOut - time) <= SAME_US) return "known";
    if (stay.tOut < time) break;
  }
  stays.push({ ...at, tIn: Number.NaN, tOut: time, seenAt: time, inferred: false });
  settle(stays, stays.length - 1, leads);
  return "repaired";
}

/** Records work at the place, which proves its presence. */
export function seen(stays: Stay[], at: StayAt, time: Micros, leads: Leads): StayChange {
  for (let i = stays.length - 1; i >= 0; i--) {
    const stay = stays[i] as Stay;
    if (stay.place !== at.place) continue;
    if (!(time < stay.tIn - CLOCKS_US) && !(time > stay.tOut + CLOCKS_US)) {
      stay.seenAt = Math.max(stay.seenAt, time);
      return "known";
    }
  }
  stays.push({ ...at, tIn: Number.NaN, tOut: Number.NaN, seenAt: time, inferred: false });
  settle(stays, stays.length - 1, leads);
  return "repaired";
}

/** Moves one stay to its position in the order of the others. */
function settle(stays: Stay[], from: number, leads: Leads): void {
  let at = from;
  while (at > 0 && comesBefore(stays[at] as Stay, stays[at - 1] as Stay, leads)) swap(stays, at, --at);
  while (at < stays.length - 1 && comesBefore(stays[at + 1] as Stay, stays[at] as Stay, leads)) swap(stays, at, ++at);
}

/** Swaps the stay at `index` with the one before it. */
export function swapBack(stays: Stay[], index: number): StayChange {
  swap(stays, index, index - 1);
  return "repaired";
}

function swap(stays: Stay[], a: number, b: number): void {
  const kept = stays[a] as Stay;
  stays[a] = stays[b] as Stay;
  stays[b] = kept;
}

/** Times decide the order; for stays shorter than the clock error, the route does. */
function comesBefore(a: Stay, b: Stay, leads: Leads): boolean {
  const aFirst = endOf(a) <= startOf(b) + CLOCKS_US;
  const bFirst = endOf(b) <= startOf(a) + CLOCKS_US;
  if (aFirst !== bFirst) return aFirst;
  if (!aFirst) return startOf(a) < startOf(b);
  const forth = leads(a.place, b.place);
  if (forth !== leads(b.place, a.place)) return forth;
  return startOf(a) + endOf(a) < startOf(b) + endOf(b);
}

const startOf = ({ tIn, seenAt }: Stay): Micros => (Number.isNaN(tIn) ? seenAt : tIn);
const endOf = ({ tOut }: Stay): Micros => (Number.isNaN(tOut) ? Number.POSITIVE_INFINITY : tOut);

/**
 * A stay with its effective times: the reported ones, or else those that follow from its neighbours. Between two spans
 * the piece was in transit.
 */
export interface Span extends StayAt {
  /** -Infinity: it was there before its first report. */
  readonly from: Micros;
  /** Infinity: it is still there. */
  readonly to: Micros;
  /** An end or the whole stay was not reported. */
  readonly isInferred: boolean;
}

export function spansOf(stays: readonly Stay[]): Span[] {
  const spans: Span[] = [];
  let start = stays[0] === undefined || Number.isNaN(stays[0].tIn) ? Number.NEGATIVE_INFINITY : stays[0].tIn;
  for (let i = 0; i < stays.length; i++) {
    const stay = stays[i] as Stay;
    const next = stays[i + 1];
    const { end, nextStart } = next === undefined ? { end: endOf(stay), nextStart: 0 } : boundary(stay, next);
    const to = Math.max(start, end);
    const { place, slot, carrier } = stay;
    const isInferred = stay.inferred || Number.isNaN(stay.tIn) || (next !== undefined && Number.isNaN(stay.tOut));
    spans.push({
      place,
      ...(slot === undefined ? {} : { slot }),
      ...(carrier === undefined ? {} : { carrier }),
      from: start,
      to,
      isInferred,
    });
    start = Math.max(to, nextStart);
  }
  return spans;
}

/** Stays on a carrier further apart than this are two rides. */
const SAME_RIDE_US = 60e6;

/** A period on one carrier, with the ends of `Span`. */
export interface Ride {
  readonly carrier: string;
  readonly from: Micros;
  readonly to: Micros;
}

/** Periods on carriers, oldest first; consecutive stays on the same carrier are one. */
export function ridesOf(stays: readonly Stay[]): Ride[] {
  const rides: { carrier: string; from: Micros; to: Micros }[] = [];
  for (const { carrier, from, to } of spansOf(stays)) {
    if (carrier === undefined) continue;
    const last = rides.at(-1);
    if (last?.carrier === carrier && from - last.to <= SAME_RIDE_US) last.to = to;
    else rides.push({ carrier, from, to });
  }
  return rides;
}

function boundary(stay: Stay, next: Stay): { end: Micros; nextStart: Micros } {
  const { tOut } = stay;
  const { tIn } = next;
  if (Number.isNaN(tIn))
    return Number.isNaN(tOut) ? { end: next.seenAt, nextStart: next.seenAt } : { end: tOut, nextStart: tOut };
  if (tIn - tOut > MOVE_US) return { end: tOut, nextStart: tIn };
  return { end: tIn, nextStart: tIn };
}

/** The stay at an instant; undefined before the first one, and between places. */
export function stayAt(stays: readonly Stay[], time: Micros): Span | undefined {
  return spansOf(stays).findLast(({ from, to }) => from <= time && time < to);
}

/** The present stay: the newest one without an end. */
export function presentStay(stays: readonly Stay[]): Stay | undefined {
  const last = stays.at(-1);
  return last !== undefined && Number.isNaN(last.tOut) ? last : undefined;
}

/** Whether the two stays are further apart than one move. */
export function isApart(before: Stay, after: Stay): boolean {
  return !Number.isNaN(before.tOut) && !Number.isNaN(after.tIn) && after.tIn - before.tOut > MOVE_US;
}
