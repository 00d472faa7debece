/** Features of a recording that show a fault, and their scatter by noise alone: rule E25. Pure. */

/** `rms` in the unit of the points, `sharp`: RMS of the steps between points, `kurtosis`: 3 for noise. */
interface Features {
  readonly rms: number;
  readonly sharp: number;
  readonly kurtosis: number;
}

const SIGMAS = 3;

export function featuresOf(points: Float32Array): Features {
  const count = points.length;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += points[i] as number;
  const mean = sum / count;
  let [square, fourth, steps] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const off = ((points[i] as number) - mean) ** 2;
    square += off;
    fourth += off * off;
    if (i > 0) steps += ((points[i] as number) - (points[i - 1] as number)) ** 2;
  }
  return {
    rms: Math.sqrt(square / count),
    sharp: Math.sqrt(steps / Math.max(1, count - 1)),
    kurtosis: square === 0 ? 3 : (count * fourth) / (square * square),
  };
}

/**
 * Whether one of the features differs by more than three standard deviations that normally distributed noise of this
 * many points causes: 1/√(2n) of an RMS, √(24/n) of a kurtosis.
 */
export function isBeyondScatter(a: Features, b: Features, count: number): boolean {
  if (count < 2) return false;
  const share = SIGMAS / Math.sqrt(2 * count);
  const isApart = (one: number, other: number): boolean => Math.abs(one - other) > share * Math.min(one, other);
  return (
    isApart(a.rms, b.rms) ||
    isApart(a.sharp, b.sharp) ||
    Math.abs(a.kurtosis - b.kurtosis) > SIGMAS * Math.sqrt(24 / count)
  );
}
