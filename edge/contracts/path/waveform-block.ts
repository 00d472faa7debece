import type { TagRef } from "../plant/tag.ts";
import type { Micros } from "./sample-batch.ts";

/** State of the machine while the points were measured. Absent: not read. */
export interface WaveformContext {
  /** Speed of the shaft, revolutions per minute. */
  readonly speedPerMin?: number;
  readonly tool?: string;
  readonly program?: string;
  readonly pieceId?: string;
}

/**
 * One uniformly sampled stretch of a fast signal: an array of more than 16 elements (rules K10 to K16 in
 * docs/rules/kinds.md).
 */
export interface WaveformBlock {
  readonly tag: TagRef;
  /** Time of the first point. With the tag it is the block's key: the last arrival wins. */
  readonly start: Micros;
  readonly receivedAt: Micros;
  /** Interval between two points in seconds; 0 where there are no points. */
  readonly dtS: number;
  /** UCUM code of the points. */
  readonly unit: string;
  /** Not finite where the source gave no number. Empty when the block is Bad. */
  readonly points: Float32Array;
  /** OPC UA status code; 0 is Good. */
  readonly status: number;
  /** Bits of `SampleFlag`. */
  readonly flags: number;
  readonly context: WaveformContext;
}
