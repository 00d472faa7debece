/** Capacity of a battery: energy in or out over the change of its charge while it charges or discharges. */
import type { Learned } from "../../../contracts/path/follower.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** Change of charge for one value, %. */
const SPAN_PERCENT = 5;
/** Above this charge, the charge shown no longer follows the current. */
const MOST_PERCENT = 97;
const MOST_GAP_S = 10;

const [VOLT, AMPERE, TIME, CHARGE, BEGAN, ENERGY] = [0, 1, 2, 3, 4, 5];

export class Capacity implements Learned<Float64Array> {
  readonly #numbers = new Float64Array(6).fill(Number.NaN);

  volt(value: number): void {
    this.#numbers[VOLT] = value;
  }

  /** Positive while the battery gives current. */
  ampere(time: Micros, value: number): void {
    const numbers = this.#numbers;
    const elapsedS = (time - (numbers[TIME] as number)) / 1e6;
    const before = numbers[AMPERE] as number;
    numbers[TIME] = time;
    numbers[AMPERE] = value;
    // Charging and discharging are separated, and the energy in a gap is unknown.
    if (!(elapsedS <= MOST_GAP_S) || before > 0 !== value > 0) numbers[BEGAN] = Number.NaN;
    else
      numbers[ENERGY] =
        (numbers[ENERGY] as number) + (0.5 * (before + value) * (numbers[VOLT] as number) * elapsedS) / 3600;
  }

  /** Takes the charge in percent. Returns the capacity in watt hours when the charge has changed enough, else NaN. */
  charge(percent: number): number {
    const numbers = this.#numbers;
    numbers[CHARGE] = percent;
    if (percent > MOST_PERCENT) numbers[BEGAN] = Number.NaN;
    else if (Number.isNaN(numbers[BEGAN])) this.#begin();
    const changed = percent - (numbers[BEGAN] as number);
    if (!(Math.abs(changed) >= SPAN_PERCENT)) return Number.NaN;
    const wattHours = (-100 * (numbers[ENERGY] as number)) / changed;
    this.#begin();
    return wattHours;
  }

  get isCharging(): boolean {
    return (this.#numbers[AMPERE] as number) < 0;
  }

  clear(): void {
    this.#numbers.fill(Number.NaN);
  }

  snapshot(): Float64Array {
    return this.#numbers.slice();
  }

  restore(numbers: Float64Array): void {
    this.#numbers.set(numbers);
  }

  #begin(): void {
    this.#numbers[BEGAN] = this.#numbers[CHARGE] as number;
    this.#numbers[ENERGY] = 0;
  }
}
