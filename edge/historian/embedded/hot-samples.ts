import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { TimeRange } from "../../contracts/path/time-range.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import type { LogChunk } from "../log/log-chunk.ts";
import { extremesOf, HotBlocks, type LogPiece, type Placed } from "./hot-blocks.ts";
import { HotLog, without } from "./hot-log.ts";

const ALWAYS = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/**
 * Memory of a sample that waits for its span, and the bound of such samples as a share of DuckDB's memory. At 128 MB
 * that is a whole span of 1.5 million.
 */
const HOT_BYTES = 25;
const HOT_SHARE = 0.3;

export function mostHot(memoryLimitMb: number): number {
  return Math.floor((memoryLimitMb * 1e6 * HOT_SHARE) / HOT_BYTES);
}

/** For readers. */
export type HotView = Pick<HotSamples, "read" | "extremes" | "length" | "inMemory" | "lost">;

/**
 * Committed numbers that are in no span yet, in order of arrival: the newest in memory, the older ones in the log.
 * The log has those in memory too, so that all are found again after a restart (`from`).
 */
export class HotSamples {
  readonly #log: HotLog;
  readonly #blocks = new HotBlocks();
  /** Bound of samples in memory; a block is not divided. */
  readonly #most: number;
  /** Readers that still use the blocks as they were. */
  #readers = 0;

  constructor(logDir: string, most: number) {
    this.#log = new HotLog(logDir);
    this.#most = most;
  }

  get length(): number {
    return this.#log.length + this.#blocks.length;
  }

  get inMemory(): number {
    return this.#blocks.length;
  }

  /** Items of the log that could not be read again. */
  get lost(): number {
    return this.#log.lost;
  }

  /** Reading the log from here on restores all of this; undefined when it is empty. */
  get from(): LogPosition | undefined {
    return this.#log.pieces[0]?.from ?? this.#blocks.from;
  }

  /** Time since which the oldest samples wait, ms of `performance.now`; undefined when there are none. */
  get since(): number | undefined {
    return this.#log.pieces[0]?.since ?? this.#blocks.since;
  }

  /** Adds the numbers of one chunk that are not in spans. */
  add(chunk: Pick<LogChunk, "from" | "to" | "place" | "samples" | "batches">, placed?: readonly Placed[]): void {
    this.#blocks.add(chunk, placed);
    while (this.#blocks.length > this.#most) this.#log.add(this.#blocks.shift(this.#readers > 0) as LogPiece);
  }

  /**
   * Batches with all samples of the stretch, and others among them; with `ref`, at least all samples of this tag. The
   * given batches come first. The view is of this moment: later changes do not show. Each batch is valid until the
   * next; read to the end. With `hasArrival` batches are small, and each has the arrival of its last sample.
   */
  read(
    stretch: TimeRange = ALWAYS,
    {
      ref,
      after = [],
      hasArrival = false,
    }: { readonly ref?: TagRef; readonly after?: readonly SampleBatch[]; readonly hasArrival?: boolean } = {},
  ): AsyncIterable<SampleBatch> {
    this.#readers++;
    const blocks = hasArrival ? this.#blocks.chunks() : this.#blocks.batches();
    return this.#reading([after, this.#log.read([...this.#log.pieces], stretch, ref), blocks]);
  }

  /** Oldest and newest times of its parts. */
  extremes(): readonly Micros[] {
    const inLog = this.#log.pieces.flatMap(({ low, high }) => [low, high]);
    return [...inLog, ...this.#blocks.batches().flatMap(({ times }) => extremesOf(times))];
  }

  /** Adds the number of samples in each minute (since 1970), without those that were counted before. */
  countMinutes(into: Map<number, number>): void {
    this.#log.countMinutes(into);
    this.#blocks.countMinutes(into);
  }

  /** Forgets the samples of a stretch of whole minutes, which are in a span now. */
  remove(placed: Placed): void {
    this.#log.remove(placed);
    this.#blocks.remove(placed);
  }

  /** Removes and returns the oldest samples. */
  shift(): AsyncIterable<SampleBatch> {
    const piece = this.#log.shift() ?? this.#blocks.shift(this.#readers > 0);
    return this.#log.read(piece === undefined ? [] : [piece], ALWAYS);
  }

  async *#reading(
    sources: readonly (AsyncIterable<SampleBatch> | readonly SampleBatch[])[],
  ): AsyncGenerator<SampleBatch> {
    try {
      for (const source of sources) yield* source;
    } finally {
      this.#readers--;
    }
  }
}

/** A batch without its texts, which are in a table of their own. */
export function numbersIn(batch: SampleBatch): SampleBatch {
  return batch.texts.size === 0 ? batch : without(batch, []);
}
