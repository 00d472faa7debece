import type { Micros } from "../../contracts/path/sample-batch.ts";

const SECOND_US = 1e6;
/**
 * Items of several threads come slightly out of order. An arrival that lies further back means that the clock was set
 * back.
 */
const SET_BACK_US = 60e6;

/**
 * Clock of followers: the arrival of the newest committed item, so that it is the same whenever the log is read.
 * Without items a mark is committed once a second (`edge/compose/storage/log-marks.ts`), so that the clock advances.
 */
export class LogTime {
  now: Micros;

  constructor(now: Micros) {
    this.now = now;
  }

  /** Takes the arrival of the next item. Returns the second that begins with it, undefined where none does. */
  advance(arrival: Micros): Micros | undefined {
    if (!Number.isFinite(arrival)) return undefined;
    if (arrival < this.now - SET_BACK_US) this.now = arrival;
    if (arrival <= this.now) return undefined;
    const second = Math.floor(arrival / SECOND_US);
    const isNew = !(second === Math.floor(this.now / SECOND_US));
    this.now = arrival;
    return isNew ? second * SECOND_US : undefined;
  }
}
