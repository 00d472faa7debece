import { pushLag, type Relations } from "./relations.ts";
import { eigenSymmetric, solveSymmetric } from "./symmetric.ts";

/**
 * Ridge of the regression for each row, in squared spreads: it keeps hundreds of weights small that few rows determine.
 */
const RIDGE = 0.1;
/** Share by which correlations of residuals shrink towards none (Ledoit and Wolf 2004, with a fixed share). */
const SHRINKAGE = 0.05;
/** Share of the variance that the leading axes hold. */
const SHARE = 0.85;
/** Values beyond this many spreads do not widen the spread. */
const OUTLYING = 5;
/** A spread below this share of the centre is rounding. */
const ROUNDING = 1e-9;

/** Rows of normal running, oldest first. */
export interface NormalRows {
  readonly count: number;
  /** count × channels; NaN where a value is missing. */
  readonly values: Float64Array;
  /** 1 where a row does not follow the one before it without a gap. */
  readonly gaps: Uint8Array;
}

/** Learns relations from normal rows, except those from `leftOut` to before `until`. */
export function fitRelations(relations: Relations, rows: NormalRows, leftOut = 0, until = 0): void {
  const isUsed = (row: number): boolean => row < leftOut || row >= until;
  for (let channel = 0; channel < relations.channels; channel++) fitScale(relations, rows, channel, isUsed);
  fitWeights(relations, rows, isUsed);
  fitAxes(relations, rows, isUsed);
}

function fitScale(
  relations: Relations,
  { count, values }: NormalRows,
  channel: number,
  isUsed: (row: number) => boolean,
): void {
  const column: number[] = [];
  let used = 0;
  for (let row = 0; row < count; row++) {
    if (!isUsed(row)) continue;
    used++;
    const value = values[row * relations.channels + channel] as number;
    if (!Number.isNaN(value)) column.push(value);
  }
  column.sort((a, b) => a - b);
  const centre = column[column.length >> 1] ?? 0;
  const spread = spreadAround(centre, column);
  // A channel that never moved, or was seldom there, has no usual spread.
  const isKnown = spread > ROUNDING * Math.abs(centre) && 2 * column.length >= used;
  const scale = isKnown ? 1 / spread : 0;
  relations.centre[channel] = centre;
  relations.scale[channel] = scale;
  relations.low[channel] = ((column[0] ?? 0) - centre) * scale;
  relations.high[channel] = ((column.at(-1) ?? 0) - centre) * scale;
}

/** Root mean square from the centre, in which an outlying value counts only up to the limit. */
function spreadAround(centre: number, column: readonly number[]): number {
  let limit = Number.POSITIVE_INFINITY;
  let spread = 0;
  for (let pass = 0; pass < 3; pass++) {
    let squares = 0;
    for (const value of column) squares += Math.min(Math.abs(value - centre), limit) ** 2;
    spread = Math.sqrt(squares / Math.max(1, column.length));
    limit = OUTLYING * spread;
  }
  return spread;
}

function fitWeights(relations: Relations, rows: NormalRows, isUsed: (row: number) => boolean): void {
  const n = relations.judged.length;
  const p = relations.predictors;
  const xx = new Float64Array(p * p);
  const xy = new Float64Array(p * n);
  const count = eachRow(relations, rows, isUsed, (predictors, scaled) => {
    addProducts(xx, predictors, predictors);
    addProducts(xy, predictors, scaled);
  });
  for (let i = 0; i < p; i++) xx[i * p + i] = (xx[i * p + i] as number) + RIDGE * Math.max(1, count);
  solveSymmetric(xx, xy, p, n);
  relations.weights.set(xy);
}

function fitAxes(relations: Relations, rows: NormalRows, isUsed: (row: number) => boolean): void {
  const n = relations.judged.length;
  const covariance = new Float64Array(n * n);
  const residual = new Float64Array(n);
  const count = eachRow(relations, rows, isUsed, (predictors, scaled) => {
    relations.residuals(predictors, scaled, residual);
    addProducts(covariance, residual, residual);
  });
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const c = (covariance[i * n + j] as number) / Math.max(1, count);
      // A channel without information leaves 0; any variance will do for it.
      covariance[i * n + j] = i === j ? c || 1 : (1 - SHRINKAGE) * c;
    }
  const { values, vectors } = eigenSymmetric(covariance, n);
  const total = values.reduce((sum, value) => sum + value, 0);
  let held = 0;
  let leading = 0;
  for (let k = 0; k < n; k++) {
    if (held < SHARE * total) leading = k + 1;
    held += values[k] as number;
    const deviation = Math.sqrt(values[k] as number);
    for (let i = 0; i < n; i++) relations.axes[k * n + i] = (vectors[k * n + i] as number) / deviation;
  }
  relations.leading = leading;
}

/** Calls back with predictors and scaled values of each used row that has its lags; returns the number of rows. */
function eachRow(
  relations: Relations,
  { count, values, gaps }: NormalRows,
  isUsed: (row: number) => boolean,
  each: (predictors: Float64Array, scaled: Float64Array) => void,
): number {
  const predictors = new Float64Array(relations.predictors);
  const scaled = new Float64Array(relations.judged.length);
  let together = 0;
  let called = 0;
  for (let row = 0; row < count; row++) {
    if (!isUsed(row) || gaps[row] === 1) together = 0;
    if (!isUsed(row)) continue;
    relations.scaled(values, row * relations.channels, scaled);
    for (let i = 0; i < scaled.length; i++) if (Number.isNaN(scaled[i])) scaled[i] = 0;
    if (together >= relations.lags) {
      relations.explain(values, row * relations.channels, predictors);
      each(predictors, scaled);
      called++;
    }
    together++;
    pushLag(predictors, scaled);
  }
  return called;
}

function addProducts(sums: Float64Array, x: Float64Array, y: Float64Array): void {
  for (let i = 0, at = 0; i < x.length; i++, at += y.length) {
    const xi = x[i] as number;
    for (let j = 0; j < y.length; j++) sums[at + j] = (sums[at + j] as number) + xi * (y[j] as number);
  }
}
