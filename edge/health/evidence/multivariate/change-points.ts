import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** Time constants of the two averages, steps. */
const FAST = 15;
const SLOW = 40;
/** A change is a distance between the averages of this many usual ones. */
const CHANGE = 2.8;
/** Steps after a change during which no other is reported. */
const REFRACTORY = 30;
/** First rows that are not used to learn the distance, because the averages have not separated yet. */
const TOO_EARLY = 30;

/**
 * Detects when the level of one of several channels changes: a fast average leaves a slow one by more than their usual
 * distance in normal running. The slow average then restarts from the fast one, so that the end of a disturbance is a
 * change as well. O(1) a sample. The first `learn` rows must be normal.
 */
export class ChangePoints {
  readonly #channels: number;
  readonly #learn: number;
  readonly #state: Float64Array;
  readonly #fast: Float64Array;
  readonly #slow: Float64Array;
  /** Rows with a value in learning, and their squared distances. */
  readonly #counts: Float64Array;
  readonly #squares: Float64Array;
  /** Rows, first time, last time, time of the last change, channel of the last change. */
  readonly #clock: Float64Array;

  constructor(channels: number, learn: number) {
    this.#channels = channels;
    this.#learn = learn;
    this.#state = new Float64Array(4 * channels + 5);
    this.#fast = this.#state.subarray(0, channels).fill(Number.NaN);
    this.#slow = this.#state.subarray(channels, 2 * channels);
    this.#counts = this.#state.subarray(2 * channels, 3 * channels);
    this.#squares = this.#state.subarray(3 * channels, 4 * channels);
    this.#clock = this.#state.subarray(4 * channels);
    this.#clock[3] = Number.NEGATIVE_INFINITY;
    this.#clock[4] = -1;
  }

  /** Channel of the last change; −1 before the first one. */
  get channel(): number {
    return this.#clock[4] as number;
  }

  /** Takes a row in order of time, NaN for missing values; returns true when a level changes at it. */
  observe(time: Micros, values: Float64Array): boolean {
    const rows = this.#clock[0] as number;
    if (rows === 0) this.#clock[1] = this.#clock[2] = time;
    const step = rows < 2 ? 1 : ((this.#clock[2] as number) - (this.#clock[1] as number)) / (rows - 1);
    const steps = rows < 2 ? 1 : Math.max(0, (time - (this.#clock[2] as number)) / step);
    this.#clock[0] = rows + 1;
    this.#clock[2] = time;
    const channel = this.#follow(values, steps, rows);
    if (channel < 0 || time - (this.#clock[3] as number) <= REFRACTORY * step) return false;
    this.#clock[3] = time;
    this.#clock[4] = channel;
    this.#slow.set(this.#fast);
    return true;
  }

  snapshot(): Float64Array {
    return this.#state.slice();
  }

  /** Takes the state of another one with the same number of channels. */
  restore(snapshot: Float64Array): void {
    this.#state.set(snapshot);
  }

  /** Moves the averages; returns the channel that is farthest from its usual distance, −1 where none is too far. */
  #follow(values: Float64Array, steps: number, rows: number): number {
    // An average of few values is their mean.
    const fastShare = Math.max(1 - Math.exp(-steps / FAST), 1 / (rows + 1));
    const slowShare = Math.max(1 - Math.exp(-steps / SLOW), 1 / (rows + 1));
    let farthest = -1;
    let most = CHANGE * CHANGE;
    for (let i = 0; i < this.#channels; i++) {
      const value = values[i] as number;
      if (Number.isNaN(value)) continue;
      if (Number.isNaN(this.#fast[i])) this.#fast[i] = this.#slow[i] = value;
      this.#fast[i] = (this.#fast[i] as number) + fastShare * (value - (this.#fast[i] as number));
      this.#slow[i] = (this.#slow[i] as number) + slowShare * (value - (this.#slow[i] as number));
      const square = ((this.#fast[i] as number) - (this.#slow[i] as number)) ** 2;
      if (rows >= this.#learn) {
        const ratio = (square * (this.#counts[i] as number)) / (this.#squares[i] as number);
        if (ratio <= most || !(ratio < Number.POSITIVE_INFINITY)) continue;
        most = ratio;
        farthest = i;
      } else if (rows >= TOO_EARLY) {
        this.#counts[i] = (this.#counts[i] as number) + 1;
        this.#squares[i] = (this.#squares[i] as number) + square;
      }
    }
    return farthest;
  }
}
