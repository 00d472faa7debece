import type { Logger } from "pino";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { WriteGate } from "../../contracts/path/write-gate.ts";
import type { TagTable } from "../../contracts/plant/tag.ts";
import type { Space } from "../../observe/disk-room.ts";
import type { AdmissionCounters } from "./admission.ts";

/** Where each batch and each waveform of one commit ends in the log. */
export interface CommitEnds {
  readonly batches: readonly LogPosition[];
  readonly waveforms: readonly LogPosition[];
}

export interface LogOptions {
  /** Folder of the segments; made when absent. */
  readonly dir: string;
  readonly edgeId: string;
  readonly epoch: number;
  readonly log: Logger;
  /** Names for dictionaries and gap records. */
  readonly tags?: Pick<TagTable, "at">;
  /** Limit of all segments on disk. Above it the oldest are deleted, read or not. */
  readonly maxBytes?: number;
  /** Older segments are deleted as soon as every cursor has passed them. */
  readonly retentionHours?: number;
  /** The trusted time, µs UTC; undefined while there is none, and then no segment is old. Default: the wall clock. */
  readonly deletionTime?: () => Micros | undefined;
  readonly segmentBytes?: number;
  /** How long the first batch of a commit waits for others. */
  readonly commitMs?: number;
  /**
   * Bounds of memory that is not on disk: above the first a source should pause, above the second its data are
   * dropped and declared.
   */
  readonly fullBytes?: number;
  readonly maxPendingBytes?: number;
  /** A feed with a larger backlog reads new samples between old ones. */
  readonly catchUpFrom?: number;
  /** Of a box that is one of two: whether it may write, and when a commit may be acknowledged and passed on. */
  readonly gate?: WriteGate;
  /** Measures the disk. Default: statfs. */
  readonly spaceOf?: (dir: string) => Promise<Space>;
  /** Gets every item once, in order, after it is on disk. Must not throw; exceptions are logged. */
  onCommitted?(
    batches: readonly SampleBatch[],
    events: readonly EdgeEvent[],
    waveforms: readonly WaveformBlock[],
    position: LogPosition,
    ends: CommitEnds,
  ): void;
}

/** Figures of the log, for health and metrics. */
export interface LogCounters extends Readonly<AdmissionCounters> {
  readonly committedItems: number;
  readonly commits: number;
  readonly writtenBytes: number;
  /** Items that were pushed and never reached the disk. Declared as gaps. */
  readonly dropped: number;
  /** Items retired before every cursor had read them. Declared as gaps. */
  readonly retiredUnread: number;
  /** Items that were on disk and cannot be read any more. Declared as gaps. */
  readonly damaged: number;
  readonly writeErrors: number;
  /** Bytes cut off at the last start. */
  readonly cutBytes: number;
  readonly diskBytes: number;
}
