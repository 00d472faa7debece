/** Evidence is capped here; see `strengths` of ComponentWatch. */
const MOST = 20;

/**
 * Converts a distance in standard deviations to evidence: -log10 of the upper tail of a normal distribution, by its
 * asymptotic bound (Mills' ratio), 0 below one deviation. 6.0 deviations give 9.
 */
export function strengthOf(deviations: number): number {
  if (!(deviations > 1)) return 0;
  return Math.min(MOST, (deviations ** 2 / 2 + Math.log(deviations * Math.sqrt(2 * Math.PI))) / Math.LN10);
}
