/** Where one piece or carrier was when, from what was told in any order. Pure functions on a list of stays. */
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** Aligned clocks differ by less than this. */
const CLOCKS_US = 1.5e6;
/** The same arrival told twice. */
const SAME_US = 0.3e6;
/** A departure and the next arrival this close are one move; further apart the piece was between places. */
const MOVE_US = 5e6;

/** A stay at one place. What was not told is NaN: then the neighbours say when it began or ended. */
export interface Stay {
  readonly place: string;
  readonly slot?: number;
  /** What it stands on there. */
  readonly carrier?: string;
  tIn: Micros;
  tOut: Micros;
  /** When it surely was there: a sign of work, a departure without an arrival. */
  seenAt: Micros;
  /** Follows from other events, and was not told. */
  inferred: boolean;
}

/** Which moves are possible; used where times alone do not say what came first. */
export type Leads = (from: string, to: string) => boolean;

export type Told = "new" | "known" | "repaired";

export interface StayAt {
  readonly place: string;
  readonly slot?: number;
  readonly carrier?: string;
}

/** It is at the place since `time`. */
export function arrive(
  stays: Stay[],
  at: StayAt,
  time: Micros,
  { leads, inferred = false }: { readonly leads: Leads; readonly inferred?: boolean },
): Told {
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

/** It is known to have been there, and that it came then fits: not told so far, or only inferred nearby. */
function lacksArrival({ tIn, tOut, seenAt, inferred }: Stay, time: Micros): boolean {
  if (time > (Number.isNaN(tOut) ? seenAt + MOVE_US : tOut) + CLOCKS_US) return false;
  return Number.isNaN(tIn) || (inferred && Math.abs(tIn - time) <= MOVE_US * 6);
}

/** Told again while it never left; what was only inferred is told now. */
function confirm(stay: Stay, _at: StayAt, time: Micros): Told {
  if (stay.inferred && Math.abs(stay.tIn - time) <= MOVE_US * 6) stay.tIn = time;
  stay.inferred = false;
  stay.seenAt = Math.max(stay.seenAt, time);
  return "known";
}

/** It has left the place at `time`. */
export function depart(stays: Stay[], at: StayAt, time: Micros, leads: Leads): Told {
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

/** Work on it was seen at the place, which says that it is there. */
export function seen(stays: Stay[], at: StayAt, time: Micros, leads: Leads): Told {
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

/** Moves one stay to where it belongs in the order of the others. */
function settle(stays: Stay[], from: number, leads: Leads): void {
  let at = from;
  while (at > 0 && comesBefore(stays[at] as Stay, stays[at - 1] as Stay, leads)) swap(stays, at, --at);
  while (at < stays.length - 1 && comesBefore(stays[at + 1] as Stay, stays[at] as Stay, leads)) swap(stays, at, ++at);
}

/** The stay at `index` was before the one that stands before it. */
export function swapBack(stays: Stay[], index: number): Told {
  swap(stays, index, index - 1);
  return "repaired";
}

function swap(stays: Stay[], a: number, b: number): void {
  const kept = stays[a] as Stay;
  stays[a] = stays[b] as Stay;
  stays[b] = kept;
}

/** Times decide; where stays are shorter than clocks agree, the way that pieces take. */
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
 * A stay with the times that count: those told, else those that follow from its neighbours. Between two spans it was
 * on its way, unseen.
 */
export interface Span extends StayAt {
  /** -Infinity: it was there before anything was told of it. */
  readonly from: Micros;
  /** Infinity: it is there. */
  readonly to: Micros;
  /** An end or the whole stay was not told. */
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

/** Stays on a carrier further apart are two rides: in between it stood elsewhere. */
const SAME_RIDE_US = 60e6;

/** A time on one carrier, with the ends of `Span`. */
export interface Ride {
  readonly carrier: string;
  readonly from: Micros;
  readonly to: Micros;
}

/** Times on carriers, oldest first: stays on the same one that follow each other are one. */
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

/** Where it was at an instant; undefined before it was known, and while it was between places. */
export function stayAt(stays: readonly Stay[], time: Micros): Span | undefined {
  return spansOf(stays).findLast(({ from, to }) => from <= time && time < to);
}

/** Where it is by the newest that was told: the stay that nothing ended. */
export function presentStay(stays: readonly Stay[]): Stay | undefined {
  const last = stays.at(-1);
  return last !== undefined && Number.isNaN(last.tOut) ? last : undefined;
}

/** Whether the two lie further apart than one move takes. */
export function isApart(before: Stay, after: Stay): boolean {
  return !Number.isNaN(before.tOut) && !Number.isNaN(after.tIn) && after.tIn - before.tOut > MOVE_US;
}
