/**
 * Linear regression that learns row by row by recursive least squares with forgetting (Ljung, System Identification,
 * 2nd edition, 11.2). Starts at coefficients of 0, so that without experience nothing is added.
 */

/** Experience counts half after about 5,000 rows. */
const FORGETTING = 0.99986;
/** Variance of the coefficients at the start: small, because one day must not turn them over. */
const START_VARIANCE = 0.05;
/** Forgetting inflates the variance of directions in which nothing varies; the trace is held below this. */
const MOST_VARIANCE = 10;

export interface RegressionState {
  readonly coefficients: readonly number[];
  readonly covariance: readonly number[];
}

export class RecursiveRegression {
  readonly #coefficients: Float64Array;
  /** Row after row. */
  readonly #covariance: Float64Array;
  readonly #gain: Float64Array;

  constructor(features: number) {
    this.#coefficients = new Float64Array(features);
    this.#covariance = new Float64Array(features * features);
    this.#gain = new Float64Array(features);
    for (let at = 0; at < features; at++) this.#covariance[at * features + at] = START_VARIANCE;
  }

  predict(row: Float64Array): number {
    return dot(this.#coefficients, row, 0);
  }

  learn(row: Float64Array, target: number): void {
    const { length } = row;
    const covariance = this.#covariance;
    const gain = this.#gain;
    for (let at = 0; at < length; at++) gain[at] = dot(covariance, row, at * length);
    const scale = 1 / (FORGETTING + dot(gain, row, 0));
    const error = target - this.predict(row);
    let trace = 0;
    for (let at = 0; at < length; at++) {
      const own = gain[at] as number;
      this.#coefficients[at] = (this.#coefficients[at] as number) + scale * own * error;
      for (let other = 0; other < length; other++) {
        const place = at * length + other;
        covariance[place] = (covariance[place] as number) - scale * own * (gain[other] as number);
      }
      trace += covariance[at * length + at] as number;
    }
    if (trace / FORGETTING > MOST_VARIANCE) return;
    for (let at = 0; at < covariance.length; at++) covariance[at] = (covariance[at] as number) / FORGETTING;
  }

  snapshot(): RegressionState {
    return { coefficients: [...this.#coefficients], covariance: [...this.#covariance] };
  }

  restore({ coefficients, covariance }: RegressionState): void {
    this.#coefficients.set(coefficients);
    this.#covariance.set(covariance);
  }
}

function dot(of: Float64Array, row: Float64Array, from: number): number {
  let sum = 0;
  for (let at = 0; at < row.length; at++) sum += (of[from + at] as number) * (row[at] as number);
  return sum;
}
