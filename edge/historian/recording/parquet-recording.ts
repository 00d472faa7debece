/**
 * Reads recordings `(tag VARCHAR, time TIMESTAMP, value DOUBLE, text VARCHAR, status UINTEGER)` in the order in which
 * their samples would have arrived.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { columnsFor, type SampleColumns } from "../../batch/sample-columns.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { readColumns } from "../embedded/columns.ts";
import {
  type Arrived,
  byArrival,
  bySecond,
  CLOCK_US,
  GROUP_US,
  type RecordedSecond,
  STEPS_PER_S,
  secondsOf,
  UNKNOWN,
} from "./arrival-order.ts";

const MEMORY_MB = 768;
const FILES = /^samples-\d+\.parquet$/;

/** A tag as a recording needs it. */
interface RecordedTag {
  readonly tagUid: string;
  readonly ref: number;
  readonly type: string;
}

export interface RecordingPlan {
  /** Folder with `samples-*.parquet`. */
  readonly dir: string;
  readonly tags: readonly RecordedTag[];
  /** Start of the recording: the first row group covers the five minutes from here on. */
  readonly start: Micros;
  /** End of the recording: time after the last row group does not count as silence. */
  readonly end: Micros;
  /** Bits of `SampleFlag` for each sample. */
  readonly flags: number;
}

interface Group {
  readonly file: string;
  readonly firstRow: number;
  readonly rows: number;
  readonly from: Micros;
}

/**
 * A recording of a plant. The file has source times only, so arrival is the source time plus the bound of clock
 * errors, within the five minutes in which the sample was written: a clock that jumps does not move a sample into
 * another group.
 */
export class ParquetRecording implements AsyncDisposable {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #groups: readonly Group[];
  readonly #end: Micros;
  readonly #flags: number;
  /** Samples of tags that are not in the plant. */
  unknown = 0;

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    groups: readonly Group[],
    { end, flags }: RecordingPlan,
  ) {
    this.#instance = instance;
    this.#connection = connection;
    this.#groups = groups;
    this.#end = end;
    this.#flags = flags;
  }

  /** Throws EdgeError `not-found` when the folder holds no recording. */
  static async open(plan: RecordingPlan): Promise<ParquetRecording> {
    const { dir, tags, start } = plan;
    const files = existsSync(dir)
      ? readdirSync(dir)
          .filter((name) => FILES.test(name))
          .sort()
      : [];
    if (files.length === 0)
      throw new EdgeError(
        "not-found",
        `${dir} holds no samples-*.parquet; gemba simulate --headless --out ${dir} writes them`,
      );
    const instance = await DuckDBInstance.create(":memory:", {
      memory_limit: `${MEMORY_MB}MB`,
      threads: "2",
      preserve_insertion_order: "true",
    });
    const connection = await instance.connect();
    await connection.run("CREATE TABLE tags (name VARCHAR, ref UINTEGER, is_text BOOLEAN)");
    const appender = await connection.createAppender("tags");
    for (const { tagUid, ref, type } of tags) {
      appender.appendVarchar(tagUid);
      appender.appendUInteger(ref);
      appender.appendBoolean(type === "text");
      appender.endRow();
    }
    appender.closeSync();
    const groups: Group[] = [];
    for (const name of files) {
      const file = join(dir, name);
      let firstRow = 0;
      for (const rows of await rowGroups(connection, file)) {
        groups.push({ file, firstRow, rows, from: start + groups.length * GROUP_US });
        firstRow += rows;
      }
    }
    return new ParquetRecording(instance, connection, groups, plan);
  }

  /** A sample arrives at most this much after its stamp, and never before. */
  get latenessUs(): number {
    return CLOCK_US;
  }

  /** Every second in order. Reads the next row group while the caller goes through one. */
  async *seconds(): AsyncGenerator<RecordedSecond> {
    let next = this.#read(this.#groups[0]);
    for (const [index, group] of this.#groups.entries()) {
      const arrived = await next;
      next = this.#read(this.#groups[index + 1]);
      if (arrived !== undefined) yield* bySecond(arrived, group.from + CLOCK_US, secondsOf(group.from, this.#end));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.closeSync();
    this.#instance.closeSync();
    await Promise.resolve();
  }

  async #read(group: Group | undefined): Promise<Arrived | undefined> {
    if (group === undefined) return undefined;
    const { file, firstRow, rows, from } = group;
    const source = `read_parquet('${quoted(file)}', file_row_number = true) s LEFT JOIN tags ON s.tag = tags.name
                    WHERE file_row_number >= ${firstRow} AND file_row_number < ${firstRow + rows}`;
    const row = `file_row_number - ${firstRow}`;
    const made = columnsFor(rows);
    await readColumns(
      this.#connection,
      `SELECT (${row})::UINTEGER, coalesce(tags.ref, ${UNKNOWN})::UINTEGER, epoch_us(s.time)::DOUBLE,
         coalesce(s.value, 'NaN'::DOUBLE), s.status
       FROM ${source}`,
      (columns, count) => place(made, columns as never, count),
    );
    const texts = await this.#connection.runAndReadAll(
      `SELECT (${row})::INTEGER, s.text FROM ${source} AND is_text AND s.text IS NOT NULL`,
    );
    const arrived = byArrival(
      made,
      { from, steps: STEPS_PER_S * secondsOf(from, this.#end), flags: this.#flags },
      new Map(texts.getRowsJS().map(([at, text]) => [at as number, text as string])),
    );
    this.unknown += rows - arrived.length;
    return arrived;
  }
}

/** Puts the rows of a chunk at their places in the row group, whichever thread read them first. */
function place(
  made: SampleColumns,
  [rows, refs, times, values, statuses]: readonly [Uint32Array, Uint32Array, Float64Array, Float64Array, Uint32Array],
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const at = rows[i] as number;
    made.tags[at] = refs[i] as number;
    made.times[at] = times[i] as number;
    made.values[at] = values[i] as number;
    made.statuses[at] = statuses[i] as number;
  }
}

async function rowGroups(connection: DuckDBConnection, file: string): Promise<number[]> {
  const reader = await connection.runAndReadAll(
    `SELECT row_group_num_rows::DOUBLE
     FROM (SELECT DISTINCT row_group_id, row_group_num_rows FROM parquet_metadata('${quoted(file)}'))
     ORDER BY row_group_id`,
  );
  return reader.getRowsJS().map(([rows]) => rows as number);
}

function quoted(path: string): string {
  return path.replaceAll("'", "''");
}
