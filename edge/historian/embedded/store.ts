import { BIGINT, type DuckDBConnection, DuckDBDataChunk, DuckDBInstance, type DuckDBType, type DuckDBValue, UINTEGER, UTINYINT, VARCHAR } from "@duckdb/node-api";
import type { Trend, TrendQuestion } from "../../contracts/historian.ts";
import type { LogPosition } from "../../contracts/source.ts";
import type { TagRef } from "../../contracts/tag.ts";
import type { WaveformBlock } from "../../contracts/waveform-block.ts";
import type { WaveformHead, WaveformsQuestion } from "../../contracts/waveform-reader.ts";
import type { LogChunk } from "../log/log-reader.ts";
import type { RawAnswer, RawQuestion } from "./protocol.ts";
import { SampleChunks } from "./sample-chunks.ts";
import { blockOf, headsOf, LIST_WAVEFORMS, ONE_WAVEFORM, putWaveforms, WAVEFORM_TABLE } from "./waveform-table.ts";

const MAX_ROWS = 2048;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS samples (ref UINTEGER, time BIGINT, value DOUBLE, status UINTEGER, flags UTINYINT);
  CREATE TABLE IF NOT EXISTS texts (ref UINTEGER, time BIGINT, text VARCHAR, status UINTEGER, flags UTINYINT);
  CREATE TABLE IF NOT EXISTS events (event_uid VARCHAR, type VARCHAR, asset_uid VARCHAR, time BIGINT, received_at BIGINT, schema VARCHAR, payload VARCHAR);
  CREATE TABLE IF NOT EXISTS tags (ref UINTEGER, tag_uid VARCHAR, asset_uid VARCHAR, component VARCHAR, signal VARCHAR, type VARCHAR, unit VARCHAR);
  CREATE TABLE IF NOT EXISTS cursor (log_uid VARCHAR, position BIGINT);
  ${WAVEFORM_TABLE}`;

/** Values whose status is Bad, or that are no number, are no extremes. */
const USABLE = "status < 2147483648 AND isfinite(value)";

const TREND = `
  SELECT (time - $from) // $step AS col,
    min(value) FILTER (${USABLE}), max(value) FILTER (${USABLE}), avg(value) FILTER (${USABLE}), arg_max(value, time) FILTER (${USABLE}),
    bool_or(status >= 1073741824)
  FROM samples WHERE ref = $ref AND time >= $from AND time < $to GROUP BY col ORDER BY col`;

const RAW = `
  SELECT time, value, text, status FROM (
    SELECT time, value, NULL AS text, status, rowid AS arrival FROM samples WHERE ref = $ref AND time >= $from AND time < $to
    UNION ALL SELECT time, 'NaN'::DOUBLE, text, status, rowid FROM texts WHERE ref = $ref AND time >= $from AND time < $to
  ) ORDER BY time, arrival LIMIT $limit`;

/** The database of the embedded historian. Appends and questions use connections of their own and may overlap. */
export class Store {
  readonly #instance: DuckDBInstance;
  readonly #writer: DuckDBConnection;
  readonly #reader: DuckDBConnection;
  readonly #chunks = new SampleChunks();
  /** Refs in the table `tags`. A ref never changes its meaning, so it is written once. */
  readonly #knownTags: Set<number>;
  #questions: Promise<unknown> = Promise.resolve();

  private constructor(instance: DuckDBInstance, writer: DuckDBConnection, options: { reader: DuckDBConnection; knownTags: Set<number> }) {
    this.#instance = instance;
    this.#writer = writer;
    this.#reader = options.reader;
    this.#knownTags = options.knownTags;
  }

  /** After it threw, the heap of this process cannot be trusted (duckdb-node-neo 393): exit. */
  static async open(path: string, memoryLimitMb: number): Promise<Store> {
    const instance = await DuckDBInstance.create(path, { memory_limit: `${memoryLimitMb}MB`, threads: "1", preserve_insertion_order: "true" });
    const writer = await instance.connect();
    await writer.run(SCHEMA);
    const known = (await writer.runAndReadAll("SELECT ref FROM tags")).getColumns()[0] ?? [];
    return new Store(instance, writer, { reader: await instance.connect(), knownTags: new Set(known.map(Number)) });
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

  async trend({ ref, from, to, width }: TrendQuestion): Promise<Trend> {
    const step = Math.max(1, Math.ceil((to - from) / width));
    const [cols = [], min = [], max = [], mean = [], last = [], doubtful = []] = await this.#ask(TREND, { ref, from: BigInt(from), to: BigInt(to), step: BigInt(step) });
    return {
      ref,
      times: cols.map((col) => from + Number(col) * step),
      min: min.map(numberOrNull),
      max: max.map(numberOrNull),
      mean: mean.map(numberOrNull),
      last: last.map(numberOrNull),
      doubtful: doubtful.map((is) => is === true),
    };
  }

  async raw({ ref, from, to, limit }: RawQuestion): Promise<RawAnswer> {
    const [times = [], values = [], texts = [], statuses = []] = await this.#ask(RAW, { ref, from: BigInt(from), to: BigInt(to), limit });
    const answer: RawAnswer = { times: [], values: [], texts: [], statuses: [] };
    for (let i = 0; i < times.length; i++) {
      // The last arrival wins where a key came more than once.
      if (i + 1 < times.length && times[i + 1] === times[i]) continue;
      answer.times.push(Number(times[i]));
      answer.values.push(numberOrNull(values[i] ?? null));
      answer.texts.push((texts[i] as string | null) ?? null);
      answer.statuses.push(Number(statuses[i]));
    }
    return answer;
  }

  /** Newest first. */
  async waveforms({ ref, from, to, limit }: WaveformsQuestion): Promise<WaveformHead[]> {
    return headsOf(await this.#ask(LIST_WAVEFORMS, { ref, from: BigInt(from), to: BigInt(to), limit }));
  }

  async waveform(ref: TagRef, start: number): Promise<WaveformBlock | undefined> {
    return blockOf(await this.#ask(ONE_WAVEFORM, { ref, start: BigInt(start) }));
  }

  /** Samples stored, texts included. */
  async count(): Promise<number> {
    const [counts = []] = await this.#ask("SELECT (SELECT count(*) FROM samples) + (SELECT count(*) FROM texts)", {});
    return Number(counts[0]);
  }

  /** Deletes what is older than `before`, then the oldest tenth as long as the file holds more than `maxBytes`. */
  async retire(before: number, maxBytes: number): Promise<void> {
    await this.#deleteBefore(BigInt(Math.max(0, Math.floor(before))));
    for (let round = 0; round < 30 && (await this.#usedBytes()) > maxBytes; round++) {
      const rows = await this.#writer.runAndReadAll("SELECT approx_quantile(time, 0.1) + 1 FROM (SELECT time FROM samples UNION ALL SELECT time FROM waveforms)");
      const cut = rows.getColumns()[0]?.[0];
      if (typeof cut !== "bigint") return;
      await this.#deleteBefore(cut);
    }
  }

  /** Writes everything into the main file. */
  async close(): Promise<void> {
    await this.#questions;
    await this.#writer.run("CHECKPOINT").catch(() => undefined);
    this.#reader.closeSync();
    this.#writer.closeSync();
    this.#instance.closeSync();
  }

  async #deleteBefore(cut: bigint): Promise<void> {
    for (const table of ["samples", "texts", "events", "waveforms"]) await this.#writer.run(`DELETE FROM ${table} WHERE time < $cut`, { cut });
    // Freed blocks can be written again only after a checkpoint; one that meets a running question comes later by itself.
    await this.#writer.run("CHECKPOINT").catch(() => undefined);
  }

  async #usedBytes(): Promise<number> {
    const rows = await this.#writer.runAndReadAll("SELECT block_size * used_blocks + 0 FROM pragma_database_size()");
    return Number(rows.getColumns()[0]?.[0] ?? 0);
  }

  /** One question after the other: together they may use no more than the memory limit. */
  #ask(sql: string, values: Record<string, DuckDBValue>): Promise<DuckDBValue[][]> {
    const answer = this.#questions.then(async () => (await this.#reader.runAndReadAll(sql, values)).getColumns());
    this.#questions = answer.catch(() => undefined);
    return answer;
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

function numberOrNull(value: DuckDBValue): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Event times come from outside and are not admitted like those of samples. */
function wholeMicros(time: number): bigint {
  return Number.isFinite(time) ? BigInt(Math.trunc(Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, time)))) : 0n;
}
