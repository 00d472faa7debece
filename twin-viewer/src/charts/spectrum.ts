import { RealFft } from "../../../edge/batch/real-fft.ts";

/** Amplitudes of a waveform by frequency, from 0 to half of the sample rate. */
export interface Spectrum {
  /** In the waveform's unit; the place in the list times `stepHz` is the frequency. */
  readonly amplitudes: readonly number[];
  readonly stepHz: number;
  /** The strongest line, without the slow change that the first bins hold. */
  readonly peakHz: number;
  readonly peak: number;
}

/** Fewer points say nothing about frequencies. */
const LEAST = 64;
/** A Hann window spreads the mean over this many bins on each side. */
const SPREAD = 2;

/**
 * The spectrum of a whole waveform with a Hann window, over the largest power of two of its points. Undefined where it
 * is too short, or points are missing. `dt`: seconds between points.
 */
export function spectrumOf(points: readonly (number | null)[], dt: number): Spectrum | undefined {
  const length = 2 ** Math.floor(Math.log2(Math.max(1, points.length)));
  if (length < LEAST || !(dt > 0)) return undefined;
  const used = points.slice(0, length);
  if (used.includes(null)) return undefined;
  const known = used as readonly number[];
  const mean = known.reduce((sum, point) => sum + point, 0) / length;
  const windowed = Float64Array.from(
    known,
    (point, at) => (point - mean) * (0.5 - 0.5 * Math.cos((2 * Math.PI * at) / length)),
  );
  const fft = new RealFft(length);
  fft.forward(windowed, 0, 0);
  // Twice for the negative frequencies, twice because the window takes half.
  const amplitudes = Array.from(fft.re, (re, bin) => (4 / length) * Math.hypot(re, fft.im[bin] as number));
  const stepHz = 1 / (length * dt);
  let best = SPREAD + 1;
  for (let bin = best; bin < amplitudes.length; bin++)
    if ((amplitudes[bin] as number) > (amplitudes[best] as number)) best = bin;
  return { amplitudes, stepHz, peakHz: best * stepHz, peak: amplitudes[best] as number };
}
