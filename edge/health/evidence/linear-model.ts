import type { Learned } from "../../contracts/path/follower.ts";

/** Certainty of the weights before anything is known, in observations: so small that the first ones decide. */
const PRIOR = 1e-4;

/**
 * A linear model that is learnt one observation at a time: recursive least squares (Plackett 1950). It keeps no
 * observation and forgets nothing; `leverage` is how far an input lies outside of what was seen.
 */
export class LinearModel implements Learned<Float64Array> {
  readonly #size: number;
  /** Weights, and behind them the inverse of the information, row by row. */
  readonly #numbers: Float64Array;
  readonly #gain: Float64Array;

  /** @param size number of regressors; a constant one is one of them */
  constructor(size: number) {
    this.#size = size;
    this.#numbers = new Float64Array(size + size * size);
    this.#gain = new Float64Array(size);
    this.clear();
  }

  predict(of: Float64Array): number {
    let sum = 0;
    for (let at = 0; at < this.#size; at++) sum += (this.#numbers[at] as number) * (of[at] as number);
    return sum;
  }

  /** Variance of the prediction in variances of one observation: 1 / n after n equal ones, above 1 where unknown. */
  leverage(of: Float64Array): number {
    const size = this.#size;
    let sum = 0;
    for (let row = 0; row < size; row++) {
      let along = 0;
      for (let column = 0; column < size; column++)
        along += (this.#numbers[size + row * size + column] as number) * (of[column] as number);
      this.#gain[row] = along;
      sum += along * (of[row] as number);
    }
    return sum;
  }

  learn(of: Float64Array, value: number): void {
    const size = this.#size;
    const leverage = this.leverage(of);
    const error = value - this.predict(of);
    for (let row = 0; row < size; row++) {
      const gain = (this.#gain[row] as number) / (1 + leverage);
      this.#numbers[row] = (this.#numbers[row] as number) + gain * error;
      for (let column = 0; column < size; column++) {
        const at = size + row * size + column;
        this.#numbers[at] = (this.#numbers[at] as number) - gain * (this.#gain[column] as number);
      }
    }
  }

  clear(): void {
    this.#numbers.fill(0);
    for (let row = 0; row < this.#size; row++) this.#numbers[this.#size + row * this.#size + row] = 1 / PRIOR;
  }

  snapshot(): Float64Array {
    return this.#numbers.slice();
  }

  restore(state: Float64Array): void {
    this.#numbers.set(state);
  }
}
