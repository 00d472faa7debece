import { Fft } from "../../../batch/fft.ts";
import { RealFft } from "../../../batch/real-fft.ts";
import type { BearingOrders } from "../../../contracts/plant/bearing-orders.ts";
import { moments } from "./moments.ts";

/** Upper ends of the bands, as shares of half of the sampling rate. */
const BAND_ENDS = [1 / 16, 1 / 8, 1 / 4, 3 / 8, 1 / 2, 3 / 4, 1] as const;
/** The envelope's band begins at this share of half the sampling rate, and is four times as wide. */
const ENVELOPE_FROM = 1 / 8;
/** Elements slip: a line is searched this far to both sides, and one bin at least. */
const SLIP = 0.012;

/**
 * Columns of the levels of one burst, in the unit of its points except for `kurtosis` (3 for Gaussian noise): RMS and
 * largest value without the mean, RMS of seven bands, RMS of the envelope, and the lines of a damaged outer race, inner
 * race and ball in the squared envelope, as the root of their amplitude. Lines are NaN for a shaft at rest, and where
 * the speed or the geometry is not known.
 */
export const BURST_COLUMNS = [
  "rms",
  "peak",
  "kurtosis",
  "band1",
  "band2",
  "band3",
  "band4",
  "band5",
  "band6",
  "band7",
  "envelope",
  "outer",
  "inner",
  "ball",
] as const;

const FIRST_BAND = BURST_COLUMNS.indexOf("band1");
const ENVELOPE = BURST_COLUMNS.indexOf("envelope");
const FIRST_LINE = BURST_COLUMNS.indexOf("outer");

/**
 * Levels of vibration bursts of one sampling rate, for the comparison of a unit with its own past (Nectoux et al.,
 * PRONOSTIA, PHM 2012). A burst allocates nothing.
 */
export class BurstLevels {
  readonly #segment: number;
  readonly #binHz: number;
  readonly #whole: RealFft;
  readonly #back: Fft;
  readonly #square: RealFft;
  /** Parts of the analytic signal, side by side. */
  readonly #values: Float64Array;
  readonly #squares: Float64Array;
  readonly #hann: Float64Array;
  readonly #bands: Float64Array;
  readonly #spectrum: Float64Array;
  readonly #orders: Float64Array;

  /** @param segment points of a segment, a power of two, 16 at least: it sets the resolution of the lines */
  constructor(options: { readonly segment: number; readonly rateHz: number; readonly orders?: BearingOrders }) {
    const { segment, rateHz, orders } = options;
    this.#segment = segment;
    this.#binHz = rateHz / segment;
    this.#whole = new RealFft(segment);
    const few = segment / 2;
    this.#back = new Fft(few);
    this.#square = new RealFft(few);
    this.#values = new Float64Array(2 * few);
    this.#squares = new Float64Array(few);
    this.#hann = Float64Array.from({ length: few }, (_, i) => 1 - Math.cos((2 * Math.PI * i) / few));
    this.#bands = new Float64Array(BAND_ENDS.length);
    this.#spectrum = new Float64Array(segment / 4);
    this.#orders = Float64Array.from(
      orders === undefined ? [Number.NaN, Number.NaN, Number.NaN] : [orders.outer, orders.inner, 2 * orders.spin],
    );
  }

  /**
   * Writes the levels of a burst into `out`, in the order of `BURST_COLUMNS`. All are NaN for a burst that is shorter
   * than a segment or has a NaN among its points. `shaftHz` is NaN where the speed is not known.
   */
  measure(points: Float32Array, shaftHz: number, out: Float64Array): void {
    out.fill(Number.NaN);
    if (points.length < this.#segment) return;
    const mean = moments(points, out);
    if (!Number.isFinite(out[0])) return;
    this.#bands.fill(0);
    this.#spectrum.fill(0);
    const count = Math.ceil(points.length / this.#segment);
    let envelope = 0;
    for (let at = 0; at < count; at++) {
      // The last segment ends where the burst ends.
      const from = Math.min(at * this.#segment, points.length - this.#segment);
      this.#whole.forward(points, from, mean);
      this.#addBands(1 / count);
      envelope += this.#addEnvelope(1 / count);
    }
    for (let band = 0; band < BAND_ENDS.length; band++) out[FIRST_BAND + band] = Math.sqrt(this.#bands[band] as number);
    out[ENVELOPE] = Math.sqrt(envelope);
    for (let part = 0; part < this.#orders.length; part++)
      out[FIRST_LINE + part] = this.#line(((this.#orders[part] as number) * shaftHz) / this.#binHz);
  }

  /** Adds the mean square of each band. */
  #addBands(share: number): void {
    const { re, im } = this.#whole;
    const half = this.#segment / 2;
    const scale = (2 * share) / (this.#segment * this.#segment);
    let bin = 1;
    for (let band = 0; band < BAND_ENDS.length; band++) {
      const end = Math.round((BAND_ENDS[band] as number) * half);
      let sum = 0;
      for (; bin < end; bin++) sum += (re[bin] as number) ** 2 + (im[bin] as number) ** 2;
      this.#bands[band] = (this.#bands[band] as number) + scale * sum;
    }
  }

  /** Adds the spectrum of the squared envelope; returns the share of its mean. */
  #addEnvelope(share: number): number {
    const [values, squares] = [this.#values, this.#squares];
    const low = (ENVELOPE_FROM * this.#segment) / 2;
    this.#back.inverseOfHalf(this.#whole, { low, scale: 2 / this.#segment }, values);
    let mean = 0;
    for (let i = 0; i < squares.length; i++) {
      const square = (values[2 * i + 1] as number) ** 2 + (values[2 * i] as number) ** 2;
      squares[i] = square;
      mean += square;
    }
    mean /= squares.length;
    this.#square.windowed(squares, 0, { mean, window: this.#hann });
    const spectrum = this.#spectrum;
    const { re: lineRe, im: lineIm } = this.#square;
    const perPoint = share / (squares.length * squares.length);
    for (let i = 0; i < spectrum.length; i++)
      spectrum[i] = (spectrum[i] as number) + perPoint * ((lineRe[i] as number) ** 2 + (lineIm[i] as number) ** 2);
    // The square of an envelope is twice the mean square of its signal.
    return (share * mean) / 2;
  }

  /** Root of the amplitude of the strongest line near a bin; NaN where there is none or the spectrum ends. */
  #line(bin: number): number {
    if (!(bin > 0)) return Number.NaN;
    const spectrum = this.#spectrum;
    const from = Math.max(1, Math.min(Math.round(bin) - 1, Math.floor(bin * (1 - SLIP))));
    const to = Math.max(Math.round(bin) + 1, Math.ceil(bin * (1 + SLIP)));
    if (to >= spectrum.length) return Number.NaN;
    let power = 0;
    for (let at = from; at <= to; at++) if ((spectrum[at] as number) > power) power = spectrum[at] as number;
    return Math.sqrt(2 * Math.sqrt(power));
  }
}
