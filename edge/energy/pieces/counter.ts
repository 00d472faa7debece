/** A meter's count in whole parts (mWh of electricity, mL of other media), and the intervals that it closes. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { increaseOf } from "../total.ts";

/** Parts of a kWh or m3. */
export const PARTS = 1e6;

/** Shortest interval: pieces take seconds, and each interval costs a row. */
const LEAST_US = 60e6;
/** An interval has so many steps of the counter: then its resolution is less than 0.5 % of the amount. */
const LEAST_STEPS = 200;
/** Longest interval, for meters that count little. */
const LONGEST_US = 1800e6;
/** Readings are kept this far apart, besides the newest one. */
const SPACING_US = 30e6;
/** A meter that goes on counting while nothing is closed keeps so many readings; the oldest ones are left out. */
const MOST_READINGS = 1000;
/** Resolutions that displays have, in parts. */
const RESOLUTIONS = [1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 100, 10] as const;

/** The count at a time by the clock of the trace. */
export interface Reading {
  readonly time: Micros;
  readonly total: number;
  /** The counter fell before it: what was counted since the reading before is unknown. */
  readonly isBreak: boolean;
}

export interface CounterState {
  readonly raw: number;
  readonly time: Micros;
  readonly total: number;
  readonly resolution: number;
  readonly begin: Reading | null;
  readonly readings: readonly Reading[];
}

export class Counter {
  readonly #partsPerUnit: number;
  /** Last value as it was read; NaN before the first. */
  #raw: number;
  #time: Micros;
  /** Parts since the first reading, without what resets lost. */
  #total: number;
  /** Largest power of ten that divides all readings. */
  #resolution: number;
  /** Begin of the open interval. */
  begin: Reading | null;
  /** After `begin`, in order of time. */
  readings: Reading[];

  /** `partsPerUnit`: parts in one unit of the counter's tag. */
  constructor(partsPerUnit: number, state?: CounterState) {
    this.#partsPerUnit = partsPerUnit;
    this.#raw = state?.raw ?? Number.NaN;
    this.#time = state?.time ?? Number.NaN;
    this.#total = state?.total ?? 0;
    this.#resolution = state?.resolution ?? RESOLUTIONS[0];
    this.begin = state?.begin ?? null;
    this.readings = [...(state?.readings ?? [])];
  }

  snapshot(): CounterState {
    const { begin, readings } = this;
    return {
      raw: this.#raw,
      time: this.#time,
      total: this.#total,
      resolution: this.#resolution,
      begin,
      readings: [...readings],
    };
  }

  /** Time of the newest reading; NaN before the first. */
  get newest(): Micros {
    return this.#time;
  }

  /** Takes a reading in the tag's unit. Older ones than the newest are left out (falls and wraps: rule EN2). */
  count(time: Micros, raw: number): void {
    if (time <= this.#time) return;
    const perUnit = this.#partsPerUnit;
    const parts = Math.round(raw * perUnit);
    while (this.#resolution > 1 && parts % this.#resolution !== 0) this.#resolution = finer(this.#resolution);
    const increase = Number.isNaN(this.#raw) ? 0 : increaseOf(this.#raw, raw);
    const isBreak = increase === undefined;
    // The difference of the whole numbers, so that no rounding adds up.
    if (increase !== undefined && increase !== 0)
      this.#total += raw >= this.#raw ? parts - Math.round(this.#raw * perUnit) : Math.round(increase * perUnit);
    this.#raw = raw;
    this.#time = time;
    const reading = { time, total: this.#total, isBreak };
    if (this.begin === null) {
      this.begin = reading;
      return;
    }
    this.#keep(reading, this.begin);
  }

  /** The newest one, and others at a distance; on both sides of a break all remain. */
  #keep(reading: Reading, begin: Reading): void {
    const newest = this.readings.at(-1);
    const before = this.readings.at(-2) ?? begin;
    const isReplaced = newest !== undefined && !newest.isBreak && newest.time - before.time < SPACING_US;
    if (isReplaced && !reading.isBreak) this.readings.pop();
    this.readings.push(reading);
    if (this.readings.length > MOST_READINGS) this.readings.splice(1, 1);
  }

  /** Ends of the intervals that close by `until`, which become the begin of the next one. */
  *closing(until: Micros): Generator<readonly [begin: Reading, end: Reading]> {
    for (let at = 0; this.begin !== null && at < this.readings.length; at++) {
      const reading = this.readings[at] as Reading;
      const begin: Reading = this.begin;
      if (reading.time > until) return;
      if (reading.isBreak) {
        const last = this.readings[at - 1];
        this.#next(at);
        at = -1;
        if (last !== undefined) yield [begin, last];
      } else if (this.#isLongEnough(begin, reading)) {
        this.#next(at);
        at = -1;
        yield [begin, reading];
      }
    }
  }

  #next(at: number): void {
    this.begin = this.readings[at] as Reading;
    this.readings.splice(0, at + 1);
  }

  #isLongEnough(begin: Reading, end: Reading): boolean {
    const us = end.time - begin.time;
    return us >= LONGEST_US || (us >= LEAST_US && end.total - begin.total >= LEAST_STEPS * this.#resolution);
  }
}

function finer(resolution: number): number {
  return resolution <= 10 ? 1 : resolution / 10;
}
