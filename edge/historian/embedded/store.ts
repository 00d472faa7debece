import { dirname, join } from "node:path";
import { BIGINT, type DuckDBConnection, DuckDBDataChunk, DuckDBInstance, type DuckDBType, type DuckDBValue, UINTEGER, UTINYINT, VARCHAR } from "@duckdb/node-api";
import type { Micros } from "../../contracts/sample-batch.ts";
import type { LogPosition } from "../../contracts/source.ts";
import type { TagRef } from "../../contracts/tag.ts";
import type { WaveformBlock } from "../../contracts/waveform-block.ts";
import type { WaveformHead, WaveformsQuestion } from "../../contracts/waveform-reader.ts";
import type { LogChunk } from "../log/log-reader.ts";
import { buildSpan, carryOn, type Stretch } from "./close-span.ts";
import type { HistorianConfig } from "./config.ts";
import { Lane } from "./lane.ts";
import { planSpans } from "./plan-spans.ts";
import { SampleChunks } from "./sample-chunks.ts";
import { type SpanFile, Spans } from "./spans.ts";
import { blockOf, headsOf, LIST_WAVEFORMS, ONE_WAVEFORM, putWaveforms, WAVEFORM_TABLE } from "./waveform-table.ts";

const MAX_ROWS = 2048;
const HOUR_US = 3600e6;
/** Samples may come so late without a span having to be closed again. */
const LATENESS_US = 120e6;
/** How often what came later still is put into its place. */
const LATE_EVERY_US = 600e6;
/** Share of the disk for closed history; the rest is for what is not closed yet and for a span while it is built. */
const CLOSED_SHARE = 0.8;
const HOT_TABLES = ["samples", "texts", "events"] as const;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS samples (ref UINTEGER, time BIGINT, value DOUBLE, status UINTEGER, flags UTINYINT);
  CREATE TABLE IF NOT EXISTS texts (ref UINTEGER, time BIGINT, text VARCHAR, status UINTEGER, flags UTINYINT);
  CREATE TABLE IF NOT EXISTS events (event_uid VARCHAR, type VARCHAR, asset_uid VARCHAR, time BIGINT, received_at BIGINT, schema VARCHAR, payload VARCHAR);
  CREATE TABLE IF NOT EXISTS tags (ref UINTEGER, tag_uid VARCHAR, asset_uid VARCHAR, component VARCHAR, signal VARCHAR, type VARCHAR, unit VARCHAR);
  CREATE TABLE IF NOT EXISTS cursor (log_uid VARCHAR, position BIGINT);
  ${WAVEFORM_TABLE}`;

/**
 * What the embedded historian keeps: the database with what came last, in order of
 * arrival, and closed spans of Parquet files. Appends and questions use
 * connections of their own and may overlap.
 */
export class Store {
  readonly spans: Spans;
  /** Questions, one after the other: together they may use no more than the memory limit. Moving rows from the database to a span waits its turn here, so that no question sees half of it. */
  readonly questions = new Lane();
  readonly reader: DuckDBConnection;
  readonly #instance: DuckDBInstance;
  readonly #writer: DuckDBConnection;
  readonly #chunks = new SampleChunks();
  /** Refs in the table `tags`. A ref never changes its meaning, so it is written once. */
  readonly #knownTags: Set<number>;
  #lateAt = Number.NEGATIVE_INFINITY;

  private constructor(instance: DuckDBInstance, writer: DuckDBConnection, options: { reader: DuckDBConnection; knownTags: Set<number>; spans: Spans }) {
    this.#instance = instance;
    this.#writer = writer;
    this.reader = options.reader;
    this.spans = options.spans;
    this.#knownTags = options.knownTags;
  }

  /** `closed` says whether there may be spans beside the database. After it threw, the heap of this process cannot be trusted (duckdb-node-neo 393): exit. */
  static async open(path: string, memoryLimitMb: number, options: { readonly closed?: "spans" | "none" } = {}): Promise<Store> {
    const instance = await DuckDBInstance.create(path, { memory_limit: `${memoryLimitMb}MB`, threads: "1", preserve_insertion_order: "true" });
    const writer = await instance.connect();
    await writer.run(SCHEMA);
    await writer.run("SET parquet_metadata_cache = true");
    const spans = options.closed === "none" ? Spans.none() : await Spans.open(join(dirname(path), "spans"));
    const known = (await writer.runAndReadAll("SELECT ref FROM tags")).getColumns()[0] ?? [];
    return new Store(instance, writer, { reader: await instance.connect(), knownTags: new Set(known.map(Number)), spans });
  }

  /** Where the log `logUid` was read up to; undefined when the database holds nothing of it. */
  async position(logUid: string): Promise<LogPosition | undefined> {
    const rows = await this.#writer.runAndReadAll("SELECT position FROM cursor WHERE log_uid = $logUid", { logUid });
    const position = rows.getColumns()[0]?.[0];
    return position === undefined ? undefined : Number(position);
  }

  /** Stores a chunk and the position after it in one transaction, so that each item is stored once whatever happens. */
  async append(chunk: LogChunk, logUid: string): Promise<void> {
    await this.#writer.run("BEGIN");
    try {
      const appender = await this.#writer.createAppender("samples");
      this.#chunks.append(appender, chunk.batches);
      appender.closeSync();
      await this.#appendTexts(chunk);
      await this.#appendEvents(chunk);
      await putWaveforms(this.#writer, chunk.waveforms);
      const freshTags = await this.#putTags(chunk);
      await this.#writer.run("DELETE FROM cursor");
      await this.#writer.run("INSERT INTO cursor VALUES ($logUid, $position)", { logUid, position: BigInt(chunk.to) });
      await this.#writer.run("COMMIT");
      for (const ref of freshTags) this.#knownTags.add(ref);
    } catch (error) {
      await this.#writer.run("ROLLBACK").catch(() => undefined);
      throw error;
    }
  }

  /** Closes the spans that are due and gives every late sample its place from time to time. Says how many spans were closed. */
  async closeDue(now: Micros, options: { readonly late?: boolean } = {}): Promise<number> {
    const late = options.late === true || now - this.#lateAt >= LATE_EVERY_US;
    const counted = "SELECT time // 60000000 AS minute, count(*) AS n FROM";
    const sql = `SELECT minute::DOUBLE, sum(n)::DOUBLE FROM (${HOT_TABLES.map((table) => `${counted} ${table} GROUP BY minute`).join(" UNION ALL ")}) GROUP BY minute`;
    const [minutes = [], counts = []] = (await this.#writer.runAndReadAll(sql)).getColumns() as [number[], number[]];
    const nowMinute = now / 60e6;
    const newest = minutes.reduce((high, minute) => (minute <= nowMinute && minute > high ? minute : high), Number.NEGATIVE_INFINITY);
    const horizon = Math.min(now, (newest + 1) * 60e6) - LATENESS_US;
    const due = planSpans(new Map(minutes.map((minute, i) => [minute, counts[i] as number])), { closed: this.spans.all(), horizon, late });
    for (const stretch of due) await this.#close(stretch);
    if (late) this.#lateAt = now;
    return due.length;
  }

  /** Deletes what is older than the config keeps, then the oldest as long as there is more than the disk may hold. */
  async retire(now: Micros, config: Pick<HistorianConfig, "retentionHours" | "rollupDays">, maxBytes: number): Promise<void> {
    const raw = Math.max(0, Math.floor(now - config.retentionHours * HOUR_US));
    const rollups = Object.entries(config.rollupDays).map(([level, days]): [SpanFile, Micros] => [level as SpanFile, Math.max(0, now - days * 24 * HOUR_US)]);
    const longest = Math.min(raw, ...rollups.map(([, from]) => from));
    const keepFrom = new Map<SpanFile, Micros>([["samples", raw], ["texts", raw], ["events", longest], ...rollups]);
    await this.questions.run(async () => {
      await this.spans.retire(keepFrom);
      await this.spans.shrink(maxBytes * CLOSED_SHARE);
    });
    await this.#deleteBefore(BigInt(raw));
    for (let round = 0; round < 30 && (await this.#usedBytes()) + this.spans.bytes > maxBytes; round++) {
      const rows = await this.#writer.runAndReadAll("SELECT approx_quantile(time, 0.1) + 1 FROM (SELECT time FROM samples UNION ALL SELECT time FROM waveforms)");
      const cut = rows.getColumns()[0]?.[0];
      if (typeof cut !== "bigint") return;
      await this.#deleteBefore(cut);
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

  /** Writes everything into the main file. */
  async close(): Promise<void> {
    await this.questions.idle();
    await this.#writer.run("CHECKPOINT").catch(() => undefined);
    this.reader.closeSync();
    this.#writer.closeSync();
    this.#instance.closeSync();
  }

  async #close(stretch: Stretch): Promise<void> {
    const dir = await buildSpan(this.#writer, this.spans, stretch);
    const span = await this.questions.run(async () => {
      const placed = await this.spans.put(dir, stretch);
      // A kill between the two leaves rows in both, which is no harm: the last arrival of a key counts, and the next closing clears it.
      for (const table of HOT_TABLES) await this.#writer.run(`DELETE FROM ${table} WHERE time >= ${stretch.from} AND time < ${stretch.to}`);
      return placed;
    });
    await carryOn(this.#writer, this.spans, span);
    await this.#writer.run("CHECKPOINT").catch(() => undefined);
  }

  async #deleteBefore(cut: bigint): Promise<void> {
    for (const table of [...HOT_TABLES, "waveforms"]) await this.#writer.run(`DELETE FROM ${table} WHERE time < $cut`, { cut });
    // Freed blocks can be written again only after a checkpoint; one that meets a running question comes later by itself.
    await this.#writer.run("CHECKPOINT").catch(() => undefined);
  }

  async #usedBytes(): Promise<number> {
    const rows = await this.#writer.runAndReadAll("SELECT block_size * used_blocks + 0 FROM pragma_database_size()");
    return Number(rows.getColumns()[0]?.[0] ?? 0);
  }

  async #appendTexts(chunk: LogChunk): Promise<void> {
    const rows: DuckDBValue[][] = [];
    for (const batch of chunk.batches) {
      for (const [i, text] of batch.texts) rows.push([batch.tags[i] as number, BigInt(batch.times[i] as number), text, batch.statuses[i] as number, batch.flags[i] as number]);
    }
    await this.#appendRows("texts", [UINTEGER, BIGINT, VARCHAR, UINTEGER, UTINYINT], rows);
  }

  async #appendEvents(chunk: LogChunk): Promise<void> {
    const rows = chunk.events.map(({ eventUid, type, assetUid, time, receivedAt, schema, payload }): DuckDBValue[] => [
      eventUid,
      type,
      assetUid ?? null,
      wholeMicros(time),
      wholeMicros(receivedAt),
      schema,
      JSON.stringify(payload),
    ]);
    await this.#appendRows("events", [VARCHAR, VARCHAR, VARCHAR, BIGINT, BIGINT, VARCHAR, VARCHAR], rows);
  }

  async #appendRows(table: string, types: DuckDBType[], rows: DuckDBValue[][]): Promise<void> {
    if (rows.length === 0) return;
    const appender = await this.#writer.createAppender(table);
    for (let from = 0; from < rows.length; from += MAX_ROWS) {
      const piece = rows.slice(from, from + MAX_ROWS);
      const chunk = DuckDBDataChunk.create(types, piece.length);
      chunk.setRows(piece);
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  }

  /** By appender like everything else: single inserts into a table with a key take 256 KiB each until the commit, which a first chunk of thousands of tags does not survive. */
  async #putTags(chunk: LogChunk): Promise<readonly number[]> {
    const fresh = new Map(chunk.dictionary.filter(({ ref }) => !this.#knownTags.has(ref)).map((entry) => [entry.ref as number, entry]));
    const rows = [...fresh.values()].map(({ ref, tagUid, assetUid, component, signal, type, unit }): DuckDBValue[] => [ref, tagUid, assetUid, component, signal, type, unit ?? null]);
    await this.#appendRows("tags", [UINTEGER, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR], rows);
    return [...fresh.keys()];
  }
}

/** Event times come from outside and are not admitted like those of samples. */
function wholeMicros(time: number): bigint {
  return Number.isFinite(time) ? BigInt(Math.trunc(Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, time)))) : 0n;
}
