import { EnvelopeBands } from "../../../batch/envelope-bands.ts";
import type { BearingOrders } from "../../../contracts/plant/bearing-orders.ts";
import { LineSearch } from "./line-search.ts";

/** Bands of a sixteenth of the sampling rate, overlapping by half. */
const BANDS = { bandsPerRate: 16, step: 0.5, hasFloor: false } as const;
const SLIP = 0.012;

/**
 * Columns of the features of one burst. `rms`, `crest` and `kurtosis` (3 for Gaussian noise) describe the whole signal
 * without its mean. `bandHz`, `bandKurtosis` and `bandRms` describe the band with the highest spectral kurtosis: its
 * lower end in Hz, its kurtosis above Gaussian noise, its RMS. `outer`, `inner`, `ball` and `cage` are the heights of a
 * damaged part's lines over their neighbours in the squared-envelope spectrum: the geometric mean over the line and its
 * harmonics in the best band. `outerLine` to `cageLine` are the amplitudes of the first of these lines in that band, in
 * the unit of the signal squared.
 */
export const BEARING_COLUMNS = [
  "rms",
  "crest",
  "kurtosis",
  "bandHz",
  "bandKurtosis",
  "bandRms",
  "outer",
  "inner",
  "ball",
  "cage",
  "outerLine",
  "innerLine",
  "ballLine",
  "cageLine",
] as const;

const PARTS = ["outer", "inner", "ball", "cage"] as const;
const FIRST_PART = BEARING_COLUMNS.indexOf("outer");
const FIRST_LINE = BEARING_COLUMNS.indexOf("outerLine");

/** Multiples of the shaft's rate at which a damaged part has lines; the amplitude is taken from the first. */
function linesOf({ outer, inner, spin, cage }: BearingOrders): readonly Float64Array[] {
  return [
    [outer, 2 * outer],
    [inner, 2 * inner],
    // A defect on a ball strikes both races in one spin.
    [2 * spin, spin, 4 * spin],
    [cage, 2 * cage],
  ].map((orders) => Float64Array.from(orders));
}

/** Features of a vibration burst of a bearing: columns in, columns out. One instance serves bursts of one rate. */
export class BearingWaveform {
  readonly #bands: EnvelopeBands;
  readonly #search = new LineSearch(SLIP);
  readonly #lines: readonly Float64Array[];
  readonly #binHz: number;

  /** @param segment points of a segment, a power of two: it sets the resolution; a burst needs at least one segment */
  constructor(options: { readonly segment: number; readonly rateHz: number; readonly orders: BearingOrders }) {
    this.#bands = new EnvelopeBands(options.segment, BANDS);
    this.#lines = linesOf(options.orders);
    this.#binHz = options.rateHz / options.segment;
  }

  /**
   * Writes the features of a burst at a shaft rate into `out`, in the order of `BEARING_COLUMNS`. All are NaN for a
   * burst that is shorter than a segment, and those of the bearing for a shaft at rest.
   */
  measure(samples: Float32Array, shaftHz: number, out: Float64Array): void {
    out.fill(Number.NaN);
    if (samples.length < this.#bands.segment) return;
    const mean = wholeSignal(samples, out);
    this.#bands.measure(samples, mean);
    this.#chooseBand(out);
    if (shaftHz > 0) for (let part = 0; part < PARTS.length; part++) this.#findPart(part, shaftHz, out);
  }

  #chooseBand(out: Float64Array): void {
    const { kurtosis, power, lows } = this.#bands;
    let best = 0;
    for (let band = 1; band < lows.length; band++)
      if ((kurtosis[band] as number) > (kurtosis[best] as number)) best = band;
    out[3] = (lows[best] as number) * this.#binHz;
    out[4] = kurtosis[best] as number;
    out[5] = Math.sqrt(power[best] as number);
  }

  #findPart(part: number, shaftHz: number, out: Float64Array): void {
    const orders = this.#lines[part] as Float64Array;
    let best = Number.NaN;
    let line = Number.NaN;
    for (const spectrum of this.#bands.spectra) {
      let logs = 0;
      let count = 0;
      let first = 0;
      for (let at = 0; at < orders.length; at++) {
        const ratio = this.#search.ratio(spectrum, ((orders[at] as number) * shaftHz) / this.#binHz);
        if (at === 0) first = this.#search.power;
        // A fast shaft's harmonics lie beyond the band.
        if (Number.isNaN(ratio)) continue;
        logs += Math.log(ratio);
        count++;
      }
      if (count === 0) continue;
      const mean = Math.exp(logs / count);
      if (mean <= best) continue;
      best = mean;
      line = 2 * Math.sqrt(first);
    }
    out[FIRST_PART + part] = best;
    out[FIRST_LINE + part] = line;
  }
}

/** RMS, crest factor and kurtosis; returns the mean. */
function wholeSignal(samples: Float32Array, out: Float64Array): number {
  let mean = 0;
  for (let i = 0; i < samples.length; i++) mean += samples[i] as number;
  mean /= samples.length;
  let second = 0;
  let fourth = 0;
  let peak = 0;
  for (let i = 0; i < samples.length; i++) {
    const off = (samples[i] as number) - mean;
    const square = off * off;
    second += square;
    fourth += square * square;
    if (square > peak) peak = square;
  }
  second /= samples.length;
  fourth /= samples.length;
  out[0] = Math.sqrt(second);
  out[1] = second > 0 ? Math.sqrt(peak / second) : Number.NaN;
  out[2] = second > 0 ? fourth / (second * second) : Number.NaN;
  return mean;
}
