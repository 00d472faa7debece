import type { LinkRef, TagRef, TagTable } from "../plant/tag.ts";
import type { Micros, SampleBatch } from "./sample-batch.ts";
import type { WaveformBlock } from "./waveform-block.ts";

/** A snapshot and a change have one shape, so a viewer needs one decoder. */
export interface TwinChange {
  readonly version: number;
  readonly samples: SampleBatch;
}

/** State of a link. `stale` means the source is silent, never that a value did not change. */
export interface LinkState {
  readonly ref: LinkRef;
  /** Stable name: `source` or `source/device`. */
  readonly name: string;
  readonly source: string;
  readonly live: boolean;
  /** Milliseconds since the other side was last heard; undefined when it never was. */
  readonly ageMs: number | undefined;
  /** Why it is not live. */
  readonly reason?: string;
}

/** The plant as it is now, as readers see it. */
export interface TwinReader {
  /** Grows with every applied batch. */
  readonly version: number;
  readonly tags: TagTable;
  /** Newest value of a tag, NaN when it has none or is text. */
  value(ref: TagRef): number;
  text(ref: TagRef): string | undefined;
  /** Source time of the newest sample; NaN when there never was one. */
  time(ref: TagRef): Micros;
  receivedAt(ref: TagRef): Micros;
  status(ref: TagRef): number;
  flags(ref: TagRef): number;
  /**
   * Newest block of a waveform tag since the edge started. Its start, status and flags are also a sample without a
   * value, so that readers are notified.
   */
  waveform(ref: TagRef): WaveformBlock | undefined;
  /** False when the tag's link is stale or the tag never had a sample. */
  isLive(ref: TagRef): boolean;
  links(): readonly LinkState[];
  /** Grows when a link is heard again, reported lost, or has fallen silent. */
  readonly linksVersion: number;
  /** The newest sample of every tag that ever had one. */
  snapshot(): TwinChange;
  /** The newest sample of each tag that changed after `version`. Slow readers skip, never queue. */
  changesSince(version: number): TwinChange;
}

/** Written by the pipeline only. */
export interface TwinModel extends TwinReader {
  apply(batch: SampleBatch): void;
  applyWaveform(block: WaveformBlock): void;
  heard(link: LinkRef): void;
  lost(link: LinkRef, reason: string): void;
}
