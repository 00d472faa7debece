import { partitionPoint } from "../../../contracts/partition-point.ts";

/** Bins of a feature; a bin fits a byte. */
export const MAX_BINS = 255;
/** Number of rows from which quantiles are taken: enough for 255 bins, and cheap to sort. */
const QUANTILE_ROWS = 20_000;

/** Columns of features, one value per row; NaN where a row has none. */
export interface FeatureTable {
  readonly names: readonly string[];
  readonly rows: number;
  readonly columns: readonly Float32Array[];
}

/** Features as bytes, column after column; histograms of gradients are built from them. */
export interface BinnedTable {
  readonly rows: number;
  readonly features: number;
  /** Bin of `row` in `feature` at `feature * rows + row`. */
  readonly bins: Uint8Array;
  /**
   * Upper borders of each feature's bins, ascending: a value x is in the first bin whose border is not below x. NaN is
   * in the first bin, so that missing values are treated like small ones, in training as in prediction.
   */
  readonly borders: readonly Float64Array[];
}

/** Cuts every column into at most 255 bins with about the same number of rows. */
export function binTable({ rows, columns }: FeatureTable): BinnedTable {
  const bins = new Uint8Array(columns.length * rows);
  const borders = columns.map((column, feature) => {
    const upper = bordersOf(column);
    for (let row = 0; row < rows; row++) bins[feature * rows + row] = binOf(upper, column[row] as number);
    return upper;
  });
  return { rows, features: columns.length, bins, borders };
}

/** Borders lie half way between neighbouring values, so that a split does not depend on the last bit of one row. */
function bordersOf(column: Float32Array): Float64Array {
  const step = Math.max(1, Math.ceil(column.length / QUANTILE_ROWS));
  const sample = new Float32Array(Math.ceil(column.length / step));
  let count = 0;
  for (let row = 0; row < column.length; row += step) {
    const value = column[row] as number;
    if (!Number.isNaN(value)) sample[count++] = value;
  }
  const sorted = sample.subarray(0, count).sort();
  const borders: number[] = [];
  for (let bin = 1; bin < MAX_BINS; bin++) {
    let at = Math.floor((bin * count) / MAX_BINS);
    const below = sorted[Math.max(0, at - 1)] as number;
    while (at < count && sorted[at] === below) at++;
    if (at >= count) break;
    const border = (below + (sorted[at] as number)) / 2;
    if (border > (borders.at(-1) ?? Number.NEGATIVE_INFINITY)) borders.push(border);
  }
  return Float64Array.from(borders);
}

function binOf(borders: Float64Array, value: number): number {
  return partitionPoint(borders.length, (at) => value > (borders[at] as number));
}
