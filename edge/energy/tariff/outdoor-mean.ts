/** Mean outdoor temperature of the running quarter of an hour. */

export interface OutdoorState {
  readonly sum: number;
  readonly count: number;
  readonly last: number;
}

export class OutdoorMean {
  #state: OutdoorState;

  constructor(state: OutdoorState = { sum: 0, count: 0, last: Number.NaN }) {
    this.#state = state;
  }

  get state(): OutdoorState {
    return this.#state;
  }

  read(value: number): void {
    const { sum, count } = this.#state;
    this.#state = { sum: sum + value, count: count + 1, last: value };
  }

  /** The mean of the quarter that has ended; without a reading in it the last value, NaN before the first. */
  take(): number {
    const { sum, count, last } = this.#state;
    this.#state = { sum: 0, count: 0, last };
    return count === 0 ? last : sum / count;
  }
}
