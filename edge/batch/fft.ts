/** Cosines and sines of the three factors of a point. */
const ANGLES = 6;

/**
 * Complex fast Fourier transform of one length, in place, with tables that are computed once: radix 4, with one step of
 * radix 2 where the length is not a power of four. Real and imaginary parts lie side by side, because a processor then
 * keeps the place of one array in its registers instead of two. Own code, because the only maintained library wants the
 * points in their own order, which costs a pass more: here the caller puts them where they are needed.
 */
export class Fft {
  readonly length: number;
  /** The point that stands at each place before the transform: bits reversed. */
  readonly order: Uint32Array;
  /**
   * Of each step of radix 4 after the first: cosine and sine of the single, double and triple angle of each point, in
   * the order in which the step reads them.
   */
  readonly #turns: readonly Float64Array[];
  /** Length of the transforms that the first step makes. */
  readonly #first: 2 | 4;

  /** @param length a power of two */
  constructor(length: number) {
    if (length < 2 || (length & (length - 1)) !== 0) throw new RangeError(`${length} is no power of two`);
    this.length = length;
    const half = length / 2;
    this.#first = (Math.log2(length) & 1) === 1 ? 2 : 4;
    const turns: Float64Array[] = [];
    for (let quarter: number = this.#first; quarter < length; quarter *= 4) turns.push(turnsOf(quarter, length));
    this.#turns = turns;
    this.order = new Uint32Array(length);
    const { order } = this;
    for (let i = 1; i < length; i++) order[i] = ((order[i >> 1] as number) >> 1) | ((i & 1) === 1 ? half : 0);
  }

  /**
   * From time to frequency, not scaled. `values` holds real and imaginary part of the points in the order of `order`,
   * and then those of the bins in their own.
   */
  forward(values: Float64Array): void {
    if (this.#first === 2) pairs(values);
    else firstQuads(values);
    this.#join(values);
  }

  /**
   * From frequency to time, not scaled, of a spectrum without an upper half: its bins are those of `re` and `im` from
   * `low` on, times `scale`. Imaginary and real part of each point go to `values`, in this order: an inverse transform
   * is a forward one with the parts exchanged.
   */
  inverseOfHalf(
    { re, im }: { readonly re: Float64Array; readonly im: Float64Array },
    { low, scale }: { readonly low: number; readonly scale: number },
    values: Float64Array,
  ): void {
    const { order, length } = this;
    if (this.#first === 2) {
      // Every second place is empty.
      for (let at = 0; at < length; at += 2) {
        const bin = low + (order[at] as number);
        values[2 * at] = scale * (im[bin] as number);
        values[2 * at + 1] = scale * (re[bin] as number);
        values[2 * at + 2] = values[2 * at] as number;
        values[2 * at + 3] = values[2 * at + 1] as number;
      }
    } else {
      const quarter = length >> 2;
      for (let at = 0; at < length; at += 4) {
        const bin = low + (order[at] as number);
        const evenRe = scale * (im[bin] as number);
        const evenIm = scale * (re[bin] as number);
        const sumRe = scale * (im[bin + quarter] as number);
        const sumIm = scale * (re[bin + quarter] as number);
        const a = 2 * at;
        values[a] = evenRe + sumRe;
        values[a + 1] = evenIm + sumIm;
        values[a + 2] = evenRe + sumIm;
        values[a + 3] = evenIm - sumRe;
        values[a + 4] = evenRe - sumRe;
        values[a + 5] = evenIm - sumIm;
        values[a + 6] = evenRe - sumIm;
        values[a + 7] = evenIm + sumRe;
      }
    }
    this.#join(values);
  }

  #join(values: Float64Array): void {
    for (let step = 0; step < this.#turns.length; step++) quads(values, this.#turns[step] as Float64Array);
  }
}

function pairs(values: Float64Array): void {
  for (let a = 0; a < values.length; a += 4) {
    const bRe = values[a + 2] as number;
    const bIm = values[a + 3] as number;
    values[a + 2] = (values[a] as number) - bRe;
    values[a + 3] = (values[a + 1] as number) - bIm;
    values[a] = (values[a] as number) + bRe;
    values[a + 1] = (values[a + 1] as number) + bIm;
  }
}

/** The first step of radix 4, whose factors are all 1. */
function firstQuads(values: Float64Array): void {
  for (let a = 0; a < values.length; a += 8) {
    const evenRe = (values[a] as number) + (values[a + 2] as number);
    const evenIm = (values[a + 1] as number) + (values[a + 3] as number);
    const oddRe = (values[a] as number) - (values[a + 2] as number);
    const oddIm = (values[a + 1] as number) - (values[a + 3] as number);
    const sumRe = (values[a + 4] as number) + (values[a + 6] as number);
    const sumIm = (values[a + 5] as number) + (values[a + 7] as number);
    const offRe = (values[a + 4] as number) - (values[a + 6] as number);
    const offIm = (values[a + 5] as number) - (values[a + 7] as number);
    values[a] = evenRe + sumRe;
    values[a + 1] = evenIm + sumIm;
    values[a + 2] = oddRe + offIm;
    values[a + 3] = oddIm - offRe;
    values[a + 4] = evenRe - sumRe;
    values[a + 5] = evenIm - sumIm;
    values[a + 6] = oddRe - offIm;
    values[a + 7] = oddIm + offRe;
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
function quads(values: Float64Array, turns: Float64Array): void {
  const quarter = (2 * turns.length) / ANGLES;
  for (let start = 0; start < values.length; start += 4 * quarter) {
    for (let turn = 0, a = start; turn < turns.length; turn += ANGLES, a += 2) {
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
      const bRe = cos2 * (values[b] as number) + sin2 * (values[b + 1] as number);
      const bIm = cos2 * (values[b + 1] as number) - sin2 * (values[b] as number);
      const cRe = cos1 * (values[c] as number) + sin1 * (values[c + 1] as number);
      const cIm = cos1 * (values[c + 1] as number) - sin1 * (values[c] as number);
      const dRe = cos3 * (values[d] as number) + sin3 * (values[d + 1] as number);
      const dIm = cos3 * (values[d + 1] as number) - sin3 * (values[d] as number);
      const evenRe = (values[a] as number) + bRe;
      const evenIm = (values[a + 1] as number) + bIm;
      const oddRe = (values[a] as number) - bRe;
      const oddIm = (values[a + 1] as number) - bIm;
      const sumRe = cRe + dRe;
      const sumIm = cIm + dIm;
      const offRe = cRe - dRe;
      const offIm = cIm - dIm;
      values[a] = evenRe + sumRe;
      values[a + 1] = evenIm + sumIm;
      values[b] = oddRe + offIm;
      values[b + 1] = oddIm - offRe;
      values[c] = evenRe - sumRe;
      values[c + 1] = evenIm - sumIm;
      values[d] = oddRe - offIm;
      values[d + 1] = oddIm + offRe;
    }
  }
}
