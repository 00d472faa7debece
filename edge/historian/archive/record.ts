import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { EdgeError } from "../../contracts/errors.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import { placeFileSync } from "../../store/move-path.ts";
import { LocalHistorian } from "../embedded/local-historian.ts";
import { pathList, quoted, type SpanFile } from "../embedded/spans.ts";
import { Store } from "../embedded/store.ts";

const MEMORY_MB = 512;
/** Identifies our files and the version of their tables. */
const KIND = "gemba-incident-1";

interface Range {
  readonly from: Micros;
  readonly to: Micros;
}

/** Range, plant and tags of a recorded incident. */
export interface Record extends Range {
  /** Plant and tags as JSON. */
  readonly plant: string;
}

/**
 * SQL for samples, texts or events of a range, each key once. `store` is a snapshot: its database and spans do not
 * overlap.
 */
function sourceOf(store: Store, table: "samples" | "texts" | "events", { from, to }: Range): string {
  const columns = {
    samples: "ref, time, value, status, flags",
    texts: "ref, time, text, status, flags",
    events: "event_uid, type, asset_uid, time, received_at, schema, payload",
  }[table];
  const key = table === "events" ? "event_uid" : "ref, time";
  const within = `WHERE time >= ${from} AND time < ${to}`;
  const spans = store.spans.within(from, to).filter(({ files }) => files.has(table as SpanFile));
  const fresh = `SELECT ${columns} FROM ${table} ${within}
                 QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY rowid DESC) = 1`;
  return spans.length === 0
    ? fresh
    : `SELECT ${columns} FROM read_parquet(${pathList(spans, table)}) ${within} UNION ALL ${fresh}`;
}

/** Path of the draft, which is renamed to `path` when it is complete. */
export function partOf(path: string): string {
  return `${path}.part`;
}

/** Writes samples and texts of a range with the names of their tags. Returns their number. */
export async function exportData(
  store: Store,
  plan: Range & { path: string; format: "parquet" | "csv"; tags: ReadonlyMap<TagRef, string> },
): Promise<number> {
  const { path, format, tags } = plan;
  await store.reader.run("CREATE OR REPLACE TEMP TABLE names (ref UINTEGER, tag_uid VARCHAR)");
  const appender = await store.reader.createAppender("names", null, "temp");
  for (const [ref, uid] of tags) {
    appender.appendUInteger(ref);
    appender.appendVarchar(uid);
    appender.endRow();
  }
  appender.closeSync();
  // Spans of older versions hold NaN as a number beside each text.
  const texts = sourceOf(store, "texts", plan);
  const rows = `SELECT ref, time, CASE WHEN isnan(value) THEN NULL ELSE value END AS value, NULL AS text, status, flags
                FROM (${sourceOf(store, "samples", plan)}) ANTI JOIN (${texts}) USING (ref, time)
                UNION ALL SELECT ref, time, NULL, text, status, flags FROM (${texts})`;
  const sql = `SELECT coalesce(tag_uid, 'ref:' || s.ref) AS tag_uid,
                 strftime(make_timestamp(time), '%Y-%m-%dT%H:%M:%S.%fZ') AS time, value, text, status, flags
               FROM (${rows}) s LEFT JOIN names USING (ref) ORDER BY tag_uid, time`;
  const half = partOf(path);
  const result = await store.reader.runAndReadAll(
    `COPY (${sql}) TO '${quoted(half)}'
     ${format === "csv" ? "(FORMAT csv, HEADER)" : "(FORMAT parquet, COMPRESSION zstd)"}`,
  );
  placeFileSync(half, path);
  return Number(result.getColumns()[0]?.[0] ?? 0);
}

/** Writes a range into one file that `openRecord` reads anywhere: the plant at `from`, then every sample and event. */
export async function writeRecord(
  store: Store,
  record: Record,
  { path, nameOf }: { readonly path: string; nameOf(name: string): string },
): Promise<void> {
  const { from, to } = record;
  const start = await new LocalHistorian(store).keyframe(from);
  const half = partOf(path);
  rmSync(half, { force: true });
  const target = await Store.open(half, MEMORY_MB, { closed: "none" });
  try {
    const events = start.alerts.map((alert) => ({
      eventUid: `start:${alert.alertUid}`,
      type: "alert.changed",
      assetUid: alert.assetUid,
      time: from,
      receivedAt: from,
      schema: "alert/2",
      payload: { ...alert },
    }));
    await target.append(
      {
        from: 0,
        to: 0,
        batches: [start.samples],
        samples: start.samples.length,
        events,
        waveforms: [],
        dictionary: [],
        lost: 0,
        holes: [],
      },
      KIND,
    );
  } finally {
    await target.close();
  }
  await store.reader.run(`ATTACH '${quoted(half)}' AS record`);
  try {
    // Begins after the keyframe, which holds the samples of its own time.
    for (const table of ["samples", "texts", "events"] as const) {
      const rows = sourceOf(store, table, { from: from + 1, to });
      await store.reader.run(`INSERT INTO record.${table} BY NAME SELECT * FROM (${rows})`);
    }
    await store.reader.run(
      `INSERT INTO record.waveforms BY NAME SELECT * FROM waveforms WHERE time >= ${from} AND time < ${to}`,
    );
    await store.reader.run("CREATE TABLE record.about (kind VARCHAR, from_time BIGINT, to_time BIGINT, plant VARCHAR)");
    await store.reader.run("INSERT INTO record.about VALUES ($kind, $from, $to, $plant)", {
      kind: KIND,
      from: BigInt(from),
      to: BigInt(to),
      plant: record.plant,
    });
    await renamePeople(store, nameOf);
    await store.reader.run("CHECKPOINT record");
  } finally {
    await store.reader.run("DETACH record");
  }
  placeFileSync(half, path);
}

/** Alerts name the people who acted on them; an exported record uses the names that `nameOf` gives. */
async function renamePeople(store: Store, nameOf: (name: string) => string): Promise<void> {
  const found = await store.reader.runAndReadAll(
    `SELECT DISTINCT unnest(regexp_extract_all(payload, '"by":"([^"]+)"', 1)) FROM record.events`,
  );
  for (const [name] of found.getRows()) {
    const [before, after] = [`"by":"${String(name)}"`, `"by":${JSON.stringify(nameOf(String(name)))}`];
    if (before !== after)
      await store.reader.run("UPDATE record.events SET payload = replace(payload, $before, $after)", { before, after });
  }
}

/** Opens a copy of a file of `writeRecord`. Throws EdgeError `bad-request` for any other file. */
export async function openRecord(
  path: string,
): Promise<{ record: Record; historian: LocalHistorian; close(): Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), "gemba-record-"));
  const copy = join(dir, "history.duckdb");
  const drop = (): void => rmSync(dir, { recursive: true, force: true });
  try {
    copyFileSync(path, copy);
    const record = await readAbout(copy);
    const store = await Store.open(copy, MEMORY_MB, { closed: "none" });
    const close = async (): Promise<void> => {
      await store.close();
      drop();
    };
    return { record, historian: new LocalHistorian(store), close };
  } catch (error) {
    drop();
    throw new EdgeError("bad-request", `${path} is not a recorded incident; gemba export-incident writes one`, {
      cause: error,
    });
  }
}

async function readAbout(path: string): Promise<Record> {
  const instance = await DuckDBInstance.create(path, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  try {
    const rows = await connection.runAndReadAll("SELECT kind, from_time, to_time, plant FROM about");
    const [kind, from, to, plant] = rows.getRows()[0] ?? [];
    if (kind !== KIND) throw new EdgeError("bad-request", `it is of kind ${String(kind)}; this gemba reads ${KIND}`);
    return { from: Number(from), to: Number(to), plant: String(plant) };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
