import type { SampleBatch } from "../../contracts/sample-batch.ts";
import type { LogPosition } from "../../contracts/source.ts";
import type { Cursor } from "./cursor.ts";
import { LogReader } from "./log-reader.ts";

/** The part of the log a feed needs. */
export interface CommittedLog {
  readonly dir: string;
  readonly position: LogPosition;
  committed(position: LogPosition, signal: AbortSignal): Promise<void>;
  readerMissed(from: LogPosition, to: LogPosition, between: { readonly after: number; readonly before: number }): void;
}

/** What one sink reads: committed samples from its own cursor on. */
export class LogFeed {
  readonly #log: CommittedLog;
  readonly #cursor: Cursor;
  readonly #reader: LogReader;
  #lost = 0;

  constructor(log: CommittedLog, cursor: Cursor) {
    this.#log = log;
    this.#cursor = cursor;
    this.#reader = new LogReader(log.dir, cursor.settled);
  }

  /** Items committed and not acknowledged. */
  get backlogSamples(): number {
    return Math.max(0, this.#log.position - this.#cursor.acknowledged);
  }

  /** Items that were retired or damaged before this feed could read them. */
  get lost(): number {
    return this.#lost;
  }

  /** The next samples, at least `maxSamples` where there are so many; waits until there are any. Rejects when the signal aborts. */
  async read(maxSamples: number, signal: AbortSignal): Promise<{ batches: readonly SampleBatch[]; to: LogPosition }> {
    for (;;) {
      signal.throwIfAborted();
      await this.#log.committed(this.#reader.position + 1, signal);
      const chunk = await this.#reader.read(maxSamples, this.#log.position);
      if (chunk === undefined) continue;
      this.#lost += chunk.lost;
      for (const hole of chunk.holes) this.#log.readerMissed(hole.from, hole.to, hole);
      return { batches: chunk.batches, to: chunk.to };
    }
  }

  /** The sink has everything up to here, or never will. */
  acknowledge(to: LogPosition): void {
    this.#cursor.acknowledge(to);
  }

  /** The server was seen `agoMs` ago, and was not started again since it first answered. */
  confirm(agoMs: number): void {
    this.#cursor.confirm(performance.now() - agoMs);
  }

  /** Reading goes on at what is settled. */
  async rewind(): Promise<void> {
    await this.#reader.seek(this.#cursor.rewind());
  }

  async close(): Promise<void> {
    await this.#reader.close();
  }
}
