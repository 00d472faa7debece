import type { TagRef } from "../plant/tag.ts";

/** Microseconds UTC since 1970 as an integer in a double: exact until the year 2255. */
export type Micros = number;

/** Bits of the `flags` column. */
export const SampleFlag = {
  /** Filled in later from the server's own history. */
  backfill: 1,
  /** Stored and forwarded by the source (Sparkplug `is_historical`). */
  historical: 2,
  /** Comes from a simulator. */
  simulated: 4,
  /** The source replaced the measured value. */
  substituted: 8,
  /** The source's clock is known to be wrong or absent; time is the arrival time. */
  clockSuspect: 16,
  /** Computed by the edge, not read. */
  derived: 32,
} as const;

/** Flags of what the edge computes, of a simulated plant or a real one. */
export function derivedFlags(isSimulated: boolean): number {
  return SampleFlag.derived | (isSimulated ? SampleFlag.simulated : 0);
}

/** OPC UA Bad_NoData (OPC 10000-6 Annex A): there is no value, such as a figure that is not defined. */
export const BAD_NO_DATA = 0x809b0000;

/**
 * Samples as columns. Index `i` is one reading of tag `tags[i]`. Every column has exactly `length` entries. A batch is
 * immutable once it is handed over, so a stage that changes samples builds a new batch.
 */
export interface SampleBatch {
  readonly length: number;
  /** `TagRef` of each sample. */
  readonly tags: Uint32Array;
  /** Source time, µs UTC. */
  readonly times: Float64Array;
  /** When this edge received them all, µs UTC. One number: a batch is what arrived together. */
  readonly receivedAt: Micros;
  /** Numbers unchanged, booleans as 0 or 1, enums as their code, NaN where there is no number. */
  readonly values: Float64Array;
  /** OPC UA status codes; 0 is Good. Sources without one write 0. */
  readonly statuses: Uint32Array;
  /** Bits of `SampleFlag`. */
  readonly flags: Uint8Array;
  /** Text by index. Almost always empty, hence sparse. */
  readonly texts: ReadonlyMap<number, string>;
}

export const NO_TEXTS: ReadonlyMap<number, string> = new Map();

/** The top two bits of an OPC UA status code. */
export type Quality = "good" | "uncertain" | "bad";

export function qualityOf(status: number): Quality {
  const top = status >>> 30;
  return top === 0 ? "good" : top === 1 ? "uncertain" : "bad";
}

/** One sample as an object, for API answers and tests. Never built on the data path. */
export interface Sample {
  readonly ref: TagRef;
  readonly time: Micros;
  readonly value: number;
  readonly text?: string;
  readonly status: number;
  readonly flags: number;
}
