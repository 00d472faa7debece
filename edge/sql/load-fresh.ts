/** Reads the newest samples, which the historian wrote as blocks, into the tables of a statement. */
import { open } from "node:fs/promises";
import { BIGINT, type DuckDBConnection, DuckDBDataChunk, UINTEGER, VARCHAR } from "@duckdb/node-api";
import { BLOCK_SAMPLES, blockIn, HEAD_BYTES, SAMPLE_BYTES } from "../contracts/path/fresh-samples.ts";
import type { LentHistory } from "../contracts/path/lent-history.ts";
import { appendColumns } from "../historian/embedded/columns.ts";

const MOST_ROWS = 2048;

export async function loadFresh(connection: DuckDBConnection, { fresh }: LentHistory): Promise<void> {
  if (fresh.samples !== undefined) await loadSamples(connection, fresh.samples);
  if (fresh.newestTexts.length > 0) await loadTexts(connection, fresh.newestTexts);
}

async function loadSamples(connection: DuckDBConnection, path: string): Promise<void> {
  const bytes = new Uint8Array(HEAD_BYTES + BLOCK_SAMPLES * SAMPLE_BYTES);
  const { refs, times, values, statuses } = blockIn(bytes);
  const [length] = [new Float64Array(bytes.buffer, 0, 1)];
  const appender = await connection.createAppender("_arrived");
  await using file = await open(path, "r");
  for (let done = 0; ; done = 0) {
    while (done < bytes.length) {
      const { bytesRead } = await file.read(bytes, done, bytes.length - done, null);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    if (done < bytes.length) break;
    appendColumns(appender, [refs, times, values, statuses], length[0] as number);
  }
  appender.closeSync();
}

async function loadTexts(connection: DuckDBConnection, texts: LentHistory["fresh"]["newestTexts"]): Promise<void> {
  const appender = await connection.createAppender("_newest");
  for (let from = 0; from < texts.length; from += MOST_ROWS) {
    const chunk = DuckDBDataChunk.create([UINTEGER, BIGINT, VARCHAR, UINTEGER, BIGINT]);
    const rows = texts.slice(from, from + MOST_ROWS);
    chunk.setRows(rows.map(([ref, time, text, status], at) => [ref, BigInt(time), text, status, BigInt(from + at)]));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
