/** One statistic over the life of a component, beside its usual range, thinned so that it stays small (rule HB40). */
import type { StatisticColumns } from "../../contracts/health/component-condition.ts";
import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** Shortest stretch, and the number of stretches that are kept. */
const STRETCH_US = 60e6;
const MOST = 96;
/** Stretches that there is room for at first, which doubles up to {@link MOST}. */
const FEW = 12;
/** Columns of a stretch: value, low, high. */
const WIDTH = 3;

export class StatisticCurve implements Learned<StatisticColumns> {
  /** Begins of stretches, in {@link STRETCH_US}. */
  #begins = new Uint32Array(FEW);
  #rows = new Float32Array(FEW * WIDTH);
  #length = 0;

  /** Takes the value at this time and its usual range (NaN: unknown): of one stretch, what deviates most stays. */
  add(now: Micros, value: number, { low, high }: { readonly low: number; readonly high: number }): void {
    const begins = Math.floor(now / STRETCH_US);
    // The clock was set back: what lies in its future is wrong.
    while (this.#length > 0 && (this.#begins[this.#length - 1] as number) > begins) this.#length--;
    const isSame = this.#length > 0 && this.#begins[this.#length - 1] === begins;
    if (!isSame && this.#length === MOST) this.#thin(begins);
    this.#hold(this.#length + 1);
    this.#put(this.#length, begins, [value, low, high]);
    this.#length++;
    if (isSame) this.#join(this.#length - 2);
  }

  /** Copies, oldest first. */
  columns(): StatisticColumns {
    const column = (from: number): Float32Array =>
      Float32Array.from({ length: this.#length }, (_, at) => this.#rows[at * WIDTH + from] as number);
    return {
      times: Float64Array.from({ length: this.#length }, (_, at) => (this.#begins[at] as number) * STRETCH_US),
      value: column(0),
      low: column(1),
      high: column(2),
    };
  }

  snapshot(): StatisticColumns {
    return this.columns();
  }

  restore({ times, value, low, high }: StatisticColumns): void {
    this.#length = Math.min(times.length, MOST);
    this.#hold(this.#length);
    for (let at = 0; at < this.#length; at++)
      this.#put(at, (times[at] as number) / STRETCH_US, [value[at] as number, low[at] as number, high[at] as number]);
  }

  #put(at: number, begins: number, row: readonly [value: number, low: number, high: number]): void {
    this.#begins[at] = begins;
    this.#rows.set(row, at * WIDTH);
  }

  /** Makes room for so many stretches. */
  #hold(length: number): void {
    if (length <= this.#begins.length) return;
    const room = Math.min(MOST + 1, Math.max(length, 2 * this.#begins.length));
    const [begins, rows] = [new Uint32Array(room), new Float32Array(room * WIDTH)];
    begins.set(this.#begins);
    rows.set(this.#rows);
    [this.#begins, this.#rows] = [begins, rows];
  }

  /** Joins the two neighbours that are shortest for their age, so that what happened lately stays fine. */
  #thin(now: number): void {
    let [best, least] = [0, Number.POSITIVE_INFINITY];
    for (let at = 0; at + 2 < this.#length; at++) {
      const ends = this.#begins[at + 2] as number;
      const share = (ends - (this.#begins[at] as number)) / (now - ends + 1);
      if (share >= least) continue;
      [best, least] = [at, share];
    }
    this.#join(best);
  }

  /** This stretch and the next one become one: what deviates more stays; the later one where that is unknown. */
  #join(at: number): void {
    const next = at + 1;
    if (!(this.#deviation(next) < this.#deviation(at)))
      this.#rows.copyWithin(at * WIDTH, next * WIDTH, (next + 1) * WIDTH);
    this.#rows.copyWithin(next * WIDTH, (next + 1) * WIDTH, this.#length * WIDTH);
    this.#begins.copyWithin(next, next + 1, this.#length);
    this.#length--;
  }

  /** Distance from the usual range, in widths of it; negative within, NaN where no range is known. */
  #deviation(at: number): number {
    const [value = 0, low = 0, high = 0] = this.#rows.subarray(at * WIDTH, (at + 1) * WIDTH);
    return Math.max(low - value, value - high) / (high - low || 1);
  }
}
