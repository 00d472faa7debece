import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** A clock that counts whole seconds gives two values of one second the same time. */
const COARSE_US = 1e6;
const FIRST_ROWS = 64;
/**
 * Time, value, and time of the payload that first had this time; the last is NaN where the time stayed although the
 * value changed. A value is a number, or the checksum of another value. Rows lie in one array, because three arrays
 * cost three look-ups and three cache lines a metric.
 */
const CELLS = 3;
const VALUE = 1;
const SINCE = 2;

/** The newest time and value of each metric of a session, one row each (rule Q11). */
export class SeenTimes {
  /** Place of the next row. */
  #end = 0;
  #cells = new Float64Array(FIRST_ROWS * CELLS);

  /** A row for one more metric, named by its place. */
  add(): number {
    if (this.#end === this.#cells.length) this.#grow();
    const row = this.#end;
    this.#cells[row] = Number.NaN;
    this.#end = row + CELLS;
    return row;
  }

  /**
   * Notes the metric's time and value in a payload of `payloadUs`. Returns false and notes nothing if the time is
   * stuck, as known before or as this value shows.
   */
  note(row: number, time: Micros, value: number, payloadUs: Micros): boolean {
    const cells = this.#cells;
    if (cells[row] !== time) {
      cells[row] = time;
      cells[row + VALUE] = value;
      cells[row + SINCE] = payloadUs;
      return true;
    }
    const since = cells[row + SINCE] as number;
    if (Number.isNaN(since)) return false;
    if (Object.is(cells[row + VALUE], value)) return true;
    if (payloadUs - since >= COARSE_US && payloadUs - time >= COARSE_US) return false;
    cells[row + VALUE] = value;
    return true;
  }

  /** The metric's time is stuck. True where that is news, because its values at this time were believed so far. */
  setStuck(row: number, time: Micros, value: number): boolean {
    const cells = this.#cells;
    const isNews = cells[row] === time && !Number.isNaN(cells[row + SINCE]);
    cells[row] = time;
    cells[row + VALUE] = value;
    cells[row + SINCE] = Number.NaN;
    return isNews;
  }

  /** Whether the metric had this time and value before, and was believed. */
  isRepeated(row: number, time: Micros, value: number): boolean {
    const cells = this.#cells;
    return cells[row] === time && !Number.isNaN(cells[row + SINCE]) && Object.is(cells[row + VALUE], value);
  }

  #grow(): void {
    const grown = new Float64Array(this.#cells.length * 2);
    grown.set(this.#cells);
    this.#cells = grown;
  }
}
