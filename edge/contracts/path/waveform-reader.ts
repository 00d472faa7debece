import type { TagRef } from "../plant/tag.ts";
import type { Micros } from "./sample-batch.ts";
import type { WaveformBlock } from "./waveform-block.ts";

/** A stored waveform without its points, and how many they are. */
export type WaveformHead = Omit<WaveformBlock, "points"> & { readonly length: number };

/** A query for waveforms of one tag: those that begin from `from` (inclusive) to `to` (exclusive), at most `limit`. */
export interface WaveformsQuestion {
  readonly ref: TagRef;
  readonly from: Micros;
  readonly to: Micros;
  readonly limit: number;
}

/**
 * Stored waveforms; only the embedded historian has them. Rejects with EdgeError `unavailable` while its process
 * restarts.
 */
export interface WaveformReader {
  /** Newest first. */
  waveforms(question: WaveformsQuestion): Promise<readonly WaveformHead[]>;
  /** The waveform that begins at `start`, with its points; undefined when there is none. */
  waveform(ref: TagRef, start: Micros): Promise<WaveformBlock | undefined>;
}
