import type { DuckDBConnection } from "@duckdb/node-api";
import { hasDoubles } from "../embedded/merge-span.ts";
import { parquet } from "../embedded/span-parquet.ts";
import { pathIn, type Span, type SpanFile } from "../embedded/spans.ts";
import type { Store } from "../embedded/store.ts";

export interface DataCheck {
  readonly spans: number;
  readonly samples: number;
  /** Each problem with its file. */
  readonly problems: readonly string[];
}

/**
 * Reads every byte of the closed spans and checks that keys come once and in order, and that roll-ups count the
 * samples there are.
 */
export async function checkData(store: Store): Promise<DataCheck> {
  const problems: string[] = [];
  let samples = 0;
  for (const span of store.spans.all()) {
    for (const file of span.files.keys()) await readWhole(store.reader, span, { file, problems });
    if (span.files.has("samples")) samples += await compare(store.reader, span, problems);
  }
  return { spans: store.spans.all().length, samples, problems };
}

async function readWhole(
  connection: DuckDBConnection,
  span: Span,
  { file, problems }: { file: SpanFile; problems: string[] },
): Promise<void> {
  try {
    await connection.run(`SELECT bit_xor(hash(COLUMNS(*))) FROM ${parquet(span, file)}`);
  } catch (error) {
    problems.push(`${pathIn(span, file)} cannot be read: ${(error as Error).message.split("\n")[0]}`);
  }
}

async function compare(connection: DuckDBConnection, span: Span, problems: string[]): Promise<number> {
  const path = pathIn(span, "samples");
  try {
    const [[count] = [], [outside] = []] = (
      await connection.runAndReadAll(
        `SELECT count(*), count(*) FILTER (time < ${span.from} OR time >= ${span.to}) FROM ${parquet(span, "samples")}`,
      )
    ).getColumns();
    if (Number(outside) > 0) problems.push(`${path}: ${outside} samples lie outside of the span`);
    if (await hasDoubles(connection, parquet(span, "samples")))
      problems.push(`${path}: a tag has two samples of one time`);
    if (span.files.has("1min")) {
      const [[rolled] = []] = (
        await connection.runAndReadAll(`SELECT coalesce(sum(count), 0) FROM ${parquet(span, "1min")}`)
      ).getColumns();
      if (Number(rolled) !== Number(count))
        problems.push(`${pathIn(span, "1min")}: counts ${rolled} samples, there are ${count}`);
    }
    return Number(count);
  } catch {
    // Set when the file was read to its end.
    return 0;
  }
}
