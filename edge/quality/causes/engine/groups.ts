/** The pieces that a circumstance sets apart, and how much of the defect it explains for its complexity. */
import type { CandidateKind } from "../../../contracts/quality/causes.ts";
import type { CandidateColumn, PieceColumns } from "./columns.ts";
import { BINS, binOf, binsOf } from "./scan-column.ts";

/** Pieces with a circumstance against all others. */
export interface Group {
  readonly column: CandidateColumn;
  readonly side: "is" | "below" | "above";
  /** Code of the level. */
  readonly level: number;
  readonly cut: number | null;
  /** First row of the group, where earlier pieces with the level do not belong to it. */
  readonly sinceRow: number | undefined;
  /** By row: 1 belongs to it. */
  readonly isWithin: Uint8Array;
  /** Twice the gained logarithm of the likelihood, less twice the length of its description. */
  readonly score: number;
}

/** Numbers of the pieces that a search through groups compares. */
export interface Totals {
  readonly pieces: number;
  readonly bad: number;
}

/** Circumstances that mark a time or a group of pieces and cannot spoil a piece themselves are preferred less. */
const MARKERS: ReadonlySet<CandidateKind> = new Set(["hour", "pallet", "order", "variant", "heat"]);
const MARKER_PENALTY = 6;
/** A tool seldom fails in the middle of its life; the others are what they are from their first piece on. */
const SINCE_PENALTY: Readonly<Partial<Record<CandidateKind, number>>> = {
  tool: 4,
  lot: 8,
  heat: 8,
  hour: 8,
  supplier: 4,
  program: 8,
  variant: 8,
  order: 8,
};
/**
 * A level is as precise as one of so many, whatever their number: a lot must not lose to its supplier only because
 * there are more lots.
 */
const LEVELS = 12;

export function totalsOf({ isBad }: PieceColumns): Totals {
  let bad = 0;
  for (const one of isBad) bad += one;
  return { pieces: isBad.length, bad };
}

/** Bits of naming the column among those of its kind, in natural units, doubled like the gain. */
export function namingPenalty(kind: CandidateKind, columnsOfKind: number): number {
  return 2 * Math.log(columnsOfKind) + (MARKERS.has(kind) ? MARKER_PENALTY : 0);
}

function logLikelihood(bad: number, pieces: number): number {
  const good = pieces - bad;
  return (bad === 0 ? 0 : bad * Math.log(bad / pieces)) + (good === 0 ? 0 : good * Math.log(good / pieces));
}

/**
 * A program that all pieces of a variant share says no more than the variant, and is preferred no more.
 */
export function asMarkers(groups: readonly Group[]): readonly Group[] {
  const markers = groups.filter(({ column }) => column.name.kind === "variant");
  return groups.map((group) =>
    group.column.name.kind === "program" && markers.some((marker) => isSame(group.isWithin, marker.isWithin))
      ? { ...group, score: group.score - MARKER_PENALTY }
      : group,
  );
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.every((value, row) => value === other[row]);
}

/** Twice the gain of two shares over one; 0 where the group has the smaller share. */
export function gainOf(within: Totals, { pieces, bad }: Totals): number {
  const outside = { pieces: pieces - within.pieces, bad: bad - within.bad };
  if (within.bad * pieces <= bad * within.pieces) return 0;
  return (
    2 *
    (logLikelihood(within.bad, within.pieces) + logLikelihood(outside.bad, outside.pieces) - logLikelihood(bad, pieces))
  );
}

/**
 * The pieces with a level, all of them or those since a moment, whichever explains more. The likelihood of "since a
 * moment" is the mean over all moments, because the moment is not known.
 */
export function levelGroup(
  { column, level, naming }: { readonly column: CandidateColumn; readonly level: number; readonly naming: number },
  { isBad }: PieceColumns,
  totals: Totals,
): Group {
  const { values } = column;
  const isWithin = new Uint8Array(values.length);
  const gains: number[] = [];
  let [pieces, bad] = [0, 0];
  let best = { row: 0, gain: 0 };
  for (let row = values.length - 1; row >= 0; row--) {
    if (values[row] !== level) continue;
    isWithin[row] = 1;
    pieces++;
    bad += isBad[row] as number;
    const gain = gainOf({ pieces, bad }, totals);
    gains.push(gain);
    if (gain > best.gain) best = { row, gain };
  }
  let sum = 0;
  for (const gain of gains) sum += Math.exp((gain - best.gain) / 2);
  const penalty = naming + 2 * Math.log(LEVELS);
  const whole = (gains.at(-1) ?? 0) - penalty;
  const unlikely = SINCE_PENALTY[column.name.kind] ?? 0;
  const late = best.gain + 2 * Math.log(sum / Math.max(1, pieces)) - penalty - unlikely;
  const isLate = late > whole;
  if (isLate) isWithin.fill(0, 0, best.row);
  const sinceRow = isLate ? best.row : undefined;
  return { column, side: "is", level, cut: null, sinceRow, isWithin, score: isLate ? late : whole };
}

/**
 * The pieces on the side of the cut that explains most. Undefined: no cut explains anything. The likelihood is the mean
 * over all cuts, because the limit is not known: a signal that jumped leaves much room for it, a counter that only
 * grows has one moment.
 */
export function cutGroup(
  { column, naming }: { readonly column: CandidateColumn; readonly naming: number },
  { isBad }: PieceColumns,
  totals: Totals,
): Group | undefined {
  const { values } = column;
  const bins = binsOf(values);
  if (bins === undefined) return undefined;
  const pieces = new Int32Array(BINS);
  const bad = new Int32Array(BINS);
  const known = { pieces: 0, bad: 0 };
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (Number.isNaN(value)) continue;
    const bin = binOf(value, bins);
    pieces[bin] = (pieces[bin] as number) + 1;
    bad[bin] = (bad[bin] as number) + (isBad[row] as number);
    known.pieces++;
    known.bad += isBad[row] as number;
  }
  const cuts = gainsOfCuts({ pieces, bad }, known, totals);
  let best = 0;
  for (let cut = 1; cut < cuts.length; cut++) if ((cuts[cut] as number) > (cuts[best] as number)) best = cut;
  const gain = cuts[best] as number;
  const [bin, isBelow] = [best >> 1, (best & 1) === 0];
  if (gain === 0) return undefined;
  const isWithin = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (!Number.isNaN(value) && binOf(value, bins) < bin === isBelow) isWithin[row] = 1;
  }
  return {
    column,
    side: isBelow ? "below" : "above",
    level: -1,
    cut: bins.from + bin / bins.perUnit,
    sinceRow: undefined,
    isWithin,
    score: gain + 2 * Math.log(likelihoodOfCuts(cuts, gain, { pieces, known: known.pieces })) - naming,
  };
}

/** Gain of the pieces below (even index) and above (odd) the lower end of each bin. */
function gainsOfCuts(
  { pieces, bad }: { readonly pieces: Int32Array; readonly bad: Int32Array },
  known: Totals,
  totals: Totals,
): Float64Array {
  const gains = new Float64Array(2 * BINS);
  const below = { pieces: 0, bad: 0 };
  for (let bin = 1; bin < BINS; bin++) {
    below.pieces += pieces[bin - 1] as number;
    below.bad += bad[bin - 1] as number;
    gains[2 * bin] = gainOf(below, totals);
    gains[2 * bin + 1] = gainOf({ pieces: known.pieces - below.pieces, bad: known.bad - below.bad }, totals);
  }
  return gains;
}

/** Mean likelihood of the cuts, as share of the best; half of them lie evenly among the values, half among pieces. */
function likelihoodOfCuts(
  gains: Float64Array,
  best: number,
  { pieces, known }: { readonly pieces: Int32Array; readonly known: number },
): number {
  let [sum, weights] = [0, 0];
  for (let bin = 1; bin < BINS; bin++) {
    const weight = 1 / BINS + (pieces[bin - 1] as number) / known;
    const [below, above] = [gains[2 * bin] as number, gains[2 * bin + 1] as number];
    sum += weight * (Math.exp((below - best) / 2) + Math.exp((above - best) / 2));
    weights += 2 * weight;
  }
  return sum / weights;
}
