import { BIGINT, DOUBLE, type DuckDBAppender, DuckDBDataChunk, UINTEGER, UTINYINT } from "@duckdb/node-api";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import { CHUNK_ROWS, items } from "./columns.ts";

const U32 = 4_294_967_296;

interface Columns {
  readonly refs: Uint32Array;
  /** Low and high halves of the times: filling a BigInt64Array would make one BigInt per sample. */
  readonly times: Uint32Array;
  readonly values: Float64Array;
  readonly statuses: Uint32Array;
  readonly flags: Uint8Array;
  /** Halves like `times`. */
  readonly arrived: Uint32Array;
}

/**
 * Fills data chunks column by column and appends them. Values without a number stay NaN: NULLs cost one BigInt
 * operation each in this binding.
 */
export class SampleChunks {
  readonly #chunk = DuckDBDataChunk.create([UINTEGER, BIGINT, DOUBLE, UINTEGER, UTINYINT, BIGINT]);

  /** Appends all samples that are not text, which arrived at `arrived`. Returns their number. */
  append(appender: DuckDBAppender, batches: readonly SampleBatch[], arrived: Micros): number {
    let total = 0;
    for (const batch of batches) total += batch.length - batch.texts.size;
    let left = total;
    let room = 0;
    let at = 0;
    let columns: Columns | undefined;
    for (const batch of batches) {
      for (let i = 0; i < batch.length; i++) {
        if (batch.texts.size > 0 && batch.texts.has(i)) continue;
        if (columns === undefined) {
          room = Math.min(CHUNK_ROWS, left);
          columns = this.#begin(room);
          at = 0;
        }
        putTime(columns.arrived, at, arrived);
        put(columns, at++, batch, i);
        if (at < room) continue;
        this.#end(appender);
        left -= room;
        columns = undefined;
      }
    }
    return total;
  }

  #begin(rows: number): Columns {
    this.#chunk.reset();
    this.#chunk.rowCount = rows;
    const halves = (column: number): Uint32Array => {
      const { buffer, byteOffset } = items(this.#chunk, column);
      return new Uint32Array(buffer, byteOffset, rows * 2);
    };
    return {
      refs: items(this.#chunk, 0) as Uint32Array,
      times: halves(1),
      values: items(this.#chunk, 2) as Float64Array,
      statuses: items(this.#chunk, 3) as Uint32Array,
      flags: items(this.#chunk, 4) as Uint8Array,
      arrived: halves(5),
    };
  }

  #end(appender: DuckDBAppender): void {
    for (let column = 0; column < 6; column++) this.#chunk.getColumnVector(column).flush();
    appender.appendDataChunk(this.#chunk);
  }
}

function put(columns: Columns, at: number, batch: SampleBatch, i: number): void {
  columns.refs[at] = batch.tags[i] as number;
  putTime(columns.times, at, batch.times[i] as number);
  columns.values[at] = batch.values[i] as number;
  columns.statuses[at] = batch.statuses[i] as number;
  columns.flags[at] = batch.flags[i] as number;
}

function putTime(halves: Uint32Array, at: number, time: Micros): void {
  const high = Math.floor(time / U32);
  halves[at * 2] = time - high * U32;
  halves[at * 2 + 1] = high;
}
