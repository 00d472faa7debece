import type { DuckDBConnection } from "@duckdb/node-api";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { UNKNOWN_ARRIVAL } from "./arrival.ts";
import { WAVEFORM_TABLE } from "./waveform-table.ts";

/** Raised by a change that an earlier version would misread or damage. A newer one is refused (rule FS17). */
const FORMAT = 1;

/** Tables of the database. Adds what is missing, with the columns of later versions. */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS samples (ref UINTEGER, time BIGINT, value DOUBLE, status UINTEGER, flags UTINYINT);
  CREATE TABLE IF NOT EXISTS texts (ref UINTEGER, time BIGINT, text VARCHAR, status UINTEGER, flags UTINYINT);
  CREATE TABLE IF NOT EXISTS events
    (event_uid VARCHAR, type VARCHAR, asset_uid VARCHAR, time BIGINT, received_at BIGINT, schema VARCHAR,
     payload VARCHAR);
  CREATE TABLE IF NOT EXISTS tags
    (ref UINTEGER, tag_uid VARCHAR, asset_uid VARCHAR, component VARCHAR, signal VARCHAR, type VARCHAR, unit VARCHAR);
  CREATE TABLE IF NOT EXISTS cursor (log_uid VARCHAR, position BIGINT);
  ALTER TABLE cursor ADD COLUMN IF NOT EXISTS samples_from BIGINT;
  CREATE TABLE IF NOT EXISTS began (time BIGINT);
  CREATE TABLE IF NOT EXISTS format (version INTEGER);
  INSERT INTO format SELECT ${FORMAT} WHERE NOT EXISTS (SELECT 1 FROM format);
  ${WAVEFORM_TABLE};
  ALTER TABLE samples ADD COLUMN IF NOT EXISTS arrived BIGINT DEFAULT ${UNKNOWN_ARRIVAL};
  ALTER TABLE texts ADD COLUMN IF NOT EXISTS arrived BIGINT DEFAULT ${UNKNOWN_ARRIVAL};
  ALTER TABLE events ADD COLUMN IF NOT EXISTS arrived BIGINT DEFAULT ${UNKNOWN_ARRIVAL};
  ALTER TABLE waveforms ADD COLUMN IF NOT EXISTS arrived BIGINT DEFAULT ${UNKNOWN_ARRIVAL}`;

/** Throws when a newer version wrote the database at `path`. Nothing has been changed then. */
export async function refuseNewer(connection: DuckDBConnection, path: string): Promise<void> {
  const tables = await connection.runAndReadAll("SELECT 1 FROM duckdb_tables() WHERE table_name = 'format'");
  if (tables.currentRowCount === 0) return;
  const found = Number(
    (await connection.runAndReadAll("SELECT max(version) FROM format")).getColumns()[0]?.[0] ?? FORMAT,
  );
  if (found > FORMAT)
    throw new Error(
      `${path} was written by a newer Gemba (format ${found}, this one reads up to ${FORMAT}): ` +
        "start that version, or move the file away",
    );
}

/** Bytes of the database in use. */
export async function usedBytes(connection: DuckDBConnection): Promise<number> {
  const rows = await connection.runAndReadAll("SELECT block_size * used_blocks + 0 FROM pragma_database_size()");
  return Number(rows.getColumns()[0]?.[0] ?? 0);
}

/** Tables whose rows go into spans. */
const SPAN_TABLES = ["samples", "texts", "events"] as const;

/** Refs of the stored tags, and when the first sample arrived. */
export async function readHead(
  writer: DuckDBConnection,
): Promise<{ readonly known: Set<number>; readonly began: Micros | undefined }> {
  const refs = (await writer.runAndReadAll("SELECT ref FROM tags")).getColumns()[0] ?? [];
  const began = (await writer.runAndReadAll("SELECT min(time)::DOUBLE FROM began")).getColumns()[0]?.[0] as
    | number
    | null;
  return { known: new Set(refs.map(Number)), began: began ?? undefined };
}

/** Position up to which a log was read, if the database has one. */
export async function readCursor(
  writer: DuckDBConnection,
  logUid: string,
): Promise<{ readonly position: number; readonly samplesFrom: number } | undefined> {
  const rows = await writer.runAndReadAll(
    "SELECT position, coalesce(samples_from, position) FROM cursor WHERE log_uid = $logUid",
    { logUid },
  );
  const [position, samplesFrom] = rows.getRows()[0] ?? [];
  return position === undefined ? undefined : { position: Number(position), samplesFrom: Number(samplesFrom) };
}

export async function writeCursor(
  writer: DuckDBConnection,
  {
    logUid,
    position,
    samplesFrom,
  }: { readonly logUid: string; readonly position: number; readonly samplesFrom: number },
): Promise<void> {
  await writer.run("DELETE FROM cursor");
  const values = { logUid, position: BigInt(position), samplesFrom: BigInt(samplesFrom) };
  await writer.run("INSERT INTO cursor VALUES ($logUid, $position, $samplesFrom)", values);
}

export async function countSamples(writer: DuckDBConnection): Promise<number> {
  return Number((await writer.runAndReadAll("SELECT count(*) FROM samples")).getColumns()[0]?.[0]);
}

export async function hasSamplesIn(
  writer: DuckDBConnection,
  { from, to }: { readonly from: Micros; readonly to: Micros },
): Promise<boolean> {
  return (
    (await writer.runAndReadAll(`SELECT 1 FROM samples WHERE time >= ${from} AND time < ${to} LIMIT 1`))
      .currentRowCount > 0
  );
}

/** Number of rows for spans in each minute since 1970. */
export async function rowsByMinute(writer: DuckDBConnection): Promise<Map<number, number>> {
  const counted = SPAN_TABLES.map(
    (table) => `SELECT time // 60000000 AS minute, count(*) AS n FROM ${table} GROUP BY minute`,
  );
  const rows = await writer.runAndReadAll(
    `SELECT minute::DOUBLE, sum(n)::DOUBLE FROM (${counted.join(" UNION ALL ")}) GROUP BY minute`,
  );
  return new Map(rows.getRows() as [number, number][]);
}

export async function deleteWithin(
  writer: DuckDBConnection,
  { from, to }: { readonly from: Micros; readonly to: Micros },
): Promise<void> {
  for (const table of SPAN_TABLES) await writer.run(`DELETE FROM ${table} WHERE time >= ${from} AND time < ${to}`);
}
