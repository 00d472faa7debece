import type { EventBatch } from "../contracts/path/event-batch.ts";
import type { SampleBatch } from "../contracts/path/sample-batch.ts";
import type { Inlet, LogPosition, Receipt } from "../contracts/path/source.ts";
import type { WaveformBlock } from "../contracts/path/waveform-block.ts";

interface Taker {
  /** A receipt of everything before `position`; undefined where a session begins there. */
  take(position: LogPosition, receipt: Receipt | undefined): void;
  met(peers: ReadonlyMap<string, number>): void;
}

/** Passes a source's samples on unchanged, and its receipts to the audit with their place in the log. */
export class AuditedInlet implements Inlet {
  readonly #inlet: Inlet;
  readonly #audit: Taker;
  #position: LogPosition = 0;

  constructor(inlet: Inlet, audit: Taker) {
    this.#inlet = inlet;
    this.#audit = audit;
  }

  /** Samples of an earlier session without a receipt are not compared. */
  begin(): void {
    this.#audit.take(this.#position, undefined);
  }

  receipt(receipt: Receipt): void {
    this.#audit.take(this.#position, receipt);
  }

  met(peers: ReadonlyMap<string, number>): void {
    this.#audit.met(peers);
  }

  get full(): boolean {
    return this.#inlet.full;
  }

  push(batch: SampleBatch): LogPosition {
    return this.#at(this.#inlet.push(batch));
  }

  pushEvents(batch: EventBatch): LogPosition {
    return this.#at(this.#inlet.pushEvents(batch));
  }

  pushWaveform(block: WaveformBlock): LogPosition {
    return this.#at(this.#inlet.pushWaveform(block));
  }

  committed(position: LogPosition, signal: AbortSignal): Promise<void> {
    return this.#inlet.committed(position, signal);
  }

  #at(position: LogPosition): LogPosition {
    this.#position = position;
    return position;
  }
}
