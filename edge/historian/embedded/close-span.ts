import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { ALERT_CHANGED } from "../../contracts/path/replay.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import { movePath, placeFile, syncFile } from "../../store/move-path.ts";
import { syncFolder } from "../../store/sync-folder.ts";
import { ROLLUP_LEVELS, RollupBuilder } from "../query/rollup.ts";
import { RowCollector } from "../query/rows.ts";
import type { PlacedTo } from "./arrival.ts";
import type { ColumnFeed } from "./column-feed.ts";
import { appendColumns, type ColumnIn, streamColumns } from "./columns.ts";
import { joinedArrival } from "./joined-arrival.ts";
import { ROLLUP_FILE, rollupColumnsIn } from "./rollup-rows.ts";
import { type SortedSamples, sortedPieces } from "./sorted-samples.ts";
import { partPath, pathIn, pathList, quoted, type Span, type SpanFile, type Spans, writePlacedTo } from "./spans.ts";

/**
 * Each row group of a file costs a trend some µs, and each row of one that holds its tag some ns: small groups, in files by tag that have few of
 * them. Of spans with 1.4 million samples each, CPU of a trend a span and of a seek: one file with groups of 61,440 rows 0.84 + 52 ms, of 16,384
 * 1.02 ms; files of 200,000 samples with groups of 32,768 rows 0.44 + 58 ms, of 16,384 0.45 + 69 ms.
 */
const PARQUET = "(FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE 32768)";
const PART_SAMPLES = 200_000;
/** A second with fewer samples than this gets no roll-up of its own. */
const MIN_PER_SECOND = 4;
const SAMPLE_TABLE = "(ref UINTEGER, time DOUBLE, value DOUBLE, status UINTEGER, flags UTINYINT)";
/** Samples on their way from memory to a file. */
const FROM_MEMORY = "ref, time::BIGINT AS time, value, status, flags";
/** Of `last`: the newest sample of a tag, text or number. */
const LAST_COLUMNS = "ref, time, value, status, flags, text";

/** The uid comes first in the JSON of an alert. */
const ALERT_UID = `regexp_extract(payload, '"alertUid":"([^"]+)"', 1)`;

export interface Stretch {
  readonly from: Micros;
  readonly to: Micros;
}

/** Where a span is built. `feed` feeds `connection`. */
export interface Workshop {
  readonly connection: DuckDBConnection;
  readonly feed: ColumnFeed;
}

/** What a span is built of. */
interface Sources {
  /** Samples in memory and in the log, in order of arrival; those of other times are passed over. Each call begins anew. */
  readonly hot: () => AsyncIterable<SampleBatch>;
  /** The database may hold samples of the stretch, which came before the hot ones. */
  readonly hasStored: boolean;
  /** How far the log was read for all of this. */
  readonly placed: Pick<PlacedTo, "logUid" | "position">;
  /** The believed clock, if there is one. */
  readonly now: Micros | undefined;
}

/**
 * Writes what memory and database hold of a stretch into a folder of Parquet files sorted
 * by tag and time, with roll-ups of each level and the newest sample of each tag.
 * Late samples go to their place: they are merged with the span that exists. Puts
 * nothing into place and deletes nothing.
 */
export async function buildSpan(
  workshop: Workshop,
  spans: Spans,
  { stretch, hot, hasStored, placed, now }: Sources & { readonly stretch: Stretch },
): Promise<string> {
  const { connection } = workshop;
  const dir = await spans.begin();
  const known = spans.at(stretch.from);
  if (hasStored || known?.files.has("samples")) await mergeSamples(workshop, dir, { stretch, known, hot });
  else await sortInMemory(workshop, dir, { stretch, hot });
  await writeTextsAndEvents(connection, dir, { stretch, known });
  await writeLast(connection, dir, spans.before(stretch.from));
  await connection.run("DROP TABLE temp.newest");
  writePlacedTo(dir, { ...placed, arrived: await joinedArrival(connection, dir, known, now) });
  for (const name of readdirSync(dir)) await syncFile(join(dir, name));
  await syncFolder(dir);
  return dir;
}

/** The usual case: nothing is in the database or in a span, and all is sorted in memory. Leaves the newest of each tag in `newest`. */
async function sortInMemory(
  { connection, feed }: Workshop,
  dir: string,
  { stretch, hot }: { stretch: Stretch; hot: Sources["hot"] },
): Promise<void> {
  const builders = rollupBuilders();
  await makeTable(connection, "newest");
  let isFirst = true;
  for await (const piece of sortedPieces(hot, stretch)) {
    const { length, refs, times, values, statuses, runs } = piece;
    for (const [run, from] of runs.entries()) {
      for (const builder of builders)
        builder.addRun(refs[from] as number, { times, values, statuses }, from, runs[run + 1] ?? length);
    }
    await writeParts(feed, dir, piece, isFirst);
    await addToTable(connection, "newest", newestIn(piece), runs.length);
    isFirst = false;
  }
  await writeRollups(feed, dir, builders);
}

/** The file of the first tags there are is the one for all tags before them too. */
async function writeParts(feed: ColumnFeed, dir: string, sorted: SortedSamples, isFirst: boolean): Promise<void> {
  const { refs, runs, length } = sorted;
  for (const part of partsOf(runs, length)) {
    const path = partPath(dir, isFirst && part.from === 0 ? 0 : (refs[part.from] as number));
    await feed.run(`COPY (SELECT ${FROM_MEMORY} FROM fed()) TO '${quoted(path)}' ${PARQUET}`, {
      columns: samplesIn(sorted, part),
      length: part.to - part.from,
    });
  }
}

/** The samples of a part under the names that they have in a file. */
function samplesIn(
  { refs, times, values, statuses, flags }: SortedSamples,
  { from, to }: { readonly from: number; readonly to: number },
): Readonly<Record<string, ColumnIn>> {
  return {
    ref: refs.subarray(from, to),
    time: times.subarray(from, to),
    value: values.subarray(from, to),
    status: statuses.subarray(from, to),
    flags: flags.subarray(from, to),
  };
}

function newestIn({ length, refs, times, values, statuses, flags, runs }: SortedSamples): readonly ColumnIn[] {
  const ends = Uint32Array.from(runs, (_, run) => (runs[run + 1] ?? length) - 1);
  return [
    Uint32Array.from(ends, (i) => refs[i] as number),
    Float64Array.from(ends, (i) => times[i] as number),
    Float64Array.from(ends, (i) => values[i] as number),
    Uint32Array.from(ends, (i) => statuses[i] as number),
    Uint8Array.from(ends, (i) => flags[i] as number),
  ];
}

/** Whole tags together until they make a file. At least one part. */
function partsOf(runs: Uint32Array, length: number): readonly { readonly from: number; readonly to: number }[] {
  const parts: { from: number; to: number }[] = [];
  let from = 0;
  for (const run of runs) {
    if (run - from < PART_SAMPLES) continue;
    parts.push({ from, to: run });
    from = run;
  }
  return [...parts, { from, to: length }];
}

/** Samples of the span's version before, of the database and of memory; of one key the last arrival. Leaves the newest of each tag in `newest`. */
async function mergeSamples(
  { connection, feed }: Workshop,
  dir: string,
  { stretch, known, hot }: { stretch: Stretch; known: Span | undefined; hot: Sources["hot"] },
): Promise<void> {
  await makeTable(connection, "fresh");
  for await (const { refs, times, values, statuses, flags, length } of sortedPieces(hot, stretch))
    await addToTable(connection, "fresh", [refs, times, values, statuses, flags], length);
  const rows = `${mergedSource(known, { table: "samples", columns: "ref, time, value, status, flags", stretch })} UNION ALL SELECT ${FROM_MEMORY}, 2 AS version, 0 AS arrival FROM temp.fresh`;
  const path = pathIn({ dir }, "samples");
  await connection.run(
    `COPY (SELECT ref, time, value, status, flags FROM (${rows}) ORDER BY ref, time, version, arrival) TO '${quoted(path)}' ${PARQUET}`,
  );
  await connection.run("DROP TABLE temp.fresh");
  if (await hasDoubles(connection, parquet({ dir }, "samples"))) await dropDoubles(connection, path);
  await writeRollups(feed, dir, await rollUpFile(connection, path));
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE newest AS SELECT ref, max(time)::DOUBLE AS time, arg_max(value, time) AS value, arg_max(status, time) AS status, arg_max(flags, time) AS flags FROM ${parquet({ dir }, "samples")} GROUP BY ref`,
  );
}

/** Rows of a stretch in the span's version before and in the database, with which of them came later. */
function mergedSource(
  known: Span | undefined,
  { table, columns, stretch }: { table: "samples" | "texts" | "events"; columns: string; stretch: Stretch },
): string {
  const stored = `SELECT ${columns}, 1 AS version, rowid AS arrival FROM ${table} WHERE time >= ${stretch.from} AND time < ${stretch.to}`;
  return known?.files.has(table)
    ? `SELECT ${columns}, 0 AS version, file_row_number AS arrival FROM read_parquet(${pathList([known], table)}, file_row_number = true) UNION ALL ${stored}`
    : stored;
}

async function writeTextsAndEvents(
  connection: DuckDBConnection,
  dir: string,
  { stretch, known }: { stretch: Stretch; known: Span | undefined },
): Promise<void> {
  const texts = mergedSource(known, { table: "texts", columns: "ref, time, text, status, flags", stretch });
  await copyIfAny(
    connection,
    `SELECT ref, time, text, status, flags FROM (${texts}) QUALIFY row_number() OVER (PARTITION BY ref, time ORDER BY version DESC, arrival DESC) = 1 ORDER BY ref, time`,
    pathIn({ dir }, "texts"),
  );
  const columns = "event_uid, type, asset_uid, time, received_at, schema, payload";
  const events = mergedSource(known, { table: "events", columns, stretch });
  await copyIfAny(
    connection,
    `SELECT ${columns} FROM (${events}) QUALIFY row_number() OVER (PARTITION BY event_uid ORDER BY version DESC, arrival DESC) = 1 ORDER BY time, received_at`,
    pathIn({ dir }, "events"),
  );
}

/** Whether a key comes twice in a table that is sorted by key, given as SQL. */
export async function hasDoubles(connection: DuckDBConnection, sorted: string): Promise<boolean> {
  let ref = -1;
  let time = 0;
  let doubles = 0;
  await streamColumns(connection, `SELECT ref, time::DOUBLE FROM ${sorted}`, ([refs = NONE, times = NONE], rows) => {
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
  await connection.run(
    `COPY (SELECT ref, time, value, status, flags FROM (${rows}) WHERE is_last ORDER BY ref, time) TO '${quoted(once)}' ${PARQUET}`,
  );
  await movePath(once, path);
}

function rollupBuilders(): readonly RollupBuilder[] {
  return ROLLUP_LEVELS.map(({ us }) => new RollupBuilder(us, us === 1e6 ? MIN_PER_SECOND : 1));
}

/** Rolls a sorted file up, tag by tag. */
async function rollUpFile(connection: DuckDBConnection, path: string): Promise<readonly RollupBuilder[]> {
  const builders = rollupBuilders();
  let ref = -1;
  let run = new RowCollector();
  const flush = (): void => {
    const rows = run.finish();
    for (const builder of builders) builder.addRun(ref, rows, 0, rows.length);
    run = new RowCollector();
  };
  await streamColumns(
    connection,
    `SELECT ref, time::DOUBLE, value, status FROM read_parquet('${quoted(path)}')`,
    ([refs = NONE, times = NONE, values = NONE, statuses = NONE], rows) => {
      for (let i = 0; i < rows; i++) {
        if (refs[i] !== ref) {
          flush();
          ref = refs[i] as number;
        }
        run.add(times[i] as number, values[i] as number, statuses[i] as number);
      }
    },
  );
  flush();
  return builders;
}

async function writeRollups(feed: ColumnFeed, dir: string, builders: readonly RollupBuilder[]): Promise<void> {
  for (const [index, { name }] of ROLLUP_LEVELS.entries()) {
    const columns = (builders[index] as RollupBuilder).finish();
    if (columns.length === 0) continue;
    await feed.run(`COPY (SELECT ${ROLLUP_FILE} FROM fed()) TO '${quoted(pathIn({ dir }, name))}' ${PARQUET}`, {
      columns: rollupColumnsIn(columns),
      length: columns.length,
    });
  }
}

/** A temporary table of samples; `newest` has the newest of each tag and is read twice. */
async function makeTable(connection: DuckDBConnection, name: "newest" | "fresh"): Promise<void> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${name} ${SAMPLE_TABLE}`);
}

async function addToTable(
  connection: DuckDBConnection,
  name: "newest" | "fresh",
  columns: readonly ColumnIn[],
  length: number,
): Promise<void> {
  const appender = await connection.createAppender(name, null, "temp");
  appendColumns(appender, columns, length);
  appender.closeSync();
}

/** What stands at the end of the span: its own newest, and of the other tags and alerts what the span before ended with. */
async function writeLast(connection: DuckDBConnection, dir: string, base: Span | undefined): Promise<void> {
  const at = { dir };
  const built = readdirSync(dir);
  const own = [`SELECT ${FROM_MEMORY}, NULL::VARCHAR AS text FROM temp.newest`];
  if (built.includes("texts.parquet"))
    own.push(
      `SELECT ref, max(time), 'NaN'::DOUBLE, arg_max(status, time), arg_max(flags, time), arg_max(text, time) FROM ${parquet(at, "texts")} GROUP BY ref`,
    );
  if (base?.files.has("last")) own.push(`SELECT ${LAST_COLUMNS} FROM ${parquet(base, "last")}`);
  await connection.run(`COPY (${newestOf(own)} ORDER BY ref) TO '${quoted(pathIn(at, "last"))}' ${PARQUET}`);
  const alerts = built.includes("events.parquet")
    ? [`SELECT ${ALERT_UID} AS alert_uid, time, payload FROM ${parquet(at, "events")} WHERE type = '${ALERT_CHANGED}'`]
    : [];
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
    const merged = newestOf([
      `SELECT ${LAST_COLUMNS} FROM ${parquet(span, "last")} WHERE time >= ${span.from}`,
      `SELECT ${LAST_COLUMNS} FROM ${parquet(base, "last")}`,
    ]);
    const differs = await connection.runAndReadAll(
      `SELECT count(*) FROM ((${merged}) EXCEPT SELECT ${LAST_COLUMNS} FROM ${parquet(span, "last")})`,
    );
    if (Number(differs.getColumns()[0]?.[0]) === 0) return;
    const fresh = `${pathIn(span, "last")}.new`;
    await connection.run(`COPY (${merged} ORDER BY ref) TO '${quoted(fresh)}' ${PARQUET}`);
    await placeFile(fresh, pathIn(span, "last"));
    base = span;
  }
}

async function copyIfAny(connection: DuckDBConnection, sql: string, path: string): Promise<void> {
  const any = await connection.runAndReadAll(`SELECT 1 FROM (${sql}) LIMIT 1`);
  if (any.currentRowCount > 0) await connection.run(`COPY (${sql}) TO '${quoted(path)}' ${PARQUET}`);
}

/** A file of a span, or of one that is being built and has one file of each kind. */
export function parquet(span: Span | Pick<Span, "dir">, file: SpanFile): string {
  return "parts" in span ? `read_parquet(${pathList([span], file)})` : `read_parquet('${quoted(pathIn(span, file))}')`;
}
