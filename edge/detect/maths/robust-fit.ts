/** A straight line through noisy points that outliers cannot pull away, with its uncertainty. */
export interface RobustLine {
  readonly slope: number;
  /** Value of the line at the newest point. */
  readonly level: number;
  /** Interval of the slope at the requested confidence. */
  readonly slopeLow: number;
  readonly slopeHigh: number;
  /** Half width of the interval of `level`. */
  readonly levelError: number;
  /** Mean of the absolute residuals. */
  readonly residual: number;
  /** Factor by which the residuals' autocorrelation raises variances. */
  readonly inflation: number;
}

/**
 * Theil-Sen line: the median of the slopes between all pairs of points. Its
 * interval comes from the ranks of those slopes (Sen 1968), widened for
 * residuals that follow each other (lag-1 autocorrelation), because neighbouring
 * averages of a machine are not independent. Least squares was rejected: one
 * tool change or warm-up in the window turns its line.
 */
export function fitRobustLine(
  times: Float64Array,
  values: Float64Array,
  options: { count: number; z: number },
): RobustLine {
  const n = options.count;
  const slopes = new Float64Array((n * (n - 1)) / 2);
  let pairs = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++)
      slopes[pairs++] = ((values[j] as number) - (values[i] as number)) / ((times[j] as number) - (times[i] as number));
  }
  slopes.sort();
  const slope = medianOfSorted(slopes);
  const newest = times[n - 1] as number;
  const levels = Float64Array.from(
    { length: n },
    (_, i) => (values[i] as number) + slope * (newest - (times[i] as number)),
  ).sort();
  const level = medianOfSorted(levels);
  const residuals = Float64Array.from(
    { length: n },
    (_, i) => (values[i] as number) - level - slope * ((times[i] as number) - newest),
  );
  const inflation = varianceInflation(residuals);
  const spread = 1.4826 * medianOfSorted(residuals.map(Math.abs).sort());
  // Variance of Kendall's S for n points without ties (Sen 1968).
  const reach = options.z * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18) * Math.sqrt(inflation);
  const low = Math.max(0, Math.floor((pairs - reach) / 2));
  const high = Math.min(pairs - 1, Math.ceil((pairs + reach) / 2));
  // The end of a fitted line is twice as uncertain as its middle.
  return {
    slope,
    level,
    slopeLow: slopes[low] as number,
    slopeHigh: slopes[high] as number,
    levelError: (2 * options.z * spread * Math.sqrt(inflation)) / Math.sqrt(n),
    residual: residuals.reduce((sum, residual) => sum + Math.abs(residual), 0) / n,
    inflation,
  };
}

/**
 * When the line has gone `gap`, 0 or more, beyond its level at the newest point, in the unit of the times. The interval
 * is that of slope and level; the slope's must not hold 0.
 */
export function crossingAfter(newest: number, gap: number, line: RobustLine): { at: number; from: number; to: number } {
  const [slow, fast] = [line.slopeLow, line.slopeHigh].map(Math.abs).sort((a, b) => a - b) as [number, number];
  return {
    at: Math.round(newest + gap / Math.abs(line.slope)),
    from: Math.round(newest + Math.max(0, gap - line.levelError) / fast),
    to: Math.round(newest + (gap + line.levelError) / slow),
  };
}

/** Factor by which autocorrelation raises the variance against independent points, 1 to 19. */
function varianceInflation(residuals: Float64Array): number {
  let product = 0;
  let square = 0;
  for (let i = 0; i < residuals.length; i++) {
    const value = residuals[i] as number;
    square += value * value;
    if (i > 0) product += value * (residuals[i - 1] as number);
  }
  const correlation = square === 0 ? 0 : Math.min(0.9, Math.max(0, product / square));
  return (1 + correlation) / (1 - correlation);
}

export function medianOfSorted(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Quantile of the normal distribution, Acklam's rational approximation; error below 1.2e-9. */
export function normalQuantile(p: number): number {
  const low = 0.02425;
  if (p < low) return tail(Math.sqrt(-2 * Math.log(p)));
  if (p > 1 - low) return -tail(Math.sqrt(-2 * Math.log(1 - p)));
  const q = p - 0.5;
  const r = q * q;
  const top =
    ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
    2.506628277459239;
  const bottom =
    ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
    1;
  return (top * q) / bottom;
}

function tail(q: number): number {
  const top =
    ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
      4.374664141464968) *
      q +
    2.938163982698783;
  return (
    top / ((((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)
  );
}
