/**
 * Which meter went wrong? In one interval every meter of a balance has the same test value. Over many intervals the
 * residual follows the flow of the meter that is wrong: the generalised likelihood ratio of Narasimhan and Mah 1987 for
 * an error that is a share of the reading and began at some time. What is usual before then is learnt: class errors
 * that never change are no fault. Counts are compared instead of amounts of intervals, because the error of a reading
 * does not add up.
 */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { inverse, type Matrix, product, times } from "./matrix.ts";

/** Beyond this many members a balance is judged by test values alone: the work grows with their cube. */
const MOST_MEMBERS = 80;
/** Fewest times in the stretch that is judged. */
const FEWEST_TIMES = 8;

/** A node and its children at successive times. */
export interface Star {
  /** Positions of the node, then of its children and modelled losses. */
  readonly members: readonly number[];
  readonly times: readonly Micros[];
  /** By time: count of each member since the first; NaN where it is not known. */
  readonly counts: readonly Float64Array[];
  /** By time: variance of the residual of counts by readings, clocks and resolution. */
  readonly variances: Float64Array;
  /** Standard uncertainty of each member's class, or model, as a share of the amount. */
  readonly shares: Float64Array;
}

export interface GainScore {
  /** Change of the error, as a share of the reading. */
  readonly gain: number;
  /** Standard normal for a meter that did not change. */
  readonly score: number;
}

/** Scores of all members of stars, by position, for a fault that began at `onset`. */
export function gainScores(stars: readonly Star[], onset: Micros): ReadonlyMap<number, GainScore> {
  const sums = new Map<number, { along: number; of: number }>();
  for (const star of stars) {
    for (const [member, along, of] of changesOf(star, onset)) {
      const sum = sums.get(member);
      if (sum === undefined) sums.set(member, { along, of });
      else {
        sum.along += along;
        sum.of += of;
      }
    }
  }
  return new Map(
    [...sums].flatMap(([member, { along, of }]) =>
      of > 0 ? [[member, { gain: along / of, score: along / Math.sqrt(of) }] as const] : [],
    ),
  );
}

type Change = readonly [member: number, along: number, of: number];

function changesOf(star: Star, since: Micros): readonly Change[] {
  const { members, counts, shares, times: at } = star;
  const onset = Math.max(
    0,
    at.findIndex((time) => time >= since),
  );
  if (members.length > MOST_MEMBERS || counts.length - onset < FEWEST_TIMES) return [];
  const { precision, means } = learnt(star, onset);
  const recent = evidence(star, onset, counts.length);
  if (recent === undefined) return [];
  const before = times(recent.information, means);
  const surprise = recent.along.map((value, at) => value - (before[at] as number));
  const wider = inverse(precision.map((row, at) => row.map((value, to) => value + cell(recent.information, at, to))));
  if (wider === undefined) return [];
  const passed = product(recent.information, wider);
  const explained = times(passed, surprise);
  const known = product(passed, recent.information);
  return members.flatMap((member, at): Change[] => {
    const of = cell(recent.information, at, at) - cell(known, at, at);
    return (shares[at] as number) > 0 && of > 0
      ? [[member, (surprise[at] as number) - (explained[at] as number), of]]
      : [];
  });
}

/** What the time before the onset says of the usual errors: their precision matrix and means; the last is an offset. */
function learnt(star: Star, onset: number): { readonly precision: Matrix; readonly means: Float64Array } {
  const { shares } = star;
  const size = shares.length + 1;
  const reference = evidence(star, 0, onset + 1);
  const precision = Array.from({ length: size }, (_, at) => {
    const row =
      reference === undefined ? new Float64Array(size) : Float64Array.from(reference.information[at] as Float64Array);
    row[at] = (row[at] as number) + (at < shares.length ? 1 / Math.max(shares[at] as number, 1e-9) ** 2 : 0);
    return row;
  });
  const last = size - 1;
  const offset = 1 / offsetVariance(star);
  (precision[last] as Float64Array)[last] = cell(precision, last, last) + offset;
  const spread = reference === undefined ? undefined : inverse(precision);
  const means =
    spread === undefined || reference === undefined ? new Float64Array(size) : times(spread, reference.along);
  // The offset of the counts at the onset is another one.
  means[last] = 0;
  for (let at = 0; at < size; at++) {
    (precision[last] as Float64Array)[at] = at === last ? offset : 0;
    (precision[at] as Float64Array)[last] = at === last ? offset : 0;
  }
  return { precision, means };
}

/** The first count of a stretch is read as badly as any other. */
function offsetVariance({ variances }: Star): number {
  return Math.max(1e-12, ...variances.filter(Number.isFinite));
}

interface Evidence {
  readonly information: Matrix;
  readonly along: Float64Array;
}

/** Information matrix and vector of a stretch, with counts from its beginning; undefined without a first count. */
function evidence({ members, counts, variances }: Star, from: number, to: number): Evidence | undefined {
  const first = counts[from];
  if (first === undefined || to - from < 2 || first.some(Number.isNaN)) return undefined;
  const size = members.length + 1;
  const information = Array.from({ length: size }, () => new Float64Array(size));
  const along = new Float64Array(size);
  const shape = new Float64Array(size);
  shape[size - 1] = 1;
  for (let time = from + 1; time < to; time++) {
    const now = counts[time] as Float64Array;
    let residual = 0;
    for (let at = 0; at < members.length; at++) {
      shape[at] = (at === 0 ? 1 : -1) * ((now[at] as number) - (first[at] as number));
      residual += shape[at] as number;
    }
    if (Number.isNaN(residual)) continue;
    const weight = 1 / Math.max(variances[time] as number, 1e-12);
    for (let row = 0; row < size; row++) {
      const scaled = weight * (shape[row] as number);
      along[row] = (along[row] as number) + scaled * residual;
      const line = information[row] as Float64Array;
      for (let at = 0; at < size; at++) line[at] = (line[at] as number) + scaled * (shape[at] as number);
    }
  }
  return { information, along };
}

function cell(matrix: Matrix, row: number, at: number): number {
  return (matrix[row] as Float64Array)[at] as number;
}
