import { dirname, join } from "node:path";
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";
import type { DeletionTime } from "../../contracts/path/follower.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { WaveformHead, WaveformsQuestion } from "../../contracts/path/waveform-reader.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import type { LogChunk } from "../log/log-reader.ts";
import type { DictionaryEntry } from "../log/rare-blocks.ts";
import { appendRare, appendTags, appendTexts } from "./append-rows.ts";
import { UNKNOWN_ARRIVAL } from "./arrival.ts";
import { buildSpan, carryOn, type Stretch } from "./close-span.ts";
import { ColumnFeed } from "./column-feed.ts";
import type { HistorianConfig } from "./config.ts";
import { HotSamples, type HotView, mostHot, numbersIn } from "./hot-samples.ts";
import { keptFrom } from "./kept-from.ts";
import { Lane } from "./lane.ts";
import { horizonOf, planSpans } from "./plan-spans.ts";
import { recallHot, type StoreCursor } from "./recall-hot.ts";
import { retireRows, shedRows } from "./retire-rows.ts";
import { SampleChunks } from "./sample-chunks.ts";
import { Spans } from "./spans.ts";
import {
  countSamples,
  deleteWithin,
  hasSamplesIn,
  readCursor,
  readHead,
  rowsByMinute,
  SCHEMA,
  usedBytes,
  writeCursor,
} from "./store-schema.ts";
import { blockOf, headsOf, LIST_WAVEFORMS, ONE_WAVEFORM } from "./waveform-table.ts";

/** How often what came later still is put into its place. */
const LATE_EVERY_US = 600e6;
/** What waits so long is of an hour with too few samples to be closed, and goes to the database. */
const HOT_MS = 90 * 60_000;
/** A chart of a day opens 72 files: two at a time. */
const THREADS = "2";
/** Share of the disk for closed history; the rest is for what is not closed yet and for a span while it is built. */
const CLOSED_SHARE = 0.8;

interface Opened {
  readonly logDir?: string;
  readonly clock?: DeletionTime;
}

/**
 * What the embedded historian keeps: in memory the numbers that came last, in the
 * database what else came last, and closed spans of Parquet files. Appends and
 * questions use connections of their own and may overlap.
 */
export class Store {
  readonly spans: Spans;
  /** Questions, one after the other: together they may use no more than the memory limit. Moving rows from one place to another waits its turn here, so that no question sees half of it. */
  readonly questions = new Lane(() => this.reader.interrupt());
  readonly reader: DuckDBConnection;
  readonly #instance: DuckDBInstance;
  readonly #writer: DuckDBConnection;
  readonly #feed: ColumnFeed;
  readonly #chunks = new SampleChunks();
  readonly #hot: HotSamples;
  /** With a log at hand numbers need not go to the database. */
  readonly #logDir: string | undefined;
  /** The clock that is believed: what comes came then. */
  readonly #clock: DeletionTime;
  /** Refs in the table `tags`. A ref never changes its meaning, so it is written once. */
  readonly #knownTags: Set<number>;
  #lateAt = Number.NEGATIVE_INFINITY;
  #began: Micros | undefined;
  /** Samples in the database. */
  #stored: number;
  /** Where the log was read to, and what of that is written down. */
  #read: { readonly logUid: string; readonly position: LogPosition } = { logUid: "", position: 0 };
  #saved: StoreCursor = { position: 0, samplesFrom: 0 };

  private constructor(
    instance: DuckDBInstance,
    writer: DuckDBConnection,
    options: Opened & {
      reader: DuckDBConnection;
      knownTags: Set<number>;
      spans: Spans;
      stored: number;
      began: Micros | undefined;
      hot: HotSamples;
    },
  ) {
    this.#instance = instance;
    this.#writer = writer;
    this.#feed = new ColumnFeed(writer);
    this.reader = options.reader;
    this.spans = options.spans;
    this.#knownTags = options.knownTags;
    this.#stored = options.stored;
    this.#began = options.began;
    this.#hot = options.hot;
    this.#logDir = options.logDir;
    this.#clock = options.clock ?? (() => undefined);
  }

  /**
   * `closed` says whether there may be spans beside the database; `logDir` where the commit log is that has its numbers, so that they
   * wait for their span in memory and there. Without it they go to the database at once. After it threw, the heap of this process cannot be trusted (duckdb-node-neo 393): exit.
   */
  static async open(
    path: string,
    memoryLimitMb: number,
    options: Opened & { readonly closed?: "spans" | "none" } = {},
  ): Promise<Store> {
    const instance = await DuckDBInstance.create(path, {
      memory_limit: `${memoryLimitMb}MB`,
      threads: THREADS,
      preserve_insertion_order: "true",
    });
    const writer = await instance.connect();
    await writer.run(SCHEMA);
    await writer.run("SET parquet_metadata_cache = true");
    const spans = options.closed === "none" ? Spans.none() : await Spans.open(join(dirname(path), "spans"));
    const { known, began } = await readHead(writer);
    const hot = new HotSamples(options.logDir ?? "", mostHot(memoryLimitMb));
    return new Store(instance, writer, {
      ...options,
      reader: await instance.connect(),
      knownTags: known,
      spans,
      stored: await countSamples(writer),
      began,
      hot,
    });
  }

  /** Numbers that are in no span and not in the database, in order of arrival and newer than those. To be read during a turn of `questions`. */
  get hot(): HotView {
    return this.#hot;
  }

  knowsTag(ref: number): boolean {
    return this.#knownTags.has(ref);
  }

  /** Whether the database has numbers, so that asking it makes sense. */
  get hasStored(): boolean {
    return this.#stored > 0;
  }

  /** When the first sample came that was ever stored here. */
  get began(): Micros | undefined {
    return this.#began;
  }

  /** From here on the log must be kept: everything before is in the database or in spans. */
  get keepFrom(): LogPosition {
    return Math.min(this.#saved.position, this.#hot.from ?? this.#saved.position);
  }

  /** Where the log `logUid` was read up to; undefined when the database holds nothing of it. */
  async cursor(logUid: string): Promise<StoreCursor | undefined> {
    return await readCursor(this.#writer, logUid);
  }

  /** After a start: finds those numbers again that are in no span. */
  async recall(logUid: string, { position, samplesFrom }: StoreCursor): Promise<void> {
    this.#read = { logUid, position };
    this.#saved = { position, samplesFrom };
    if (this.#logDir !== undefined)
      await recallHot(this.#hot, { logDir: this.#logDir, logUid, spans: this.spans.all(), cursor: this.#saved });
  }

  /** Takes a chunk. What goes to the database goes with the position after it in one transaction, so that each item is stored once whatever happens. */
  async append(chunk: LogChunk, logUid: string): Promise<void> {
    if (this.#logDir !== undefined) this.#hot.add(chunk);
    this.#read = { logUid, position: chunk.to };
    const begins = this.#began === undefined ? chunk.batches[0]?.receivedAt : undefined;
    const isPlain =
      begins === undefined &&
      chunk.events.length === 0 &&
      chunk.waveforms.length === 0 &&
      chunk.batches.every(({ texts }) => texts.size === 0) &&
      chunk.dictionary.every(({ ref }) => this.#knownTags.has(ref));
    if (this.#logDir !== undefined && isPlain) return;
    let freshTags: readonly number[] = [];
    await this.#inTransaction(async () => {
      if (this.#logDir === undefined) await this.#appendSamples(chunk.batches);
      await appendRare(this.#writer, chunk, this.#arrived);
      if (begins !== undefined)
        await this.#writer.run("INSERT INTO began VALUES ($time)", { time: BigInt(Math.floor(begins)) });
      freshTags = await appendTags(this.#writer, chunk.dictionary, this.#knownTags);
    });
    this.#began ??= begins;
    for (const ref of freshTags) this.#knownTags.add(ref);
  }

  /** Closes the spans that are due and gives every late sample its place from time to time. Says how many spans were closed. */
  async closeDue(now: Micros, options: { readonly late?: boolean } = {}): Promise<number> {
    const late = options.late === true || now - this.#lateAt >= LATE_EVERY_US;
    const minutes = await rowsByMinute(this.#writer);
    this.#hot.countMinutes(minutes);
    const due = planSpans(minutes, { closed: this.spans.all(), horizon: horizonOf(minutes, now), late });
    for (const stretch of due) await this.#close(stretch);
    if (late) this.#lateAt = now;
    await this.#store();
    await this.#save();
    return due.length;
  }

  /** Gives a stretch of history that did not come through the log its span; what is there already stays, and of one key the last arrival counts. */
  async place(stretch: Stretch, batches: readonly SampleBatch[], tags: readonly DictionaryEntry[]): Promise<void> {
    let fresh: readonly number[] = [];
    await this.#inTransaction(async () => {
      await appendTexts(this.#writer, batches, this.#arrived);
      fresh = await appendTags(this.#writer, tags, this.#knownTags);
    });
    for (const ref of fresh) this.#knownTags.add(ref);
    await this.#close(stretch, batches.map(numbersIn));
  }

  /** Deletes what came longer ago than is kept at `now`, if that is known, then what came first above the bound. */
  async retire(
    now: Micros | undefined,
    config: Pick<HistorianConfig, "retentionHours" | "rollupDays">,
    maxBytes: number,
  ): Promise<void> {
    await this.questions.run(async () => {
      if (now !== undefined) await this.spans.retire(keptFrom(now, config).files, now);
      await this.spans.shrink(maxBytes * CLOSED_SHARE);
    });
    if (now !== undefined) await retireRows(this.#writer, now, keptFrom(now, config).raw);
    await this.#rowsWent();
    for (let round = 0; round < 30 && (await usedBytes(this.#writer)) + this.spans.bytes > maxBytes; round++) {
      if (!(await shedRows(this.#writer))) return;
      await this.#rowsWent();
    }
  }

  /** Newest first. Waveforms stay in the database: their table is small, their blocks are large already. */
  async waveforms({ ref, from, to, limit }: WaveformsQuestion): Promise<WaveformHead[]> {
    return headsOf(await this.ask(LIST_WAVEFORMS, { ref, from: BigInt(from), to: BigInt(to), limit }));
  }

  async waveform(ref: TagRef, start: number): Promise<WaveformBlock | undefined> {
    return blockOf(await this.ask(ONE_WAVEFORM, { ref, start: BigInt(start) }));
  }

  /** A question in its turn, answered as columns. */
  ask(sql: string, values: Record<string, DuckDBValue> = {}): Promise<DuckDBValue[][]> {
    return this.questions.run(async () => (await this.reader.runAndReadAll(sql, values)).getColumns());
  }

  /**
   * For the end: questions that wait are refused, and what the database does now breaks off. A question fails, a span that is being closed is
   * closed after the next start, an append is rolled back and read from the log again.
   */
  breakOff(): void {
    this.questions.shut();
    this.reader.interrupt();
    this.#writer.interrupt();
  }

  /** Writes everything into the main file. */
  async close(): Promise<void> {
    await this.questions.idle();
    await this.#save().catch(() => undefined);
    await this.#writer.run("CHECKPOINT").catch(() => undefined);
    this.reader.closeSync();
    for (const open of [this.#writer, this.#instance]) open.closeSync();
  }

  async #close(stretch: Stretch, placed: readonly SampleBatch[] = []): Promise<void> {
    const hot = () => this.#hot.read(stretch, { after: placed });
    const hasStored = this.hasStored && (await hasSamplesIn(this.#writer, stretch));
    const dir = await buildSpan({ connection: this.#writer, feed: this.#feed }, this.spans, {
      stretch,
      hot,
      hasStored,
      placed: this.#read,
      now: this.#clock(),
    });
    const span = await this.questions.run(async () => {
      const put = await this.spans.put(dir, stretch);
      this.#hot.remove({ ...stretch, before: this.#read.position });
      // A kill between the two leaves rows in both, which is no harm: the last arrival of a key counts, and the next closing clears it.
      await this.#inTransaction(async () => {
        await deleteWithin(this.#writer, stretch);
      });
      if (this.hasStored) this.#stored = await countSamples(this.#writer);
      return put;
    });
    await carryOn(this.#writer, this.spans, span);
    await this.#writer.run("CHECKPOINT").catch(() => undefined);
  }

  /** For rows that come now. */
  get #arrived(): bigint {
    return BigInt(Math.floor(this.#clock() ?? UNKNOWN_ARRIVAL));
  }

  /** Moves to the database what waits for too long. */
  async #store(): Promise<void> {
    while (performance.now() - (this.#hot.since ?? Number.POSITIVE_INFINITY) > HOT_MS) {
      await this.questions.run(async () => {
        const oldest = this.#hot.shift();
        await this.#inTransaction(async () => {
          for await (const batch of oldest) await this.#appendSamples([batch]);
        });
      });
    }
  }

  /** Writes down how far the log was read. */
  async #save(): Promise<void> {
    if (this.#logDir !== undefined && this.#read.position > this.#saved.position)
      await this.#inTransaction(() => Promise.resolve());
  }

  /** What `work` does, and how far the log was read, at once or not at all. */
  async #inTransaction(work: () => Promise<void>): Promise<void> {
    const { logUid, position } = this.#read;
    const samplesFrom = this.#hot.from ?? position;
    await this.#writer.run("BEGIN");
    try {
      await work();
      await writeCursor(this.#writer, { logUid, position, samplesFrom });
      await this.#writer.run("COMMIT");
      this.#saved = { position, samplesFrom };
    } catch (error) {
      await this.#writer.run("ROLLBACK").catch(() => undefined);
      throw error;
    }
  }

  async #appendSamples(batches: readonly SampleBatch[]): Promise<void> {
    const appender = await this.#writer.createAppender("samples");
    this.#stored += this.#chunks.append(appender, batches, Number(this.#arrived));
    appender.closeSync();
  }

  async #rowsWent(): Promise<void> {
    this.#stored = await countSamples(this.#writer);
    // Freed blocks can be written again only after a checkpoint; one that meets a running question comes later by itself.
    await this.#writer.run("CHECKPOINT").catch(() => undefined);
  }
}
