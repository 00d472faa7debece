import type { Window } from "./calendar.ts";

export interface PricedWindow extends Window {
  /** Of a kWh. */
  readonly price: number;
}

/** Changes of price that are looked at for a cheaper time. */
const MOST_CHANGES = 64;

/** What a kilowatt costs between two times, by windows of price. Times are seconds. */
export class Tariff {
  readonly #times: Float64Array;
  readonly #prices: Float64Array;
  /** Cost of a kW from the beginning to each time. */
  readonly #sums: Float64Array;

  /** `windows` rise and do not overlap; elsewhere a kWh costs `price`. */
  constructor(windows: readonly PricedWindow[], price: number) {
    const times = [0];
    const prices = [price];
    for (const window of windows) {
      times.push(window.from, window.to);
      prices.push(window.price, price);
    }
    this.#times = Float64Array.from(times);
    this.#prices = Float64Array.from(prices);
    this.#sums = new Float64Array(times.length);
    for (let at = 1; at < times.length; at++)
      this.#sums[at] =
        (this.#sums[at - 1] as number) +
        (((times[at] as number) - (times[at - 1] as number)) * (prices[at - 1] as number)) / 3600;
  }

  /** Whether a kWh always costs the same. */
  get isFlat(): boolean {
    return this.#prices.every((price, at) => price === this.#prices[0] || this.#isEmpty(at));
  }

  /**
   * The first change of price behind `from`, and no later than `latest`, from which on a time as long as that to `to`
   * costs less; infinity where none of the next ones is such.
   */
  cheaperFrom({ from, to }: Window, latest: number): number {
    const cost = this.cost(from, to);
    const first = this.#at(from) + 1;
    for (let at = first; at < Math.min(first + MOST_CHANGES, this.#times.length); at++) {
      const time = this.#times[at] as number;
      if (time > latest) break;
      if (!this.#isEmpty(at) && this.cost(time, time + to - from) < cost) return time;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Between two windows that touch, the price elsewhere holds for no time. */
  #isEmpty(at: number): boolean {
    return this.#times[at] === this.#times[at + 1];
  }

  cost(from: number, to: number): number {
    return this.#until(to) - this.#until(from);
  }

  #until(time: number): number {
    const at = this.#at(time);
    return (this.#sums[at] as number) + ((time - (this.#times[at] as number)) * (this.#prices[at] as number)) / 3600;
  }

  #at(time: number): number {
    let low = 0;
    let high = this.#times.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#times[middle] as number) <= time) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
