/** Life used per second of cutting at full feed, from a count that rises only while the edge in use cuts. */
import type { Learned } from "../../../contracts/path/follower.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** Rise of the count for one value, large enough that its resolution adds little. */
const ENOUGH_PERCENT = 0.12;
const ENOUGH_S = 4;
/** If two steps of the count are further apart than this, the edge did not cut between them. */
const PAUSE_US = 4.5e6;
/** A step this high is not wear within seconds: the count was set. */
const MOST_STEP = 2;

const [COUNT, MOVED, RISE, CUT_S, FEED, TOOL] = [0, 1, 2, 3, 4, 5];

export class WearRate implements Learned<Float64Array> {
  /** Count, time of its last step, rise and seconds at full feed since the last value, override, tool. */
  readonly #numbers = Float64Array.of(Number.NaN, Number.NaN, 0, 0, 100, Number.NaN);

  feed(percent: number): void {
    this.#numbers[FEED] = percent;
  }

  /**
   * Takes a count in percent; `tool` is NaN while the machine does not execute. Returns percent per second, or NaN
   * without a new value.
   */
  add(time: Micros, count: number, tool: number): number {
    const numbers = this.#numbers;
    const step = count - (numbers[COUNT] as number);
    const since = time - (numbers[MOVED] as number);
    const isOther = tool !== numbers[TOOL];
    if (isOther) this.#begin(tool);
    if (!(step > 0)) {
      if (Number.isNaN(step)) numbers[COUNT] = count;
      return Number.NaN;
    }
    numbers[COUNT] = count;
    numbers[MOVED] = time;
    if (isOther || Number.isNaN(tool) || !(since <= PAUSE_US) || step > MOST_STEP) return Number.NaN;
    numbers[RISE] = (numbers[RISE] as number) + step;
    numbers[CUT_S] = (numbers[CUT_S] as number) + (since / 1e6) * ((numbers[FEED] as number) / 100);
    if ((numbers[RISE] as number) < ENOUGH_PERCENT || (numbers[CUT_S] as number) < ENOUGH_S) return Number.NaN;
    const rate = (numbers[RISE] as number) / (numbers[CUT_S] as number);
    this.#begin(tool);
    return rate;
  }

  /** Call it when the count starts over. */
  pause(): void {
    this.#numbers[COUNT] = Number.NaN;
    this.#numbers[MOVED] = Number.NaN;
    this.#begin(Number.NaN);
  }

  snapshot(): Float64Array {
    return this.#numbers.slice();
  }

  restore(numbers: Float64Array): void {
    this.#numbers.set(numbers);
  }

  #begin(tool: number): void {
    this.#numbers[RISE] = 0;
    this.#numbers[CUT_S] = 0;
    this.#numbers[TOOL] = tool;
  }
}
