import type { DuckDBConnection } from "@duckdb/node-api";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { quoted, type Span } from "./spans.ts";

/**
 * The median arrival of a span that late samples join at `now`: one late sample does not keep an hour of old ones,
 * and hours that a machine delivers late are not deleted with the few samples from before.
 */
export async function joinedArrival(
  connection: DuckDBConnection,
  dir: string,
  known: Span | undefined,
  now: Micros | undefined,
): Promise<Micros | null> {
  const before = known?.placed?.arrived;
  if (now === undefined) return null;
  if (known === undefined) return now;
  if (typeof before !== "number") return null;
  const [old, all] = [await rowsIn(connection, known.dir), await rowsIn(connection, dir)];
  return old >= all ? before : Math.floor(before + (now - before) * (1 - old / all));
}

async function rowsIn(connection: DuckDBConnection, dir: string): Promise<number> {
  let rows = 0;
  for (const kind of ["samples*", "texts", "events"]) {
    const counted = await connection
      .runAndReadAll(
        `SELECT coalesce(sum(num_rows), 0)::DOUBLE FROM parquet_file_metadata('${quoted(`${dir}/${kind}.parquet`)}')`,
      )
      .catch(() => undefined);
    rows += Number(counted?.getColumns()[0]?.[0] ?? 0);
  }
  return rows;
}
