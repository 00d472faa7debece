/** Elements slip: a line is searched this far to both sides of its frequency, as a share. */
const SLIP = 0.012;
/** Bins beside the searched ones that leak from the line, and number of neighbours behind them on each side. */
const GUARD = 2;
const NEIGHBOURS = 20;
/** A line cannot be less than half of its neighbours: gaps of a spectrum must not weigh more than lines. */
const LEAST = 0.5;

/** Finds lines in a power spectrum. Its work space is taken once. */
export class LineSearch {
  /** Power of the line last found. */
  power = 0;
  readonly #around = new Float64Array(2 * NEIGHBOURS);

  /**
   * Amplitude of the strongest line near a frequency over the median of its neighbours, 0.5 at least; NaN where the
   * spectrum does not reach.
   */
  ratio(spectrum: Float64Array, bin: number): number {
    const from = Math.max(1, Math.floor(bin * (1 - SLIP)));
    const to = Math.ceil(bin * (1 + SLIP));
    this.power = 0;
    if (to + GUARD + NEIGHBOURS >= spectrum.length) return Number.NaN;
    for (let at = from; at <= to; at++) this.power = Math.max(this.power, spectrum[at] as number);
    let count = 0;
    for (let off = GUARD + 1; off <= GUARD + NEIGHBOURS; off++) {
      if (from - off >= 1) this.#around[count++] = spectrum[from - off] as number;
      this.#around[count++] = spectrum[to + off] as number;
    }
    const around = this.#around.subarray(0, count).sort();
    const median = around[count >> 1] as number;
    return median > 0 ? Math.max(LEAST, Math.sqrt(this.power / median)) : Number.NaN;
  }
}
