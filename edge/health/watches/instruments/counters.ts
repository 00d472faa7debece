import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { InstrumentColumns, Places } from "./instrument-columns.ts";

/** Number of rises after which a value is taken for a count. */
const ENOUGH = 30;
/** Time for which a fall is shown. */
const SHOWN_US = 120e6;
/** A count that falls again within a week of its last fall is set back on purpose, such as at the start of a shift. */
const PLANNED_US = 7 * 86_400e6;
/** A restarted count has at most this share of its old value. */
const LEFT = 0.5;
const STRENGTH = 30;

/** What a tag counts: nothing, something that a device never sets back, or pieces, which a shift or an order may. */
export const COUNTS = { nothing: 0, total: 1, pieces: 2 } as const;

/** FELL_AT and FELL_BY are of the fall that is shown, DOWN_AT of the newest one. */
const [LAST, RISES, FELL_AT, FELL_BY, DOWN_AT, BEGAN, FIELDS] = [0, 1, 2, 3, 4, 5, 6];
const BEFORE_THE_FIRST = [Number.NaN, 0, Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY, Number.NaN];
/** Earlier releases had the number of falls in the place of DOWN_AT, and no begin. */
const EARLIER_FIELDS = 5;

/** Finds counts that only rise and then fall once, because their device restarted. */
export class Counters implements InstrumentColumns<Float64Array> {
  /** One of {@link COUNTS} for each tag. */
  readonly #counts: Uint8Array;
  /** Records of the counts alone, and the place of each among them. */
  readonly #numbers: Float64Array;
  readonly #places: ReadonlyMap<number, number>;
  /** Whether any of them ever fell, which is seldom so. */
  #isAnyFallen = false;

  /** @param counts one of {@link COUNTS} for each tag */
  constructor(counts: Uint8Array) {
    this.#counts = counts;
    const found = [...counts.keys()].filter((at) => counts[at] !== COUNTS.nothing);
    this.#places = new Map(found.map((at, place) => [at, place]));
    this.#numbers = Float64Array.from(found.flatMap(() => BEFORE_THE_FIRST));
  }

  fellAt(at: number): Micros {
    const place = this.#places.get(at);
    return place === undefined ? Number.NEGATIVE_INFINITY : (this.#numbers[place * FIELDS + FELL_AT] as number);
  }

  fellBy(at: number): number {
    return this.#record(at)[FELL_BY] as number;
  }

  /** Whether it ever fell as only a device that restarted makes it fall; what is no count never did. */
  hasFallen(at: number): boolean {
    return this.#isAnyFallen && this.fellAt(at) !== Number.NEGATIVE_INFINITY;
  }

  strength(at: number, now: Micros): number {
    return now - this.fellAt(at) < SHOWN_US ? STRENGTH : 0;
  }

  add(at: number, time: Micros, value: number): void {
    if (this.#counts[at] === COUNTS.nothing) return;
    const numbers = this.#record(at);
    const last = numbers[LAST] as number;
    numbers[LAST] = value;
    if (Number.isNaN(numbers[BEGAN])) numbers[BEGAN] = time;
    if (value > last) numbers[RISES] = (numbers[RISES] as number) + 1;
    if (!(value < last)) return;
    const isBegun = (numbers[RISES] as number) >= ENOUGH && value <= LEFT * last;
    // Of pieces, a week must show that nobody sets them back.
    const since = this.#counts[at] === COUNTS.pieces ? Math.max(begin(numbers), down(numbers)) : down(numbers);
    const isPlanned = time - since < PLANNED_US;
    numbers[DOWN_AT] = time;
    // A "count" that falls a little is a measured value.
    if (!isBegun) this.#counts[at] = COUNTS.nothing;
    else if (!isPlanned) {
      this.#isAnyFallen = true;
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
    const fields = state.length / count - 1;
    for (let one = 0; one < count; one++) {
      if (!this.#places.has(first + one)) continue;
      const record = this.#record(first + one);
      record.set(state.subarray(one * fields, (one + 1) * fields));
      if (fields === EARLIER_FIELDS)
        record[DOWN_AT] = (record[DOWN_AT] as number) > 0 ? (record[FELL_AT] as number) : Number.NEGATIVE_INFINITY;
      if (record[FELL_AT] !== Number.NEGATIVE_INFINITY) this.#isAnyFallen = true;
      // Without a value it was no count to an earlier release, and may be one now.
      const wasCount = !Number.isNaN(record[LAST]);
      if (wasCount && state[count * fields + one] === COUNTS.nothing) this.#counts[first + one] = COUNTS.nothing;
    }
  }

  #record(at: number): Float64Array {
    const place = this.#places.get(at);
    return place === undefined ? NO_COUNT : this.#numbers.subarray(place * FIELDS, (place + 1) * FIELDS);
  }
}

function begin(numbers: Float64Array): Micros {
  return numbers[BEGAN] as number;
}

function down(numbers: Float64Array): Micros {
  return numbers[DOWN_AT] as number;
}

const NO_COUNT = Float64Array.from(BEFORE_THE_FIRST);
