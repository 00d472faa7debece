import type { LinkRef } from "../plant/tag.ts";
import type { EventBatch } from "./event-batch.ts";
import type { Micros, SampleBatch } from "./sample-batch.ts";
import type { WaveformBlock } from "./waveform-block.ts";

/** A place in the commit log: everything handed over up to here. Grows strictly within one edge. */
export type LogPosition = number;

/** Number of samples and waveforms that a decoder produced for each tag since the last call. */
export interface TalliedColumns {
  /** `TagRef`s, each once. */
  readonly refs: Uint32Array;
  readonly counts: Uint32Array;
  /** Earliest and latest time of these samples. */
  readonly from: Micros;
  readonly to: Micros;
}

/** For a source whose other side does not number its messages. */
export const NO_NUMBERS: ReadonlyMap<string, number> = new Map();

/** Instead of a publisher's name: the source remembers nothing at all. */
export const WHOLE_SOURCE = "";

/**
 * Counts of a source since its last receipt. The source hands everything over before it gives the receipt
 * (docs/rules/loss-audit.md).
 */
export interface Receipt extends TalliedColumns {
  /** The newest sequence numbers of the other side, by stream, such as `subscription 7`; empty where it has none. */
  readonly numbers: ReadonlyMap<string, number>;
}

/**
 * Receives the data of a source. `push…` never throws and never blocks: it takes the data or declares the loss (counter
 * and gap record).
 */
export interface Inlet {
  push(batch: SampleBatch): LogPosition;
  pushEvents(batch: EventBatch): LogPosition;
  pushWaveform(block: WaveformBlock): LogPosition;
  /** A source that can pause should, while this is true. */
  readonly full: boolean;
  /**
   * Resolves when everything up to `position` is on disk. A source acknowledges to its peer only then. Rejects when
   * the signal aborts.
   */
  committed(position: LogPosition, signal: AbortSignal): Promise<void>;
  /** Takes the counts of the source's decoder, to compare them with the disk; absent where there is no comparison. */
  receipt?(receipt: Receipt): void;
  /**
   * Reports publishers that the source does not know, each with the first sequence number received from it. If an
   * earlier run of the edge knew one, the time since then is declared as a gap; absent where nothing is remembered.
   */
  met?(peers: ReadonlyMap<string, number>): void;
}

/**
 * Reports of a source about its links: whether the other side is alive, independent of value changes (rule F1 in
 * docs/rules/freshness.md).
 */
export interface LinkReports {
  /** The other side was heard now (data, keep-alive, state message). Cheap; call it per message. */
  heard(link: LinkRef): void;
  /** The other side is known to be gone. Stale at once, until heard again. */
  lost(link: LinkRef, reason: string): void;
}

/** A place samples come from. Retrying is the runner's job: a source only connects and pumps. `create` did no I/O. */
export interface Source {
  /** Time after which the runner gives up on `connect`; absent: a minute. */
  readonly connectWithinMs?: number;
  /** Longest pause before the runner connects anew; absent: 4 s. */
  readonly retryWithinMs?: number;
  /** Throws when it cannot connect; the message names the endpoint and what to check, never a secret. */
  connect(signal: AbortSignal): Promise<SourceSession>;
}

export interface SourceSession extends AsyncDisposable {
  /** Returns when the signal aborts or the source has no more. Throws when the link is lost for good. */
  pump(inlet: Inlet, signal: AbortSignal): Promise<void>;
}
