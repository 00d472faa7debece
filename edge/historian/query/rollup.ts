import type { Micros } from "../../contracts/sample-batch.ts";
import { isDoubtful, isUsable } from "./rows.ts";

/** The levels of roll-ups, finest first: bucket length in µs. */
export const ROLLUP_LEVELS = [
  { name: "1s", us: 1e6 },
  { name: "10s", us: 10e6 },
  { name: "1min", us: 60e6 },
  { name: "1h", us: 3600e6 },
] as const;

export type RollupLevel = (typeof ROLLUP_LEVELS)[number];

/**
 * Roll-ups of one level as columns. A row tells what one tag did in one bucket,
 * and no more than that: nothing is carried in from the bucket before, so rows
 * can be made in any order and added up to any longer stretch. How a value holds
 * from one bucket into the next follows from `first`, `until`, `last` and `endsUsable`.
 */
export interface RollupColumns {
  readonly length: number;
  readonly refs: Uint32Array;
  /** Start of the bucket, µs. */
  readonly buckets: Float64Array;
  readonly counts: Uint32Array;
  readonly usables: Uint32Array;
  /** Bit 0: a sample was not Good. Bit 1: the last sample is usable, so that its value holds on. */
  readonly marks: Uint8Array;
  /** NaN where there is no usable sample, like `max`, `mean` and `last`. */
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
  readonly last: Float64Array;
  /** First and last sample of any quality, µs after the start of the bucket. */
  readonly first: Uint32Array;
  readonly until: Uint32Array;
  /** Between `first` and `until`: integral of the value as it held (value × µs), and for how long there was one (µs). */
  readonly area: Float64Array;
  readonly held: Uint32Array;
}

export const MARK_DOUBTFUL = 1;
export const MARK_ENDS_USABLE = 2;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Rolls samples up that come by tag, then by time. */
export class RollupBuilder {
  readonly #us: number;
  readonly #minPerRow: number;
  #columns: Mutable<RollupColumns> = emptyColumns(1024);
  #capacity = 1024;
  #at = -1;
  /** Start of the present tag's rows, and how many samples it had so far. */
  #tagFrom = 0;
  #tagSamples = 0;
  #sum = 0;
  #lastTime = 0;
  #lastValue = 0;
  #isOpen = false;

  /** Rows of tags that have fewer than `minPerRow` samples a row are left out: they would only repeat the samples. */
  constructor(us: number, minPerRow: number) {
    this.#us = us;
    this.#minPerRow = minPerRow;
  }

  add(ref: number, time: Micros, value: number, status: number): void {
    const bucket = Math.floor(time / this.#us) * this.#us;
    if (this.#at < 0 || this.#columns.refs[this.#at] !== ref) {
      this.#endTag();
      this.#begin(ref, bucket, time);
    } else if (this.#columns.buckets[this.#at] !== bucket) this.#begin(ref, bucket, time);
    this.#put(time, value, status);
  }

  /** The rows so far; the builder starts anew. */
  finish(): RollupColumns {
    this.#endTag();
    const columns = { ...this.#columns, length: this.#at + 1 };
    this.#at = -1;
    this.#tagFrom = 0;
    this.#columns = emptyColumns(this.#capacity);
    return columns;
  }

  #put(time: Micros, value: number, status: number): void {
    const c = this.#columns;
    const at = this.#at;
    const bucket = c.buckets[at] as number;
    this.#tagSamples++;
    if ((c.counts[at] as number) > 0 && this.#isOpen) {
      c.area[at] = (c.area[at] as number) + this.#lastValue * (time - this.#lastTime);
      c.held[at] = (c.held[at] as number) + (time - this.#lastTime);
    }
    c.counts[at] = (c.counts[at] as number) + 1;
    c.until[at] = time - bucket;
    this.#isOpen = isUsable(value, status);
    this.#lastTime = time;
    this.#lastValue = value;
    const marks = ((c.marks[at] as number) & MARK_DOUBTFUL) | (isDoubtful(status) ? MARK_DOUBTFUL : 0);
    c.marks[at] = this.#isOpen ? marks | MARK_ENDS_USABLE : marks;
    if (!this.#isOpen) return;
    const n = (c.usables[at] as number) + 1;
    c.usables[at] = n;
    if (n === 1 || value < (c.min[at] as number)) c.min[at] = value;
    if (n === 1 || value > (c.max[at] as number)) c.max[at] = value;
    this.#sum = n === 1 ? value : this.#sum + value;
    c.mean[at] = this.#sum / n;
    c.last[at] = value;
  }

  #begin(ref: number, bucket: Micros, time: Micros): void {
    if (++this.#at === this.#capacity) this.#grow();
    const c = this.#columns;
    const at = this.#at;
    c.refs[at] = ref;
    c.buckets[at] = bucket;
    c.first[at] = time - bucket;
    c.counts[at] = c.usables[at] = c.marks[at] = c.held[at] = 0;
    c.area[at] = 0;
    c.min[at] = c.max[at] = c.mean[at] = c.last[at] = Number.NaN;
    this.#isOpen = false;
  }

  #endTag(): void {
    const rows = this.#at + 1 - this.#tagFrom;
    if (rows > 0 && this.#tagSamples < rows * this.#minPerRow) this.#at = this.#tagFrom - 1;
    this.#tagFrom = this.#at + 1;
    this.#tagSamples = 0;
  }

  #grow(): void {
    this.#capacity *= 2;
    const grown = emptyColumns(this.#capacity);
    for (const name of COLUMN_NAMES) (grown[name] as Float64Array).set(this.#columns[name] as Float64Array);
    this.#columns = grown;
  }
}

function emptyColumns(capacity: number): Mutable<RollupColumns> {
  const u32 = (): Uint32Array => new Uint32Array(capacity);
  const f64 = (): Float64Array => new Float64Array(capacity);
  return {
    length: 0,
    refs: u32(),
    buckets: f64(),
    counts: u32(),
    usables: u32(),
    marks: new Uint8Array(capacity),
    min: f64(),
    max: f64(),
    mean: f64(),
    last: f64(),
    first: u32(),
    until: u32(),
    area: f64(),
    held: u32(),
  };
}

const COLUMN_NAMES = ["refs", "buckets", "counts", "usables", "marks", "min", "max", "mean", "last", "first", "until", "area", "held"] as const;
