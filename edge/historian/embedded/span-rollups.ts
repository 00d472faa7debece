/** The roll-up files of a span. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { ROLLUP_LEVELS, RollupBuilder } from "../query/rollup.ts";
import { RowCollector } from "../query/rows.ts";
import type { ColumnFeed } from "./column-feed.ts";
import { streamColumns } from "./columns.ts";
import { ROLLUP_FILE, rollupColumnsIn } from "./rollup-rows.ts";
import { NUMBERS } from "./span-parquet.ts";
import { pathIn, quoted } from "./spans.ts";

/** A second with fewer samples than this gets no roll-up of its own. */
const MIN_PER_SECOND = 4;
const NONE = new Float64Array(0);

/** One builder for each level, in the order of `ROLLUP_LEVELS`. */
export function rollupBuilders(): readonly RollupBuilder[] {
  return ROLLUP_LEVELS.map(({ us }) => new RollupBuilder(us, us === 1e6 ? MIN_PER_SECOND : 1));
}

/** Rolls up a file that is sorted by tag and time. */
export async function rollUpFile(connection: DuckDBConnection, path: string): Promise<readonly RollupBuilder[]> {
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

export async function writeRollups(feed: ColumnFeed, dir: string, builders: readonly RollupBuilder[]): Promise<void> {
  for (const [index, { name }] of ROLLUP_LEVELS.entries()) {
    const columns = (builders[index] as RollupBuilder).finish();
    if (columns.length === 0) continue;
    await feed.run(`COPY (SELECT ${ROLLUP_FILE} FROM fed()) TO '${quoted(pathIn({ dir }, name))}' ${NUMBERS}`, {
      columns: rollupColumnsIn(columns),
      length: columns.length,
    });
  }
}
