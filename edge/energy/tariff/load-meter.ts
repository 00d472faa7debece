/** A measured point in the book of loads: its count, its quarters of an hour and its present power. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { scaleOf } from "../flow-now.ts";
import { type LastReading, Total } from "../total.ts";
import { type LoadPoint, reactiveScaleOf } from "./load-points.ts";
import { type ClosedQuarter, QuarterCount, type QuarterState } from "./quarter-count.ts";

/** After this time without a reading, the present power is not known. */
const SILENT_US = 90e6;

/** What a tag of the point tells. */
export type Reading = "counter" | "rate" | "reactive";

export interface LoadMeterState {
  readonly last: LastReading;
  readonly quarter: QuarterState;
  readonly rate: number;
  readonly reactiveLast: LastReading;
  readonly reactiveQuarter: QuarterState;
}

export class LoadMeter {
  readonly point: LoadPoint;
  /** Number in the file. */
  readonly code: number;
  readonly #total: Total;
  readonly #quarter: QuarterCount;
  readonly #reactiveTotal: Total;
  readonly #reactiveQuarter: QuarterCount;
  #rate: number;

  constructor(point: LoadPoint, code: number, state?: LoadMeterState) {
    this.point = point;
    this.code = code;
    this.#total = new Total(point.counter === undefined ? "integrated" : "counter", state?.last);
    this.#quarter = new QuarterCount(state?.quarter);
    this.#reactiveTotal = new Total("counter", state?.reactiveLast);
    this.#reactiveQuarter = new QuarterCount(state?.reactiveQuarter);
    this.#rate = state?.rate ?? Number.NaN;
  }

  get state(): LoadMeterState {
    return {
      last: lastOf(this.#total),
      quarter: this.#quarter.state,
      rate: this.#rate,
      reactiveLast: lastOf(this.#reactiveTotal),
      reactiveQuarter: this.#reactiveQuarter.state,
    };
  }

  /** Present power or flow, kW or m3/h; NaN before the first reading. */
  get rate(): number {
    return this.#rate;
  }

  /** Takes a reading. Returns the quarters that it ends: of reactive energy in kvarh for `reactive`. */
  read(what: Reading, time: Micros, value: number): readonly ClosedQuarter[] {
    const { counter, rate, reactive } = this.point;
    if (what === "reactive") {
      this.#reactiveTotal.count(time, value * reactiveScaleOf(reactive));
      return ended(this.#reactiveTotal, this.#reactiveQuarter);
    }
    if (what === "rate") this.#rate = value * scaleOf(rate);
    if (what === "counter") this.#total.count(time, value * scaleOf(counter));
    else if (counter === undefined) this.#total.integrate(time, this.#rate);
    else return [];
    return ended(this.#total, this.#quarter);
  }

  /** The count now: since its last reading it went on at the present power. NaN where it has been silent. */
  countAt(now: Micros): number {
    const { time, total } = this.#total;
    const us = now - time;
    if (!(us <= SILENT_US)) return Number.NaN;
    return total + (Number.isNaN(this.#rate) ? 0 : (this.#rate * Math.max(0, us)) / 3600e6);
  }
}

/** Quarters that the newest reading of a count ends. */
function ended(total: Total, quarter: QuarterCount): readonly ClosedQuarter[] {
  const isDoubtful = total.doubts.length > 0;
  // The energy book keeps these; here only quarters are.
  total.doubts.length = 0;
  total.readings.length = 0;
  return quarter.read(total.time, total.total, isDoubtful);
}

function lastOf({ time, total, raw }: Total): LastReading {
  return { time, total, raw };
}
