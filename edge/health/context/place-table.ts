import type { Learned } from "../../contracts/path/follower.ts";

/** Regimes of an asset at most, with those that are not confirmed yet. */
export const MOST_PLACES = 8;

/** Number of a confirmed regime (0: not confirmed, NaN: free), rows in it, visits, and time of the last row. */
export const [NUMBER, ROWS, VISITS, AT] = [0, 1, 2, 3] as const;
const FIELDS = 4;
/** Columns by place and signal: the usual range, where it was last, and its mean deviation there. */
export const [LOW, HIGH, LAST, NOISE] = [0, 1, 2, 3] as const;
const COLUMNS = 4;

/** A steady level, or a steady way of varying: mean and mean deviation of each signal. */
export interface Level {
  readonly mean: ArrayLike<number>;
  readonly noise: ArrayLike<number>;
}

interface State {
  readonly places: Float64Array;
  readonly levels: Float32Array;
}

/** The numbers of all places of an asset, as two columns. */
export class PlaceTable implements Learned<State> {
  readonly #signals: number;
  readonly #places = new Float64Array(MOST_PLACES * FIELDS).fill(Number.NaN);
  readonly #levels: Float32Array;

  constructor(signals: number) {
    this.#signals = signals;
    this.#levels = new Float32Array(MOST_PLACES * signals * COLUMNS);
  }

  isFree(place: number): boolean {
    return Number.isNaN(this.#places[place * FIELDS + NUMBER]);
  }

  /** A new level takes the place. */
  begin(place: number, { mean, noise }: Level): void {
    this.#places.set([0, 0, 0, Number.NEGATIVE_INFINITY], place * FIELDS);
    for (let at = 0; at < this.#signals; at++) {
      for (const column of [LOW, HIGH, LAST]) this.set(place, at, { column, value: mean[at] as number });
      this.set(place, at, { column: NOISE, value: noise[at] as number });
    }
  }

  free(place: number): void {
    this.#places.fill(Number.NaN, place * FIELDS, (place + 1) * FIELDS);
  }

  field(place: number, field: number): number {
    return this.#places[place * FIELDS + field] as number;
  }

  put(place: number, field: number, value: number): void {
    this.#places[place * FIELDS + field] = value;
  }

  level(place: number, signal: number, column: number): number {
    return this.#levels[(place * COLUMNS + column) * this.#signals + signal] as number;
  }

  set(place: number, signal: number, { column, value }: { readonly column: number; readonly value: number }): void {
    this.#levels[(place * COLUMNS + column) * this.#signals + signal] = value;
  }

  /** Mean deviation of each signal in the place. */
  noises(place: number): Float32Array {
    const from = (place * COLUMNS + NOISE) * this.#signals;
    return this.#levels.subarray(from, from + this.#signals);
  }

  snapshot(): State {
    return { places: this.#places.slice(), levels: this.#levels.slice() };
  }

  restore({ places, levels }: State): void {
    this.#places.set(places);
    this.#levels.set(levels);
  }
}
