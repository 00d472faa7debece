import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import type { LogChunk } from "../log/log-chunk.ts";
import { extremesOf, HotBlocks, type LogPiece, type Placed, type Stretch } from "./hot-blocks.ts";
import { HotLog, without } from "./hot-log.ts";

const ALWAYS = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/**
 * Memory of a sample that waits for its span to be closed, and how much such samples may take, as a share of what
 * DuckDB may. At 128 MB that is a whole span of 1.5 million.
 */
const HOT_BYTES = 25;
const HOT_SHARE = 0.3;

export function mostHot(memoryLimitMb: number): number {
  return Math.floor((memoryLimitMb * 1e6 * HOT_SHARE) / HOT_BYTES);
}

/** For those who only ask. */
export type HotView = Pick<HotSamples, "read" | "extremes" | "length" | "inMemory" | "lost">;

/**
 * Numbers that are committed and in no span yet, in order of arrival: the newest in memory, the older ones where the
 * log has them. Those in memory are in the log too, so that all are found again after a restart (`from`).
 */
export class HotSamples {
  readonly #log: HotLog;
  readonly #blocks = new HotBlocks();
  /** Samples in memory at most; a block is not divided. */
  readonly #most: number;
  /** How many look at the blocks as they were. */
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

  /** Items of the log that were there once and could not be read again. */
  get lost(): number {
    return this.#log.lost;
  }

  /** Where the log must be read from to have all of this again; undefined when there is nothing. */
  get from(): LogPosition | undefined {
    return this.#log.pieces[0]?.from ?? this.#blocks.from;
  }

  /** Since when the oldest are here, ms of `performance.now`; undefined when there is nothing. */
  get since(): number | undefined {
    return this.#log.pieces[0]?.since ?? this.#blocks.since;
  }

  /** Adds the numbers of one chunk, without those that are placed. */
  add(chunk: Pick<LogChunk, "from" | "to" | "place" | "samples" | "batches">, placed?: readonly Placed[]): void {
    this.#blocks.add(chunk, placed);
    while (this.#blocks.length > this.#most) this.#log.add(this.#blocks.shift(this.#readers > 0) as LogPiece);
  }

  /**
   * Batches that hold everything of the stretch, others among them; with `ref` everything of this tag, after other
   * batches that are given. As of now: what comes or moves meanwhile changes nothing. Each is valid until the next;
   * to be read to the end.
   */
  read(
    stretch: Stretch = ALWAYS,
    { ref, after = [] }: { readonly ref?: TagRef; readonly after?: readonly SampleBatch[] } = {},
  ): AsyncIterable<SampleBatch> {
    this.#readers++;
    return this.#reading([after, this.#log.read([...this.#log.pieces], stretch, ref), this.#blocks.batches()]);
  }

  /** Oldest and newest times, of parts of it. */
  extremes(): readonly Micros[] {
    const inLog = this.#log.pieces.flatMap(({ low, high }) => [low, high]);
    return [...inLog, ...this.#blocks.batches().flatMap(({ times }) => extremesOf(times))];
  }

  /** Adds how many samples each minute (since 1970) has. Counts only what came since it was asked before. */
  countMinutes(into: Map<number, number>): void {
    this.#log.countMinutes(into);
    this.#blocks.countMinutes(into);
  }

  /** Forgets the samples of a stretch of whole minutes: they have their place. */
  remove(placed: Placed): void {
    this.#log.remove(placed);
    this.#blocks.remove(placed);
  }

  /** Gives away the oldest. */
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

/** A batch without its texts, which stand in a table of their own. */
export function numbersIn(batch: SampleBatch): SampleBatch {
  return batch.texts.size === 0 ? batch : without(batch, []);
}
