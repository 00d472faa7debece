import type { TagRef } from "../plant/tag.ts";
import type { EdgeEvent } from "./event-batch.ts";
import type { Micros } from "./sample-batch.ts";

/** One tag over a time range, one entry per pixel column that holds at least one sample. Extremes are exact. */
export interface Trend {
  readonly ref: TagRef;
  /** Start of each column, µs UTC. */
  readonly times: readonly Micros[];
  readonly min: readonly (number | null)[];
  readonly max: readonly (number | null)[];
  readonly mean: readonly (number | null)[];
  readonly last: readonly (number | null)[];
  /** True where the column held a sample that was not Good. */
  readonly doubtful: readonly boolean[];
}

export interface TrendQuestion {
  readonly ref: TagRef;
  readonly from: Micros;
  readonly to: Micros;
  /** Pixel columns, 1 to 4000. */
  readonly width: number;
}

/** What figures were computed from: samples as they were stored, or roll-ups of a length. */
export type Resolution = "samples" | "1s" | "10s" | "1min" | "10min" | "1h";

/** Pixel columns: column `i` begins at `from`, or at `origin + i × step` where that is later. Times in µs. */
export interface TrendGrid {
  readonly from: Micros;
  readonly to: Micros;
  readonly origin: Micros;
  readonly step: Micros;
  readonly columns: number;
}

/** Quality of a column: without a sample, with good samples only, or with one that was not. */
export const QUALITY = { none: 0, good: 1, doubtful: 2 } as const;

/** Figures of one tag by pixel column, all of one length. NaN: no usable sample. */
export interface TrendColumns {
  readonly resolution: Resolution;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
  readonly last: Float64Array;
  /** Of `QUALITY`. */
  readonly quality: Uint8Array;
}

/** Many tags over one range, in the same pixel columns. */
export interface TrendsQuestion {
  readonly refs: readonly TagRef[];
  readonly from: Micros;
  readonly to: Micros;
  /** Pixel columns, 1 to 4000; those of all tags together are bounded too. */
  readonly width: number;
}

export interface Trends {
  /** Columns of roll-ups begin at a whole bucket, so `from` may be a little earlier than the one of the question. */
  readonly grid: TrendGrid;
  /** Samples are kept from here on; null where that is not known. */
  readonly rawFrom: Micros | null;
  /** In the order of the question. */
  readonly tags: readonly TrendColumns[];
}

/** One tag in stretches of time: stretch `i` reaches from `edges[i]` to `edges[i + 1]`. */
export interface AggregateQuestion {
  readonly ref: TagRef;
  /** 2 to 4001 rising times. */
  readonly edges: readonly Micros[];
}

/**
 * Aggregate of one tag over one interval. Numbers are NaN where there was no usable sample: Bad samples and non-numbers
 * affect only `count`.
 */
export interface Aggregate {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly last: number;
  /** Each value weighted by how long it held, including the one that held before the stretch. */
  readonly timeWeightedMean: number;
  /** For how long there was a value, µs. */
  readonly held: number;
  readonly isDoubtful: boolean;
}

/**
 * Time for which a tag had a value, and the number of periods. NaN: no value, because the last sample was Bad or there
 * was none yet.
 */
export interface StateDuration {
  readonly value: number;
  readonly micros: number;
  readonly entries: number;
}

/** Several tags at the same times: the value that held then, NaN for none. `values[tag][time]`. */
export interface Aligned {
  readonly times: readonly Micros[];
  readonly values: readonly (readonly number[])[];
}

export interface EventQuestion {
  readonly from: Micros;
  readonly to: Micros;
  /** Absent: all types. */
  readonly type?: string;
  /** Most entries of the answer. */
  readonly limit: number;
}

/**
 * Queries to a historian; the embedded one and InfluxDB give the same answers. Rejects with EdgeError `unavailable`
 * while it cannot be reached, `bad-request` for an invalid query.
 */
export interface HistorianReader {
  trend(question: TrendQuestion): Promise<Trend>;
  trends(question: TrendsQuestion): Promise<Trends>;
  /** Samples of one tag, oldest first, at most `limit`. */
  raw(
    ref: TagRef,
    from: Micros,
    to: Micros,
    limit: number,
  ): Promise<{
    times: Micros[];
    values: (number | null)[];
    texts: (string | null)[];
    statuses: number[];
    /** Latest possible arrival time of each sample; null where unknown. Absent where the store never knows it. */
    arrivedBy?: (Micros | null)[];
  }>;
  aggregates(question: AggregateQuestion): Promise<readonly Aggregate[]>;
  stateDurations(ref: TagRef, from: Micros, to: Micros): Promise<readonly StateDuration[]>;
  /** At `from`, `from + step` … before `to`. */
  aligned(refs: readonly TagRef[], from: Micros, to: Micros, step: Micros): Promise<Aligned>;
}

/** Stored events; only the embedded historian has them. */
export interface EventReader {
  /** Newest first. */
  events(question: EventQuestion): Promise<readonly EdgeEvent[]>;
}

/** One part's figures in `/api/v1/health`. */
export interface SinkHealth {
  readonly name: string;
  readonly kind: string;
  readonly state: string;
  readonly since: number;
  readonly reason?: string;
  readonly written: number;
  readonly rejected: number;
  readonly backlogSamples: number;
}
