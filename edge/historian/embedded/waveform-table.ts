/** Waveforms in the embedded historian: one row a block, its points as little-endian float32. */
import {
  BIGINT,
  BLOB,
  blobValue,
  DOUBLE,
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBValue,
  UINTEGER,
  UTINYINT,
  VARCHAR,
} from "@duckdb/node-api";
import type { WaveformBlock, WaveformContext } from "../../contracts/path/waveform-block.ts";
import type { WaveformHead } from "../../contracts/path/waveform-reader.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";

export const WAVEFORM_TABLE = `
  CREATE TABLE IF NOT EXISTS waveforms
    (ref UINTEGER, time BIGINT, received_at BIGINT, dt DOUBLE, unit VARCHAR, status UINTEGER, flags UTINYINT,
     context VARCHAR, length UINTEGER, points BLOB)`;

const TYPES = [UINTEGER, BIGINT, BIGINT, DOUBLE, VARCHAR, UINTEGER, UTINYINT, VARCHAR, UINTEGER, BLOB, BIGINT];
const HEAD = "ref, time, received_at, dt, unit, status, flags, context, length";

export const LIST_WAVEFORMS = `SELECT ${HEAD} FROM waveforms
  WHERE ref = $ref AND time >= $from AND time < $to ORDER BY time DESC LIMIT $limit`;
export const ONE_WAVEFORM = `SELECT ${HEAD}, points FROM waveforms WHERE ref = $ref AND time = $start`;

/**
 * Runs within the caller's transaction. A block replaces an earlier one with the same key, so that a repeated
 * delivery is stored once.
 */
export async function putWaveforms(
  writer: DuckDBConnection,
  blocks: readonly WaveformBlock[],
  arrived: bigint,
): Promise<void> {
  if (blocks.length === 0) return;
  const byKey = new Map(blocks.map((block) => [`${block.tag} ${block.start}`, block]));
  for (const { tag, start } of byKey.values())
    await writer.run("DELETE FROM waveforms WHERE ref = $ref AND time = $start", { ref: tag, start: BigInt(start) });
  const appender = await writer.createAppender("waveforms");
  for (const block of byKey.values()) {
    const chunk = DuckDBDataChunk.create(TYPES, 1);
    chunk.setRows([[...rowOf(block), arrived]]);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

function rowOf({ tag, start, receivedAt, dtS, unit, status, flags, context, points }: WaveformBlock): DuckDBValue[] {
  const bytes = new Uint8Array(points.buffer as ArrayBuffer, points.byteOffset, points.byteLength);
  return [
    tag,
    BigInt(start),
    BigInt(receivedAt),
    dtS,
    unit,
    status,
    flags,
    JSON.stringify(context),
    points.length,
    blobValue(bytes),
  ];
}

/** Rows of `LIST_WAVEFORMS`, given as columns. */
export function headsOf(columns: readonly (readonly DuckDBValue[])[]): WaveformHead[] {
  const [
    refs = [],
    times = [],
    receivedAts = [],
    dts = [],
    units = [],
    statuses = [],
    flags = [],
    contexts = [],
    lengths = [],
  ] = columns;
  return refs.map((ref, i) => ({
    tag: ref as TagRef,
    start: Number(times[i]),
    receivedAt: Number(receivedAts[i]),
    dtS: dts[i] as number,
    unit: units[i] as string,
    status: statuses[i] as number,
    flags: flags[i] as number,
    context: JSON.parse(contexts[i] as string) as WaveformContext,
    length: lengths[i] as number,
  }));
}

/** The row of `ONE_WAVEFORM`, given as columns. */
export function blockOf(columns: readonly (readonly DuckDBValue[])[]): WaveformBlock | undefined {
  const [head] = headsOf(columns);
  const stored = columns[9]?.[0];
  if (head === undefined || !(stored instanceof DuckDBBlobValue)) return undefined;
  const { length, ...rest } = head;
  // A copy, because the bytes may not be aligned to four.
  return { ...rest, points: new Float32Array(new Uint8Array(stored.bytes).buffer, 0, length) };
}
