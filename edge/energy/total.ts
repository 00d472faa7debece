import type { Micros } from "../contracts/path/sample-batch.ts";

/** Counters of 32 bits begin anew at this. */
const WRAP = 2 ** 32;
/** Above this share of the way a counter that falls has wrapped, below it was set back. */
const WRAP_FROM = 0.95;
/** Power that was not heard of for so long is not known in between. */
const GAP_US = 30e6;
const MINUTE_US = 60e6;

export interface LastReading {
  readonly time: Micros;
  readonly total: number;
  readonly raw: number;
}

/** What a meter has counted since the edge knows it, over resets: it never falls. One reading a minute is kept. */
export class Total {
  readonly method: "counter" | "integrated";
  time: Micros;
  total: number;
  raw: number;
  /** When something may have been missed, as far as that is not on disk yet. */
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

  /** The meter's own count, which only grows but for resets and wraps. */
  count(time: Micros, value: number): void {
    if (time < this.time) return;
    if (value >= this.raw) this.total += value - this.raw;
    else if (value < this.raw) {
      if (this.raw > WRAP * WRAP_FROM && this.raw < WRAP) this.total += WRAP - this.raw + value;
      else this.doubts.push(time);
    }
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
