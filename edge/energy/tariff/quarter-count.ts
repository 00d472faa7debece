/** Amounts by quarter of an hour, from a count that only grows. */
import type { Micros } from "../../contracts/path/sample-batch.ts";

export const QUARTER_US = 900e6;
/** Between readings that are further apart, the time of the flow is not known. */
const GAP_US = 300e6;

export interface ClosedQuarter {
  readonly start: Micros;
  readonly amount: number;
  /** Its beginning or end lies in a gap between readings, or the count may have lost something. */
  readonly isUncertain: boolean;
}

export interface QuarterState {
  readonly time: Micros;
  readonly total: number;
  /** Count at the start of the running quarter; NaN before the first boundary. */
  readonly atStart: number;
  readonly isUncertain: boolean;
}

const NEW: QuarterState = { time: Number.NaN, total: 0, atStart: Number.NaN, isUncertain: false };
const NONE: readonly ClosedQuarter[] = [];

export class QuarterCount {
  readonly #now: { -readonly [Key in keyof QuarterState]: QuarterState[Key] };

  constructor(state: QuarterState = NEW) {
    this.#now = { ...state };
  }

  get state(): QuarterState {
    return { ...this.#now };
  }

  /** Takes a reading, in order of time. Returns the quarters that it ends; the count at their ends is interpolated. */
  read(time: Micros, total: number, isDoubtful: boolean): readonly ClosedQuarter[] {
    const now = this.#now;
    if (time < now.time) return NONE;
    const isFirst = Number.isNaN(now.time);
    if (!isFirst) now.isUncertain ||= isDoubtful;
    const closed = isFirst || time < endOf(now.time) ? NONE : this.#closed(time, total);
    now.time = time;
    now.total = total;
    return closed;
  }

  /** Quarters that end between the last reading and this one. */
  #closed(time: Micros, total: number): readonly ClosedQuarter[] {
    const now = this.#now;
    const isGap = time - now.time > GAP_US;
    const closed: ClosedQuarter[] = [];
    for (let end = endOf(now.time); end <= time; end += QUARTER_US) {
      const share = (end - now.time) / (time - now.time);
      const atEnd = now.total + share * (total - now.total);
      if (!Number.isNaN(now.atStart))
        closed.push({ start: end - QUARTER_US, amount: atEnd - now.atStart, isUncertain: now.isUncertain || isGap });
      now.atStart = atEnd;
      now.isUncertain = isGap;
    }
    return closed;
  }
}

export function quarterOf(time: Micros): Micros {
  return Math.floor(time / QUARTER_US) * QUARTER_US;
}

function endOf(time: Micros): Micros {
  return quarterOf(time) + QUARTER_US;
}
