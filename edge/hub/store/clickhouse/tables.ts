/** The tables that a hub makes in its database, and their version. */
import { createHash } from "node:crypto";
import { EdgeError } from "../../../contracts/errors.ts";
import { ErrorCode, Refusal } from "./refusal.ts";
import type { ClickHouseServer } from "./server.ts";

/** Raised by a change that an earlier version would misread. A newer one is refused (rule HU21). */
const FORMAT = 1;

/** What is acknowledged is on the server's disk, and an insert that comes again under its token adds nothing. */
const SAFE = "fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000";

const NAMES = ["logs", "positions", "tags", "samples", "events"];

/**
 * `log`: which commit log of which edge (`logKey`). A sample is one for each tag and time, the one with the highest
 * position, which is the last to arrive (rule D6). Partitions follow the hub's clock and not the times of sources, so
 * that an insert never has more than one.
 */
const TABLES = (database: string): readonly string[] =>
  [
    `logs (log UInt64, edge_id String, log_uid String, site String, stored DateTime('UTC'))
   ENGINE = ReplacingMergeTree(stored) ORDER BY log SETTINGS ${SAFE}`,
    `positions (log UInt64, position UInt64, lost UInt64, stored DateTime('UTC'))
   ENGINE = ReplacingMergeTree(position) ORDER BY log SETTINGS ${SAFE}`,
    `tags (log UInt64, ref UInt32, since UInt64, tag_uid String, asset_uid String, component String, signal String,
     type String, unit String, stored DateTime('UTC'))
   ENGINE = ReplacingMergeTree(stored) ORDER BY (log, ref, since) SETTINGS ${SAFE}`,
    `samples (log UInt64, ref UInt32, time Int64 CODEC(DoubleDelta, ZSTD), value Float64 CODEC(ZSTD), status UInt32,
     flags UInt8, text Nullable(String), position UInt64 CODEC(Delta, ZSTD), received Int64 CODEC(Delta, ZSTD),
     stored DateTime('UTC'), at DateTime64(6, 'UTC') ALIAS fromUnixTimestamp64Micro(time, 'UTC'))
   ENGINE = ReplacingMergeTree(position) PARTITION BY toYYYYMM(stored) ORDER BY (log, ref, time) SETTINGS ${SAFE}`,
    `events (log UInt64, time Int64, event_uid String, type LowCardinality(String), asset_uid Nullable(String),
     received Int64, schema LowCardinality(String), piece_id Nullable(String), job_id Nullable(String),
     condition_id Nullable(String), payload String CODEC(ZSTD), position UInt64, stored DateTime('UTC'),
     at DateTime64(6, 'UTC') ALIAS fromUnixTimestamp64Micro(time, 'UTC'))
   ENGINE = ReplacingMergeTree(position) PARTITION BY toYYYYMM(stored) ORDER BY (log, time, event_uid)
   SETTINGS ${SAFE}`,
  ].map((table) => `CREATE TABLE IF NOT EXISTS ${database}.${table}`);

/** Number of an edge's commit log in all tables: a log that was begun anew is another one, with refs of its own. */
export function logKey(edgeId: string, logUid: string): bigint {
  return createHash("sha256").update(`${edgeId}\n${logUid}`).digest().readBigUInt64LE(0);
}

/** Makes what is missing. Throws EdgeError `conflict` for tables of a newer version, or of something else. */
export async function makeTables(server: ClickHouseServer, signal: AbortSignal): Promise<void> {
  const { database } = server;
  const found = await tablesIn(server, signal);
  if (found.length > 0 && !found.includes("format"))
    throw new EdgeError(
      "conflict",
      `the database ${database} has tables of something else (${found.slice(0, 3).join(", ")}); ` +
        "name another one as database of store in hub.yaml, which the hub makes",
    );
  const version = found.includes("format") ? await versionOf(server, signal) : 0;
  if (version > FORMAT)
    throw new EdgeError(
      "conflict",
      `the tables of ${database} are of a newer Gemba (format ${version}, this one knows up to ${FORMAT}); ` +
        "start that version, or name another database in hub.yaml",
    );
  if (version === FORMAT) {
    const gone = NAMES.filter((name) => !found.includes(name));
    if (gone.length === 0) return;
    // Made anew it would be empty, while the positions say that it has everything.
    throw new EdgeError(
      "conflict",
      `the table ${database}.${gone[0]} is gone; restore it from a backup, or drop the database: ` +
        "the hub then sends again what its copies of the logs still have",
    );
  }
  if (found.length === 0) await makeDatabase(server, signal);
  const format = "format (version UInt32) ENGINE = ReplacingMergeTree(version) ORDER BY tuple()";
  await server.ask({ sql: `CREATE TABLE IF NOT EXISTS ${database}.${format}`, signal });
  for (const sql of TABLES(database)) await server.ask({ sql, signal });
  // Last: where it is missing, a start was interrupted.
  await server.ask({ sql: `INSERT INTO ${database}.format VALUES (${FORMAT})`, signal });
}

async function tablesIn(server: ClickHouseServer, signal: AbortSignal): Promise<string[]> {
  const sql = "SELECT name FROM system.tables WHERE database = {database:String} ORDER BY name FORMAT TabSeparated";
  const answer = await server.ask({ sql, params: { database: server.database }, signal });
  return answer.toString("utf8").split("\n").filter(Boolean);
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
