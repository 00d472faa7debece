import type { TagRef } from "../plant/tag.ts";
import type { Micros } from "./sample-batch.ts";

/** Stored samples of one tag in order of time: NaN where there is no number. */
export interface StoredRows {
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly statuses: Uint32Array;
}

/**
 * Aggregates of one tag over the intervals of a grid that contain samples. NaN where no sample was usable (not Bad, and
 * a number).
 */
export interface StoredColumns {
  readonly times: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
  readonly last: Float64Array;
  /** Worst status in each. */
  readonly statuses: Float64Array;
}

export interface StoredRange {
  readonly from: Micros;
  readonly to: Micros;
}

/**
 * History in another system, as the sink that wrote it reads it back: one tag at a time, and without aggregates except
 * for columns of a chart. Rejects with EdgeError `unavailable` while it cannot be reached, `bad-request` when an answer
 * would be too long.
 */
export interface SampleStore {
  /** Numbers in [from, to) in pieces, oldest first. */
  rows(tag: TagRef, range: StoredRange, visit: (rows: StoredRows) => void): Promise<void>;
  /** The newest number before `time`, if any. */
  before(tag: TagRef, time: Micros): Promise<StoredRows>;
  /** Numbers and texts in [from, to), oldest first, at most `limit`. */
  raw(
    tag: TagRef,
    range: StoredRange,
    limit: number,
  ): Promise<StoredRows & { readonly texts: readonly (string | null)[] }>;
  /**
   * Stretches of `step` µs from `range.from` on; undefined for a tag whose values the store cannot compare, such as
   * booleans.
   */
  columns(tag: TagRef, range: StoredRange, step: Micros): Promise<StoredColumns | undefined>;
  /**
   * Length of the buckets of which columns of `step` consist: they begin with one, and are whole multiples of it.
   * Absent where columns may have any length.
   */
  unit?(step: Micros): Micros;
}
