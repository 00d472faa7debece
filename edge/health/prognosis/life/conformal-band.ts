/** Predictions at which the band is known; between them it is interpolated. */
const POINTS = 11;
/** Share of the errors, nearest to a point, from which its quantiles are taken. */
const NEAR = 0.2;

/**
 * How far the truth lies from a prediction: quantiles of the errors that models made on units which they had not seen
 * (cross-conformal prediction, Vovk 2015), depending on the prediction, because errors grow with the life that is left.
 */
export interface ConformalBand {
  /** Share of true values that the band should contain. */
  readonly coverage: number;
  /** Ascending predictions, and the errors (truth minus prediction) at the lower and upper end. */
  readonly at: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * @param units number of independent units behind the errors: rows of a unit have similar errors, so few units widen
 *   the band by the correction of finite samples
 */
export function conformalBand(
  predicted: Float64Array,
  truth: Float64Array,
  options: { readonly coverage: number; readonly units: number },
): ConformalBand {
  const order = Int32Array.from(predicted, (_, row) => row).sort(
    (a, b) => (predicted[a] as number) - (predicted[b] as number),
  );
  const count = Math.max(1, Math.min(order.length, Math.round(NEAR * order.length)));
  const held = Math.min(1, options.coverage + 1 / (options.units + 1));
  const [at, low, high] = [new Float64Array(POINTS), new Float64Array(POINTS), new Float64Array(POINTS)];
  for (let point = 0; point < POINTS; point++) {
    const begin = Math.round(((order.length - count) * point) / (POINTS - 1));
    const near = order.subarray(begin, begin + count);
    at[point] = near.reduce((sum, row) => sum + (predicted[row] as number), 0) / count;
    const errors = Float64Array.from(near, (row) => (truth[row] as number) - (predicted[row] as number)).sort();
    [low[point], high[point]] = shortest(errors, held);
  }
  return { coverage: options.coverage, at, low, high };
}

/**
 * The shortest stretch of the sorted errors that contains a share of them. Equal tails would contain too many where the
 * true value is capped, because no error lies above the cap.
 */
function shortest(errors: Float64Array, share: number): [low: number, high: number] {
  const reach = Math.min(errors.length - 1, Math.ceil(share * errors.length) - 1);
  let best = 0;
  const length = (begin: number): number => (errors[begin + reach] as number) - (errors[begin] as number);
  for (let begin = 1; begin + reach < errors.length; begin++) if (length(begin) < length(best)) best = begin;
  return [errors[best] as number, errors[best + reach] as number];
}

/** Error at one end of the band for a prediction. */
export function bandError(at: Float64Array, errors: Float64Array, prediction: number): number {
  const last = at.length - 1;
  if (prediction <= (at[0] as number)) return errors[0] as number;
  if (prediction >= (at[last] as number)) return errors[last] as number;
  let next = 1;
  while ((at[next] as number) < prediction) next++;
  const [left, right] = [at[next - 1] as number, at[next] as number];
  const share = right > left ? (prediction - left) / (right - left) : 1;
  return (errors[next - 1] as number) * (1 - share) + (errors[next] as number) * share;
}
