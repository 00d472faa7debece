import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { Cursor } from "./cursor.ts";
import type { LogChunk } from "./log-chunk.ts";
import { LogReader } from "./log-reader.ts";

/** The part of the log that a feed needs. */
export interface CommittedLog {
  readonly dir: string;
  readonly position: LogPosition;
  committed(position: LogPosition, signal: AbortSignal): Promise<void>;
  readerMissed(from: LogPosition, to: LogPosition, between: { readonly after: number; readonly before: number }): void;
}

/** With a larger backlog, new samples do not wait behind it: 20 s at 10,000 a second. */
const CATCH_UP_FROM = 200_000;
/** How long new samples may wait meanwhile. */
const LIVE_WAITS_MS = 500;

/** A second reader of new samples while a feed catches up. */
interface CatchUp {
  readonly reader: LogReader;
  /** Where this reader began and the backlog ends. */
  readonly from: LogPosition;
  acknowledged: LogPosition;
  readAt: number;
}

export interface FeedOptions {
  /** With a larger backlog new samples are read between old ones; infinite: everything in its order. */
  readonly catchUpFrom?: number;
}

/** What a feed reads at once: samples, and the events between them. */
export interface FeedChunk {
  readonly batches: readonly SampleBatch[];
  readonly events: readonly EdgeEvent[];
  readonly to: LogPosition;
}

/**
 * Input of one sink: committed samples from its own cursor on. With a large backlog at the start of a session it reads
 * two stretches alternately:
 *
 *   cursor ──▶ backlog ──▶ │from ──▶ new
 *
 * The cursor moves along the backlog alone until both meet. After an interruption the rest is delivered again, which
 * only costs time (rule L13).
 */
export class LogFeed {
  readonly #log: CommittedLog;
  readonly #cursor: Cursor;
  readonly #reader: LogReader;
  readonly #catchUpFrom: number;
  #catchUp: CatchUp | undefined;
  #lastRead: LogReader;
  #lost = 0;

  constructor(log: CommittedLog, cursor: Cursor, options: FeedOptions = {}) {
    this.#log = log;
    this.#cursor = cursor;
    this.#reader = new LogReader(log.dir, cursor.settled, { entries: "none" });
    this.#lastRead = this.#reader;
    this.#catchUpFrom = options.catchUpFrom ?? CATCH_UP_FROM;
  }

  /** The sink has everything before it. */
  get acknowledged(): LogPosition {
    return this.#cursor.acknowledged;
  }

  /** Committed items that are not acknowledged. */
  get backlogSamples(): number {
    const ahead = this.#catchUp === undefined ? 0 : this.#catchUp.acknowledged - this.#catchUp.from;
    return Math.max(0, this.#log.position - this.#cursor.acknowledged - ahead);
  }

  /** Items that were retired or damaged before this feed could read them. */
  get lost(): number {
    return this.#lost;
  }

  /** The next samples, at least `maxSamples` if available; waits for the first. Rejects when the signal aborts. */
  async read(maxSamples: number, signal: AbortSignal): Promise<FeedChunk> {
    for (;;) {
      signal.throwIfAborted();
      const chunk = await this.#readNext(maxSamples, signal);
      if (chunk === undefined) continue;
      this.#lost += chunk.lost;
      for (const hole of chunk.holes) this.#log.readerMissed(hole.from, hole.to, hole);
      return { batches: chunk.batches, events: chunk.events, to: chunk.to };
    }
  }

  /** The sink has, or will never have, every sample up to here. */
  acknowledge(to: LogPosition): void {
    if (this.#catchUp !== undefined && this.#lastRead === this.#catchUp.reader) this.#catchUp.acknowledged = to;
    else this.#cursor.acknowledge(to);
  }

  /** The server answered `agoMs` ago and has not restarted since its first answer. */
  confirm(agoMs: number): void {
    this.#cursor.confirm(performance.now() - agoMs);
  }

  /** Continues reading at the settled position. */
  async rewind(): Promise<void> {
    await this.#endCatchUp();
    await this.#reader.seek(this.#cursor.rewind());
    const { position } = this.#log;
    if (position - this.#reader.position >= this.#catchUpFrom)
      this.#catchUp = {
        reader: new LogReader(this.#log.dir, position, { entries: "none" }),
        from: position,
        acknowledged: position,
        readAt: performance.now(),
      };
  }

  async close(): Promise<void> {
    await this.#endCatchUp();
    await this.#reader.close();
  }

  async #readNext(maxSamples: number, signal: AbortSignal): Promise<LogChunk | undefined> {
    const catchUp = this.#catchUp;
    if (catchUp !== undefined && this.#reader.position >= catchUp.from) return this.#meet(catchUp);
    if (
      catchUp !== undefined &&
      performance.now() - catchUp.readAt >= LIVE_WAITS_MS &&
      this.#log.position > catchUp.reader.position
    ) {
      catchUp.readAt = performance.now();
      this.#lastRead = catchUp.reader;
      return catchUp.reader.read(maxSamples, this.#log.position);
    }
    await this.#log.committed(this.#reader.position + 1, signal);
    this.#lastRead = this.#reader;
    return this.#reader.read(maxSamples, catchUp?.from ?? this.#log.position);
  }

  /** The backlog is read and acknowledged: continues with the other reader. */
  async #meet({ acknowledged }: CatchUp): Promise<undefined> {
    await this.#endCatchUp();
    await this.#reader.seek(acknowledged);
    this.#cursor.acknowledge(acknowledged);
  }

  async #endCatchUp(): Promise<void> {
    const catchUp = this.#catchUp;
    this.#catchUp = undefined;
    this.#lastRead = this.#reader;
    await catchUp?.reader.close();
  }
}
