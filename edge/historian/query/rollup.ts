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
 * Roll-ups of one level as columns. A row describes one tag in one bucket and nothing outside of it, so rows can be
 * made in any order and added up to any longer stretch. How a value holds from one bucket into the next follows from
 * `first`, `until`, `last` and `endsUsable`.
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
  /** Between `first` and `until`: integral of the value as it held (value × µs), and how long there was one (µs). */
  readonly area: Float64Array;
  readonly held: Uint32Array;
}

export const MARK_DOUBTFUL = 1;
export const MARK_ENDS_USABLE = 2;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Samples to roll up: of one tag, in order of time, one per time. */
interface Run {
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly statuses: Uint32Array;
}

/** Rolls samples up, one tag after the other. */
export class RollupBuilder {
  readonly #us: number;
  readonly #minPerRow: number;
  #columns: Mutable<RollupColumns> = emptyColumns(1024);
  #capacity = 1024;
  #length = 0;

  /** Skips tags with fewer than `minPerRow` samples a row: their rows would only repeat the samples. */
  constructor(us: number, minPerRow: number) {
    this.#us = us;
    this.#minPerRow = minPerRow;
  }

  /** Adds all samples of one tag: those from `from` to before `to`. */
  addRun(ref: number, run: Run, from: number, to: number): void {
    if (this.#minPerRow > 1 && this.#hasMoreRows(run.times, from, { to, rows: (to - from) / this.#minPerRow })) return;
    for (let at = from; at < to; ) at = this.#addRow(ref, run, at, to);
  }

  /** Returns the rows and starts again, empty. */
  finish(): RollupColumns {
    const columns = { ...this.#columns, length: this.#length };
    this.#length = 0;
    this.#columns = emptyColumns(this.#capacity);
    return columns;
  }

  /** Whether samples make more rows than these; stops counting there. */
  #hasMoreRows(times: Float64Array, from: number, most: { readonly to: number; readonly rows: number }): boolean {
    const us = this.#us;
    const { to, rows: limit } = most;
    let rows = 0;
    let end = Number.NEGATIVE_INFINITY;
    for (let i = from; i < to; i++) {
      const time = times[i] as number;
      if (time < end) continue;
      if (++rows > limit) return true;
      end = (Math.floor(time / us) + 1) * us;
    }
    return false;
  }

  /** Adds the row that begins with sample `from`. Returns the index of the first sample after it. */
  #addRow(ref: number, { times, values, statuses }: Run, from: number, to: number): number {
    const first = times[from] as number;
    const bucket = Math.floor(first / this.#us) * this.#us;
    const end = bucket + this.#us;
    let min = Number.NaN;
    let max = Number.NaN;
    let sum = 0;
    let usables = 0;
    let last = Number.NaN;
    let area = 0;
    let held = 0;
    let isDoubted = false;
    let isOpen = false;
    let time = first;
    let value = 0;
    let i = from;
    for (; i < to; i++) {
      const now = times[i] as number;
      if (now >= end) break;
      if (isOpen) {
        area += value * (now - time);
        held += now - time;
      }
      time = now;
      value = values[i] as number;
      const status = statuses[i] as number;
      if (isDoubtful(status)) isDoubted = true;
      isOpen = isUsable(value, status);
      if (!isOpen) continue;
      if (usables === 0 || value < min) min = value;
      if (usables === 0 || value > max) max = value;
      sum += value;
      last = value;
      usables++;
    }
    if (this.#length === this.#capacity) this.#grow();
    const at = this.#length++;
    const c = this.#columns;
    c.refs[at] = ref;
    c.buckets[at] = bucket;
    c.counts[at] = i - from;
    c.usables[at] = usables;
    c.marks[at] = (isDoubted ? MARK_DOUBTFUL : 0) | (isOpen ? MARK_ENDS_USABLE : 0);
    c.min[at] = min;
    c.max[at] = max;
    c.mean[at] = usables === 0 ? Number.NaN : sum / usables;
    c.last[at] = last;
    c.first[at] = first - bucket;
    c.until[at] = time - bucket;
    c.area[at] = area;
    c.held[at] = held;
    return i;
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

const COLUMN_NAMES = [
  "refs",
  "buckets",
  "counts",
  "usables",
  "marks",
  "min",
  "max",
  "mean",
  "last",
  "first",
  "until",
  "area",
  "held",
] as const;
