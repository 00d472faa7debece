import type { Micros } from "./sample-batch.ts";
import type { TagRef } from "./tag.ts";

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

/** What the rest of the edge may ask the historian. Rejects with EdgeError `unavailable` while its process restarts. */
export interface HistorianReader {
  trend(question: TrendQuestion): Promise<Trend>;
  /** Samples of one tag, oldest first, at most `limit`. */
  raw(ref: TagRef, from: Micros, to: Micros, limit: number): Promise<{ times: Micros[]; values: (number | null)[]; texts: (string | null)[]; statuses: number[] }>;
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
