/**
 * How long damage takes from its first trace to the end of function, from earlier lives of its kind: times are
 * log-normal with an unknown mean and spread, so that the next one has Student's distribution (conjugate prior; Gelman
 * et al., Bayesian Data Analysis, 3rd ed., 3.3).
 */

/** Spread of the logarithms before any life has ended, and the number of lives that it counts as. */
const [SPREAD, COUNTS] = [0.5, 3] as const;

/** The logarithm of the next time in seconds: centre, scale and degrees of freedom. */
export interface TimeScale {
  readonly centre: number;
  readonly scale: number;
  readonly freedom: number;
}

/** Distribution of the next life's time; undefined before any has ended. */
export function timeScaleOf(logs: readonly number[]): TimeScale | undefined {
  const count = logs.length;
  if (count === 0) return undefined;
  const centre = logs.reduce((sum, log) => sum + log, 0) / count;
  const squares = logs.reduce((sum, log) => sum + (log - centre) ** 2, 0);
  const freedom = COUNTS + count - 1;
  const variance = (COUNTS * SPREAD ** 2 + squares) / freedom;
  return { centre, scale: Math.sqrt(variance * (1 + 1 / count)), freedom };
}

/** Logarithm of the density of the time's logarithm, without its constant. */
export function logDensityOf({ centre, scale, freedom }: TimeScale, seconds: number): number {
  const away = (Math.log(seconds) - centre) / scale;
  return -((freedom + 1) / 2) * Math.log1p(away ** 2 / freedom);
}
