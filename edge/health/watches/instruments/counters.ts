import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { InstrumentColumns, Places } from "./instrument-columns.ts";

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
const BEFORE_THE_FIRST = [Number.NaN, 0, Number.NEGATIVE_INFINITY, 0, 0];

/** Finds counts that only rise and then fall once, because their device restarted. */
export class Counters implements InstrumentColumns<Float64Array> {
  readonly #counts: Uint8Array;
  /** Records of the counts alone, and the place of each among them. */
  readonly #numbers: Float64Array;
  readonly #places: ReadonlyMap<number, number>;

  /** @param counts 1 for tags whose meaning is a count */
  constructor(counts: Uint8Array) {
    this.#counts = counts;
    const found = [...counts.keys()].filter((at) => counts[at] === 1);
    this.#places = new Map(found.map((at, place) => [at, place]));
    this.#numbers = Float64Array.from(found.flatMap(() => BEFORE_THE_FIRST));
  }

  fellAt(at: number): Micros {
    return this.#record(at)[FELL_AT] as number;
  }

  fellBy(at: number): number {
    return this.#record(at)[FELL_BY] as number;
  }

  strength(at: number, now: Micros): number {
    return this.#counts[at] === 1 && now - this.fellAt(at) < SHOWN_US ? STRENGTH : 0;
  }

  add(at: number, time: Micros, value: number): void {
    if (this.#counts[at] === 0) return;
    const numbers = this.#record(at);
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

  /** Records of all instruments, then whether each is a count; empty where none can be. */
  snapshot({ first, count }: Places): Float64Array {
    const places = Array.from({ length: count }, (_, one) => first + one);
    if (!places.some((at) => this.#places.has(at))) return new Float64Array(0);
    const records = places.flatMap((at) => [...this.#record(at)]);
    return Float64Array.from([...records, ...this.#counts.subarray(first, first + count)]);
  }

  restore(state: Float64Array, { first, count }: Places): void {
    if (state.length === 0) return;
    for (let one = 0; one < count; one++) {
      if (!this.#places.has(first + one)) continue;
      this.#record(first + one).set(state.subarray(one * FIELDS, (one + 1) * FIELDS));
      this.#counts[first + one] = state[count * FIELDS + one] as number;
    }
  }

  #record(at: number): Float64Array {
    const place = this.#places.get(at);
    return place === undefined ? NO_COUNT : this.#numbers.subarray(place * FIELDS, (place + 1) * FIELDS);
  }
}

const NO_COUNT = Float64Array.from(BEFORE_THE_FIRST);
