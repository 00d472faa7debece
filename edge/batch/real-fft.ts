import { Fft } from "./fft.ts";

/** Half spectrum of real points by a complex transform of half their number. Its memory is allocated once. */
export class RealFft {
  /** Points of the signal. */
  readonly length: number;
  /** Bins 0 to half of the length, not scaled. */
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly #half: Fft;
  readonly #packedRe: Float64Array;
  readonly #packedIm: Float64Array;
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;

  /** @param length a power of two, 4 at least */
  constructor(length: number) {
    this.length = length;
    const half = length / 2;
    this.#half = new Fft(half);
    this.re = new Float64Array(half + 1);
    this.im = new Float64Array(half + 1);
    this.#packedRe = new Float64Array(half);
    this.#packedIm = new Float64Array(half);
    this.#cosines = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / length));
    this.#sines = Float64Array.from({ length: half }, (_, k) => Math.sin((2 * Math.PI * k) / length));
  }

  /** Transforms `length` points from `from` on, less `mean`, into `re` and `im`. */
  forward(points: Float32Array | Float64Array, from: number, mean: number): void {
    const [packedRe, packedIm, outRe, outIm] = [this.#packedRe, this.#packedIm, this.re, this.im];
    const half = packedRe.length;
    for (let i = 0, at = from; i < half; i++, at += 2) {
      packedRe[i] = (points[at] as number) - mean;
      packedIm[i] = (points[at + 1] as number) - mean;
    }
    this.#half.forward(packedRe, packedIm);
    const cosines = this.#cosines;
    const sines = this.#sines;
    outRe[0] = (packedRe[0] as number) + (packedIm[0] as number);
    outRe[half] = (packedRe[0] as number) - (packedIm[0] as number);
    outIm[0] = 0;
    outIm[half] = 0;
    // Bins of the same distance from both ends come from the same two points.
    for (let k = 1, m = half - 1; k <= m; k++, m--) {
      const aRe = packedRe[k] as number;
      const aIm = packedIm[k] as number;
      const bRe = packedRe[m] as number;
      const bIm = packedIm[m] as number;
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
