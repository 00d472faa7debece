/** What a consumer saved against its baseline, with the uncertainty of that (IPMVP option B, ASHRAE 14-2014 4.2.11). */
import type { SavingFigures } from "../../contracts/production/baseline.ts";
import type { ModelFit } from "./model-fit.ts";

/** Two-sided 90 % of a normal distribution: there are hundreds of steps. */
const T_90 = 1.645;
/** Of the formula for models of several drivers. */
const FACTOR = 1.26;

export interface Compared {
  readonly actual: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
}

/**
 * Sum of predicted less actual over steps with both, in the amounts' unit, ± its uncertainty at 90 %. Correlated errors
 * count as fewer steps: n' = n (1 - r) / (1 + r). `fit` is that of steps that the model had not seen.
 */
export function savingOf({ actual, predicted }: Compared, fit: ModelFit): SavingFigures | null {
  let [steps, used, expected] = [0, 0, 0];
  for (let at = 0; at < actual.length; at++) {
    const one = actual[at] as number;
    if (Number.isNaN(one) || Number.isNaN(predicted[at])) continue;
    steps++;
    used += one;
    expected += predicted[at] as number;
  }
  const { n, cvRmsePercent, autocorrelation } = fit;
  if (steps === 0 || n < 3 || !Number.isFinite(cvRmsePercent)) return null;
  const correlation = Math.max(0, Math.min(0.99, autocorrelation));
  const free = Math.max(3, (n * (1 - correlation)) / (1 + correlation));
  const spread = Math.sqrt((n / free) * (1 + 2 / free) * (1 / steps));
  const uncertainty = (T_90 * FACTOR * cvRmsePercent * spread * expected) / 100;
  return { steps, actual: used, expected, saved: expected - used, uncertainty };
}
