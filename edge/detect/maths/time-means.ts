import type { Micros } from "../../contracts/path/sample-batch.ts";

/**
 * Means of many tags over equal stretches of edge time. A tag that was silent
 * while its link is alive held its last value, because sources report on change
 * only; that mean is the last value.
 */
export class TimeMeans {
  readonly #everyUs: number;
  readonly #sums: Float64Array;
  readonly #counts: Uint32Array;
  readonly #last: Float64Array;
  #closesAt: Micros = Number.NaN;

  constructor(size: number, everyS: number) {
    this.#everyUs = everyS * 1e6;
    this.#sums = new Float64Array(size);
    this.#counts = new Uint32Array(size);
    this.#last = new Float64Array(size).fill(Number.NaN);
  }

  add(index: number, value: number): void {
    this.#sums[index] = (this.#sums[index] as number) + value;
    this.#counts[index] = (this.#counts[index] as number) + 1;
    this.#last[index] = value;
  }

  /** Whether a stretch is over; `restarted` when the edge's clock was set back, so earlier times mean nothing. */
  due(now: Micros): "no" | "over" | "restarted" {
    if (Number.isNaN(this.#closesAt)) {
      this.#closesAt = now + this.#everyUs;
      return "no";
    }
    if (now < this.#closesAt - 2 * this.#everyUs) {
      this.#closesAt = now + this.#everyUs;
      return "restarted";
    }
    if (now < this.#closesAt) return "no";
    const next = this.#closesAt + this.#everyUs;
    this.#closesAt = next > now ? next : now + this.#everyUs;
    return "over";
  }

  /** The mean of the stretch, the held value when nothing came and `isHeld`, else NaN. Starts the next stretch. */
  take(index: number, isHeld: boolean): number {
    const count = this.#counts[index] as number;
    const mean =
      count > 0 ? (this.#sums[index] as number) / count : isHeld ? (this.#last[index] as number) : Number.NaN;
    this.#sums[index] = 0;
    this.#counts[index] = 0;
    return mean;
  }

  last(index: number): number {
    return this.#last[index] as number;
  }
}
