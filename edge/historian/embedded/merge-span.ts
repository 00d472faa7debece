/** Merges late samples, texts and events of a stretch with the span that exists. */

import type { DuckDBConnection } from "@duckdb/node-api";
import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { TimeRange } from "../../contracts/path/time-range.ts";
import { movePath } from "../../store/move-path.ts";
import { streamColumns } from "./columns.ts";
import { addToTable, makeTable } from "./sample-tables.ts";
import { sortedPieces } from "./sorted-samples.ts";
import { copyIfAny, FROM_MEMORY, NUMBERS, parquet, type Workshop } from "./span-parquet.ts";
import { rollUpFile, writeRollups } from "./span-rollups.ts";
import { pathIn, pathList, quoted, type Span, scratchPath } from "./spans.ts";

const NONE = new Float64Array(0);

/**
 * Writes the samples of the span's previous version, of the database and of memory; for one key the last arrival
 * counts. Leaves the newest sample of each tag in the table `newest`.
 */
export async function mergeSamples(
  { connection, feed }: Workshop,
  dir: string,
  { stretch, known, hot }: { stretch: TimeRange; known: Span | undefined; hot: () => AsyncIterable<SampleBatch> },
): Promise<void> {
  await makeTable(connection, "fresh");
  const pieces = sortedPieces(hot, stretch, { scratch: scratchPath(dir) });
  for await (const { refs, times, values, statuses, flags, length } of pieces)
    await addToTable(connection, "fresh", [refs, times, values, statuses, flags], length);
  const stored = mergedSource(known, { table: "samples", columns: "ref, time, value, status, flags", stretch });
  const rows = `${stored} UNION ALL SELECT ${FROM_MEMORY}, 2 AS version, 0 AS arrival FROM temp.fresh`;
  const path = pathIn({ dir }, "samples");
  await connection.run(
    `COPY (SELECT ref, time, value, status, flags FROM (${rows}) ORDER BY ref, time, version, arrival)
     TO '${quoted(path)}' ${NUMBERS}`,
  );
  await connection.run("DROP TABLE temp.fresh");
  if (await hasDoubles(connection, parquet({ dir }, "samples"))) await dropDoubles(connection, path);
  await writeRollups(feed, dir, await rollUpFile(connection, path));
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE newest AS
     SELECT ref, max(time)::DOUBLE AS time, arg_max(value, time) AS value, arg_max(status, time) AS status,
       arg_max(flags, time) AS flags
     FROM ${parquet({ dir }, "samples")} GROUP BY ref`,
  );
}

/** SQL for the rows of a stretch in the span's previous version and in the database, with their order of arrival. */
function mergedSource(
  known: Span | undefined,
  { table, columns, stretch }: { table: "samples" | "texts" | "events"; columns: string; stretch: TimeRange },
): string {
  const stored = `SELECT ${columns}, 1 AS version, rowid AS arrival FROM ${table}
                  WHERE time >= ${stretch.from} AND time < ${stretch.to}`;
  return known?.files.has(table)
    ? `SELECT ${columns}, 0 AS version, file_row_number AS arrival
       FROM read_parquet(${pathList([known], table)}, file_row_number = true) UNION ALL ${stored}`
    : stored;
}

/** Writes the texts and events of a stretch in the same way. */
export async function writeTextsAndEvents(
  connection: DuckDBConnection,
  dir: string,
  { stretch, known }: { stretch: TimeRange; known: Span | undefined },
): Promise<void> {
  const texts = mergedSource(known, { table: "texts", columns: "ref, time, text, status, flags", stretch });
  await copyIfAny(
    connection,
    `SELECT ref, time, text, status, flags FROM (${texts})
     QUALIFY row_number() OVER (PARTITION BY ref, time ORDER BY version DESC, arrival DESC) = 1
     ORDER BY ref, time`,
    pathIn({ dir }, "texts"),
  );
  const columns = "event_uid, type, asset_uid, time, received_at, schema, payload";
  const events = mergedSource(known, { table: "events", columns, stretch });
  await copyIfAny(
    connection,
    `SELECT ${columns} FROM (${events})
     QUALIFY row_number() OVER (PARTITION BY event_uid ORDER BY version DESC, arrival DESC) = 1
     ORDER BY time, received_at`,
    pathIn({ dir }, "events"),
  );
}

/** Whether a table has a key twice. The table is sorted by key and given as SQL. */
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

async function dropDoubles(connection: DuckDBConnection, path: string): Promise<void> {
  const once = `${path}.once`;
  const rows = `SELECT *, lead(ref) OVER w IS DISTINCT FROM ref OR lead(time) OVER w IS DISTINCT FROM time AS is_last
                FROM read_parquet('${quoted(path)}', file_row_number = true)
                WINDOW w AS (ORDER BY file_row_number)`;
  await connection.run(
    `COPY (SELECT ref, time, value, status, flags FROM (${rows}) WHERE is_last ORDER BY ref, time)
     TO '${quoted(once)}' ${NUMBERS}`,
  );
  await movePath(once, path);
}
