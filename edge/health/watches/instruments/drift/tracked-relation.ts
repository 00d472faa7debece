/** A relation that is tried, then believed, with what it leaves now. */
import type { NeighbourRelation } from "./neighbour-fit.ts";

/** Share of the range that a believed relation leaves at most, root mean square. */
const LEAVES = 0.003;
/** The least spread that is believed: a recalibration and a replacement move a zero by up to twice as much. */
const LEAST_SPREAD = 0.0033;
/** Share of a row in what a relation leaves; more after rows in which its neighbours were elsewhere. */
const NEWEST = 0.15;
/** Neighbours outside of what was seen by more than this share of it say nothing. */
const BEYOND = 0.1;
/** Rows after which a relation whose neighbours are elsewhere says nothing any more. */
const STALE = 5;
/** Share of rows of the trial in which neighbours must have been where they were learnt. */
const SEEN = 0.7;

const [ROWS, IN_RANGE, SUM, SQUARES] = [0, 1, 2, 3];

export interface TrackedRelation extends NeighbourRelation {
  /** Range of its neighbours in learning. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Counts of the trial: rows, rows within the range, sum and squares of the residuals. */
  readonly trial: number[];
  isConfirmed: boolean;
  /** Spread of the deviation that is believed. */
  allowed: number;
  /** Its residual, smoothed; 0 in normal running. */
  deviation: number;
  /** Offset that instruments of it were adjusted by. */
  adjusted: number;
  /** Rows since its neighbours were where they were learnt. */
  unseen: number;
}

/** A relation to try. `seen`: the lowest and the highest value so far of an instrument. */
export function tried(
  found: NeighbourRelation,
  seen: (at: number) => readonly [low: number, high: number],
): TrackedRelation {
  const ranges = found.neighbours.map((at) => {
    const [low, high] = seen(at);
    const reach = BEYOND * (high - low);
    return [low - reach, high + reach] as const;
  });
  return {
    ...found,
    low: ranges.map(([low]) => low),
    high: ranges.map(([, high]) => high),
    trial: [0, 0, 0, 0],
    isConfirmed: false,
    allowed: Number.POSITIVE_INFINITY,
    deviation: 0,
    adjusted: 0,
    unseen: 0,
  };
}

/** Ends its trial. Returns whether it held as long as it was learnt. */
export function confirm(one: TrackedRelation): boolean {
  const [rows, seen, sum, squares] = one.trial as unknown as readonly [number, number, number, number];
  const rms = Math.sqrt(squares / Math.max(1, seen));
  one.isConfirmed = seen > 0 && seen >= SEEN * rows && rms <= Math.min(LEAVES, Math.max(2 * one.spread, LEAVES / 2));
  one.allowed = Math.max(2 * rms, LEAST_SPREAD);
  one.deviation = seen > 0 ? sum / seen : 0;
  return one.isConfirmed;
}

/** Takes a row of all values; NaN of an instrument that shows nothing, about which the relation says nothing then. */
export function follow(one: TrackedRelation, row: Float64Array): void {
  const isSeen =
    !Number.isNaN(row[one.target]) &&
    one.neighbours.every((at, place) => {
      const value = row[at] as number;
      return value >= (one.low[place] as number) && value <= (one.high[place] as number);
    });
  // By time, not by rows: one that is seen seldom must not make a step look like a drift.
  const share = 1 - (1 - NEWEST) ** (one.unseen + 1);
  one.unseen = isSeen ? 0 : one.unseen + 1;
  if (!one.isConfirmed) one.trial[ROWS] = (one.trial[ROWS] as number) + 1;
  if (!isSeen) return;
  let left = (row[one.target] as number) - one.constant - one.adjusted;
  for (const [place, at] of one.neighbours.entries()) left -= (one.weights[place] as number) * (row[at] as number);
  if (one.isConfirmed) {
    one.deviation += share * (left - one.deviation);
    return;
  }
  one.trial[IN_RANGE] = (one.trial[IN_RANGE] as number) + 1;
  one.trial[SUM] = (one.trial[SUM] as number) + left;
  one.trial[SQUARES] = (one.trial[SQUARES] as number) + left ** 2;
}

export function isFresh({ unseen }: TrackedRelation): boolean {
  return unseen < STALE;
}

/** Takes the present residual for normal from now on, as far as an offset explains it. */
export function adjust(one: TrackedRelation, by: number): void {
  one.adjusted += by;
  one.deviation -= by;
}
