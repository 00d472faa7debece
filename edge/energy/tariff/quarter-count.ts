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

export class QuarterCount {
  #state: QuarterState;

  constructor(state: QuarterState = NEW) {
    this.#state = state;
  }

  get state(): QuarterState {
    return this.#state;
  }

  /** Takes a reading, in order of time. Returns the quarters that it ends; the count at their ends is interpolated. */
  read(time: Micros, total: number, isDoubtful: boolean): readonly ClosedQuarter[] {
    const last = this.#state;
    if (Number.isNaN(last.time)) {
      this.#state = { ...NEW, time, total };
      return [];
    }
    if (time < last.time) return [];
    const isGap = time - last.time > GAP_US;
    const closed: ClosedQuarter[] = [];
    let { atStart, isUncertain } = last;
    isUncertain ||= isDoubtful;
    for (let end = endOf(last.time); end <= time; end += QUARTER_US) {
      const share = (end - last.time) / (time - last.time);
      const atEnd = last.total + share * (total - last.total);
      if (!Number.isNaN(atStart))
        closed.push({ start: end - QUARTER_US, amount: atEnd - atStart, isUncertain: isUncertain || isGap });
      atStart = atEnd;
      isUncertain = isGap;
    }
    this.#state = { time, total, atStart, isUncertain };
    return closed;
  }
}

export function quarterOf(time: Micros): Micros {
  return Math.floor(time / QUARTER_US) * QUARTER_US;
}

function endOf(time: Micros): Micros {
  return quarterOf(time) + QUARTER_US;
}
