/**
 * Writes RMS, largest value and kurtosis (3 for Gaussian noise) of a burst without its mean into `out`, in this order.
 * Returns the mean. A point that is no number makes RMS and kurtosis NaN.
 */
export function moments(points: Float32Array, out: Float64Array): number {
  let mean = 0;
  for (let i = 0; i < points.length; i++) mean += points[i] as number;
  mean /= points.length;
  let second = 0;
  let fourth = 0;
  let peak = 0;
  for (let i = 0; i < points.length; i++) {
    const off = (points[i] as number) - mean;
    const square = off * off;
    second += square;
    fourth += square * square;
    if (square > peak) peak = square;
  }
  second /= points.length;
  fourth /= points.length;
  out[0] = Math.sqrt(second);
  out[1] = Math.sqrt(peak);
  out[2] = second > 0 ? fourth / (second * second) : Number.NaN;
  return mean;
}
