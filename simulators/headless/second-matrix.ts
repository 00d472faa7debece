import { observe, type Signal } from "../kernel/signal.ts";
import type { TagColumn } from "./sample-columns.ts";

/** Marks a sample that an instrument did not give. */
const SILENT = Number.POSITIVE_INFINITY;

/** A station's signals that are written every second, and where they begin in a row of the matrix. */
export interface SecondBlock {
  readonly signals: readonly Signal[];
  readonly tags: readonly string[];
  readonly at: number;
  readonly station: number;
}

/**
 * Values that are written every second: one row per second, so that they are stored in the order in which they are
 * read. They are turned into columns once per row group.
 */
export class SecondMatrix {
  readonly #width: number;
  readonly #blocks: readonly SecondBlock[];
  readonly #values: Float64Array;
  /** Time of each station's values by row; NaN if there were none. */
  readonly #micros: Float64Array;
  #row = 0;

  /** At most `rows` seconds may pass between two calls of {@link SecondMatrix.take}. */
  constructor(blocks: readonly SecondBlock[], rows: number) {
    this.#blocks = blocks;
    this.#width = blocks.reduce((sum, { signals }) => sum + signals.length, 0);
    this.#values = new Float64Array(rows * this.#width);
    this.#micros = new Float64Array(rows * blocks.length).fill(Number.NaN);
  }

  /** Reads the block at `nowMs`. */
  read(
    { signals, at, station }: SecondBlock,
    nowMs: number,
    { micros, less }: { readonly micros: number; readonly less?: (index: number) => number },
  ): void {
    this.#micros[this.#row * this.#blocks.length + station] = micros;
    const base = this.#row * this.#width + at;
    const values = this.#values;
    for (let index = 0; index < signals.length; index++) {
      const signal = signals[index] as Signal;
      const value = observe(signal, nowMs) as number;
      if (signal.disturbance?.isSilent === true) values[base + index] = SILENT;
      else if (signal.fault?.kind === "dropped") values[base + index] = Number.NaN;
      else values[base + index] = less === undefined ? value : value - less(index);
    }
  }

  /** Ends the current second. */
  next(): void {
    this.#row++;
  }

  /** Values since the last call, one column per tag. */
  take(): TagColumn[] {
    const columns: TagColumn[] = [];
    for (const block of this.#blocks) {
      const rows: number[] = [];
      for (let row = 0; row < this.#row; row++)
        if (!Number.isNaN(this.#micros[row * this.#blocks.length + block.station] as number)) rows.push(row);
      const micros = Float64Array.from(
        rows,
        (row) => this.#micros[row * this.#blocks.length + block.station] as number,
      );
      for (const [index, tag] of block.tags.entries())
        columns.push(this.#column(tag, { rows, micros, at: block.at + index }));
    }
    this.#row = 0;
    this.#micros.fill(Number.NaN);
    return columns;
  }

  #column(
    tag: string,
    { rows, micros, at }: { readonly rows: readonly number[]; readonly micros: Float64Array; readonly at: number },
  ): TagColumn {
    const values = new Float64Array(rows.length);
    const dropped: number[] = [];
    let given = micros;
    let count = 0;
    for (let index = 0; index < rows.length; index++) {
      const value = this.#values[(rows[index] as number) * this.#width + at] as number;
      if (value === SILENT) continue;
      // The times are shared by the station's columns until one of them has a gap.
      if (count !== index && given === micros) given = micros.slice();
      if (given !== micros) given[count] = micros[index] as number;
      if (Number.isNaN(value)) dropped.push(count);
      values[count++] = value;
    }
    return { tag, isText: false, count, micros: given, values, texts: [], dropped };
  }
}
