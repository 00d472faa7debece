/** This number of fits in a row without a trend end it. */
const ENDS_AFTER = 4;

/** How far the present trend of each tag has gone: rule A113 in docs/rules/alert.md. */
export class TrendReach {
  /** The value from which the trend has gone; NaN: there is no trend. */
  readonly #begins: Float64Array;
  /** 1: it rises, −1: it falls. */
  readonly #directions: Int8Array;
  readonly #fitsWithout: Uint8Array;

  constructor(size: number) {
    this.#begins = new Float64Array(size).fill(Number.NaN);
    this.#directions = new Int8Array(size);
    this.#fitsWithout = new Uint8Array(size);
  }

  /** The newest fit through these values has a trend; returns how far that has gone by now. */
  goesOn(
    index: number,
    fit: { readonly towards: number; readonly values: Float64Array; readonly level: number },
  ): number {
    const { towards, values, level } = fit;
    if (this.#directions[index] !== towards) this.forget(index);
    this.#directions[index] = towards;
    this.#fitsWithout[index] = 0;
    if (Number.isNaN(this.#begins[index] as number))
      this.#begins[index] = towards > 0 ? Math.min(...values) : Math.max(...values);
    return towards * (level - (this.#begins[index] as number));
  }

  /** The newest fit has no trend. */
  rests(index: number): void {
    this.#fitsWithout[index] = Math.min(ENDS_AFTER, (this.#fitsWithout[index] as number) + 1);
    if (this.#fitsWithout[index] === ENDS_AFTER) this.forget(index);
  }

  forget(index: number): void {
    this.#begins[index] = Number.NaN;
    this.#fitsWithout[index] = 0;
  }
}
