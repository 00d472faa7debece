import type { Aggregate } from "../../contracts/path/historian.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { MARK_DOUBTFUL, MARK_ENDS_USABLE, type RollupColumns } from "./rollup.ts";
import { isDoubtful, isUsable, type Rows } from "./rows.ts";

/**
 * Adds samples and roll-ups, in order of time, up to stretches of time given by their edges: stretch `i` reaches from
 * `edges[i]` to `edges[i + 1]`.
 *
 * A value holds until the next sample of any quality. Samples before the first edge only supply the value that holds
 * from there on.
 */
export class Periods {
  readonly #edges: Float64Array;
  readonly #counts: Uint32Array;
  readonly #usables: Uint32Array;
  readonly #doubtful: Uint8Array;
  readonly #min: Float64Array;
  readonly #max: Float64Array;
  readonly #sum: Float64Array;
  readonly #last: Float64Array;
  readonly #area: Float64Array;
  readonly #held: Float64Array;
  #at = 0;
  /** The value that holds, and since when; NaN for none. */
  #holding = Number.NaN;
  #since = 0;

  constructor(edges: Float64Array) {
    const length = edges.length - 1;
    const f64 = (): Float64Array => new Float64Array(length);
    this.#edges = edges;
    this.#counts = new Uint32Array(length);
    this.#usables = new Uint32Array(length);
    this.#doubtful = new Uint8Array(length);
    this.#min = f64();
    this.#max = f64();
    this.#sum = f64();
    this.#last = f64();
    this.#area = f64();
    this.#held = f64();
  }

  addRows({ length, times, values, statuses }: Rows): void {
    for (let i = 0; i < length; i++) this.#add(times[i] as number, values[i] as number, statuses[i] as number);
  }

  /**
   * Adds roll-ups of a tag together with samples outside of their buckets. A bucket counts for the stretch of its
   * start.
   */
  addBoth({ length, times, values, statuses }: Rows, rollups: RollupColumns): void {
    let row = 0;
    const addRowsUntil = (time: Micros): void => {
      for (; row < length && (times[row] as number) < time; row++)
        this.#add(times[row] as number, values[row] as number, statuses[row] as number);
    };
    for (let i = 0; i < rollups.length; i++) {
      addRowsUntil(rollups.buckets[i] as number);
      this.#addRollup(rollups, i);
    }
    addRowsUntil(Number.POSITIVE_INFINITY);
  }

  /** Ends the current value at `until`, at the latest at the last edge. Call it once, after everything was added. */
  finish(until: Micros): readonly Aggregate[] {
    this.#holdUntil(until);
    return Array.from(this.#counts, (count, i) => {
      const usables = this.#usables[i] as number;
      const held = this.#held[i] as number;
      const or = (value: number | undefined): number => (usables === 0 ? Number.NaN : (value as number));
      return {
        count,
        min: or(this.#min[i]),
        max: or(this.#max[i]),
        mean: or((this.#sum[i] as number) / usables),
        last: or(this.#last[i]),
        timeWeightedMean: held === 0 ? Number.NaN : (this.#area[i] as number) / held,
        held,
        isDoubtful: this.#doubtful[i] === 1,
      };
    });
  }

  #add(time: Micros, value: number, status: number): void {
    this.#holdUntil(time);
    const usable = isUsable(value, status);
    this.#holding = usable ? value : Number.NaN;
    this.#since = time;
    const at = this.#indexOf(time);
    if (at < 0) return;
    this.#counts[at] = (this.#counts[at] as number) + 1;
    if (isDoubtful(status)) this.#doubtful[at] = 1;
    if (usable) this.#use(at, { usables: 1, min: value, max: value, sum: value, last: value });
  }

  #addRollup(c: RollupColumns, i: number): void {
    const bucket = c.buckets[i] as number;
    const usables = c.usables[i] as number;
    const marks = c.marks[i] as number;
    this.#holdUntil(bucket + (c.first[i] as number));
    this.#since = bucket + (c.until[i] as number);
    this.#holding = (marks & MARK_ENDS_USABLE) === 0 ? Number.NaN : (c.last[i] as number);
    const at = this.#indexOf(bucket);
    if (at < 0) return;
    this.#counts[at] = (this.#counts[at] as number) + (c.counts[i] as number);
    if ((marks & MARK_DOUBTFUL) !== 0) this.#doubtful[at] = 1;
    this.#area[at] = (this.#area[at] as number) + (c.area[i] as number);
    this.#held[at] = (this.#held[at] as number) + (c.held[i] as number);
    if (usables > 0)
      this.#use(at, {
        usables,
        min: c.min[i] as number,
        max: c.max[i] as number,
        sum: (c.mean[i] as number) * usables,
        last: c.last[i] as number,
      });
  }

  #use(
    at: number,
    { usables, min, max, sum, last }: { usables: number; min: number; max: number; sum: number; last: number },
  ): void {
    const before = this.#usables[at] as number;
    if (before === 0 || min < (this.#min[at] as number)) this.#min[at] = min;
    if (before === 0 || max > (this.#max[at] as number)) this.#max[at] = max;
    this.#usables[at] = before + usables;
    this.#sum[at] = (this.#sum[at] as number) + sum;
    this.#last[at] = last;
  }

  /** Adds the current value to the stretches up to `until`. */
  #holdUntil(until: Micros): void {
    if (Number.isNaN(this.#holding)) return;
    const end = Math.min(until, this.#edges[this.#edges.length - 1] as number);
    let from = Math.max(this.#since, this.#edges[0] as number);
    while (from < end) {
      const at = this.#indexOf(from);
      const to = Math.min(end, this.#edges[at + 1] as number);
      this.#area[at] = (this.#area[at] as number) + this.#holding * (to - from);
      this.#held[at] = (this.#held[at] as number) + (to - from);
      from = to;
    }
  }

  /** Index of the stretch that holds a time; -1 outside. Times only grow, so this walks. */
  #indexOf(time: Micros): number {
    const edges = this.#edges;
    if (time < (edges[0] as number) || time >= (edges[edges.length - 1] as number)) return -1;
    while (time < (edges[this.#at] as number)) this.#at--;
    while (time >= (edges[this.#at + 1] as number)) this.#at++;
    return this.#at;
  }
}
