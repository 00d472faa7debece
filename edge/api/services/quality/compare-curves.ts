/** Curves of good and of bad pieces on a common axis (rule RC35). Pure. */
import { curveFigures } from "../../../contracts/quality/curve-figures.ts";
import {
  CURVE_FIGURES,
  type CurveBand,
  type CurveComparison,
  type CurveFigure,
} from "../../../contracts/quality/curves.ts";

/** Columns of the axis. */
const COLUMNS = 100;
/** Fewest curves of a side whose median says anything, and the share of a side's curves that reach a column. */
const [FEWEST, REACHES] = [3, 0.5];
/** From 10 to 90 % of a normal distribution are this many deviations. */
const DEVIATIONS = 2.563;

/** One curve of a piece. */
export interface PieceCurve {
  readonly piece: string;
  readonly points: Float32Array;
  readonly dtS: number;
  /** Points of the axis; absent: time since the first point. */
  readonly along?: Float32Array | undefined;
}

interface Sides {
  readonly good: readonly PieceCurve[];
  readonly bad: readonly PieceCurve[];
}

/** Undefined where a side has fewer than three curves. */
export function compareCurves({ good, bad }: Sides): CurveComparison | undefined {
  if (good.length < FEWEST || bad.length < FEWEST) return undefined;
  const axes = [good, bad].map((side) => side.map((curve) => ({ curve, along: axisOf(curve) })));
  const all = axes.flat();
  const firstOf = (along: Float64Array): number | undefined => along.find((value) => !Number.isNaN(value));
  const from = all.reduce((least, { along }) => Math.min(least, firstOf(along) ?? least), Number.POSITIVE_INFINITY);
  const to = all.reduce((most, { along }) => Math.max(most, along.at(-1) ?? most), Number.NEGATIVE_INFINITY);
  if (!(to > from)) return undefined;
  const width = (to - from) / COLUMNS;
  const [ofGood = [], ofBad = []] = axes.map((side) => side.map((one) => columnsOf(one, { from, width })));
  const bands = { good: bandAcross(ofGood, good), bad: bandAcross(ofBad, bad) };
  return { from, width, ...bands, greatest: greatestOf(bands, { from, width }), figures: figuresOf({ good, bad }) };
}

/** Rising values of the axis: where it falls again, as on the way back of a ram, the curve ends. */
function axisOf({ points, dtS, along }: PieceCurve): Float64Array {
  if (along === undefined) return Float64Array.from(points, (_, at) => at * dtS);
  const isAbove = (value: number, other: number): boolean => Number.isFinite(value) && !(value <= other);
  let top = -1;
  for (let at = 0; at < along.length; at++) if (isAbove(along[at] as number, along[top] ?? Number.NaN)) top = at;
  let most = Number.NaN;
  // Noise of an encoder is no way back; before the first number nothing is known.
  return Float64Array.from(along.subarray(0, top + 1), (value) => {
    if (isAbove(value, most)) most = value;
    return most;
  });
}

interface Axis {
  readonly from: number;
  readonly width: number;
}

/** Means by column; columns between two points are interpolated, those beyond the curve are NaN. */
function columnsOf(
  { curve: { points }, along }: { readonly curve: PieceCurve; readonly along: Float64Array },
  { from, width }: Axis,
): Float64Array {
  const [sums, counts] = [new Float64Array(COLUMNS), new Float64Array(COLUMNS)];
  for (let at = 0; at < along.length; at++) {
    const value = points[at] as number;
    const column = Math.min(COLUMNS - 1, Math.floor(((along[at] as number) - from) / width));
    if (!Number.isFinite(value) || !(column >= 0)) continue;
    sums[column] = (sums[column] as number) + value;
    counts[column] = (counts[column] as number) + 1;
  }
  const result = sums.map((sum, column) => sum / (counts[column] as number));
  let last = -1;
  for (let column = 0; column < COLUMNS; column++) {
    if (Number.isNaN(result[column] as number)) continue;
    for (let gap = last + 1; last >= 0 && gap < column; gap++) {
      const share = (gap - last) / (column - last);
      result[gap] = (result[last] as number) * (1 - share) + (result[column] as number) * share;
    }
    last = column;
  }
  return result;
}

function bandAcross(curves: readonly Float64Array[], side: readonly PieceCurve[]): CurveBand {
  const [median, low, high]: [number[], number[], number[]] = [[], [], []];
  for (let column = 0; column < COLUMNS; column++) {
    const values = Float64Array.from(curves, (one) => one[column] as number)
      .filter((value) => !Number.isNaN(value))
      .sort();
    const isKnown = values.length >= Math.max(FEWEST, REACHES * curves.length);
    median.push(isKnown ? quantileOf(values, 0.5) : Number.NaN);
    low.push(isKnown ? quantileOf(values, 0.1) : Number.NaN);
    high.push(isKnown ? quantileOf(values, 0.9) : Number.NaN);
  }
  return { curves: side.length, pieces: new Set(side.map(({ piece }) => piece)).size, median, low, high };
}

function quantileOf(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] as number;
  return low + (place - Math.floor(place)) * ((sorted[Math.ceil(place)] as number) - low);
}

/** Where the medians are furthest apart for the scatter of the good ones, which is at least 1 % of their range. */
function greatestOf(
  { good, bad }: Pick<CurveComparison, "good" | "bad">,
  { from, width }: Axis,
): CurveComparison["greatest"] {
  const known = good.median.filter((value) => !Number.isNaN(value));
  const least = 0.01 * (Math.max(...known) - Math.min(...known));
  let greatest: CurveComparison["greatest"] = null;
  for (let column = 0; column < COLUMNS; column++) {
    const [a, b] = [good.median[column] as number, bad.median[column] as number];
    const scatter = ((good.high[column] as number) - (good.low[column] as number)) / DEVIATIONS;
    const times = Math.abs(b - a) / Math.max(scatter, least);
    if (times > (greatest?.times ?? 0) && Number.isFinite(times))
      greatest = { at: from + (column + 0.5) * width, good: a, bad: b, times };
  }
  return greatest;
}

function figuresOf(sides: Sides): CurveComparison["figures"] {
  const known = (side: readonly PieceCurve[]) => side.flatMap((curve) => curveFigures(curve) ?? []);
  const [good, bad] = [known(sides.good), known(sides.bad)];
  if (good.length === 0 || bad.length === 0) return [];
  const median = (of: typeof good, figure: CurveFigure): number =>
    quantileOf(Float64Array.from(of, (one) => one[figure]).sort(), 0.5);
  return CURVE_FIGURES.map((figure) => ({ figure, good: median(good, figure), bad: median(bad, figure) }));
}
