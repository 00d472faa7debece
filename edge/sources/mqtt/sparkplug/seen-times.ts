import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** A clock that counts whole seconds gives two values of one second the same time. */
const COARSE_US = 1e6;
const FIRST_CAPACITY = 64;

/** The newest time and value of each metric of a session, one row each (rule Q11). */
export class SeenTimes {
  #rows = 0;
  #times = new Float64Array(FIRST_CAPACITY);
  /** A number, or the checksum of another value. */
  #values = new Float64Array(FIRST_CAPACITY);
  /** Time of the payload that first had this time; NaN where the time stayed although the value changed. */
  #since = new Float64Array(FIRST_CAPACITY);

  /** A row for one more metric. */
  add(): number {
    if (this.#rows === this.#times.length) this.#grow();
    this.#times[this.#rows] = Number.NaN;
    return this.#rows++;
  }

  /**
   * Notes the metric's time and value in a payload of `payloadUs`. Returns false and notes nothing if the time is
   * stuck, as known before or as this value shows.
   */
  note(row: number, time: Micros, value: number, payloadUs: Micros): boolean {
    if (this.#times[row] !== time) {
      this.#set(row, time, value, payloadUs);
      return true;
    }
    const since = this.#since[row] as number;
    if (Number.isNaN(since)) return false;
    if (Object.is(this.#values[row], value)) return true;
    if (payloadUs - since >= COARSE_US && payloadUs - time >= COARSE_US) return false;
    this.#values[row] = value;
    return true;
  }

  /** The metric's time is stuck. True where that is news, because its values at this time were believed so far. */
  setStuck(row: number, time: Micros, value: number): boolean {
    const isNews = this.#times[row] === time && !Number.isNaN(this.#since[row]);
    this.#set(row, time, value, Number.NaN);
    return isNews;
  }

  /** Whether the metric had this time and value before, and was believed. */
  isRepeated(row: number, time: Micros, value: number): boolean {
    return this.#times[row] === time && !Number.isNaN(this.#since[row]) && Object.is(this.#values[row], value);
  }

  #set(row: number, time: Micros, value: number, since: Micros): void {
    this.#times[row] = time;
    this.#values[row] = value;
    this.#since[row] = since;
  }

  #grow(): void {
    const rows = this.#rows * 2;
    this.#times = copied(this.#times, rows);
    this.#values = copied(this.#values, rows);
    this.#since = copied(this.#since, rows);
  }
}

function copied(column: Float64Array<ArrayBuffer>, rows: number): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(rows);
  copy.set(column);
  return copy;
}
