import { closeSync, fsyncSync, openSync, readdirSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { ALERT_CHANGED } from "../../contracts/replay.ts";
import type { Micros } from "../../contracts/sample-batch.ts";
import { ROLLUP_LEVELS, RollupBuilder } from "../query/rollup.ts";
import { appendColumns, streamColumns } from "./columns.ts";
import { ROLLUP_TABLE, rollupColumnsIn } from "./rollup-rows.ts";
import { pathIn, quoted, type Span, type SpanFile, type Spans } from "./spans.ts";

/**
 * A trend decodes one or two row groups a span and looks at the head of each; a seek decodes all. Of 100 million samples, CPU of a trend
 * over 24 h and of a seek: 8,192 rows 97 + 185 ms, 20,480 51 + 123 ms, 61,440 42 + 101 ms, 122,880 46 + 86 ms.
 */
const PARQUET = "(FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE 61440)";
/** A second with fewer samples than this gets no roll-up of its own. */
const MIN_PER_SECOND = 4;
/** Of `last`: the newest sample of a tag, text or number. */
const LAST_COLUMNS = "ref, time, value, status, flags, text";

/** The uid comes first in the JSON of an alert. */
const ALERT_UID = `regexp_extract(payload, '"alertUid":"([^"]+)"', 1)`;

export interface Stretch {
  readonly from: Micros;
  readonly to: Micros;
}

/**
 * Writes what the database holds of a stretch into a folder of Parquet files sorted
 * by tag and time, with roll-ups of each level and the newest sample of each tag.
 * Late samples go to their place: they are merged with the span that exists. Puts
 * nothing into place and deletes nothing.
 */
export async function buildSpan(connection: DuckDBConnection, spans: Spans, stretch: Stretch): Promise<string> {
  const dir = await spans.begin();
  await writeRows(connection, dir, { stretch, known: spans.at(stretch.from) });
  await writeRollups(connection, dir);
  await writeLast(connection, dir, spans.before(stretch.from));
  for (const name of readdirSync(dir)) syncPath(join(dir, name));
  syncPath(dir);
  return dir;
}

/** Samples, texts and events of the stretch, those of the span's version before included; of one key the last arrival. */
async function writeRows(connection: DuckDBConnection, dir: string, { stretch, known }: { stretch: Stretch; known: Span | undefined }): Promise<void> {
  const within = `time >= ${stretch.from} AND time < ${stretch.to}`;
  const source = (table: SpanFile, columns: string): string => {
    const fresh = `SELECT ${columns}, 1 AS version, rowid AS arrival FROM ${table} WHERE ${within}`;
    return known?.files.has(table)
      ? `SELECT ${columns}, 0 AS version, file_row_number AS arrival FROM read_parquet('${quoted(pathIn(known, table))}', file_row_number = true) UNION ALL ${fresh}`
      : fresh;
  };
  const samples = source("samples", "ref, time, value, status, flags");
  const path = pathIn({ dir }, "samples");
  await connection.run(`COPY (SELECT ref, time, value, status, flags FROM (${samples}) ORDER BY ref, time, version, arrival) TO '${quoted(path)}' ${PARQUET}`);
  if (await hasDoubles(connection, path)) await dropDoubles(connection, path);
  await copyIfAny(
    connection,
    `SELECT ref, time, text, status, flags FROM (${source("texts", "ref, time, text, status, flags")}) QUALIFY row_number() OVER (PARTITION BY ref, time ORDER BY version DESC, arrival DESC) = 1 ORDER BY ref, time`,
    pathIn({ dir }, "texts"),
  );
  const events = "event_uid, type, asset_uid, time, received_at, schema, payload";
  await copyIfAny(
    connection,
    `SELECT ${events} FROM (${source("events", events)}) QUALIFY row_number() OVER (PARTITION BY event_uid ORDER BY version DESC, arrival DESC) = 1 ORDER BY time, received_at`,
    pathIn({ dir }, "events"),
  );
}

/** Whether a key comes twice in a file that is sorted by key. */
export async function hasDoubles(connection: DuckDBConnection, path: string): Promise<boolean> {
  let ref = -1;
  let time = 0;
  let doubles = 0;
  await streamColumns(connection, `SELECT ref, time::DOUBLE FROM read_parquet('${quoted(path)}')`, ([refs = NONE, times = NONE], rows) => {
    for (let i = 0; i < rows; i++) {
      if (refs[i] === ref && times[i] === time) doubles++;
      ref = refs[i] as number;
      time = times[i] as number;
    }
  });
  return doubles > 0;
}

const NONE = new Float64Array(0);

async function dropDoubles(connection: DuckDBConnection, path: string): Promise<void> {
  const once = `${path}.once`;
  const rows = `SELECT *, lead(ref) OVER w IS DISTINCT FROM ref OR lead(time) OVER w IS DISTINCT FROM time AS is_last FROM read_parquet('${quoted(path)}', file_row_number = true) WINDOW w AS (ORDER BY file_row_number)`;
  await connection.run(`COPY (SELECT ref, time, value, status, flags FROM (${rows}) WHERE is_last ORDER BY ref, time) TO '${quoted(once)}' ${PARQUET}`);
  await rename(once, path);
}

/** One pass over the sorted samples makes all levels. */
async function writeRollups(connection: DuckDBConnection, dir: string): Promise<void> {
  const builders = ROLLUP_LEVELS.map(({ us }) => new RollupBuilder(us, us === 1e6 ? MIN_PER_SECOND : 1));
  const sql = `SELECT ref, time::DOUBLE, value, status FROM read_parquet('${quoted(pathIn({ dir }, "samples"))}')`;
  await streamColumns(connection, sql, ([refs = NONE, times = NONE, values = NONE, statuses = NONE], rows) => {
    for (const builder of builders) for (let i = 0; i < rows; i++) builder.add(refs[i] as number, times[i] as number, values[i] as number, statuses[i] as number);
  });
  for (const [index, { name }] of ROLLUP_LEVELS.entries()) {
    const columns = (builders[index] as RollupBuilder).finish();
    if (columns.length === 0) continue;
    await connection.run(`CREATE OR REPLACE TEMP TABLE rollup ${ROLLUP_TABLE}`);
    const appender = await connection.createAppender("rollup", null, "temp");
    appendColumns(appender, rollupColumnsIn(columns), columns.length);
    appender.closeSync();
    await connection.run(`COPY (FROM rollup) TO '${quoted(pathIn({ dir }, name))}' ${PARQUET}`);
  }
  await connection.run("DROP TABLE IF EXISTS temp.rollup");
}

/** What stands at the end of the span: its own newest, and of the other tags and alerts what the span before ended with. */
async function writeLast(connection: DuckDBConnection, dir: string, base: Span | undefined): Promise<void> {
  const at = { dir };
  const built = readdirSync(dir);
  const own = [
    `SELECT ref, max(time) AS time, arg_max(value, time) AS value, arg_max(status, time) AS status, arg_max(flags, time) AS flags, NULL::VARCHAR AS text FROM ${parquet(at, "samples")} GROUP BY ref`,
  ];
  if (built.includes("texts.parquet")) own.push(`SELECT ref, max(time), 'NaN'::DOUBLE, arg_max(status, time), arg_max(flags, time), arg_max(text, time) FROM ${parquet(at, "texts")} GROUP BY ref`);
  if (base?.files.has("last")) own.push(`SELECT ${LAST_COLUMNS} FROM ${parquet(base, "last")}`);
  await connection.run(`COPY (${newestOf(own)} ORDER BY ref) TO '${quoted(pathIn(at, "last"))}' ${PARQUET}`);
  const alerts = built.includes("events.parquet") ? [`SELECT ${ALERT_UID} AS alert_uid, time, payload FROM ${parquet(at, "events")} WHERE type = '${ALERT_CHANGED}'`] : [];
  if (base?.files.has("alerts")) alerts.push(`SELECT alert_uid, time, payload FROM ${parquet(base, "alerts")}`);
  if (alerts.length > 0) await copyIfAny(connection, standingOf(alerts), pathIn(at, "alerts"));
}

function newestOf(sources: readonly string[]): string {
  return `SELECT ${LAST_COLUMNS} FROM (${sources.join(" UNION ALL ")}) QUALIFY row_number() OVER (PARTITION BY ref ORDER BY time DESC) = 1`;
}

function standingOf(sources: readonly string[]): string {
  return `SELECT alert_uid, time, payload FROM (${sources.join(" UNION ALL ")}) QUALIFY row_number() OVER (PARTITION BY alert_uid ORDER BY time DESC) = 1 AND NOT contains(payload, '"state":"closed"')`;
}

/** A span that changed after later ones were closed changes what they begin with, until one has a newer sample of each tag. */
export async function carryOn(connection: DuckDBConnection, spans: Spans, changed: Span): Promise<void> {
  let base = changed;
  for (const span of spans.after(changed.to)) {
    if (!span.files.has("last")) continue;
    const merged = newestOf([`SELECT ${LAST_COLUMNS} FROM ${parquet(span, "last")} WHERE time >= ${span.from}`, `SELECT ${LAST_COLUMNS} FROM ${parquet(base, "last")}`]);
    const differs = await connection.runAndReadAll(`SELECT count(*) FROM ((${merged}) EXCEPT SELECT ${LAST_COLUMNS} FROM ${parquet(span, "last")})`);
    if (Number(differs.getColumns()[0]?.[0]) === 0) return;
    const fresh = `${pathIn(span, "last")}.new`;
    await connection.run(`COPY (${merged} ORDER BY ref) TO '${quoted(fresh)}' ${PARQUET}`);
    await rename(fresh, pathIn(span, "last"));
    base = span;
  }
}

async function copyIfAny(connection: DuckDBConnection, sql: string, path: string): Promise<void> {
  const any = await connection.runAndReadAll(`SELECT 1 FROM (${sql}) LIMIT 1`);
  if (any.currentRowCount > 0) await connection.run(`COPY (${sql}) TO '${quoted(path)}' ${PARQUET}`);
}

export function parquet(span: Pick<Span, "dir">, file: SpanFile): string {
  return `read_parquet('${quoted(pathIn(span, file))}')`;
}

function syncPath(path: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
