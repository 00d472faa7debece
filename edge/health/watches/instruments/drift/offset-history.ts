/** Offsets that are kept: four hours of quarters. */
const KEPT = 16;
/** An offset of which this share came within half an hour is a step, until so much of it grew later. */
const STEP = 0.6;
/** A drift grows in each of so many quarters, by so much of it at least. */
const [GROWS, GROWTH] = [4, 0.02];
/** A step that has changed by less than this share of it for an hour is settled. */
const [STILL, SETTLED] = [0.15, 4];

/** Offsets of an instrument a quarter of an hour apart, oldest first: a drift grows, an adjustment is a step. */
export class OffsetHistory {
  #quarters: readonly number[] = [];

  add(size: number): void {
    this.#quarters = [...this.#quarters, size].slice(-KEPT);
  }

  /** Whether an offset has grown lately, and most of it did not come within half an hour. */
  isDrift(size: number): boolean {
    const all = this.#quarters;
    const rose = (at: number, by: number): number => ((all.at(at) as number) - (all.at(at - by) as number)) / size;
    if (all.length <= GROWS) return false;
    for (let at = -1; at >= -GROWS; at--) if (!(rose(at, 1) >= GROWTH)) return false;
    for (let at = -1; at - 2 >= -all.length; at--) if (rose(at, 2) > STEP) return false;
    return true;
  }

  /** Whether it has been the same for an hour. */
  isSettled(size: number): boolean {
    const last = this.#quarters.slice(-SETTLED);
    return last.length === SETTLED && Math.max(...last) - Math.min(...last) <= STILL * Math.abs(size);
  }

  /** The reference has moved by this. */
  adjust(by: number): void {
    this.#quarters = this.#quarters.map((size) => size - by);
  }

  clear(): void {
    this.#quarters = [];
  }

  snapshot(): readonly number[] {
    return this.#quarters;
  }

  restore(quarters: readonly number[]): void {
    this.#quarters = quarters;
  }
}
