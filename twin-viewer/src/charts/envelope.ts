import { EnvelopeBands } from "../../../edge/batch/envelope-bands.ts";

/** Points of a segment: more only sharpen lines that slip smears. */
const [LEAST_SEGMENT, MOST_SEGMENT] = [1_024, 16_384];
/** Bands of a sixteenth of the sample rate that overlap by half, as the health of bearings is judged in. */
const BANDS = { bandsPerRate: 16, step: 0.5, hasFloor: false } as const;

/** The spectrum of the squared envelope in the band that has the most impacts. */
export interface EnvelopeSpectrum {
  /** From 0 Hz on; the place in the list times `stepHz` is the frequency. In the waveform's unit squared. */
  readonly amplitudes: readonly number[];
  readonly stepHz: number;
  /** The band, chosen by spectral kurtosis (Antoni, MSSP 20 (2006) 282). */
  readonly bandHz: readonly [from: number, to: number];
}

/**
 * Repeated impacts, as of a damaged bearing, are lines in the envelope, whatever they make ring. Undefined where the
 * waveform is too short, or points are missing. `dt`: seconds between points.
 */
export function envelopeOf(points: readonly (number | null)[], dt: number): EnvelopeSpectrum | undefined {
  const segment = Math.min(MOST_SEGMENT, 2 ** Math.floor(Math.log2(Math.max(1, points.length))));
  if (segment < LEAST_SEGMENT || !(dt > 0) || points.includes(null)) return undefined;
  const known = Float32Array.from(points as readonly number[]);
  const bands = new EnvelopeBands(segment, BANDS);
  bands.measure(known, known.reduce((sum, point) => sum + point, 0) / known.length);
  let best = 0;
  for (const [band, kurtosis] of bands.kurtosis.entries()) if (kurtosis > (bands.kurtosis[best] as number)) best = band;
  const stepHz = 1 / (segment * dt);
  const low = (bands.lows[best] as number) * stepHz;
  return {
    amplitudes: Array.from(bands.spectra[best] as Float64Array, (power) => Math.sqrt(power)),
    stepHz,
    bandHz: [low, low + bands.width * stepHz],
  };
}
