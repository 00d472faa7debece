/**
 * Friction by the displacement integral: over a movement that ends where it began, gravity, springs, inertia and a zero
 * offset of the torque do no net work; the rest of the work is friction, and work over way is its mean.
 */
import type { Learned } from "../../../contracts/path/follower.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** Least seconds of movement for one value. */
const MOVING_S = 30;
/** Samples further apart are not joined, because what happened between them is unknown. */
const MOST_GAP_S = 2;
/** A movement is closed when it ends within this share of its way from where it began. */
const CLOSED = 0.02;
/** A movement that does not close within this many times the least time is dropped: the joint has moved on. */
const GIVES_UP = 10;

const [TIME, TORQUE, POSITION, STEP, BEGAN, WORK, WAY, MOVING] = [0, 1, 2, 3, 4, 5, 6, 7];

export class DisplacementWork implements Learned<Float64Array> {
  readonly #numbers = new Float64Array(8).fill(Number.NaN);

  /** Whether it moved between the last two samples. */
  get isMoving(): boolean {
    return Math.abs(this.#numbers[STEP] as number) > 0;
  }

  /** Takes a torque and the position at that time. Returns work over way when a movement has closed, else NaN. */
  add(time: Micros, torque: number, position: number): number {
    const numbers = this.#numbers;
    const elapsedS = (time - (numbers[TIME] as number)) / 1e6;
    const way = position - (numbers[POSITION] as number);
    const mean = 0.5 * (torque + (numbers[TORQUE] as number));
    numbers[TIME] = time;
    numbers[TORQUE] = torque;
    numbers[POSITION] = position;
    numbers[STEP] = way;
    if (!(elapsedS <= MOST_GAP_S) || Number.isNaN(way)) {
      this.#begin();
      return Number.NaN;
    }
    if (way === 0) return Number.NaN;
    numbers[WORK] = (numbers[WORK] as number) + mean * way;
    numbers[WAY] = (numbers[WAY] as number) + Math.abs(way);
    const moving = (numbers[MOVING] as number) + elapsedS;
    numbers[MOVING] = moving;
    if (moving < MOVING_S) return Number.NaN;
    const isClosed = Math.abs(position - (numbers[BEGAN] as number)) <= CLOSED * (numbers[WAY] as number);
    const value = isClosed ? (numbers[WORK] as number) / (numbers[WAY] as number) : Number.NaN;
    if (isClosed || moving > GIVES_UP * MOVING_S) this.#begin();
    return value;
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
    this.#numbers[BEGAN] = this.#numbers[POSITION] as number;
    this.#numbers.fill(0, WORK);
  }
}
