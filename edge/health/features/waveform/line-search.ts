import { nth } from "../../../batch/nth.ts";

/** Bins beside the searched ones that leak from the line, and number of neighbours behind them on each side. */
const GUARD = 2;
const NEIGHBOURS = 20;
/** Lower bound of a line over its neighbours: gaps of a spectrum must not weigh more than lines. */
const LEAST = 0.5;

/** Finds lines in a power spectrum. Its work space is allocated once. */
export class LineSearch {
  /** Power of the line last found. */
  power = 0;
  readonly #slip: number;
  readonly #around = new Float64Array(2 * NEIGHBOURS);

  /** @param slip share of its frequency by which a line is searched on both sides, because elements slip */
  constructor(slip: number) {
    this.#slip = slip;
  }

  /**
   * Amplitude of the strongest line near a frequency over the median of its neighbours, 0.5 at least; NaN where the
   * spectrum does not reach.
   */
  ratio(spectrum: Float64Array, bin: number): number {
    const from = Math.max(1, Math.floor(bin * (1 - this.#slip)));
    const to = Math.ceil(bin * (1 + this.#slip));
    this.power = 0;
    if (!(to + GUARD + NEIGHBOURS < spectrum.length)) return Number.NaN;
    for (let at = from; at <= to; at++) this.power = Math.max(this.power, spectrum[at] as number);
    let count = 0;
    for (let off = GUARD + 1; off <= GUARD + NEIGHBOURS; off++) {
      if (from - off >= 1) this.#around[count++] = spectrum[from - off] as number;
      this.#around[count++] = spectrum[to + off] as number;
    }
    const median = nth(this.#around, count, count >> 1);
    return median > 0 ? Math.max(LEAST, Math.sqrt(this.power / median)) : Number.NaN;
  }
}
