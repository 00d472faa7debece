/** Reads every sample of a replay back from the Parquet files of closed spans. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DuckDBInstance } from "@duckdb/node-api";

export interface Expected {
  readonly items: number;
  /** Number of the first item's variable. */
  readonly first: number;
  readonly periodUs: number;
  readonly rounds: number;
  /** Time of the first value, µs. */
  readonly startUs: number;
}

const LOOK_EVERY_MS = 5_000;

/** Resolves when closed spans hold this many samples, or at the latest after `withinMs`. */
export async function allClosed(dataDir: string, samples: number, withinMs: number): Promise<void> {
  const until = performance.now() + withinMs;
  while ((await rowsIn(dataDir)) < samples && performance.now() < until) await sleep(LOOK_EVERY_MS);
}

/**
 * Samples that are missing or wrong. Each item must have the values 0 to rounds − 1, each once, and each with its
 * time: (tag, time) is unique in closed spans (rule D6), so that count, least, most, sum and sum of squares prove it.
 */
export async function missingIn(
  dataDir: string,
  { items, first, periodUs, rounds, startUs }: Expected,
): Promise<number> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
  const connection = await instance.connect();
  const offset = `((ref + ${first}) % ${items}) * ${periodUs} // ${items}`;
  const end = startUs + rounds * periodUs;
  const answer = await connection.runAndReadAll(
    `WITH counted AS (
       SELECT ref, count(*) AS n, min(value) AS least, max(value) AS most, sum(value::HUGEINT) AS sum,
         sum(value::HUGEINT * value::HUGEINT) AS squares,
         count(*) FILTER (time <> ${startUs} + value::BIGINT * ${periodUs} + ${offset}) AS wrong
       FROM read_parquet('${samplesIn(dataDir)}') WHERE time < ${end} GROUP BY ref)
     SELECT coalesce(sum(n), 0)::DOUBLE, coalesce(sum(wrong), 0)::DOUBLE, count(*) FILTER (
       n = ${rounds} AND least = 0 AND most = ${rounds - 1} AND sum = ${(rounds * (rounds - 1)) / 2}::HUGEINT
       AND squares = ${rounds - 1}::HUGEINT * ${rounds} * ${2 * rounds - 1} // 6)::DOUBLE FROM counted`,
  );
  const [found = 0, wrong = 0, whole = 0] = answer.getColumns().map(([value]) => Number(value));
  connection.closeSync();
  instance.closeSync();
  const missing = Math.abs(items * rounds - found);
  return Math.max(missing, wrong, items - whole);
}

async function rowsIn(dataDir: string): Promise<number> {
  const spans = join(dataDir, "historian", "spans");
  const hasSome = existsSync(spans) && readdirSync(spans).some((name) => name !== "building");
  if (!hasSome) return 0;
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    const answer = await connection.runAndReadAll(
      `SELECT sum(num_rows)::DOUBLE FROM parquet_file_metadata('${samplesIn(dataDir)}')`,
    );
    return Number(answer.getColumns()[0]?.[0] ?? 0);
  } catch {
    // A span was put into place while its files were listed.
    return 0;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function samplesIn(dataDir: string): string {
  return join(dataDir, "historian", "spans", "[0-9]*", "samples*.parquet");
}
