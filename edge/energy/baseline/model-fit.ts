/** How well a model of consumption fits (ASHRAE Guideline 14-2014, 5.2.11). */

export interface ModelFit {
  /** Number of steps compared. */
  readonly n: number;
  /** Coefficient of variation of the root mean square error, percent of the mean amount. */
  readonly cvRmsePercent: number;
  /** Normalised mean bias error, percent: above 0, the model predicts too little. */
  readonly nmbePercent: number;
  /** Correlation of neighbouring errors, from -1 to 1: correlated errors average out more slowly. */
  readonly autocorrelation: number;
}

/** Compares steps with both values known. All figures are NaN where there is none, or the mean is 0. */
export function modelFit(actual: ArrayLike<number>, predicted: ArrayLike<number>): ModelFit {
  let [n, sum, bias, squares, products, last] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < actual.length; at++) {
    const error = (actual[at] as number) - (predicted[at] as number);
    if (Number.isNaN(error)) continue;
    n++;
    sum += actual[at] as number;
    bias += error;
    squares += error * error;
    products += error * last;
    last = error;
  }
  return {
    n,
    cvRmsePercent: (100 * Math.sqrt(squares / n)) / (sum / n),
    nmbePercent: (100 * bias) / sum,
    autocorrelation: squares === 0 ? 0 : products / squares,
  };
}
