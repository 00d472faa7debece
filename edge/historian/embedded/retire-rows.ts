/** Deletes rows of the database by arrival (docs/rules/historian.md, D17). */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { UNKNOWN_ARRIVAL } from "./arrival.ts";

const TABLES = ["samples", "texts", "events", "waveforms"] as const;

/**
 * Deletes rows that arrived before `cut`. Rows that arrived while the clock was not believed count as arrived `now`.
 */
export async function retireRows(writer: DuckDBConnection, now: Micros, cut: Micros): Promise<void> {
  for (const table of TABLES) {
    await writer.run(`UPDATE ${table} SET arrived = $now WHERE arrived = ${UNKNOWN_ARRIVAL}`, {
      now: BigInt(Math.floor(now)),
    });
    await writer.run(`DELETE FROM ${table} WHERE arrived < $cut`, { cut: BigInt(Math.floor(cut)) });
  }
}

/** Deletes the first tenth of each table by arrival. False when no rows are left. */
export async function shedRows(writer: DuckDBConnection): Promise<boolean> {
  let hasRows = false;
  for (const table of TABLES) {
    const found = await writer.runAndReadAll(`SELECT approx_quantile(rowid, 0.1) FROM ${table}`);
    const first = found.getColumns()[0]?.[0];
    if (typeof first !== "bigint") continue;
    hasRows = true;
    await writer.run(`DELETE FROM ${table} WHERE rowid <= $first`, { first });
  }
  return hasRows;
}
