/** Ratio of the ends of a band. */
const WIDTH = 1.1;

/**
 * Number of the band of speed that a speed in revolutions per minute lies in: bands are a tenth wide. 0 for a shaft at
 * rest and where the speed is not known.
 */
export function speedBand(speedPerMin: number): number {
  return speedPerMin > 1 ? Math.round(Math.log(speedPerMin) / Math.log(WIDTH)) : 0;
}
