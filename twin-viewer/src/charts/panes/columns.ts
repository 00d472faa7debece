import { QUALITY, type TrendColumns, type TrendGrid } from "../../../../edge/contracts/path/historian.ts";
import type { Span } from "../../data/api.ts";
import { gapOf } from "../trend-gaps.ts";

/**
 * One curve in typed arrays, oldest first; only the first `length` entries count. Times in milliseconds UTC, values NaN
 * where there was no usable sample. Arrays are larger than `length`, so that live samples are added without a copy.
 */
export interface Columns {
  length: number;
  times: Float64Array;
  /** Until when the value of a column is known: to the next one, but not across a gap. */
  untils: Float64Array;
  mean: Float64Array;
  low: Float64Array;
  high: Float64Array;
  last: Float64Array;
}

/** A stretch of time without data. */
type Gap = Pick<Span, "fromMs" | "toMs">;

const FIRST_ROOM = 64;

export function emptyColumns(room = FIRST_ROOM): Columns {
  const column = () => new Float64Array(room);
  return {
    length: 0,
    times: column(),
    untils: column(),
    mean: column(),
    low: column(),
    high: column(),
    last: column(),
  };
}

/** What limits for how long a value holds. */
export interface Holding {
  readonly gaps: readonly Gap[];
  /** The present, or the end of the span where that is earlier, milliseconds UTC. */
  readonly endMs: number;
  /**
   * The tag is a state, which holds however long nothing was reported; a number's curve also ends at pauses much longer
   * than its usual ones.
   */
  readonly isHeld: boolean;
}

/** The columns of an answer that hold a sample. A column of bad samples only has no value, and ends the one before. */
export function columnsOf(curve: Omit<TrendColumns, "resolution">, grid: TrendGrid, holding: Holding): Columns {
  const columns = emptyColumns(grid.columns + FIRST_ROOM);
  for (let i = 0; i < grid.columns; i++) {
    if (curve.quality[i] === QUALITY.none) continue;
    const at = columns.length++;
    columns.times[at] = Math.max(grid.from, grid.origin + i * grid.step) / 1000;
    columns.mean[at] = curve.mean[i] as number;
    columns.low[at] = curve.min[i] as number;
    columns.high[at] = curve.max[i] as number;
    columns.last[at] = curve.last[i] as number;
  }
  holdValues(columns, holding);
  return columns;
}

/** Fills in until when each value holds. */
function holdValues(columns: Columns, { gaps, endMs, isHeld }: Holding): void {
  const { length, times, untils } = columns;
  const pauseMs = isHeld ? Number.POSITIVE_INFINITY : longestPauseMs(columns);
  const sorted = gaps.toSorted((a, b) => a.fromMs - b.fromMs);
  let next = 0;
  for (let i = 0; i < length; i++) {
    const from = times[i] as number;
    const until = i + 1 < length ? (times[i + 1] as number) : Math.max(from, endMs);
    untils[i] = until - from > pauseMs ? from + pauseMs / 2 : until;
    while (next < sorted.length && (sorted[next] as Gap).fromMs < from) next++;
    const gap = sorted[next];
    if (gap !== undefined && gap.fromMs < (untils[i] as number)) untils[i] = gap.fromMs;
  }
}

/** A number's curve ends where its source was silent for longer than this. */
function longestPauseMs({ length, times }: Columns): number {
  return gapOf(times.subarray(0, length).map((ms) => ms / 1000)) * 1000;
}

/** Adds a live sample behind the newest column; an older one is left out, because the edge knows it already. */
export function addSample(columns: Columns, atMs: number, value: number): boolean {
  const { length } = columns;
  if (length > 0 && atMs <= (columns.times[length - 1] as number)) return false;
  if (length === columns.times.length) grow(columns);
  // The live link is up: the value before held until now.
  if (length > 0) columns.untils[length - 1] = atMs;
  columns.times[length] = atMs;
  columns.untils[length] = atMs;
  for (const column of [columns.mean, columns.low, columns.high, columns.last]) column[length] = value;
  columns.length++;
  return true;
}

/** The newest value still holds at `nowMs`, because its link is live. */
export function holdUntil(columns: Columns, nowMs: number): void {
  const last = columns.length - 1;
  if (last >= 0 && nowMs > (columns.untils[last] as number)) columns.untils[last] = nowMs;
}

function grow(columns: Columns): void {
  for (const key of ["times", "untils", "mean", "low", "high", "last"] as const) {
    const grown = new Float64Array(Math.max(FIRST_ROOM, columns[key].length * 2));
    grown.set(columns[key]);
    columns[key] = grown;
  }
}

/** Index of the last column that begins at or before `ms`; -1 before the first. */
export function indexAt({ length, times }: Columns, ms: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The value in force at an instant: the mean of its column; NaN where none is known. */
export function valueAt(columns: Columns, ms: number): number {
  const at = indexAt(columns, ms);
  return at < 0 || ms > (columns.untils[at] as number) ? Number.NaN : (columns.mean[at] as number);
}
