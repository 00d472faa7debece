/** Cosines and sines of the three factors of a point. */
const ANGLES = 6;

/**
 * Complex fast Fourier transform of one length, in place, with tables that are computed once: radix 4, with one step of
 * radix 2 where the length is not a power of four. Own code, because the only maintained library works on arrays of
 * interleaved numbers that would have to be copied.
 */
export class Fft {
  readonly length: number;
  /**
   * Of each step of radix 4 after the first: cosine and sine of the single, double and triple angle of each point, in
   * the order in which the step reads them.
   */
  readonly #turns: readonly Float64Array[];
  /** Length of the transforms that the first step makes. */
  readonly #first: 2 | 4;
  readonly #reversed: Uint32Array;

  /** @param length a power of two */
  constructor(length: number) {
    if (length < 2 || (length & (length - 1)) !== 0) throw new RangeError(`${length} is no power of two`);
    this.length = length;
    const half = length / 2;
    this.#first = (Math.log2(length) & 1) === 1 ? 2 : 4;
    const turns: Float64Array[] = [];
    for (let quarter: number = this.#first; quarter < length; quarter *= 4) turns.push(turnsOf(quarter, length));
    this.#turns = turns;
    this.#reversed = new Uint32Array(length);
    for (let i = 1; i < length; i++)
      this.#reversed[i] = ((this.#reversed[i >> 1] as number) >> 1) | ((i & 1) === 1 ? half : 0);
  }

  /** From time to frequency, not scaled. */
  forward(re: Float64Array, im: Float64Array): void {
    const { length } = this;
    this.#reorder(re, im);
    if (this.#first === 2) pairs(re, im, length);
    else firstQuads(re, im, length);
    for (let step = 0; step < this.#turns.length; step++) quads(re, im, this.#turns[step] as Float64Array, length);
  }

  /** From frequency to time, not scaled: the transform with real and imaginary parts exchanged. */
  inverse(re: Float64Array, im: Float64Array): void {
    this.forward(im, re);
  }

  #reorder(re: Float64Array, im: Float64Array): void {
    const reversed = this.#reversed;
    for (let i = 0; i < this.length; i++) {
      const j = reversed[i] as number;
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

function pairs(re: Float64Array, im: Float64Array, length: number): void {
  for (let a = 0; a < length; a += 2) {
    const b = a + 1;
    const bRe = re[b] as number;
    const bIm = im[b] as number;
    re[b] = (re[a] as number) - bRe;
    im[b] = (im[a] as number) - bIm;
    re[a] = (re[a] as number) + bRe;
    im[a] = (im[a] as number) + bIm;
  }
}

/** The first step of radix 4, whose factors are all 1. */
function firstQuads(re: Float64Array, im: Float64Array, length: number): void {
  for (let a = 0; a < length; a += 4) {
    const evenRe = (re[a] as number) + (re[a + 1] as number);
    const evenIm = (im[a] as number) + (im[a + 1] as number);
    const oddRe = (re[a] as number) - (re[a + 1] as number);
    const oddIm = (im[a] as number) - (im[a + 1] as number);
    const sumRe = (re[a + 2] as number) + (re[a + 3] as number);
    const sumIm = (im[a + 2] as number) + (im[a + 3] as number);
    const offRe = (re[a + 2] as number) - (re[a + 3] as number);
    const offIm = (im[a + 2] as number) - (im[a + 3] as number);
    re[a] = evenRe + sumRe;
    im[a] = evenIm + sumIm;
    re[a + 1] = oddRe + offIm;
    im[a + 1] = oddIm - offRe;
    re[a + 2] = evenRe - sumRe;
    im[a + 2] = evenIm - sumIm;
    re[a + 3] = oddRe - offIm;
    im[a + 3] = oddIm + offRe;
  }
}

function turnsOf(quarter: number, length: number): Float64Array {
  const turns = new Float64Array(ANGLES * quarter);
  const stride = length / (4 * quarter);
  for (let k = 0; k < quarter; k++)
    for (let multiple = 1; multiple <= 3; multiple++) {
      const angle = (2 * Math.PI * (multiple * k * stride)) / length;
      turns[ANGLES * k + 2 * multiple - 2] = Math.cos(angle);
      turns[ANGLES * k + 2 * multiple - 1] = Math.sin(angle);
    }
  return turns;
}

/** Joins every four transforms of as many points as there are turns to one. */
function quads(re: Float64Array, im: Float64Array, turns: Float64Array, length: number): void {
  const quarter = turns.length / ANGLES;
  for (let start = 0; start < length; start += 4 * quarter) {
    for (let turn = 0, a = start; turn < turns.length; turn += ANGLES, a++) {
      const cos1 = turns[turn] as number;
      const sin1 = turns[turn + 1] as number;
      const cos2 = turns[turn + 2] as number;
      const sin2 = turns[turn + 3] as number;
      const cos3 = turns[turn + 4] as number;
      const sin3 = turns[turn + 5] as number;
      // The quarters are in the order of reversed bits: 0, 2, 1, 3.
      const b = a + quarter;
      const c = b + quarter;
      const d = c + quarter;
      const bRe = cos2 * (re[b] as number) + sin2 * (im[b] as number);
      const bIm = cos2 * (im[b] as number) - sin2 * (re[b] as number);
      const cRe = cos1 * (re[c] as number) + sin1 * (im[c] as number);
      const cIm = cos1 * (im[c] as number) - sin1 * (re[c] as number);
      const dRe = cos3 * (re[d] as number) + sin3 * (im[d] as number);
      const dIm = cos3 * (im[d] as number) - sin3 * (re[d] as number);
      const evenRe = (re[a] as number) + bRe;
      const evenIm = (im[a] as number) + bIm;
      const oddRe = (re[a] as number) - bRe;
      const oddIm = (im[a] as number) - bIm;
      const sumRe = cRe + dRe;
      const sumIm = cIm + dIm;
      const offRe = cRe - dRe;
      const offIm = cIm - dIm;
      re[a] = evenRe + sumRe;
      im[a] = evenIm + sumIm;
      re[b] = oddRe + offIm;
      im[b] = oddIm - offRe;
      re[c] = evenRe - sumRe;
      im[c] = evenIm - sumIm;
      re[d] = oddRe - offIm;
      im[d] = oddIm + offRe;
    }
  }
}
