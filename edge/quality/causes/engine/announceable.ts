/** Whether the leading cause of a ranking is sure and large enough for an alert (rules RC38 to RC40). Pure. */
import type { CandidateKind, CauseView } from "../../../contracts/quality/causes.ts";
import type { CandidateColumn, PieceColumns } from "./columns.ts";
import type { CurrentRanking } from "./ended-causes.ts";
import { columnOf, membership } from "./group-rows.ts";
import { hypergeometricShares } from "./hypergeometric.ts";
import { scanColumn, windowsOf } from "./scan-column.ts";

/**
 * A ranking says that something goes with the defect, and which circumstance explains most; an alert says that it is
 * this one. So its own adjusted probability counts, at a level for some ten thousand looks: each new bad piece is one.
 */
const SURE = 1e-4;
/** Probability that pieces of the same stretches differ so much by chance. */
const WITHIN_STRETCHES = 1e-5;
/** Consecutive pieces of a stretch: machines in parallel take turns in it, and little begins or ends in it. */
const STRETCH = 32;
/**
 * Of a number of a single station all pieces of a stretch have about the same. Where it left its usual values, which is
 * seen without any defect, longer stretches are compared: both must begin or end together.
 */
const UNUSUAL_STRETCH = 128;
/** Stretches with bad pieces that are looked at, from the newest on: a bound of the work. */
const MOST_STRETCHES = 256;

/** They say when or among which pieces, not what (RC13). */
const NOBODY_CAN_ACT: ReadonlySet<CandidateKind> = new Set(["hour"]);

/**
 * The leading cause where an alert may say it. `worth`: share of the pieces with it that a cause must spoil beyond the
 * usual, by the lower limit of 95 %.
 */
export function announceable(
  { ranking, compared }: Pick<CurrentRanking, "ranking" | "compared">,
  worth: number,
): CauseView | undefined {
  const [cause] = ranking.causes;
  if (cause === undefined || NOBODY_CAN_ACT.has(cause.candidate.kind)) return undefined;
  if (cause.q > SURE || cause.difference.low < worth) return undefined;
  return holdsWithinTime(cause, compared) ? cause : undefined;
}

/** Whether it goes with the defect among pieces of the same time, and not only with a time that was bad. */
function holdsWithinTime(cause: CauseView, pieces: PieceColumns): boolean {
  const column = columnOf(cause, pieces);
  if (column === undefined) return false;
  const { isBad } = pieces;
  const isWithin = rowsOf(cause, column, pieces);
  if (stretchProbability(isWithin, isBad, STRETCH) <= WITHIN_STRETCHES) return true;
  return isUnusual(column, pieces) && stretchProbability(isWithin, isBad, UNUSUAL_STRETCH) <= WITHIN_STRETCHES;
}

/**
 * Exact probability that so many bad pieces have the circumstance if within each stretch of time chance decides which
 * pieces are bad (exact test of several fourfold tables: J. J. Gart, Biometrika 57 (1970) 471). What lasts for a while
 * makes all pieces of a stretch worse, so that it proves nothing of a lot or an order that was made meanwhile.
 * `length`: pieces of a stretch.
 */
export function stretchProbability(isWithin: Uint8Array, isBad: Uint8Array, length: number): number {
  let shares: Float64Array = Float64Array.of(1);
  // Bad pieces within, beyond the least possible ones.
  let beyond = 0;
  let stretches = 0;
  for (let to = isBad.length; to > 0 && stretches < MOST_STRETCHES; to -= length) {
    const table = { pieces: Math.min(to, length), bad: 0, within: 0 };
    let badWithin = 0;
    for (let row = to - table.pieces; row < to; row++) {
      table.bad += isBad[row] as number;
      table.within += isWithin[row] as number;
      badWithin += (isBad[row] as number) & (isWithin[row] as number);
    }
    const { least, shares: own } = hypergeometricShares(table);
    if (own.length === 1) continue;
    stretches++;
    beyond += badWithin - least;
    shares = convolved(shares, own);
  }
  let sum = 0;
  for (let at = shares.length - 1; at >= beyond; at--) sum += shares[at] as number;
  return Math.min(1, sum);
}

function convolved(one: Float64Array, other: Float64Array): Float64Array {
  const sum = new Float64Array(one.length + other.length - 1);
  for (let a = 0; a < one.length; a++)
    for (let b = 0; b < other.length; b++)
      sum[a + b] = (sum[a + b] as number) + (one[a] as number) * (other[b] as number);
  return sum;
}

function isUnusual(column: CandidateColumn, pieces: PieceColumns): boolean {
  return column.levels === undefined && scanColumn(column, pieces, windowsOf(pieces)).isUnusual;
}

function rowsOf(cause: CauseView, column: CandidateColumn, { times }: PieceColumns): Uint8Array {
  const isMember = membership(cause, column);
  const since = cause.since ?? Number.NEGATIVE_INFINITY;
  return Uint8Array.from(times, (time, row) => (time >= since && isMember(row) ? 1 : 0));
}
