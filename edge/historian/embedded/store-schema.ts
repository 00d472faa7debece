import type { DuckDBConnection } from "@duckdb/node-api";
import { WAVEFORM_TABLE } from "./waveform-table.ts";

/** Tables of the database. Made where they are missing, with what later versions added. */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS samples (ref UINTEGER, time BIGINT, value DOUBLE, status UINTEGER, flags UTINYINT);
  CREATE TABLE IF NOT EXISTS texts (ref UINTEGER, time BIGINT, text VARCHAR, status UINTEGER, flags UTINYINT);
  CREATE TABLE IF NOT EXISTS events (event_uid VARCHAR, type VARCHAR, asset_uid VARCHAR, time BIGINT, received_at BIGINT, schema VARCHAR, payload VARCHAR);
  CREATE TABLE IF NOT EXISTS tags (ref UINTEGER, tag_uid VARCHAR, asset_uid VARCHAR, component VARCHAR, signal VARCHAR, type VARCHAR, unit VARCHAR);
  CREATE TABLE IF NOT EXISTS cursor (log_uid VARCHAR, position BIGINT);
  ALTER TABLE cursor ADD COLUMN IF NOT EXISTS samples_from BIGINT;
  CREATE TABLE IF NOT EXISTS began (time BIGINT);
  ${WAVEFORM_TABLE}`;

/** Bytes of the database that hold something. */
export async function usedBytes(connection: DuckDBConnection): Promise<number> {
  const rows = await connection.runAndReadAll("SELECT block_size * used_blocks + 0 FROM pragma_database_size()");
  return Number(rows.getColumns()[0]?.[0] ?? 0);
}
