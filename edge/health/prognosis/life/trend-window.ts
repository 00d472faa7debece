/**
 * Least-squares slopes and means of the newest values of one signal, over several window lengths. O(1) per value: sums
 * move with the window. A window that is not full yet uses the values that it has.
 */
export class TrendWindow {
  readonly #lengths: Int32Array;
  readonly #ring: Float64Array;
  /** For each length: sum of the values, and sum of the values times their age in the window's own steps. */
  readonly #sum: Float64Array;
  readonly #moment: Float64Array;
  #seen = 0;

  /** @param lengths ascending */
  constructor(lengths: readonly number[]) {
    this.#lengths = Int32Array.from(lengths);
    this.#ring = new Float64Array((lengths.at(-1) ?? 0) + 1);
    this.#sum = new Float64Array(lengths.length);
    this.#moment = new Float64Array(lengths.length);
  }

  push(value: number): void {
    const ring = this.#ring;
    ring[this.#seen % ring.length] = value;
    for (let at = 0; at < this.#lengths.length; at++) {
      const length = this.#lengths[at] as number;
      const isFull = this.#seen >= length;
      const oldest = isFull ? (ring[(this.#seen - length) % ring.length] as number) : 0;
      // Ages grow by one before the new value comes in at age 0, and the oldest one leaves.
      const moment = (this.#moment[at] as number) + (this.#sum[at] as number);
      this.#moment[at] = isFull ? moment - length * oldest : moment;
      this.#sum[at] = (this.#sum[at] as number) + value - oldest;
    }
    this.#seen++;
  }

  #count(at: number): number {
    return Math.min(this.#seen, this.#lengths[at] as number);
  }

  /** NaN before the first value. */
  mean(at: number): number {
    return (this.#sum[at] as number) / this.#count(at);
  }

  /** Change per value; 0 before the second one. */
  slope(at: number): number {
    const count = this.#count(at);
    if (count < 2) return 0;
    const meanAge = (count - 1) / 2;
    const spread = (count * (count * count - 1)) / 12;
    return (meanAge * (this.#sum[at] as number) - (this.#moment[at] as number)) / spread;
  }

  /** Value of the fitted line at the newest value. */
  lineEnd(at: number): number {
    return this.mean(at) + (this.slope(at) * (this.#count(at) - 1)) / 2;
  }
}
