/** What a reader of the commit log hands over. */
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { DictionaryEntry } from "./rare-blocks.ts";

/** A batch, an event or a waveform with its place in the log. */
export type LogItem = { readonly at: LogPosition } & (
  | { readonly batch: SampleBatch }
  | { readonly event: EdgeEvent }
  | { readonly waveform: WaveformBlock }
);

/** The items that one `read` found, each kind in order. */
export interface LogChunk {
  readonly from: LogPosition;
  readonly to: LogPosition;
  /** Where its first item lies, to begin there another time. */
  readonly place?: LogPlace;
  readonly batches: readonly SampleBatch[];
  readonly samples: number;
  readonly events: readonly EdgeEvent[];
  readonly waveforms: readonly WaveformBlock[];
  /** All of them in the order in which they were committed, where the reader was asked for it. */
  readonly items?: readonly LogItem[];
  /** Entries of the segments that were entered, as far as they are wanted. */
  readonly dictionary: readonly DictionaryEntry[];
  /** Items between `from` and `to` that are gone: damaged, or retired before they were read. */
  readonly lost: number;
  /** Where they are missing. */
  readonly holes: readonly Hole[];
}

/** Positions that no segment holds. */
export interface Hole {
  readonly from: LogPosition;
  readonly to: LogPosition;
  /** When the nearest samples before and after came, µs; when it was met, where there are none in the chunk. */
  readonly after: Micros;
  readonly before: Micros;
}

/** A block within the segment files. */
export interface LogPlace {
  readonly segment: number;
  readonly offset: number;
}
