import type { Plant } from "./plant.ts";

/** In the place of an operation: none. */
export const NONE = -1;

/** Operations between two marks, at least: of more operations, so many that there are `MOST_MARKS` marks. */
const OPERATIONS_A_MARK = 32;
const MOST_MARKS = 512;

/** Places of the sums in `sums`. */
export const COST = 0;
export const SET_UP = 1;
export const MAKESPAN = 2;
/** What broken locks cost, within COST. */
export const BROKEN = 3;
const SUMS = 4;

/**
 * What machines, fixtures and orders are at while operations are placed one after another, as columns of one buffer;
 * and marks of it on the way, from which to go on where only later operations change. Times are seconds.
 */
export class FloorState {
  readonly sums: Float64Array;
  readonly freeAt: Float64Array;
  /** When each unit of each fixture is free. */
  readonly unitFree: Float64Array;
  readonly orderEnd: Float64Array;
  /** First operation of the last batch on each machine. */
  readonly last: Int32Array;
  readonly family: Int32Array;
  readonly load: Int32Array;
  /** Operations of each order that are not placed yet. */
  readonly open: Int32Array;
  readonly #all: Float64Array;
  readonly #marks: Float64Array;
  /** The same buffer as integers. */
  readonly #markInts: Int32Array;
  /** Operations between two marks. */
  readonly #apart: number;

  constructor(plant: Plant) {
    const machines = plant.names.machines.length;
    const orders = plant.due.length;
    const units = plant.fixtureCount.reduce((sum, count) => sum + count, 0);
    const doubles = SUMS + machines + units + orders;
    const integers = 3 * machines + orders;
    const width = doubles + Math.ceil(integers / 2);
    const buffer = new ArrayBuffer(8 * width);
    this.#all = new Float64Array(buffer);
    this.sums = this.#all.subarray(0, SUMS);
    this.freeAt = this.#all.subarray(SUMS, SUMS + machines);
    this.unitFree = this.#all.subarray(SUMS + machines, SUMS + machines + units);
    this.orderEnd = this.#all.subarray(SUMS + machines + units, doubles);
    const rest = new Int32Array(buffer, 8 * doubles, integers);
    this.last = rest.subarray(0, machines);
    this.family = rest.subarray(machines, 2 * machines);
    this.load = rest.subarray(2 * machines, 3 * machines);
    this.open = rest.subarray(3 * machines);
    this.#apart = Math.max(OPERATIONS_A_MARK, Math.ceil(plant.orderOf.length / MOST_MARKS));
    this.#marks = new Float64Array(width * (Math.floor(plant.orderOf.length / this.#apart) + 1));
    this.#markInts = new Int32Array(this.#marks.buffer);
  }

  begin(plant: Plant): void {
    this.#all.fill(0);
    this.freeAt.set(plant.freeFrom);
    this.family.set(plant.setUpNow);
    this.last.fill(NONE);
    for (let order = 0; order < this.open.length; order++)
      this.open[order] = (plant.firstOf[order + 1] as number) - (plant.firstOf[order] as number);
  }

  /** Marks the state before the operation at a place, where one is due. */
  mark(place: number): void {
    if (place % this.#apart === 0) this.#marks.set(this.#all, (place / this.#apart) * this.#all.length);
  }

  /**
   * Goes back to the last mark of another state at or before a place that has an operation, with all marks until
   * there. Gives the mark's place.
   */
  returnTo(place: number, other: FloorState): number {
    const mark = Math.floor(place / this.#apart);
    const width = this.#all.length;
    this.#marks.set(other.#marks.subarray(0, (mark + 1) * width));
    this.#all.set(this.#marks.subarray(mark * width, (mark + 1) * width));
    return mark * this.#apart;
  }

  isMarked(place: number): boolean {
    return place % this.#apart === 0;
  }

  /** The cost at the mark of a place. */
  costAt(place: number): number {
    return this.#marks[(place / this.#apart) * this.#all.length + COST] as number;
  }

  /** Whether no machine is free sooner than at a place's mark of another state, and all are set up and filled alike. */
  isBehind(place: number, other: FloorState): boolean {
    const machines = this.freeAt.length;
    const begin = (place / this.#apart) * this.#all.length;
    for (let at = 0; at < machines; at++)
      if ((this.freeAt[at] as number) < (other.#marks[begin + SUMS + at] as number)) return false;
    const integers = 2 * begin + 2 * (SUMS + machines + this.unitFree.length + this.orderEnd.length);
    const marked = other.#markInts;
    for (let at = 0; at < machines; at++) {
      if (this.family[at] !== marked[integers + machines + at]) return false;
      if (this.load[at] !== marked[integers + 2 * machines + at]) return false;
    }
    for (let order = 0; order < this.open.length; order++)
      if (this.open[order] !== marked[integers + 3 * machines + order]) return false;
    return true;
  }
}
