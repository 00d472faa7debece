/** Deletes history: by age, then by size. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { HistorianConfig } from "./config.ts";
import { keptFrom } from "./kept-from.ts";
import type { MergedRollups } from "./merged-rollups.ts";
import { retireRows, shedRows } from "./retire-rows.ts";
import type { Spans } from "./spans.ts";
import { usedBytes } from "./store-schema.ts";
import type { StoredSamples } from "./stored-samples.ts";
import type { TaskQueue } from "./task-queue.ts";

/** Share of the disk for closed history; the rest is for open history and for a span while it is built. */
const CLOSED_SHARE = 0.8;
/** Rounds in one call; each deletes the oldest tenth of the rows. */
const MOST_ROUNDS = 30;

interface Parts {
  readonly writer: DuckDBConnection;
  readonly spans: Spans;
  readonly merged: MergedRollups;
  readonly samples: StoredSamples;
  readonly questions: TaskQueue;
}

/** Deletes history whose time to keep is over at `now`, if the time is known, then the oldest above `maxBytes`. */
export async function retireHistory(
  parts: Parts,
  now: Micros | undefined,
  config: Pick<HistorianConfig, "retentionHours" | "rollupDays" | "maxBytes">,
): Promise<void> {
  const { writer, spans, merged, questions } = parts;
  const { maxBytes } = config;
  await questions.run(async () => {
    if (now !== undefined) await spans.retire(keptFrom(now, config).files, now);
    await spans.shrink(Math.max(0, maxBytes * CLOSED_SHARE - merged.bytes));
    await merged.tidy(spans.all());
  });
  if (now !== undefined) await retireRows(writer, now, keptFrom(now, config).raw);
  await giveBlocksBack(parts);
  for (
    let round = 0;
    round < MOST_ROUNDS && (await usedBytes(writer)) + spans.bytes + merged.bytes > maxBytes;
    round++
  ) {
    if (!(await shedRows(writer))) return;
    await giveBlocksBack(parts);
  }
}

async function giveBlocksBack({ writer, samples }: Parts): Promise<void> {
  await samples.recount();
  // Freed blocks can be written again only after a checkpoint. One that meets a running question fails; a later one
  // does the same.
  await writer.run("CHECKPOINT").catch(() => undefined);
}
