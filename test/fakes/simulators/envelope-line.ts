/** An envelope spectrum of the tests' own: a spindle's simulation must not be judged by the code that it exercises. */

/** Complex fast Fourier transform in place; the length is a power of two. `sign` -1 forward, 1 back (not scaled). */
export function transform(re: Float64Array, im: Float64Array, sign: -1 | 1 = -1): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j] as number, re[i] as number];
      [im[i], im[j]] = [im[j] as number, im[i] as number];
    }
  }
  const half = n / 2;
  const cosines = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / n));
  const sines = Float64Array.from({ length: half }, (_, k) => sign * Math.sin((2 * Math.PI * k) / n));
  for (let size = 2; size <= n; size *= 2) {
    const stride = n / size;
    for (let start = 0; start < n; start += size) {
      for (let k = 0; k < size / 2; k++) {
        const [cos, sin] = [cosines[k * stride] as number, sines[k * stride] as number];
        const [a, b] = [start + k, start + k + size / 2];
        const tr = cos * (re[b] as number) - sin * (im[b] as number);
        const ti = cos * (im[b] as number) + sin * (re[b] as number);
        re[b] = (re[a] as number) - tr;
        im[b] = (im[a] as number) - ti;
        re[a] = (re[a] as number) + tr;
        im[a] = (im[a] as number) + ti;
      }
    }
  }
}

interface Spectrum {
  readonly stepHz: number;
  readonly amplitudes: Float64Array;
}

/**
 * Spectrum of the squared envelope of a band of at most 1600 Hz, of the first 16,384 points: the analytic signal by a
 * Fourier transform. The band alone is transformed back, so that its envelope has an eighth of the points.
 */
export function envelopeSpectrum(
  points: Float32Array,
  { rateHz, lowHz }: { readonly rateHz: number; readonly lowHz: number },
): Spectrum {
  const n = 16_384;
  const few = n / 8;
  const whole = Float64Array.from(points.subarray(0, n));
  const wholeIm = new Float64Array(n);
  transform(whole, wholeIm);
  const low = Math.round((lowHz * n) / rateHz);
  const re = new Float64Array(few);
  const im = new Float64Array(few);
  re.set(whole.subarray(low, low + few / 2));
  im.set(wholeIm.subarray(low, low + few / 2));
  transform(re, im, 1);
  let mean = 0;
  for (let i = 0; i < few; i++) {
    re[i] = (re[i] as number) ** 2 + (im[i] as number) ** 2;
    mean += (re[i] as number) / few;
  }
  for (let i = 0; i < few; i++) re[i] = ((re[i] as number) - mean) * (1 - Math.cos((2 * Math.PI * i) / few));
  im.fill(0);
  transform(re, im);
  return {
    stepHz: rateHz / n,
    amplitudes: Float64Array.from({ length: few / 2 }, (_, i) => Math.hypot(re[i] as number, im[i] as number)),
  };
}

/** The strongest line near a frequency (2.2 % below to 1.6 % above: elements slip) over the median around it. */
export function lineRatio({ stepHz, amplitudes }: Spectrum, hz: number): number {
  const from = Math.floor((hz * 0.978) / stepHz);
  const to = Math.ceil((hz * 1.016) / stepHz);
  const peak = Math.max(...amplitudes.subarray(from, to + 1));
  const around = [...amplitudes.subarray(from - 45, from - 8), ...amplitudes.subarray(to + 9, to + 46)];
  return peak / (around.sort((a, b) => a - b)[around.length >> 1] as number);
}
