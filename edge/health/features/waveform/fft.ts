/**
 * Complex fast Fourier transform of one length, in place, with tables made once. Own code, because the one kept library
 * works on arrays of interleaved numbers that would have to be copied.
 */
export class Fft {
  readonly length: number;
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  readonly #reversed: Uint32Array;

  /** @param length a power of two */
  constructor(length: number) {
    if (length < 2 || (length & (length - 1)) !== 0) throw new RangeError(`${length} is no power of two`);
    this.length = length;
    const half = length / 2;
    this.#cosines = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / length));
    this.#sines = Float64Array.from({ length: half }, (_, k) => Math.sin((2 * Math.PI * k) / length));
    this.#reversed = new Uint32Array(length);
    for (let i = 1; i < length; i++)
      this.#reversed[i] = ((this.#reversed[i >> 1] as number) >> 1) | ((i & 1) === 1 ? half : 0);
  }

  /** Time to frequency, not scaled. */
  forward(re: Float64Array, im: Float64Array): void {
    const { length } = this;
    const cosines = this.#cosines;
    const sines = this.#sines;
    this.#reorder(re, im);
    for (let size = 2; size <= length; size *= 2) {
      const half = size / 2;
      const stride = length / size;
      for (let start = 0; start < length; start += size) {
        for (let k = 0, table = 0, a = start; k < half; k++, table += stride, a++) {
          const cos = cosines[table] as number;
          const sin = sines[table] as number;
          const b = a + half;
          const bRe = re[b] as number;
          const bIm = im[b] as number;
          const aRe = re[a] as number;
          const aIm = im[a] as number;
          const turnedRe = cos * bRe + sin * bIm;
          const turnedIm = cos * bIm - sin * bRe;
          re[b] = aRe - turnedRe;
          im[b] = aIm - turnedIm;
          re[a] = aRe + turnedRe;
          im[a] = aIm + turnedIm;
        }
      }
    }
  }

  /** Frequency to time, not scaled: the transform with real and imaginary parts exchanged. */
  inverse(re: Float64Array, im: Float64Array): void {
    this.forward(im, re);
  }

  #reorder(re: Float64Array, im: Float64Array): void {
    for (let i = 0; i < this.length; i++) {
      const j = this.#reversed[i] as number;
      if (j <= i) continue;
      const keptRe = re[i] as number;
      const keptIm = im[i] as number;
      re[i] = re[j] as number;
      im[i] = im[j] as number;
      re[j] = keptRe;
      im[j] = keptIm;
    }
  }
}
