/** State of a {@link WeightedLine} for a restart. */
export interface WeightedLineState {
  readonly sums: readonly number[];
  readonly lastH: number | null;
}

/**
 * Straight line through a series that forgets: least squares with weights that fall exponentially with each value. O(1)
 * a value; times are kept relative to the newest, so that nothing cancels.
 */
export class WeightedLine {
  readonly #keep: number;
  /** Weighted sums of 1, hours before the newest, values, hours squared, and hours times values. */
  readonly #sums = new Float64Array(5);
  #lastH = Number.NaN;

  /** @param memory values over which a weight falls to 1/e */
  constructor(memory: number) {
    this.#keep = Math.exp(-1 / memory);
  }

  observe(hours: number, value: number): void {
    const sums = this.#sums;
    const w = sums[0] as number;
    const t = sums[1] as number;
    const x = sums[2] as number;
    const passed = Number.isNaN(this.#lastH) ? 0 : hours - this.#lastH;
    const keep = this.#keep;
    this.#lastH = hours;
    sums[0] = keep * w + 1;
    sums[1] = keep * (t - passed * w);
    sums[2] = keep * x + value;
    sums[3] = keep * ((sums[3] as number) - 2 * passed * t + passed * passed * w);
    sums[4] = keep * ((sums[4] as number) - passed * x);
  }

  /** Change of the value in an hour; NaN before there are two times. */
  get perHour(): number {
    const [w, t, x, tt, tx] = this.#sums as unknown as [number, number, number, number, number];
    const spread = w * tt - t * t;
    return spread > 1e-12 * w * tt ? (w * tx - t * x) / spread : Number.NaN;
  }

  snapshot(): WeightedLineState {
    return { sums: [...this.#sums], lastH: Number.isNaN(this.#lastH) ? null : this.#lastH };
  }

  restore({ sums, lastH }: WeightedLineState): void {
    this.#sums.set(sums);
    this.#lastH = lastH ?? Number.NaN;
  }
}
