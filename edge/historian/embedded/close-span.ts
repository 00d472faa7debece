/** Closes a span: builds the Parquet files of a stretch of history in a folder of their own. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { TimeRange } from "../../contracts/path/time-range.ts";
import { syncFile } from "../../store/move-path.ts";
import { syncFolder } from "../../store/sync-folder.ts";
import type { PlacedTo } from "./arrival.ts";
import type { ColumnFeed } from "./column-feed.ts";
import type { ColumnIn } from "./columns.ts";
import { joinedArrival } from "./joined-arrival.ts";
import { mergeSamples, writeTextsAndEvents } from "./merge-span.ts";
import { addToTable, makeTable } from "./sample-tables.ts";
import { type SortedSamples, sortedPieces } from "./sorted-samples.ts";
import { writeLast } from "./span-end.ts";
import { FROM_MEMORY, NUMBERS, type Workshop } from "./span-parquet.ts";
import { rollupBuilders, writeRollups } from "./span-rollups.ts";
import { partPath, quoted, type Spans, scratchPath, writePlacedTo } from "./spans.ts";

/** A file of samples by tag is closed at this size. */
const PART_SAMPLES = 200_000;
/** Sources of a span. */
interface Sources {
  /**
   * Samples in memory and in the log, in order of arrival, including other times. Each call starts at the beginning.
   */
  readonly hot: () => AsyncIterable<SampleBatch>;
  /** The database may hold samples of the stretch, which came before the hot ones. */
  readonly hasStored: boolean;
  /** Position of the log that these sources reach. */
  readonly placed: Pick<PlacedTo, "logUid" | "position">;
  /** The believed clock, if there is one. */
  readonly now: Micros | undefined;
}

/**
 * Writes what memory and database hold of a stretch into a folder of Parquet files sorted by tag and time, with
 * roll-ups of each level and the newest sample of each tag. Late samples are merged with the span that exists. Puts
 * nothing into place and deletes nothing. Returns the folder.
 */
export async function buildSpan(
  workshop: Workshop,
  spans: Spans,
  { stretch, hot, hasStored, placed, now }: Sources & { readonly stretch: TimeRange },
): Promise<string> {
  const { connection } = workshop;
  const dir = await spans.begin();
  const known = spans.at(stretch.from);
  if (hasStored || known?.files.has("samples")) await mergeSamples(workshop, dir, { stretch, known, hot });
  else await sortInMemory(workshop, dir, { stretch, hot });
  await writeTextsAndEvents(connection, dir, { stretch, known });
  await writeLast(connection, dir, spans.before(stretch.from));
  await connection.run("DROP TABLE temp.newest");
  writePlacedTo(dir, { ...placed, arrived: await joinedArrival(connection, dir, known, now), built: now ?? null });
  for (const name of readdirSync(dir)) await syncFile(join(dir, name));
  await syncFolder(dir);
  return dir;
}

/**
 * The usual case: neither database nor span hold any sample of the stretch, and all are sorted in memory. Leaves the
 * newest sample of each tag in the table `newest`.
 */
async function sortInMemory(
  { connection, feed }: Workshop,
  dir: string,
  { stretch, hot }: { stretch: TimeRange; hot: Sources["hot"] },
): Promise<void> {
  const builders = rollupBuilders();
  await makeTable(connection, "newest");
  let isFirst = true;
  for await (const piece of sortedPieces(hot, stretch, { scratch: scratchPath(dir) })) {
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

/** The first file also covers all tags with lower refs. */
async function writeParts(feed: ColumnFeed, dir: string, sorted: SortedSamples, isFirst: boolean): Promise<void> {
  const { refs, runs, length } = sorted;
  for (const part of partsOf(runs, length)) {
    const path = partPath(dir, isFirst && part.from === 0 ? 0 : (refs[part.from] as number));
    await feed.run(`COPY (SELECT ${FROM_MEMORY} FROM fed()) TO '${quoted(path)}' ${NUMBERS}`, {
      columns: samplesIn(sorted, part),
      length: part.to - part.from,
    });
  }
}

/** The samples of a part under their names in a file. */
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

/** Groups whole tags until they make a file. At least one part. */
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
