import type { Micros } from "../../contracts/path/sample-batch.ts";

const SECOND_US = 1e6;
/**
 * Items of several threads come a little out of order. An arrival further back than this means that the machine's
 * clock was set back.
 */
const SET_BACK_US = 60e6;

/**
 * The time of followers: arrival of the newest committed item, so that it is the same whenever the log is read. While
 * nothing comes a mark is committed once a second (`edge/compose/storage/log-marks.ts`), so that it goes on.
 */
export class LogTime {
  now: Micros;

  constructor(now: Micros) {
    this.now = now;
  }

  /** The next item came at `arrival`. Returns the second that begins with it, undefined where none does. */
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
