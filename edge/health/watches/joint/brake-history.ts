/** Torque that a joint's brake held in its tests, compared with its own earlier tests. */
import type { Learned } from "../../../contracts/path/follower.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** A test's result is taken once it has not changed for this time, because one wrong reading is not a test. */
const STANDS_US = 30e6;
/** Repeatability of a test, as a share. Friction linings repeat within 2 to 3 %. */
const SPREAD = 0.03;
/** Largest number of tests in the mean that is the usual torque. */
const MOST_TESTS = 12;
/** A test that lies more than this many spreads below does not change what is usual. */
const USUAL = 2.5;
const MOST_STRENGTH = 20;

const [STANDING, SINCE, TAKEN, TESTS, CENTRE, DISTANCE, DROPPED_AT, NUMBER, NUMBER_TAKEN] = [0, 1, 2, 3, 4, 5, 6, 7, 8];

export class BrakeHistory implements Learned<Float64Array> {
  readonly #isNumbered: boolean;
  readonly #numbers = untested(new Float64Array(9));

  /** @param isNumbered whether tests are counted, so that a torque that changes without a test is not one */
  constructor(isNumbered: boolean) {
    this.#isNumbered = isNumbered;
  }

  /** Evidence that the brake holds less than it did: 0 to -20. */
  get strength(): number {
    const below = -(this.#numbers[DISTANCE] as number);
    if (below <= 1) return 0;
    // Tail of the normal distribution (Mills' ratio).
    return -Math.min(MOST_STRENGTH, below ** 2 / (2 * Math.LN10) + Math.log10(below * Math.sqrt(2 * Math.PI)));
  }

  /** Torque of the newest test; NaN before the first one. */
  get value(): number {
    return this.#numbers[TAKEN] as number;
  }

  /** Newest torque over the usual one; NaN before the second test. */
  get share(): number {
    return (this.#numbers[TESTS] as number) === 0 ? Number.NaN : this.value / Math.exp(this.#numbers[CENTRE] as number);
  }

  get usual(): { readonly low: number; readonly high: number } | undefined {
    if ((this.#numbers[TESTS] as number) === 0) return undefined;
    const centre = Math.exp(this.#numbers[CENTRE] as number);
    return { low: centre * (1 - 3 * SPREAD), high: centre * (1 + 3 * SPREAD) };
  }

  get since(): Micros {
    return this.#numbers[DROPPED_AT] as number;
  }

  sample(time: Micros, torque: number): void {
    if (!(torque > 0) || torque === this.#numbers[STANDING]) return;
    this.#numbers[STANDING] = torque;
    this.#numbers[SINCE] = time;
  }

  /** Number of tests so far, as the controller counts them. */
  tests(number: number): void {
    this.#numbers[NUMBER] = number;
  }

  /** Call it when log time enters this second. Returns whether a test was taken. */
  second(now: Micros): boolean {
    const numbers = this.#numbers;
    const standing = numbers[STANDING] as number;
    if (standing === numbers[TAKEN] || !(now - (numbers[SINCE] as number) >= STANDS_US)) return false;
    if (this.#isNumbered && (Number.isNaN(numbers[NUMBER]) || numbers[NUMBER] === numbers[NUMBER_TAKEN])) return false;
    numbers[NUMBER_TAKEN] = numbers[NUMBER] as number;
    numbers[TAKEN] = standing;
    this.#test(numbers[SINCE] as number, Math.log(standing));
    return true;
  }

  clear(): void {
    untested(this.#numbers);
  }

  snapshot(): Float64Array {
    return this.#numbers.slice();
  }

  restore(numbers: Float64Array): void {
    this.#numbers.set(numbers);
  }

  #test(time: Micros, held: number): void {
    const numbers = this.#numbers;
    const tests = numbers[TESTS] as number;
    const spread = SPREAD * Math.sqrt(1 + 1 / Math.max(1, tests));
    const distance = tests === 0 ? 0 : (held - (numbers[CENTRE] as number)) / spread;
    numbers[DISTANCE] = distance;
    if (distance < -USUAL) {
      if (Number.isNaN(numbers[DROPPED_AT])) numbers[DROPPED_AT] = time;
      return;
    }
    numbers[DROPPED_AT] = Number.NaN;
    numbers[TESTS] = Math.min(MOST_TESTS, tests + 1);
    numbers[CENTRE] = (numbers[CENTRE] as number) + (held - (numbers[CENTRE] as number)) / (numbers[TESTS] as number);
  }
}

function untested(numbers: Float64Array): Float64Array {
  return numbers.fill(Number.NaN).fill(0, TESTS, DROPPED_AT);
}
