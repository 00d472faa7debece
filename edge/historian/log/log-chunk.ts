/** Items of the commit log as a reader returns them. */
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { DictionaryEntry } from "./rare-blocks.ts";

/** A batch, an event or a waveform with its position in the log. */
export type LogItem = { readonly at: LogPosition } & (
  | { readonly batch: SampleBatch }
  | { readonly event: EdgeEvent }
  | { readonly waveform: WaveformBlock }
);

/** The items that one `read` found, each kind in order. */
export interface LogChunk {
  readonly from: LogPosition;
  readonly to: LogPosition;
  /** Place of the first item, to begin there another time. */
  readonly place?: LogPlace;
  readonly batches: readonly SampleBatch[];
  readonly samples: number;
  readonly events: readonly EdgeEvent[];
  readonly waveforms: readonly WaveformBlock[];
  /** All items in order of commit, if the reader was asked for them. */
  readonly items?: readonly LogItem[];
  /** Wanted dictionary entries of the segments that were opened. */
  readonly dictionary: readonly DictionaryEntry[];
  /** Items between `from` and `to` that are gone: damaged, or retired before they were read. */
  readonly lost: number;
  /** Where items are missing. */
  readonly holes: readonly Hole[];
}

/** Positions that no segment holds. */
export interface Hole {
  readonly from: LogPosition;
  readonly to: LogPosition;
  /** Arrival of the nearest samples before and after, µs; the time of reading where the chunk has none. */
  readonly after: Micros;
  readonly before: Micros;
}

/** Place of a block within the segment files. */
export interface LogPlace {
  readonly segment: number;
  readonly offset: number;
}
