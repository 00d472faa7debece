import {
  BIGINT,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  UINTEGER,
  UTINYINT,
  VARCHAR,
} from "@duckdb/node-api";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogChunk } from "../log/log-chunk.ts";
import type { DictionaryEntry } from "../log/rare-blocks.ts";
import { putWaveforms } from "./waveform-table.ts";

const MAX_ROWS = 2048;

/** Appends texts, events and waveforms as rows that arrived at `arrived`. Runs within the caller's transaction. */
export async function appendRare(writer: DuckDBConnection, chunk: LogChunk, arrived: bigint): Promise<void> {
  await appendTexts(writer, chunk.batches, arrived);
  await appendEvents(writer, chunk.events, arrived);
  await putWaveforms(writer, chunk.waveforms, arrived);
}

export async function appendTexts(
  writer: DuckDBConnection,
  batches: readonly SampleBatch[],
  arrived: bigint,
): Promise<void> {
  const rows: DuckDBValue[][] = [];
  for (const batch of batches) {
    for (const [i, text] of batch.texts)
      rows.push([
        batch.tags[i] as number,
        BigInt(batch.times[i] as number),
        text,
        batch.statuses[i] as number,
        batch.flags[i] as number,
        arrived,
      ]);
  }
  await appendRows(writer, "texts", { types: [UINTEGER, BIGINT, VARCHAR, UINTEGER, UTINYINT, BIGINT], rows });
}

async function appendEvents(writer: DuckDBConnection, events: readonly EdgeEvent[], arrived: bigint): Promise<void> {
  const rows = events.map(({ eventUid, type, assetUid, time, receivedAt, schema, payload }): DuckDBValue[] => [
    eventUid,
    type,
    assetUid ?? null,
    wholeMicros(time),
    wholeMicros(receivedAt),
    schema,
    JSON.stringify(payload),
    arrived,
  ]);
  await appendRows(writer, "events", {
    types: [VARCHAR, VARCHAR, VARCHAR, BIGINT, BIGINT, VARCHAR, VARCHAR, BIGINT],
    rows,
  });
}

/**
 * Appends the entries that are not `known` and returns their refs. Uses an appender: single inserts into a table with
 * a key take 256 KiB each until the commit, too much for a first chunk with thousands of tags.
 */
export async function appendTags(
  writer: DuckDBConnection,
  dictionary: readonly DictionaryEntry[],
  known: ReadonlySet<number>,
): Promise<readonly number[]> {
  const fresh = new Map(dictionary.filter(({ ref }) => !known.has(ref)).map((entry) => [entry.ref as number, entry]));
  const rows = [...fresh.values()].map(({ ref, tagUid, assetUid, component, signal, type, unit }): DuckDBValue[] => [
    ref,
    tagUid,
    assetUid,
    component,
    signal,
    type,
    unit ?? null,
  ]);
  await appendRows(writer, "tags", { types: [UINTEGER, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR], rows });
  return [...fresh.keys()];
}

async function appendRows(
  writer: DuckDBConnection,
  table: string,
  { types, rows }: { types: DuckDBType[]; rows: DuckDBValue[][] },
): Promise<void> {
  if (rows.length === 0) return;
  const appender = await writer.createAppender(table);
  for (let from = 0; from < rows.length; from += MAX_ROWS) {
    const piece = rows.slice(from, from + MAX_ROWS);
    const chunk = DuckDBDataChunk.create(types, piece.length);
    chunk.setRows(piece);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/** Event times come from outside and, unlike those of samples, are not admitted. */
function wholeMicros(time: number): bigint {
  return Number.isFinite(time)
    ? BigInt(Math.trunc(Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, time))))
    : 0n;
}
