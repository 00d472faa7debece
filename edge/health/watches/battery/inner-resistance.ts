/**
 * Inner resistance of a battery from steps of its current: R = -dU/dI. Between neighbouring samples the open-circuit
 * voltage stands still, so that charge, its curve and a zero offset of either instrument cancel.
 */
import type { Learned } from "../../../contracts/path/follower.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** Samples further apart do not form a step: the charge may have changed between them. */
const MOST_GAP_US = 5e6;
/** Voltage and current within this time are of the same message. */
const SAME_US = 3e5;
/** Smaller steps are mostly noise, A. */
const LEAST_STEP_A = 2;
/** Sum of the squared steps for one value, A²: with 20 mV of noise, values repeat within 1.2 mOhm. */
const STEPS_A2 = 600;

const [VOLT, VOLT_TIME, AMPERE, AMPERE_TIME, LAST_VOLT, LAST_AMPERE, LAST_TIME, PRODUCTS, SQUARES] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8,
];

export class InnerResistance implements Learned<Float64Array> {
  readonly #numbers = new Float64Array(9).fill(Number.NaN, 0, PRODUCTS);

  /** Returns ohms once there are enough steps, else NaN. */
  volt(time: Micros, value: number): number {
    this.#numbers[VOLT] = value;
    this.#numbers[VOLT_TIME] = time;
    return this.#pair(time);
  }

  /** Positive while the battery gives current. Returns ohms once there are enough steps, else NaN. */
  ampere(time: Micros, value: number): number {
    this.#numbers[AMPERE] = value;
    this.#numbers[AMPERE_TIME] = time;
    return this.#pair(time);
  }

  clear(): void {
    this.#numbers.fill(Number.NaN, 0, PRODUCTS).fill(0, PRODUCTS);
  }

  snapshot(): Float64Array {
    return this.#numbers.slice();
  }

  restore(numbers: Float64Array): void {
    this.#numbers.set(numbers);
  }

  #pair(time: Micros): number {
    const numbers = this.#numbers;
    if (!(Math.abs((numbers[VOLT_TIME] as number) - (numbers[AMPERE_TIME] as number)) <= SAME_US)) return Number.NaN;
    if (time - (numbers[LAST_TIME] as number) <= SAME_US) return Number.NaN;
    const ampere = numbers[AMPERE] as number;
    const step = ampere - (numbers[LAST_AMPERE] as number);
    const rise = (numbers[VOLT] as number) - (numbers[LAST_VOLT] as number);
    // While charging, plug and cable add resistance; only steps of the load are compared.
    const isStep =
      time - (numbers[LAST_TIME] as number) <= MOST_GAP_US && ampere > 0 && (numbers[LAST_AMPERE] as number) > 0;
    numbers[LAST_VOLT] = numbers[VOLT] as number;
    numbers[LAST_AMPERE] = ampere;
    numbers[LAST_TIME] = time;
    if (!isStep || Math.abs(step) < LEAST_STEP_A) return Number.NaN;
    numbers[PRODUCTS] = (numbers[PRODUCTS] as number) - rise * step;
    numbers[SQUARES] = (numbers[SQUARES] as number) + step * step;
    if ((numbers[SQUARES] as number) < STEPS_A2) return Number.NaN;
    const ohm = (numbers[PRODUCTS] as number) / (numbers[SQUARES] as number);
    numbers.fill(0, PRODUCTS);
    return ohm;
  }
}
