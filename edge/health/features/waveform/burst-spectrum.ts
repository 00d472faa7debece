import { nth } from "../../../batch/nth.ts";
import { RealFft } from "../../../batch/real-fft.ts";

/** Points of a segment: more only sharpen lines that slip smears, fewer tell nothing of a shaft. */
const [LEAST_SEGMENT, MOST_SEGMENT] = [256, 16_384];
/** Bands of the RMS, Hz: unbalance and gears, gear mesh, and bearings that ring. */
const BANDS_HZ = [
  [0, 1_000],
  [1_000, 5_000],
  [5_000, Number.POSITIVE_INFINITY],
] as const;
/** Range of the velocity that judges the severity of vibration (ISO 20816-1, 6.2). */
const VELOCITY_HZ = [10, 1_000] as const;
/** Gaps of a spectrum, as of a filter, must not weigh more than lines. */
const LEAST_SHARE = 1e-6;
/** Turns of a shaft in a segment that show its rahmonics. */
const LEAST_TURNS = 5;
/** Share of a turn by which a rahmonic is searched, bins of the cepstrum at least on each side, and how many. */
const [NEAR, LEAST_NEAR, RAHMONICS] = [0.01, 1, 2] as const;
/** Where the surroundings of a rahmonic lie, as shares of a turn from it. */
const [AROUND_FROM, AROUND_TO] = [0.1, 0.4] as const;
/** Values of the surroundings that are compared at most. */
const MOST_AROUND = 2_048;

/**
 * Mean power spectrum of a burst (Welch, IEEE Trans. AU-15 (1967) 70: Hann windows that overlap by half), and its real
 * cepstrum (Randall, MSSP 97 (2017) 3). Memory follows the longest burst; a burst of the same length allocates nothing.
 */
export class BurstSpectrum {
  #fft = new RealFft(LEAST_SEGMENT);
  #hann = hannOf(LEAST_SEGMENT);
  #logs = new Float64Array(LEAST_SEGMENT);
  /** Mean square of each bin. */
  #power = new Float64Array(LEAST_SEGMENT / 2 + 1);
  readonly #around = new Float64Array(MOST_AROUND);
  #rateHz = Number.NaN;
  /** Whether the transform holds the cepstrum of the burst. */
  #isCepstrum = false;

  /**
   * Takes a burst, about which the other calls then answer: with NaN, where it has fewer than 256 points or one that is
   * no number.
   */
  measure(points: Float32Array, { mean, rateHz }: { readonly mean: number; readonly rateHz: number }): void {
    this.#isCepstrum = false;
    this.#rateHz = Number.NaN;
    if (points.length < LEAST_SEGMENT || !Number.isFinite(mean)) return;
    this.#rateHz = rateHz;
    this.#fit(points.length);
    this.#average(points, mean);
  }

  /**
   * RMS below 1 kHz (0), from 1 to 5 kHz (1) or above (2), in the unit of the points; NaN where the sampling rate does
   * not reach.
   */
  rms(band: 0 | 1 | 2): number {
    const [fromHz, toHz] = BANDS_HZ[band];
    const last = this.#power.length - 1;
    const binHz = this.#binHz;
    if (!(fromHz < last * binHz)) return Number.NaN;
    let sum = 0;
    for (let bin = Math.max(1, Math.ceil(fromHz / binHz)); bin <= Math.min(last, Math.ceil(toHz / binHz) - 1); bin++)
      sum += this.#power[bin] as number;
    return Math.sqrt(sum);
  }

  /**
   * RMS of the velocity from 10 to 1,000 Hz, in the unit of the points times s; NaN for a burst that does not resolve
   * 10 Hz, and for a lower sampling rate.
   */
  get velocity(): number {
    const [fromHz, toHz] = VELOCITY_HZ;
    const binHz = this.#binHz;
    if (!(binHz <= fromHz && toHz <= (this.#power.length - 1) * binHz)) return Number.NaN;
    let sum = 0;
    for (let bin = Math.ceil(fromHz / binHz); bin <= Math.floor(toHz / binHz); bin++)
      sum += (this.#power[bin] as number) / (2 * Math.PI * bin * binHz) ** 2;
    return Math.sqrt(sum);
  }

  /**
   * Height of the cepstrum at the period of a shaft and at its double over their surroundings, in nepers: what a family
   * of lines at the distance of the shaft's rate adds to the logarithm of the spectrum, whatever its carrier and the
   * way to the sensor. NaN for a shaft at rest or of an unknown speed, and for a burst of fewer than five of its turns.
   */
  sidebands(shaftHz: number): number {
    const turn = this.#rateHz / shaftHz;
    if (!(turn > 0 && LEAST_TURNS * turn <= this.#fft.length)) return Number.NaN;
    if (!this.#isCepstrum && !this.#toCepstrum()) return Number.NaN;
    let sum = 0;
    for (let rahmonic = 1; rahmonic <= RAHMONICS; rahmonic++) sum += this.#rahmonic(rahmonic * turn, turn);
    return sum;
  }

  get #binHz(): number {
    return this.#rateHz / this.#fft.length;
  }

  #fit(points: number): void {
    const segment = Math.min(MOST_SEGMENT, 2 ** Math.floor(Math.log2(points)));
    if (segment === this.#fft.length) return;
    this.#fft = new RealFft(segment);
    this.#hann = hannOf(segment);
    this.#logs = new Float64Array(segment);
    this.#power = new Float64Array(segment / 2 + 1);
  }

  #average(points: Float32Array, mean: number): void {
    const segment = this.#fft.length;
    const count = 1 + Math.ceil((points.length - segment) / (segment / 2));
    const { re, im } = this.#fft;
    const power = this.#power.fill(0);
    // The mean square of a Hann window is 3/8; lines of a real signal have half of their power at negative frequencies.
    const scale = (2 * 8) / (3 * count * segment * segment);
    for (let at = 0; at < count; at++) {
      // The last segment ends where the burst ends.
      const from = Math.min(points.length - segment, (at * segment) / 2);
      this.#fft.windowed(points, from, { mean, window: this.#hann });
      for (let bin = 0; bin < power.length; bin++)
        power[bin] = (power[bin] as number) + scale * ((re[bin] as number) ** 2 + (im[bin] as number) ** 2);
    }
  }

  /** False for a burst without any vibration. */
  #toCepstrum(): boolean {
    const logs = this.#logs;
    const power = this.#power;
    let mean = 0;
    for (let bin = 0; bin < power.length; bin++) mean += (power[bin] as number) / power.length;
    if (!(mean > 0)) return false;
    for (let bin = 0; bin < power.length; bin++) {
      const log = Math.log(Math.max(LEAST_SHARE, (power[bin] as number) / mean)) / 2;
      logs[bin] = log;
      if (bin > 0) logs[this.#fft.length - bin] = log;
    }
    this.#fft.forward(logs, 0, 0);
    this.#isCepstrum = true;
    return true;
  }

  /** Height of the cepstrum near a quefrency over the median of its surroundings. */
  #rahmonic(quefrency: number, turn: number): number {
    const cepstrum = this.#fft.re;
    const near = Math.max(LEAST_NEAR, NEAR * quefrency);
    let height = Number.NEGATIVE_INFINITY;
    for (let at = Math.floor(quefrency - near); at <= Math.ceil(quefrency + near); at++)
      height = Math.max(height, cepstrum[at] as number);
    const step = Math.max(1, Math.ceil(((AROUND_TO - AROUND_FROM) * turn * 2) / MOST_AROUND));
    let count = 0;
    for (let off = AROUND_FROM * turn; off <= AROUND_TO * turn; off += step) {
      const [before, after] = [Math.round(quefrency - off), Math.round(quefrency + off)];
      if (before >= 1) this.#around[count++] = cepstrum[before] as number;
      if (after < cepstrum.length && count < MOST_AROUND) this.#around[count++] = cepstrum[after] as number;
    }
    // The real cepstrum is symmetric, so that both halves hold a line once.
    return (height - nth(this.#around, count, count >> 1)) / this.#fft.length;
  }
}

function hannOf(segment: number): Float64Array {
  return Float64Array.from({ length: segment }, (_, i) => (1 - Math.cos((2 * Math.PI * i) / segment)) / 2);
}
