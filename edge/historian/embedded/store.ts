/** The embedded historian's store: hot samples, a database and closed spans. */
import { dirname, join } from "node:path";
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import type { DeletionTime } from "../../contracts/path/follower.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { TimeRange } from "../../contracts/path/time-range.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { WaveformHead, WaveformsQuestion } from "../../contracts/path/waveform-reader.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import type { LogChunk } from "../log/log-chunk.ts";
import type { DictionaryEntry } from "../log/rare-blocks.ts";
import { appendRare, appendTags, appendTexts } from "./append-rows.ts";
import { UNKNOWN_ARRIVAL } from "./arrival.ts";
import { buildSpan } from "./close-span.ts";
import { ColumnFeed } from "./column-feed.ts";
import type { HistorianConfig } from "./config.ts";
import { HotSamples, type HotView, mostHot, numbersIn } from "./hot-samples.ts";
import { LogProgress } from "./log-progress.ts";
import { MergedRollups } from "./merged-rollups.ts";
import { closeDuckDb, type DuckDb, openDuckDb } from "./open-duckdb.ts";
import { horizonOf, planSpans } from "./plan-spans.ts";
import { recallHot, type StoreCursor } from "./recall-hot.ts";
import { retireHistory } from "./retire-history.ts";
import { carryOn } from "./span-end.ts";
import { Spans } from "./spans.ts";
import { deleteWithin, hasSamplesIn, readCursor, readHead, rowsByMinute } from "./store-schema.ts";
import { StoredSamples } from "./stored-samples.ts";
import { TaskQueue } from "./task-queue.ts";
import { blockOf, headsOf, LIST_WAVEFORMS, ONE_WAVEFORM } from "./waveform-table.ts";

/** How often late samples are merged into their spans, by a monotonic clock (rule TW9). */
const LATE_EVERY_MS = 600_000;
/** Samples that wait longer belong to an hour with too few samples for a span, and go to the database. */
const HOT_MS = 90 * 60_000;

interface Opened {
  readonly logDir?: string;
  readonly clock?: DeletionTime;
}

interface Parts extends Awaited<ReturnType<typeof readHead>> {
  readonly spans: Spans;
  readonly merged: MergedRollups;
  readonly samples: StoredSamples;
  readonly hot: HotSamples;
}

/**
 * Store of the embedded historian: the newest numbers in memory, other new items in the database, and closed spans of
 * Parquet files. Appends and questions use connections of their own and may overlap.
 */
export class Store {
  readonly spans: Spans;
  /** Read them during a turn of `questions`. */
  readonly merged: MergedRollups;
  /**
   * Questions run one after the other, because together they share the memory limit. Moving rows from one place to
   * another takes a turn here too, so that no question sees half of it.
   */
  readonly questions = new TaskQueue(() => this.reader.interrupt());
  readonly reader: DuckDBConnection;
  readonly #database: DuckDb;
  readonly #writer: DuckDBConnection;
  readonly #feed: ColumnFeed;
  readonly #samples: StoredSamples;
  readonly #hot: HotSamples;
  readonly #progress: LogProgress;
  /** With a log, numbers need not go to the database. */
  readonly #logDir: string | undefined;
  /** The believed clock, for arrivals. */
  readonly #clock: DeletionTime;
  /** Refs in the table `tags`. A ref never changes its meaning, so it is written once. */
  readonly #knownTags: Set<number>;
  /** By `performance.now()`. */
  #lateAt = Number.NEGATIVE_INFINITY;
  #began: Micros | undefined;

  private constructor(database: DuckDb, parts: Opened & Parts) {
    this.#database = database;
    this.#writer = database.writer;
    this.reader = database.reader;
    this.#feed = new ColumnFeed(database.writer);
    this.spans = parts.spans;
    this.merged = parts.merged;
    this.#knownTags = parts.known;
    this.#samples = parts.samples;
    this.#began = parts.began;
    this.#hot = parts.hot;
    this.#progress = new LogProgress(database.writer, () => parts.hot.from);
    this.#logDir = parts.logDir;
    this.#clock = parts.clock ?? (() => undefined);
  }

  /**
   * `closed` says whether there may be spans beside the database. With `logDir`, the commit log that has its numbers,
   * they wait for their span in memory and in the log; without it they go to the database at once. If it throws, the
   * heap of this process cannot be trusted: exit.
   */
  static async open(
    path: string,
    memoryLimitMb: number,
    options: Opened & { readonly closed?: "spans" | "none" } = {},
  ): Promise<Store> {
    return await openDuckDb(path, memoryLimitMb, async (database) => {
      const isOpen = options.closed === "none";
      const spans = isOpen ? Spans.none() : await Spans.open(join(dirname(path), "spans"));
      const merged = isOpen ? MergedRollups.none() : await MergedRollups.open(join(dirname(path), "merged"));
      const head = await readHead(database.writer);
      const samples = new StoredSamples(database.writer);
      await samples.recount();
      const hot = new HotSamples(options.logDir ?? "", mostHot(memoryLimitMb));
      return new Store(database, { ...options, ...head, spans, merged, samples, hot });
    });
  }

  /**
   * Numbers that are neither in a span nor in the database, in order of arrival and newer than those. Read them
   * during a turn of `questions`.
   */
  get hot(): HotView {
    return this.#hot;
  }

  knowsTag(ref: number): boolean {
    return this.#knownTags.has(ref);
  }

  /** Whether the database has numbers. */
  get hasStored(): boolean {
    return this.#samples.count > 0;
  }

  /** When the first sample ever stored here arrived. */
  get began(): Micros | undefined {
    return this.#began;
  }

  /** Position from which the log must be kept: earlier items are in the database or in spans. */
  get keepFrom(): LogPosition {
    return this.#progress.keepFrom;
  }

  /** Position up to which the log `logUid` was read; undefined when the database has none. */
  async cursor(logUid: string): Promise<StoreCursor | undefined> {
    return await readCursor(this.#writer, logUid);
  }

  /** After a start: reads the numbers again that are in no span. */
  async recall(logUid: string, cursor: StoreCursor): Promise<void> {
    this.#progress.resume(logUid, cursor);
    if (this.#logDir !== undefined)
      await recallHot(this.#hot, { logDir: this.#logDir, logUid, spans: this.spans.all(), cursor });
  }

  /**
   * Takes a chunk. Its rows and the position after it are saved in one transaction, so that each item is stored once
   * whatever happens.
   */
  async append(chunk: LogChunk, logUid: string): Promise<void> {
    if (this.#logDir !== undefined) this.#hot.add(chunk);
    this.#progress.moveTo(logUid, chunk.to);
    const begins = this.#began === undefined ? chunk.batches[0]?.receivedAt : undefined;
    const isPlain =
      begins === undefined &&
      chunk.events.length === 0 &&
      chunk.waveforms.length === 0 &&
      chunk.batches.every(({ texts }) => texts.size === 0) &&
      chunk.dictionary.every(({ ref }) => this.#knownTags.has(ref));
    if (this.#logDir !== undefined && isPlain) return;
    let freshTags: readonly number[] = [];
    await this.#progress.inTransaction(async () => {
      if (this.#logDir === undefined) await this.#samples.append(chunk.batches, this.#arrived);
      await appendRare(this.#writer, chunk, this.#arrived);
      if (begins !== undefined)
        await this.#writer.run("INSERT INTO began VALUES ($time)", { time: BigInt(Math.floor(begins)) });
      freshTags = await appendTags(this.#writer, chunk.dictionary, this.#knownTags);
    });
    this.#began ??= begins;
    for (const ref of freshTags) this.#knownTags.add(ref);
  }

  /** Closes the spans that are due, and merges late samples from time to time. Returns the number of closed spans. */
  async closeDue(now: Micros, options: { readonly late?: boolean } = {}): Promise<number> {
    const late = options.late === true || performance.now() - this.#lateAt >= LATE_EVERY_MS;
    const minutes = await rowsByMinute(this.#writer);
    this.#hot.countMinutes(minutes);
    const due = planSpans(minutes, { closed: this.spans.all(), horizon: horizonOf(minutes, now), late });
    for (const stretch of due) await this.#close(stretch);
    if (late) this.#lateAt = performance.now();
    const tools = { connection: this.#writer, place: (work: () => Promise<void>) => this.questions.run(work) };
    if (due.length === 0) await this.merged.mergeNext(tools, this.spans.all());
    await this.#store();
    await this.#save();
    return due.length;
  }

  /**
   * Puts a stretch of history that did not come through the log into a span. Existing samples stay; for one key the
   * last arrival counts.
   */
  async place(stretch: TimeRange, batches: readonly SampleBatch[], tags: readonly DictionaryEntry[]): Promise<void> {
    let fresh: readonly number[] = [];
    await this.#progress.inTransaction(async () => {
      await appendTexts(this.#writer, batches, this.#arrived);
      fresh = await appendTags(this.#writer, tags, this.#knownTags);
    });
    for (const ref of fresh) this.#knownTags.add(ref);
    await this.#close(stretch, batches.map(numbersIn));
  }

  /** Deletes history whose time to keep is over at `now`, if known, then the earliest arrivals above the bound. */
  async retire(
    now: Micros | undefined,
    config: Pick<HistorianConfig, "retentionHours" | "rollupDays">,
    maxBytes: number,
  ): Promise<void> {
    const { spans, merged, questions } = this;
    const parts = { writer: this.#writer, spans, merged, samples: this.#samples, questions };
    await retireHistory(parts, now, { ...config, maxBytes });
  }

  /** Newest first. Waveforms stay in the database: their table is small, their blocks are large already. */
  async waveforms({ ref, from, to, limit }: WaveformsQuestion): Promise<WaveformHead[]> {
    return headsOf(await this.ask(LIST_WAVEFORMS, { ref, from: BigInt(from), to: BigInt(to), limit }));
  }

  async waveform(ref: TagRef, start: number): Promise<WaveformBlock | undefined> {
    return blockOf(await this.ask(ONE_WAVEFORM, { ref, start: BigInt(start) }));
  }

  /** Runs a query in its turn and returns columns. */
  ask(sql: string, values: Record<string, DuckDBValue> = {}): Promise<DuckDBValue[][]> {
    return this.questions.run(async () => (await this.reader.runAndReadAll(sql, values)).getColumns());
  }

  /**
   * For the end: refuses waiting questions and interrupts the database. A question fails; a span is closed after the
   * next start; an append is rolled back and read from the log again.
   */
  breakOff(): void {
    this.questions.shut();
    this.reader.interrupt();
    this.#writer.interrupt();
  }

  /** Writes the write-ahead log into the main file and closes it. */
  async close(): Promise<void> {
    await this.questions.idle();
    await this.#save().catch(() => undefined);
    await this.#writer.run("CHECKPOINT").catch(() => undefined);
    closeDuckDb(this.#database);
  }

  async #close(stretch: TimeRange, placed: readonly SampleBatch[] = []): Promise<void> {
    const hot = () => this.#hot.read(stretch, { after: placed });
    const hasStored = this.hasStored && (await hasSamplesIn(this.#writer, stretch));
    const dir = await buildSpan({ connection: this.#writer, feed: this.#feed }, this.spans, {
      stretch,
      hot,
      hasStored,
      placed: this.#progress.read,
      now: this.#clock(),
    });
    const span = await this.questions.run(async () => {
      const put = await this.spans.put(dir, stretch);
      this.#hot.remove({ ...stretch, before: this.#progress.read.position });
      // A kill between the two leaves rows in both, which is harmless: the last arrival of a key counts, and the next
      // closing deletes the rows.
      await this.#progress.inTransaction(async () => {
        await deleteWithin(this.#writer, stretch);
      });
      if (this.hasStored) await this.#samples.recount();
      return put;
    });
    await carryOn(this.#writer, this.spans, span);
    await this.#writer.run("CHECKPOINT").catch(() => undefined);
  }

  /** Arrival of new rows. */
  get #arrived(): bigint {
    return BigInt(Math.floor(this.#clock() ?? UNKNOWN_ARRIVAL));
  }

  /** Moves samples that wait too long to the database. */
  async #store(): Promise<void> {
    while (performance.now() - (this.#hot.since ?? Number.POSITIVE_INFINITY) > HOT_MS) {
      await this.questions.run(async () => {
        const oldest = this.#hot.shift();
        await this.#progress.inTransaction(async () => {
          for await (const batch of oldest) await this.#samples.append([batch], this.#arrived);
        });
      });
    }
  }

  async #save(): Promise<void> {
    if (this.#logDir !== undefined) await this.#progress.save();
  }
}
