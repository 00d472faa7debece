/** Lower bound of a level's relative deviation: instruments and loads do not repeat better. */
const LEAST_SIGMA = 0.05;
/** Deviation of Gaussian noise over its median absolute deviation. */
const MAD_TO_SIGMA = 1.4826;

/** State of a {@link SpeedReference} for a restart. */
export interface SpeedReferenceState {
  readonly band: number;
  readonly usedAt: number;
  readonly count: number;
  /** Logarithms of the levels learned from, burst by burst; empty once learned. */
  readonly logs: readonly (number | null)[];
  readonly medians: readonly (number | null)[];
  readonly sigmas: readonly (number | null)[];
}

/** A unit's own first bursts in one band of speed: median and robust deviation of the logarithm of each level. */
export class SpeedReference {
  readonly band: number;
  /** Number of the burst that was last compared or learned from. */
  usedAt = 0;
  readonly medians: Float64Array;
  readonly sigmas: Float64Array;
  #logs: Float64Array;
  #count = 0;

  constructor(options: { readonly band: number; readonly columns: number; readonly learn: number }) {
    this.band = options.band;
    this.medians = new Float64Array(options.columns).fill(Number.NaN);
    this.sigmas = new Float64Array(options.columns).fill(Number.NaN);
    this.#logs = new Float64Array(options.columns * options.learn);
  }

  get isLearned(): boolean {
    return this.#logs.length === 0;
  }

  /** Takes the levels of a burst until the reference is learned. */
  learn(levels: Float64Array): void {
    const columns = this.medians.length;
    for (let column = 0; column < columns; column++)
      this.#logs[this.#count * columns + column] = Math.log(levels[column] as number);
    this.#count++;
    if (this.#count * columns < this.#logs.length) return;
    const column = new Float64Array(this.#count);
    for (let at = 0; at < columns; at++) this.#close(at, column);
    this.#logs = new Float64Array(0);
  }

  /** Robust deviations of a level above its reference; NaN where there is none. */
  deviations(column: number, level: number): number {
    return (Math.log(level) - (this.medians[column] as number)) / (this.sigmas[column] as number);
  }

  snapshot(): SpeedReferenceState {
    const { band, usedAt } = this;
    const numbers = (of: Float64Array): (number | null)[] =>
      Array.from(of, (value) => (Number.isFinite(value) ? value : null));
    const filled = this.#logs.subarray(0, this.#count * this.medians.length);
    return {
      band,
      usedAt,
      count: this.#count,
      logs: this.isLearned ? [] : numbers(filled),
      medians: numbers(this.medians),
      sigmas: numbers(this.sigmas),
    };
  }

  static restored(state: SpeedReferenceState, learn: number): SpeedReference {
    const { band, medians, sigmas, logs, count, usedAt } = state;
    const made = new SpeedReference({ band, columns: medians.length, learn });
    const numbers = (of: readonly (number | null)[]): number[] => of.map((value) => value ?? Number.NaN);
    made.usedAt = usedAt;
    made.medians.set(numbers(medians));
    made.sigmas.set(numbers(sigmas));
    made.#count = count;
    if (count === learn) made.#logs = new Float64Array(0);
    else made.#logs.set(numbers(logs));
    return made;
  }

  #close(at: number, column: Float64Array): void {
    const columns = this.medians.length;
    let known = 0;
    for (let row = 0; row < this.#count; row++) {
      const log = this.#logs[row * columns + at] as number;
      if (Number.isFinite(log)) column[known++] = log;
    }
    // A level that is often unknown or 0 has no reference.
    if (known < this.#count / 2) return;
    const logs = column.subarray(0, known).sort();
    const median = logs[known >> 1] as number;
    for (let row = 0; row < known; row++) logs[row] = Math.abs((logs[row] as number) - median);
    logs.sort();
    this.medians[at] = median;
    this.sigmas[at] = Math.max(LEAST_SIGMA, MAD_TO_SIGMA * (logs[known >> 1] as number));
  }
}
