import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { InstrumentColumns, Places } from "./instrument-times.ts";

/** Number of rises after which a value is taken for a count. */
const ENOUGH = 30;
/** Time for which a fall is shown. */
const SHOWN_US = 120e6;
/** A count that falls again within a week is reset on purpose, such as at the start of a shift. */
const PLANNED_US = 7 * 86_400e6;
/** A restarted count has at most this share of its old value. */
const LEFT = 0.5;
const STRENGTH = 30;

const [LAST, RISES, FELL_AT, FELL_BY, FALLS, FIELDS] = [0, 1, 2, 3, 4, 5];

/** Finds counts that only rise and then fall once, because their device restarted. */
export class Counters implements InstrumentColumns<Float64Array> {
  readonly #numbers: Float64Array;
  readonly #counts: Uint8Array;

  /** @param counts 1 for tags whose meaning is a count */
  constructor(counts: Uint8Array) {
    this.#counts = counts;
    this.#numbers = new Float64Array(counts.length * FIELDS);
    for (let at = 0; at < counts.length; at++) {
      this.#numbers[at * FIELDS + LAST] = Number.NaN;
      this.#numbers[at * FIELDS + FELL_AT] = Number.NEGATIVE_INFINITY;
    }
  }

  fellAt(at: number): Micros {
    return this.#numbers[at * FIELDS + FELL_AT] as number;
  }

  fellBy(at: number): number {
    return this.#numbers[at * FIELDS + FELL_BY] as number;
  }

  strength(at: number, now: Micros): number {
    return this.#counts[at] === 1 && now - this.fellAt(at) < SHOWN_US ? STRENGTH : 0;
  }

  add(at: number, time: Micros, value: number): void {
    if (this.#counts[at] === 0) return;
    const numbers = this.#numbers.subarray(at * FIELDS, (at + 1) * FIELDS);
    const last = numbers[LAST] as number;
    numbers[LAST] = value;
    if (value > last) numbers[RISES] = (numbers[RISES] as number) + 1;
    if (!(value < last)) return;
    const isBegun = (numbers[RISES] as number) >= ENOUGH && value <= LEFT * last;
    const isPlanned = (numbers[FALLS] as number) > 0 && time - (numbers[FELL_AT] as number) < PLANNED_US;
    numbers[FALLS] = (numbers[FALLS] as number) + 1;
    // A "count" that falls a little is a measured value.
    if (!isBegun) this.#counts[at] = 0;
    else if (!isPlanned) {
      numbers[FELL_AT] = time;
      numbers[FELL_BY] = last - value;
    }
  }

  snapshot({ first, count }: Places): Float64Array {
    const end = first + count;
    return Float64Array.of(
      ...this.#numbers.subarray(first * FIELDS, end * FIELDS),
      ...this.#counts.subarray(first, end),
    );
  }

  restore(state: Float64Array, { first, count }: Places): void {
    this.#numbers.set(state.subarray(0, count * FIELDS), first * FIELDS);
    this.#counts.set(state.subarray(count * FIELDS), first);
  }
}
