/** Up to here evidence is counted; see `strengths` of ComponentWatch. */
const MOST = 20;

/**
 * Evidence of a distance in standard deviations: -log10 of the upper tail of a normal distribution, by its asymptotic
 * bound (Mills' ratio), 0 below one deviation. 9 is at 6.0 deviations.
 */
export function strengthOf(deviations: number): number {
  if (!(deviations > 1)) return 0;
  return Math.min(MOST, (deviations ** 2 / 2 + Math.log(deviations * Math.sqrt(2 * Math.PI))) / Math.LN10);
}
