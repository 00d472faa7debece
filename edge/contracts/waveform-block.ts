import type { Micros } from "./sample-batch.ts";
import type { TagRef } from "./tag.ts";

/** One uniformly sampled stretch of a fast signal, or an array tag above 16 elements. */
export interface WaveformBlock {
  readonly tag: TagRef;
  /** Time of the first point. */
  readonly start: Micros;
  /** Distance of two points in seconds. */
  readonly dtS: number;
  readonly unit: string;
  readonly points: Float32Array;
  readonly context: {
    readonly speedPerMin?: number;
    readonly tool?: string;
    readonly program?: string;
    readonly pieceId?: string;
  };
}
