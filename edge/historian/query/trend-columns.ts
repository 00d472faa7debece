import {
  QUALITY,
  type Resolution,
  type Trend,
  type TrendColumns,
  type TrendGrid,
} from "../../contracts/path/historian.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { isDoubtful, isUsable, type Rows } from "./rows.ts";

/** Figures of one tag in one column. */
export interface ColumnFigures {
  readonly column: number;
  readonly usables: number;
  /** NaN where there is no usable sample, like `max`, `sum` and `last`. */
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly last: number;
  readonly lastAt: Micros;
  readonly isDoubtful: boolean;
}

/** The grid of `width` columns of whole multiples of `unit`, whose first begins at such a multiple. */
export function wholeGrid({ from, to, width }: { from: Micros; to: Micros; width: number }, unit: Micros): TrendGrid {
  const step = Math.max(1, Math.ceil((to - from) / width / unit)) * unit;
  const origin = Math.floor(from / step) * step;
  const start = Math.max(origin, Math.floor(from / unit) * unit);
  return { from: start, to, origin, step, columns: Math.ceil((to - origin) / step) };
}

/** The grid that begins with the question. */
export function plainGrid({ from, to, width }: { from: Micros; to: Micros; width: number }): TrendGrid {
  const step = Math.max(1, Math.ceil((to - from) / width));
  return { from, to, origin: from, step, columns: Math.ceil((to - from) / step) };
}

/** Collects the figures of one tag by pixel column, in any order of time. */
export class TrendBuilder {
  readonly #grid: TrendGrid;
  readonly #min: Float64Array;
  readonly #max: Float64Array;
  readonly #sum: Float64Array;
  readonly #last: Float64Array;
  readonly #lastAt: Float64Array;
  readonly #usables: Float64Array;
  readonly #quality: Uint8Array;

  constructor(grid: TrendGrid) {
    const column = (): Float64Array => new Float64Array(grid.columns).fill(Number.NaN);
    this.#grid = grid;
    this.#min = column();
    this.#max = column();
    this.#sum = column();
    this.#last = column();
    this.#lastAt = column();
    this.#usables = new Float64Array(grid.columns);
    this.#quality = new Uint8Array(grid.columns);
  }

  /** Samples in the range of the grid; others are left out. */
  addRows({ length, times, values, statuses }: Rows): void {
    for (let i = 0; i < length; i++) this.addSample(times[i] as number, values[i] as number, statuses[i] as number);
  }

  addSample(time: Micros, value: number, status: number): void {
    const { from, to, origin, step } = this.#grid;
    if (time < from || time >= to) return;
    this.add({
      column: Math.floor((time - origin) / step),
      usables: isUsable(value, status) ? 1 : 0,
      min: value,
      max: value,
      sum: value,
      last: value,
      lastAt: time,
      isDoubtful: isDoubtful(status),
    });
  }

  add({ column, usables, min, max, sum, last, lastAt, isDoubtful: isDoubted }: ColumnFigures): void {
    const quality = isDoubted ? QUALITY.doubtful : QUALITY.good;
    if (quality > (this.#quality[column] as number)) this.#quality[column] = quality;
    if (usables === 0) return;
    const before = this.#usables[column] as number;
    this.#usables[column] = before + usables;
    if (before === 0 || min < (this.#min[column] as number)) this.#min[column] = min;
    if (before === 0 || max > (this.#max[column] as number)) this.#max[column] = max;
    this.#sum[column] = before === 0 ? sum : (this.#sum[column] as number) + sum;
    if (before > 0 && lastAt < (this.#lastAt[column] as number)) return;
    this.#last[column] = last;
    this.#lastAt[column] = lastAt;
  }

  finish(resolution: Resolution): TrendColumns {
    const mean = this.#sum.map((sum, column) => sum / (this.#usables[column] as number));
    return { resolution, min: this.#min, max: this.#max, mean, last: this.#last, quality: this.#quality };
  }
}

/** A trend with the columns of this grid, which leaves empty ones out, as whole columns. */
export function columnsOfTrend(
  { times, doubtful, ...figures }: Trend,
  { origin, step, columns }: TrendGrid,
): TrendColumns {
  const whole = { min: column(), max: column(), mean: column(), last: column() };
  const quality = new Uint8Array(columns);
  function column(): Float64Array {
    return new Float64Array(columns).fill(Number.NaN);
  }
  for (const [i, time] of times.entries()) {
    const at = Math.floor((time - origin) / step);
    quality[at] = doubtful[i] === true ? QUALITY.doubtful : QUALITY.good;
    for (const name of ["min", "max", "mean", "last"] as const) whole[name][at] = figures[name][i] ?? Number.NaN;
  }
  return { resolution: "samples", ...whole, quality };
}
