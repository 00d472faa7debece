import type { Logger } from "pino";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { TagTable } from "../../contracts/plant/tag.ts";
import type { AdmissionCounters } from "./admission.ts";
import type { Space } from "./disk-space.ts";

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
  /** Disk for all segments. Above it the oldest go, read or not. */
  readonly maxBytes?: number;
  /** Segments older than this go as soon as every cursor has passed them. */
  readonly retentionHours?: number;
  /** The time by which they are old, µs UTC; undefined while none is. The wall clock unless given. */
  readonly deletionTime?: () => Micros | undefined;
  readonly segmentBytes?: number;
  /** How long the first batch of a commit waits for others. */
  readonly commitMs?: number;
  /**
   * Memory of what is not on disk: above the first a source should pause, above the second its data are dropped and
   * declared.
   */
  readonly fullBytes?: number;
  readonly maxPendingBytes?: number;
  /** Samples of backlog from which on a feed reads new ones between old ones. */
  readonly catchUpFrom?: number;
  /** How room on the disk is found out; statfs unless given. */
  readonly spaceOf?: (dir: string) => Promise<Space>;
  /** Gets everything exactly once, in order, after it is on disk. Must not throw; what it throws is logged. */
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
  /** Items that were handed over and never reached the disk. Declared as gaps. */
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
