import type { Micros } from "../contracts/path/sample-batch.ts";

/** 32-bit counters wrap at this value. */
const WRAP = 2 ** 32;
/** A falling counter above this share of the range has wrapped; below it was reset. */
const WRAP_FROM = 0.95;
/** After a longer pause between readings, power in between is unknown. */
const GAP_US = 30e6;
const MINUTE_US = 60e6;

export interface LastReading {
  readonly time: Micros;
  readonly total: number;
  readonly raw: number;
}

/** Total count of a meter since the edge first read it, across resets: it never falls. One reading a minute is kept. */
export class Total {
  readonly method: "counter" | "integrated";
  time: Micros;
  total: number;
  raw: number;
  /** Times of possible losses that are not on disk yet. */
  readonly doubts: Micros[] = [];
  /** Readings that are not on disk yet. */
  readonly readings: { readonly time: Micros; readonly total: number }[] = [];
  #keptMinute: number;

  constructor(method: "counter" | "integrated", last: LastReading | undefined) {
    this.method = method;
    this.time = last?.time ?? Number.NaN;
    this.total = last?.total ?? 0;
    this.raw = last?.raw ?? Number.NaN;
    this.#keptMinute = Math.floor((last?.time ?? -MINUTE_US) / MINUTE_US);
  }

  /** Takes the meter's own count, which only grows except for resets and wraps. */
  count(time: Micros, value: number): void {
    if (time < this.time) return;
    const increase = Number.isNaN(this.raw) ? 0 : increaseOf(this.raw, value);
    if (increase === undefined) this.doubts.push(time);
    else this.total += increase;
    this.raw = value;
    this.#keep(time);
  }

  /** Power or flow: trapezoids between readings. */
  integrate(time: Micros, rate: number): void {
    if (time < this.time) return;
    const us = time - this.time;
    if (us <= GAP_US) this.total += ((this.raw + rate) / 2) * (us / 3600e6);
    else if (us > GAP_US) this.doubts.push(time);
    this.raw = rate;
    this.#keep(time);
  }

  #keep(time: Micros): void {
    this.time = time;
    const minute = Math.floor(time / MINUTE_US);
    if (minute === this.#keptMinute) return;
    this.#keptMinute = minute;
    this.readings.push({ time, total: this.total });
  }
}

/** Increase of a counter from one reading to the next; undefined where it fell without a wrap (rule EN2). */
export function increaseOf(before: number, value: number): number | undefined {
  if (value >= before) return value - before;
  return before > WRAP * WRAP_FROM && before < WRAP ? WRAP - before + value : undefined;
}
