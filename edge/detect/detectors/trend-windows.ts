/**
 * The newest means of many tags, oldest first, `points` slots for each. Where rules have a reference, each mean has
 * that of its reference beside it; elsewhere this is 0.
 */
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** The means of one tag; valid until the next call. */
export interface TrendPoints {
  readonly count: number;
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** How far each value was above its reference. */
  readonly distances: Float64Array;
  /** The newest mean of the reference. */
  readonly reference: number;
}

export class TrendWindows {
  readonly #points: number;
  readonly #columns: readonly Float64Array[];
  readonly #counts: Uint32Array;

  constructor(size: number, points: number, hasReference: boolean) {
    this.#points = points;
    this.#columns = Array.from({ length: hasReference ? 3 : 2 }, () => new Float64Array(size * points));
    this.#counts = new Uint32Array(size);
  }

  count(index: number): number {
    return this.#counts[index] as number;
  }

  clear(index: number): void {
    this.#counts[index] = 0;
  }

  clearAll(): void {
    this.#counts.fill(0);
  }

  append(index: number, time: Micros, value: number, reference: number): void {
    const start = index * this.#points;
    const count = this.count(index);
    const slot = start + Math.min(count, this.#points - 1);
    for (const [at, column] of this.#columns.entries()) {
      if (count === this.#points) column.copyWithin(start, start + 1, start + count);
      column[slot] = [time, value, reference][at] as number;
    }
    this.#counts[index] = Math.min(count + 1, this.#points);
  }

  of(index: number): TrendPoints {
    const [times, values, references] = this.#columnsOf(index) as [
      Float64Array,
      Float64Array,
      Float64Array | undefined,
    ];
    const count = this.count(index);
    const distances = references === undefined ? values : values.map((value, at) => value - (references[at] as number));
    return { count, times, values, distances, reference: references?.[count - 1] ?? 0 };
  }

  /** A copy of what is kept of a tag; empty: nothing. */
  numbersOf(index: number): number[] {
    return this.#columnsOf(index).flatMap((column) => [...column]);
  }

  /** Takes such numbers over. False: they do not fit. */
  restore(index: number, numbers: Float64Array): boolean {
    const count = numbers.length / this.#columns.length;
    if (!Number.isInteger(count) || count < 1 || count > this.#points) return false;
    for (const [at, column] of this.#columns.entries())
      column.set(numbers.subarray(at * count, (at + 1) * count), index * this.#points);
    this.#counts[index] = count;
    return true;
  }

  #columnsOf(index: number): Float64Array[] {
    const start = index * this.#points;
    return this.#columns.map((column) => column.subarray(start, start + this.count(index)));
  }
}
