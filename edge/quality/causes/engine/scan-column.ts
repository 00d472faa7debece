/** Whether one circumstance goes with the defect: exact test of levels, rank test of numbers, in nested windows. */
import { normalShare } from "../../statistics/special-functions.ts";
import type { CandidateColumn, PieceColumns } from "./columns.ts";
import { upperTail } from "./hypergeometric.ts";

/** Columns of equal width for ranks of numbers; values that share one count as equal. */
export const BINS = 1024;
/** A level needs as many pieces to be tested. */
const FEWEST_PIECES = 3;
/** The first window has this many bad pieces, each further one twice as many. */
const FIRST_WINDOW = 10;
const SAMPLE = 512;

/** First rows of nested windows, all up to the newest piece: a fault may have begun just now or long ago. */
export function windowsOf({ isBad }: Pick<PieceColumns, "isBad">): readonly number[] {
  const starts: number[] = [];
  let bad = 0;
  let next = FIRST_WINDOW;
  for (let row = isBad.length - 1; row > 0; row--) {
    if (isBad[row] === 0) continue;
    bad++;
    // The window begins behind the bad piece that bounds it, because that piece was not drawn by chance.
    if (bad === next + 1) {
      starts.push(row + 1);
      next *= 2;
    }
  }
  return [...starts, 0];
}

export interface ColumnScan {
  /** Probability of so strong an association by chance, corrected for levels and windows. */
  readonly p: number;
  /** Levels that may be the cause, strongest first; of numbers none. */
  readonly levels: readonly number[];
  /** Pieces differ by it. */
  readonly isInformative: boolean;
  /** A number that was far from its usual values with some pieces, whatever became of them. */
  readonly isUnusual: boolean;
}

const NOTHING: ColumnScan = { p: 1, levels: [], isInformative: false, isUnusual: false };
/** Levels of a column that are looked at more closely. */
const MOST_LEVELS = 2;

export function scanColumn(column: CandidateColumn, { isBad }: PieceColumns, windows: readonly number[]): ColumnScan {
  return column.levels === undefined
    ? scanNumbers(column.values, isBad, windows)
    : scanLevels({ values: column.values, count: column.levels.length }, isBad, windows);
}

function scanLevels(
  { values, count }: { readonly values: Float32Array; readonly count: number },
  isBad: Uint8Array,
  windows: readonly number[],
): ColumnScan {
  const pieces = new Int32Array(count);
  const bad = new Int32Array(count);
  const best = new Float64Array(count).fill(1);
  let row = isBad.length - 1;
  for (const start of windows) {
    for (; row >= start; row--) {
      const code = values[row] as number;
      if (Number.isNaN(code)) continue;
      pieces[code] = (pieces[code] as number) + 1;
      bad[code] = (bad[code] as number) + (isBad[row] as number);
    }
    judgeLevels(pieces, bad, best);
  }
  const levels = Array.from(best.keys())
    .filter((level) => (best[level] as number) < 1)
    .sort((a, b) => (best[a] as number) - (best[b] as number))
    .slice(0, MOST_LEVELS);
  const [first] = levels;
  const isInformative = pieces.filter((one) => one > 0).length > 1;
  const p = first === undefined ? 1 : Math.min(1, windows.length * (best[first] as number));
  return { p, levels, isInformative, isUnusual: false };
}

/** Lowers `best` of each level to its probability in this window, times the number of levels that are tested. */
function judgeLevels(pieces: Int32Array, bad: Int32Array, best: Float64Array): void {
  let [all, allBad, tested] = [0, 0, 0];
  for (let level = 0; level < pieces.length; level++) {
    all += pieces[level] as number;
    allBad += bad[level] as number;
    if ((pieces[level] as number) >= FEWEST_PIECES) tested++;
  }
  if (tested < 2 && all === (pieces.find((one) => one > 0) ?? 0)) return;
  for (let level = 0; level < pieces.length; level++) {
    const [within, badWithin] = [pieces[level] as number, bad[level] as number];
    if (within < FEWEST_PIECES || badWithin * all <= allBad * within) continue;
    const p = tested * upperTail({ pieces: all, bad: allBad, within, badWithin });
    if (p < (best[level] as number)) best[level] = p;
  }
}

/** Equal columns over almost all values of a number; values beyond are in the outermost ones. */
export interface Bins {
  readonly from: number;
  readonly perUnit: number;
}

/** Undefined: all values are the same. */
export function binsOf(values: Float32Array): Bins | undefined {
  const step = Math.max(1, Math.floor(values.length / SAMPLE));
  const sample = new Float32Array(Math.ceil(values.length / step));
  let count = 0;
  for (let row = 0; row < values.length; row += step)
    if (!Number.isNaN(values[row] as number)) sample[count++] = values[row] as number;
  const sorted = sample.subarray(0, count).sort();
  if (count < 2) return undefined;
  const low = sorted[Math.floor(count * 0.01)] as number;
  const high = sorted[Math.min(count - 1, Math.floor(count * 0.99))] as number;
  const span = high > low ? high - low : (sorted[count - 1] as number) - (sorted[0] as number);
  if (!(span > 0)) return undefined;
  return { from: low - 0.1 * span, perUnit: BINS / (1.2 * span) };
}

export function binOf(value: number, { from, perUnit }: Bins): number {
  const bin = (value - from) * perUnit;
  return bin < 0 ? 0 : bin >= BINS ? BINS - 1 : bin | 0;
}

const pieces = new Int32Array(BINS);
const badPieces = new Int32Array(BINS);

function scanNumbers(values: Float32Array, isBad: Uint8Array, windows: readonly number[]): ColumnScan {
  const bins = binsOf(values);
  if (bins === undefined) return NOTHING;
  pieces.fill(0);
  badPieces.fill(0);
  let best = 1;
  let row = isBad.length - 1;
  for (const start of windows) {
    for (; row >= start; row--) {
      const value = values[row] as number;
      if (Number.isNaN(value)) continue;
      const bin = binOf(value, bins);
      pieces[bin] = (pieces[bin] as number) + 1;
      badPieces[bin] = (badPieces[bin] as number) + (isBad[row] as number);
    }
    const cut = 2 * TAILS.length * tailProbability(pieces, badPieces);
    best = Math.min(best, 2 * Math.min(cut, rankProbability(pieces, badPieces)));
  }
  // The last window has all pieces.
  return { p: Math.min(1, windows.length * best), levels: [], isInformative: true, isUnusual: isFarFromUsual(pieces) };
}

/** Shares of the lowest and highest values that are tested as groups: many faults act beyond a limit only. */
const TAILS = [0.03, 0.06, 0.12, 0.25, 0.5] as const;

/** The least probability of the bad pieces among the lowest and highest values. */
function tailProbability(all: Int32Array, bad: Int32Array): number {
  let [count, countBad] = [0, 0];
  for (let bin = 0; bin < BINS; bin++) {
    count += all[bin] as number;
    countBad += bad[bin] as number;
  }
  let best = 1;
  for (const isLow of [true, false]) {
    let [within, badWithin, bin] = [0, 0, 0];
    for (const share of TAILS) {
      for (; bin < BINS && within < share * count; bin++) {
        const at = isLow ? bin : BINS - 1 - bin;
        within += all[at] as number;
        badWithin += bad[at] as number;
      }
      if (within < FEWEST_PIECES || within === count || badWithin * count <= countBad * within) continue;
      best = Math.min(best, upperTail({ pieces: count, bad: countBad, within, badWithin }));
    }
  }
  return best;
}

/** Two-sided probability of the rank sum of bad pieces (Mann and Whitney, corrected for ties and continuity). */
function rankProbability(all: Int32Array, bad: Int32Array): number {
  let [before, count, rankSum, ties] = [0, 0, 0, 0];
  for (let bin = 0; bin < BINS; bin++) {
    const here = all[bin] as number;
    if (here === 0) continue;
    rankSum += (bad[bin] as number) * (before + (here + 1) / 2);
    count += bad[bin] as number;
    before += here;
    ties += here * (here * here - 1);
  }
  const good = before - count;
  if (count < FEWEST_PIECES || good < FEWEST_PIECES) return 1;
  const variance = ((count * good) / 12) * (before + 1 - ties / (before * (before - 1)));
  if (!(variance > 0)) return 1;
  const distance = Math.max(0, Math.abs(rankSum - (count * (before + 1)) / 2) - 0.5);
  return Math.min(1, 2 * normalShare(-distance / Math.sqrt(variance)));
}

/** Standard deviations of a normal distribution in half the width of its middle half. */
const QUARTILE = 0.6745;
/** A process that varies as it always does is never so many standard deviations away from its usual values. */
const FAR = 6;

/**
 * At least three pieces are far from the narrowest columns that hold half of all (the shortest half: P. J. Rousseeuw
 * and A. M. Leroy, Stat. Neerlandica 42 (1988) 103), which up to half of the pieces cannot move. Values that at most
 * one piece in a hundred has are counted in the outermost column of their side, however far they lie.
 */
function isFarFromUsual(all: Int32Array): boolean {
  let count = 0;
  for (const one of all) count += one;
  let [from, to, within, bin] = [0, BINS, 0, 0];
  for (let last = 0; last < BINS; last++) {
    within += all[last] as number;
    for (; within - (all[bin] as number) >= count / 2; bin++) within -= all[bin] as number;
    if (within >= count / 2 && last + 1 - bin < to - from) [from, to] = [bin, last + 1];
  }
  const far = (FAR * (to - from)) / 2 / QUARTILE;
  const middle = (from + to) / 2;
  let beyond = 0;
  for (let one = 0; one < BINS; one++) if (Math.abs(one + 0.5 - middle) > far) beyond += all[one] as number;
  return beyond >= FEWEST_PIECES;
}
