import { Fft } from "./fft.ts";
import { nth } from "./nth.ts";
import { RealFft } from "./real-fft.ts";

/** The first band begins a third of its width above 0 Hz. */
const FIRST = 1 / 3;
/** Number of points of the envelope of a segment whose median gives its floor. */
const FLOOR_POINTS = 64;
/** Median over mean of the squared envelope of Gaussian noise, which is exponentially distributed. */
const MEDIAN = Math.LN2;

/**
 * Mean squared-envelope spectra of a burst in bands: each band is cut out of the spectrum and transformed back alone,
 * which gives its analytic signal at a lower rate (Randall and Antoni, MSSP 25 (2011) 485). Memory follows the longest
 * burst; a burst of the same length allocates nothing.
 */
export class EnvelopeBands {
  /** Points of a segment; spectra are means over segments that overlap by half. */
  readonly segment: number;
  /** Lowest bin of each band. */
  readonly lows: Uint32Array;
  /** Bins of a band. */
  readonly width: number;
  /** Power spectrum of the squared envelope of each band; bins as far apart as those of a segment. */
  readonly spectra: readonly Float64Array[];
  /** Kurtosis of each band's envelope, 0 for Gaussian noise (Antoni, MSSP 20 (2006) 282). */
  readonly kurtosis: Float64Array;
  /** Mean square of each band. */
  readonly power: Float64Array;
  /**
   * Mean square of the noise between the impacts of each band: that of Gaussian noise with the same median. Zeros
   * unless it was asked for, because not every reader needs the medians.
   */
  readonly floor: Float64Array;
  readonly #hasFloor: boolean;
  readonly #some = new Float64Array(FLOOR_POINTS);
  /** The burst that the results are of; of another length before the first. */
  #measured = new Float32Array(0);
  readonly #whole: RealFft;
  readonly #band: Fft;
  readonly #square: RealFft;
  /** Parts of the analytic signal of a band, side by side. */
  readonly #values: Float64Array;
  readonly #squares: Float64Array;
  readonly #hann: Float64Array;

  /**
   * @param segment a power of two
   * @param bandsPerRate the sampling rate over the width of a band, a power of two
   * @param step distance between the starts of neighbouring bands, in widths: 0.5 overlaps by half
   * @param hasFloor whether `floor` is wanted
   */
  constructor(
    segment: number,
    options: { readonly bandsPerRate: number; readonly step: number; readonly hasFloor: boolean },
  ) {
    const { bandsPerRate, step, hasFloor } = options;
    this.segment = segment;
    this.#hasFloor = hasFloor;
    this.width = segment / bandsPerRate;
    const lows: number[] = [];
    for (let low = FIRST * this.width; low + this.width <= segment / 2; low += step * this.width)
      lows.push(Math.round(low));
    this.lows = Uint32Array.from(lows);
    // Twice the width, because the square of the envelope holds differences of up to the whole width in both
    // directions.
    const few = 2 * this.width;
    this.#whole = new RealFft(segment);
    this.#band = new Fft(few);
    this.#square = new RealFft(few);
    this.spectra = lows.map(() => new Float64Array(this.width));
    this.kurtosis = new Float64Array(lows.length);
    this.power = new Float64Array(lows.length);
    this.floor = new Float64Array(lows.length);
    this.#values = new Float64Array(2 * few);
    this.#squares = new Float64Array(few);
    this.#hann = Float64Array.from({ length: few }, (_, i) => 1 - Math.cos((2 * Math.PI * i) / few));
  }

  /**
   * Analyses a burst of at least one segment, whose mean is `mean`. Results of the same points as before stay: several
   * readers ask about each burst, and a comparison costs a hundredth of the analysis.
   */
  measure(samples: Float32Array, mean: number): void {
    if (isSame(samples, this.#measured)) return;
    if (this.#measured.length !== samples.length) this.#measured = new Float32Array(samples.length);
    this.#measured.set(samples);
    for (const spectrum of this.spectra) spectrum.fill(0);
    this.kurtosis.fill(0);
    this.power.fill(0);
    this.floor.fill(0);
    const count = 1 + Math.ceil((samples.length - this.segment) / (this.segment / 2));
    const last = samples.length - this.segment;
    for (let at = 0; at < count; at++) {
      // The last segment ends where the burst ends.
      const from = Math.min(last, (at * this.segment) / 2);
      this.#whole.forward(samples, from, mean);
      for (let band = 0; band < this.lows.length; band++) this.#add(band, 1 / count);
    }
  }

  #add(band: number, share: number): void {
    const [values, squares] = [this.#values, this.#squares];
    // A real signal is twice the real part of its positive frequencies; bins are scaled by the points of the segment.
    this.#band.inverseOfHalf(this.#whole, { low: this.lows[band] as number, scale: 2 / this.segment }, values);
    let second = 0;
    let fourth = 0;
    for (let i = 0; i < squares.length; i++) {
      const square = (values[2 * i + 1] as number) ** 2 + (values[2 * i] as number) ** 2;
      squares[i] = square;
      second += square;
      fourth += square * square;
    }
    second /= squares.length;
    fourth /= squares.length;
    if (second > 0) this.kurtosis[band] = (this.kurtosis[band] as number) + share * (fourth / (second * second) - 2);
    this.power[band] = (this.power[band] as number) + (share * second) / 2;
    if (this.#hasFloor)
      this.floor[band] = (this.floor[band] as number) + (share * this.#medianOf(squares)) / (2 * MEDIAN);
    this.#square.windowed(squares, 0, { mean: second, window: this.#hann });
    const { re: lineRe, im: lineIm } = this.#square;
    const spectrum = this.spectra[band] as Float64Array;
    const perPoint = share / (squares.length * squares.length);
    for (let i = 0; i < spectrum.length; i++)
      spectrum[i] = (spectrum[i] as number) + perPoint * ((lineRe[i] as number) ** 2 + (lineIm[i] as number) ** 2);
  }

  /** Median of some points, evenly spread. */
  #medianOf(squares: Float64Array): number {
    const few = Math.min(FLOOR_POINTS, squares.length);
    const step = squares.length / few;
    for (let at = 0; at < few; at++) this.#some[at] = squares[Math.floor(at * step)] as number;
    return nth(this.#some, few, few >> 1);
  }
}

function isSame(one: Float32Array, other: Float32Array): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
