import { Fft } from "./fft.ts";

/** Half spectrum of real points by a complex transform of half their number. Its memory is allocated once. */
export class RealFft {
  /** Points of the signal. */
  readonly length: number;
  /** Bins 0 to half of the length, not scaled. */
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly #half: Fft;
  /** Even points and odd ones, side by side as the parts of complex ones. */
  readonly #packed: Float64Array;
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;

  /** @param length a power of two, 4 at least */
  constructor(length: number) {
    this.length = length;
    const half = length / 2;
    this.#half = new Fft(half);
    this.re = new Float64Array(half + 1);
    this.im = new Float64Array(half + 1);
    this.#packed = new Float64Array(length);
    this.#cosines = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / length));
    this.#sines = Float64Array.from({ length: half }, (_, k) => Math.sin((2 * Math.PI * k) / length));
  }

  /** Transforms `length` points from `from` on, less `mean`, into `re` and `im`. */
  forward(points: Float32Array | Float64Array, from: number, mean: number): void {
    const packed = this.#packed;
    const { order } = this.#half;
    for (let to = 0; to < order.length; to++) {
      const at = from + 2 * (order[to] as number);
      packed[2 * to] = (points[at] as number) - mean;
      packed[2 * to + 1] = (points[at + 1] as number) - mean;
    }
    this.#transform();
  }

  /** The same, with each point less `mean` multiplied by the window. */
  windowed(points: Float32Array | Float64Array, from: number, by: { mean: number; window: Float64Array }): void {
    const packed = this.#packed;
    const { order } = this.#half;
    const { mean, window } = by;
    for (let to = 0; to < order.length; to++) {
      const place = 2 * (order[to] as number);
      const at = from + place;
      packed[2 * to] = ((points[at] as number) - mean) * (window[place] as number);
      packed[2 * to + 1] = ((points[at + 1] as number) - mean) * (window[place + 1] as number);
    }
    this.#transform();
  }

  #transform(): void {
    const [packed, outRe, outIm] = [this.#packed, this.re, this.im];
    const half = this.length / 2;
    this.#half.forward(packed);
    const cosines = this.#cosines;
    const sines = this.#sines;
    outRe[0] = (packed[0] as number) + (packed[1] as number);
    outRe[half] = (packed[0] as number) - (packed[1] as number);
    outIm[0] = 0;
    outIm[half] = 0;
    // Bins of the same distance from both ends come from the same two points.
    for (let k = 1, m = half - 1; k <= m; k++, m--) {
      const aRe = packed[2 * k] as number;
      const aIm = packed[2 * k + 1] as number;
      const bRe = packed[2 * m] as number;
      const bIm = packed[2 * m + 1] as number;
      // Even points are the symmetric part, odd ones the rest.
      const evenRe = (aRe + bRe) / 2;
      const oddRe = (aIm + bIm) / 2;
      const oddIm = (bRe - aRe) / 2;
      const mirrored = (aRe - bRe) / 2;
      const cosK = cosines[k] as number;
      const sinK = sines[k] as number;
      const cosM = cosines[m] as number;
      const sinM = sines[m] as number;
      outRe[k] = evenRe + cosK * oddRe + sinK * oddIm;
      outIm[k] = (aIm - bIm) / 2 + cosK * oddIm - sinK * oddRe;
      outRe[m] = evenRe + cosM * oddRe + sinM * mirrored;
      outIm[m] = (bIm - aIm) / 2 + cosM * mirrored - sinM * oddRe;
    }
  }
}
