/**
 * Which meter went wrong? In one interval every meter of a balance has the same test value. Over many intervals the
 * residual follows the flow of the meter that is wrong: the generalised likelihood ratio of Narasimhan and Mah 1987 for
 * an error that is a share of the reading and began at some time. The other hypothesis is that every meter has a
 * constant error within its class, which is no fault. It is the same for all times of begin, so that their ratios can
 * be compared. Counts are compared instead of amounts of intervals, because the error of a reading does not add up.
 */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { inverse, type Matrix, times } from "./matrix.ts";

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

/** A star as it is if no meter changed. */
export interface SoundStar {
  readonly star: Star;
  /** Of the constant errors, as shares, and of the error of the first count, which is the last column. */
  readonly covariance: Matrix;
  /** By time: what these errors leave of the residual of counts. */
  readonly left: Float64Array;
}

/** Undefined where the balance has too many members or too few times. */
export function soundStar(star: Star): SoundStar | undefined {
  const { counts, shares } = star;
  if (shares.length > MOST_MEMBERS || counts.length < FEWEST_TIMES) return undefined;
  const residuals = Float64Array.from(counts, (_, time) =>
    shares.reduce((sum, _share, at) => sum + shape(star, time, at), 0),
  );
  const { information, along } = sumsSince(star, 0, residuals);
  const precision = information.map((row, at) => {
    const variance = at < shares.length ? Math.max(shares[at] as number, 1e-9) ** 2 : offsetVariance(star);
    return row.map((value, to) => (to === at ? value + 1 / variance : value));
  });
  const covariance = inverse(precision);
  if (covariance === undefined) return undefined;
  const means = times(covariance, along);
  const left = residuals.map((residual, time) =>
    shares.reduce(
      (sum, _, at) => sum - shape(star, time, at) * (means[at] as number),
      residual - (means.at(-1) as number),
    ),
  );
  return { star, covariance, left };
}

/** Scores of all members of stars, by position, for a fault that began at `onset`. */
export function gainScores(stars: readonly SoundStar[], onset: Micros): ReadonlyMap<number, GainScore> {
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

/** How well the residuals since the onset go along with what each member counted since then. */
function changesOf({ star, covariance, left }: SoundStar, since: Micros): readonly Change[] {
  const { members, counts, shares, times: at } = star;
  const onset = Math.max(
    0,
    at.findIndex((time) => time >= since),
  );
  if (counts.length - onset < FEWEST_TIMES) return [];
  const { information, along } = sumsSince(star, onset, left);
  const last = shares.length;
  return members.flatMap((member, at): Change[] => {
    const own = information[at] as Float64Array;
    const perOffset = own[last] as number;
    const common = own.map((sum, to) => (to === last ? sum : sum + shape(star, onset, to) * perOffset));
    const known = times(covariance, common).reduce((sum, value, to) => sum + value * (common[to] as number), 0);
    const of = (own[at] as number) - known;
    return (shares[at] as number) > 0 && of > 0 ? [[member, along[at] as number, of]] : [];
  });
}

/** What a member adds to the residual of counts: the node counts for it, what is below counts against it. */
function shape({ counts }: Star, time: number, at: number): number {
  const count = (counts[time] as Float64Array)[at] as number;
  return at === 0 ? count : -count;
}

/** The first count of a star is read as badly as any other. */
function offsetVariance({ variances }: Star): number {
  return Math.max(1e-12, ...variances.filter(Number.isFinite));
}

interface Sums {
  readonly information: Matrix;
  readonly along: Float64Array;
}

/** Weighted products of the members' counts since `from` with each other and with values; the last is an offset. */
function sumsSince(star: Star, from: number, values: Float64Array): Sums {
  const { counts, variances } = star;
  const size = star.shares.length + 1;
  const information = Array.from({ length: size }, () => new Float64Array(size));
  const along = new Float64Array(size);
  const since = new Float64Array(size);
  since[size - 1] = 1;
  for (let time = from + 1; time < counts.length; time++) {
    const value = values[time] as number;
    if (Number.isNaN(value)) continue;
    for (let at = 0; at < size - 1; at++) since[at] = shape(star, time, at) - shape(star, from, at);
    const weight = 1 / Math.max(variances[time] as number, 1e-12);
    for (let row = 0; row < size; row++) {
      const scaled = weight * (since[row] as number);
      along[row] = (along[row] as number) + scaled * value;
      const line = information[row] as Float64Array;
      for (let at = 0; at < size; at++) line[at] = (line[at] as number) + scaled * (since[at] as number);
    }
  }
  return { information, along };
}
