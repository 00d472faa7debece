import type { Learned } from "../../../contracts/path/follower.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** Shortest time of a row, and the longest. */
const LEAST_PACE_S = 30;
const MOST_PACE_S = 480;
/** Time in which the pace is found. */
const PACING_S = 1800;
/** Without a sample of any channel for so many rows the source is silent, and there is no row. */
const SILENT_ROWS = 4;

/** Log time of the first sample, of the end of the row, and of the newest row with a sample; the pace in seconds. */
const [BEGAN, PACE, ROW_END, HEARD, FIELDS] = [0, 1, 2, 3, 4];

/**
 * Makes rows at a steady pace from samples that come when they like: the mean of a channel's samples in the row, its
 * last value where it did not change, NaN where it is bad or was never there. The pace fits the slower channels, so
 * that most rows have something new to say. Its only clock is log time: the clock of a source may be hours off.
 */
export class UnitRows implements Learned<Float64Array> {
  /** The newest row. */
  readonly row: Float64Array;
  readonly #channels: number;
  readonly #numbers = new Float64Array(FIELDS).fill(Number.NaN);
  readonly #held: Float64Array;
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;
  /** Samples of each channel while the pace is found. */
  readonly #samples: Float64Array;

  constructor(channels: number) {
    this.#channels = channels;
    this.row = new Float64Array(channels).fill(Number.NaN);
    this.#held = new Float64Array(channels).fill(Number.NaN);
    this.#sums = new Float64Array(channels);
    this.#counts = new Float64Array(channels);
    this.#samples = new Float64Array(channels);
  }

  /** Seconds of a row; NaN while the pace is found. */
  get paceS(): number {
    return this.#numbers[PACE] as number;
  }

  sample(channel: number, value: number): void {
    this.#held[channel] = value;
    this.#sums[channel] = (this.#sums[channel] as number) + value;
    this.#counts[channel] = (this.#counts[channel] as number) + 1;
    if (Number.isNaN(this.paceS)) this.#samples[channel] = (this.#samples[channel] as number) + 1;
  }

  lost(channel: number): void {
    this.#held[channel] = Number.NaN;
    this.#sums[channel] = 0;
    this.#counts[channel] = 0;
  }

  /** Log time entered this second. Returns true when a row has ended, which is in `row` then. */
  second(now: Micros): boolean {
    const numbers = this.#numbers;
    if (Number.isNaN(this.paceS)) {
      this.#findPace(now);
      return false;
    }
    const paceUs = this.paceS * 1e6;
    const left = (numbers[ROW_END] as number) - now;
    // More is left than a row has where the clock was set back.
    if (left > 0 && left <= paceUs) return false;
    numbers[ROW_END] = (Math.floor(now / paceUs) + 1) * paceUs;
    if (this.#counts.some((count) => count > 0) || (numbers[HEARD] as number) > now) numbers[HEARD] = now;
    if (now - (numbers[HEARD] as number) >= SILENT_ROWS * paceUs) {
      this.#sums.fill(0);
      this.#counts.fill(0);
      return false;
    }
    for (let at = 0; at < this.#channels; at++) {
      const count = this.#counts[at] as number;
      this.row[at] = count === 0 ? (this.#held[at] as number) : (this.#sums[at] as number) / count;
    }
    this.#sums.fill(0);
    this.#counts.fill(0);
    return true;
  }

  snapshot(): Float64Array {
    return Float64Array.of(...this.#numbers, ...this.#held, ...this.#sums, ...this.#counts, ...this.#samples);
  }

  restore(state: Float64Array): void {
    this.#numbers.set(state.subarray(0, FIELDS));
    for (const [at, column] of [this.#held, this.#sums, this.#counts, this.#samples].entries())
      column.set(state.subarray(FIELDS + at * this.#channels, FIELDS + (at + 1) * this.#channels));
  }

  /** Three of four channels that change at all have a sample in each row. */
  #findPace(now: Micros): void {
    const numbers = this.#numbers;
    if (this.#counts.every((count) => count === 0)) return;
    if (!((numbers[BEGAN] as number) <= now)) numbers[BEGAN] = now;
    numbers[HEARD] = now;
    if (now - (numbers[BEGAN] as number) < PACING_S * 1e6) return;
    const moving = this.#samples.filter((count) => count > 1).sort();
    const slow = moving[moving.length >> 2];
    const wanted = slow === undefined ? MOST_PACE_S : PACING_S / slow;
    let pace = LEAST_PACE_S;
    while (pace < wanted && pace < MOST_PACE_S) pace *= 2;
    numbers[PACE] = pace;
    numbers[ROW_END] = (Math.floor(now / (pace * 1e6)) + 1) * pace * 1e6;
    this.#sums.fill(0);
    this.#counts.fill(0);
  }
}
