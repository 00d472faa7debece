/** Bins of one sign, two to an octave: the record and the eight octaves below it. The lowest has all smaller values. */
const BINS = 16;
/** Floats of the bins of a histogram: positive values, then negative ones. */
export const BIN_FLOATS = 2 * BINS;
/** Floats of its head: bound of the usual and key of the record for each sign, and the sum of weights. */
export const HEAD_FLOATS = 5;

const TOP = 2;
const TOTAL = 4;
/** Share of all values beyond the bound of the usual on each side: the tail whose shape is estimated. */
const TAIL_SHARE = 0.03;
/** Values within the bounds of the usual for each one that is counted. */
const USUAL_STRIDE = 8;
/** Lower bound of the mean log excess, in bins: less cannot be told from the width of a bin. */
const LEAST_EXCESS = 0.5;
/** A key is the exponent and the first bit of the mantissa of a double: exact, and without a logarithm. */
const MANTISSA_SHIFT = 19;
const KEYS_PER_WORD = 1 / 2 ** MANTISSA_SHIFT;
/** Largest rarity: no tail is known beyond it. */
const RAREST = 1e8;
const MOST_FLOAT = 3e38;

const double = new Float64Array(1);
/** The second word has sign, exponent and 20 bits of the mantissa on every machine that Node.js 24 runs on. */
const words = new Uint32Array(double.buffer);

/**
 * Signed histograms with logarithmic bins in one array of floats; the heads lie apart from the bins, so that usual
 * values touch little memory. Weights grow instead of counts decaying: a newer value has a larger `weight`, which the
 * caller raises and, with `scale`, reduces again.
 */
export class TailHistograms {
  /** Number of the values last taken, and the index and rarity of the rarest. */
  judged = 0;
  strongest = 0;
  rarest = 1;
  readonly #floats: Float32Array;
  /** Value, weight and sum of weights that are judged, then the rarity: doubles as arguments would be objects. */
  readonly #now = new Float64Array(4);

  /** @param floats zeros, or the histograms of an earlier instance */
  constructor(floats: Float32Array) {
    this.#floats = floats;
  }

  /**
   * Takes one value for each histogram, whose heads and bins begin at two places, and returns the sum of their rarities
   * before that. A rarity is one over the probability of a value at least as far from zero on the same side: once in so
   * many values. It is 1 within the bounds of the usual. There bins only say where the bounds may move, so that one
   * value of `USUAL_STRIDE` is counted for all: the one whose `turn` it is. NaN is no value; `judged` counts the rest.
   */
  take(heads: number, firstBins: number, values: Float64Array, weight: number, turn: number): number {
    const floats = this.#floats;
    const now = this.#now;
    let sum = 0;
    let judged = 0;
    this.strongest = 0;
    this.rarest = 1;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (Number.isNaN(value)) continue;
      judged++;
      const head = heads + i * HEAD_FLOATS;
      const total = floats[head + TOTAL] as number;
      floats[head + TOTAL] = total + weight;
      if (value <= (floats[head] as number) && -value <= (floats[head + 1] as number)) {
        sum++;
        if ((turn - i) % USUAL_STRIDE !== 0 || value === 0) continue;
        now[0] = value;
        now[1] = USUAL_STRIDE * weight;
        this.#add(head, firstBins + i * BIN_FLOATS);
        continue;
      }
      const bins = firstBins + i * BIN_FLOATS;
      now[0] = value;
      now[1] = weight;
      now[2] = total;
      this.#rarity(head, bins);
      this.#add(head, bins);
      const rarity = now[3] as number;
      sum += rarity;
      if (rarity <= this.rarest) continue;
      this.rarest = rarity;
      this.strongest = i;
    }
    this.judged = judged;
    return sum;
  }

  /** Beyond the record, a Pareto tail whose exponent is the mean log excess over the start of the tail (Hill 1975). */
  #rarity(head: number, bins: number): void {
    const now = this.#now;
    const value = now[0] as number;
    const weight = now[1] as number;
    const total = now[2] as number;
    const side = value < 0 ? 1 : 0;
    const floats = this.#floats;
    const top = floats[head + TOP + side] as number;
    const samples = total / weight + 1;
    now[3] = samples;
    if (top === 0) return;
    double[0] = value;
    const place = ((words[1] as number) & 0x7fffffff) * KEYS_PER_WORD - top + BINS - 1;
    const first = bins + side * BINS;
    if (place < BINS) {
      const bin = Math.max(0, Math.floor(place));
      let above = (floats[first + bin] as number) * (1 - (place - bin));
      for (let i = bin + 1; i < BINS; i++) above += floats[first + i] as number;
      now[3] = bin < 1 || above >= TAIL_SHARE * total ? 1 : samples / (above / weight + 1);
      return;
    }
    let mass = 0;
    let moment = 0;
    let start = BINS;
    while (start > 1 && mass < TAIL_SHARE * total) {
      start--;
      const count = floats[first + start] as number;
      mass += count;
      moment += count * (start + 0.5);
    }
    const excess = Math.max(LEAST_EXCESS, moment / mass - start);
    const beyond = (samples / (mass / weight + 1)) * Math.exp((place - start) / excess);
    now[3] = Math.min(RAREST, Math.max(samples, beyond));
  }

  #add(head: number, bins: number): void {
    const floats = this.#floats;
    const value = this.#now[0] as number;
    const weight = this.#now[1] as number;
    const side = value < 0 ? 1 : 0;
    double[0] = value;
    const key = ((words[1] as number) & 0x7fffffff) >>> MANTISSA_SHIFT;
    const top = floats[head + TOP + side] as number;
    const first = bins + side * BINS;
    if (key > top) {
      if (top !== 0) this.#shift(first, key - top);
      floats[head + TOP + side] = key;
      floats[first + BINS - 1] = (floats[first + BINS - 1] as number) + weight;
      return;
    }
    const bin = first + Math.max(0, key - top + BINS - 1);
    floats[bin] = (floats[bin] as number) + weight;
  }

  /** Moves the bins of one sign down, because the record has moved up. What falls out below stays in the lowest. */
  #shift(first: number, by: number): void {
    const floats = this.#floats;
    const kept = Math.max(0, BINS - by);
    let low = 0;
    for (let i = 0; i <= by && i < BINS; i++) low += floats[first + i] as number;
    for (let i = 0; i < kept; i++) floats[first + i] = floats[first + i + by] as number;
    floats.fill(0, first + kept, first + BINS);
    floats[first] = low;
  }

  /** Updates the bounds of the usual. They move slowly, so now and then is enough. */
  refresh(head: number, bins: number): void {
    const floats = this.#floats;
    const limit = TAIL_SHARE * (floats[head + TOTAL] as number);
    for (let side = 0; side < 2; side++) {
      const top = floats[head + TOP + side] as number;
      if (top === 0) continue;
      let mass = 0;
      let start = BINS;
      while (start > 1 && mass < limit) mass += floats[bins + side * BINS + --start] as number;
      floats[head + side] = start > 1 ? Math.min(MOST_FLOAT, leastOf(top - BINS + 1 + start)) : 0;
    }
  }

  /** Multiplies all weights. */
  scale(head: number, bins: number, factor: number): void {
    const floats = this.#floats;
    for (let i = bins; i < bins + BIN_FLOATS; i++) floats[i] = (floats[i] as number) * factor;
    floats[head + TOTAL] = (floats[head + TOTAL] as number) * factor;
  }

  /** Bounds that a `share` of all values exceeds on each side, such as 0.005; 0 on a side that has fewer values. */
  usual(head: number, bins: number, share: number): readonly [low: number, high: number] {
    const limit = share * (this.#floats[head + TOTAL] as number);
    return [0 - this.#bound(head, bins, 1, limit), this.#bound(head, bins, 0, limit)];
  }

  #bound(head: number, bins: number, side: number, limit: number): number {
    const floats = this.#floats;
    const top = floats[head + TOP + side] as number;
    let mass = 0;
    for (let bin = BINS - 1; top !== 0 && bin >= 0; bin--) {
      const count = floats[bins + side * BINS + bin] as number;
      if (count > 0 && mass + count >= limit)
        return leastOf(top + bin - BINS + 2 - Math.min(1, (limit - mass) / count));
      mass += count;
    }
    return 0;
  }
}

/** Smallest value of a key; interpolated between keys. */
function leastOf(key: number): number {
  double[0] = 0;
  words[1] = key * 2 ** MANTISSA_SHIFT;
  return double[0];
}
