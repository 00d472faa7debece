/** The tables that a hub makes in its database, and their version. */
import { createHash } from "node:crypto";
import { EdgeError } from "../../../contracts/errors.ts";
import { creation, FORMAT, TABLES } from "./definitions.ts";
import { ErrorCode, Refusal } from "./refusal.ts";
import { hoursOf, type Kept, ttlChange } from "./retention.ts";
import { rowsIn } from "./rows.ts";
import type { ClickHouseServer } from "./server.ts";

/** Number of an edge's commit log in all tables: a log that was begun anew is another one, with refs of its own. */
export function logKey(edgeId: string, logUid: string): bigint {
  return createHash("sha256").update(`${edgeId}\n${logUid}`).digest().readBigUInt64LE(0);
}

/**
 * Makes what is missing, also in a database of an earlier version, and lets the tables keep their rows for as long as
 * the config says. Throws EdgeError `conflict` for tables of a newer version, or of something else.
 */
export async function makeTables(server: ClickHouseServer, kept: Kept, signal: AbortSignal): Promise<void> {
  const { database } = server;
  const found = await tablesIn(server, signal);
  const version = await versionIn(server, found, signal);
  const gone = TABLES.find(({ name, since }) => since <= version && !found.has(name));
  if (gone !== undefined)
    // Made anew it would be empty, while the positions say that it has everything.
    throw new EdgeError(
      "conflict",
      `the table ${database}.${gone.name} is gone; restore it from a backup, or drop the database: ` +
        "the hub then sends again what its copies of the logs still have",
    );
  if (version < FORMAT) {
    if (found.size === 0) await makeDatabase(server, signal);
    const format = "format (version UInt32) ENGINE = ReplacingMergeTree(version) ORDER BY tuple()";
    await server.ask({ sql: `CREATE TABLE IF NOT EXISTS ${database}.${format}`, signal });
    for (const table of TABLES) await server.ask({ sql: creation(database, table, kept), signal });
  }
  for (const [name, hours] of hoursOf(kept)) {
    const change = found.has(name) ? ttlChange(found.get(name) ?? "", hours) : undefined;
    // An earlier version kept everything: what it has stays until somebody drops it.
    const later = version < FORMAT ? " SETTINGS materialize_ttl_after_modify = 0" : "";
    if (change !== undefined) await server.ask({ sql: `ALTER TABLE ${database}.${name} ${change}${later}`, signal });
  }
  // Last: where it is missing, a start was interrupted.
  if (version < FORMAT) await server.ask({ sql: `INSERT INTO ${database}.format VALUES (${FORMAT})`, signal });
}

/** Tables of the database with what made them. */
async function tablesIn(server: ClickHouseServer, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const sql =
    "SELECT name, create_table_query FROM system.tables WHERE database = {database:String} ORDER BY name " +
    "FORMAT TabSeparated";
  const answer = await server.ask({ sql, params: { database: server.database }, signal });
  return new Map(rowsIn(answer).map(([name = "", created = ""]) => [name, created]));
}

/** Format of the tables; 0 where there are none. */
async function versionIn(
  server: ClickHouseServer,
  found: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<number> {
  const { database } = server;
  if (found.size > 0 && !found.has("format"))
    throw new EdgeError(
      "conflict",
      `the database ${database} has tables of something else (${[...found.keys()].slice(0, 3).join(", ")}); ` +
        "name another one as database of store in hub.yaml, which the hub makes",
    );
  const version = found.has("format") ? await versionOf(server, signal) : 0;
  if (version > FORMAT)
    throw new EdgeError(
      "conflict",
      `the tables of ${database} are of a newer Gemba (format ${version}, this one knows up to ${FORMAT}); ` +
        "start that version, or name another database in hub.yaml",
    );
  return version;
}

async function versionOf(server: ClickHouseServer, signal: AbortSignal): Promise<number> {
  const sql = `SELECT max(version) FROM ${server.database}.format FORMAT TabSeparated`;
  return Number((await server.ask({ sql, signal })).toString("utf8"));
}

/** Who may not make databases may still use one that is there. */
async function makeDatabase(server: ClickHouseServer, signal: AbortSignal): Promise<void> {
  try {
    await server.ask({ sql: `CREATE DATABASE IF NOT EXISTS ${server.database}`, signal });
  } catch (error) {
    if (!(error instanceof Refusal && error.code === ErrorCode.accessDenied)) throw error;
  }
}
