import type { Learned } from "../../contracts/path/follower.ts";
import type { Peers } from "./peers.ts";

/** Evidence that each value far above the others adds; a value among them takes away twice as much. */
const PER_VALUE = 1.2;
const MOST = 20;
/** Share of the newest value in the smoothed one. */
const NEWEST = 0.25;
/** Spreads of the others that a value must lie above them. */
const SPREADS = 5;

const [VALUE, COUNT, EVIDENCE] = [0, 1, 2];

export interface BesidePeersOptions {
  /**
   * Number of values within which a part that was worn from the start must show it; later its own history is the better
   * judge.
   */
  readonly first: number;
  /** Distance above the median of the others that chance no longer explains. */
  above(median: number): number;
  /** Lower bound of the spread of the others. */
  leastSpread(median: number): number;
}

/**
 * Compares a statistic of a part with that of its peers in its first hour, and so finds parts that were worn before
 * they were watched.
 */
export class BesidePeers implements Learned<Float64Array> {
  readonly #options: BesidePeersOptions;
  readonly #peers: Peers;
  readonly #group: string;
  readonly #member: string;
  readonly #numbers = Float64Array.of(Number.NaN, 0, 0);

  constructor(peers: Peers, place: { readonly group: string; readonly member: string }, options: BesidePeersOptions) {
    this.#peers = peers;
    this.#group = place.group;
    this.#member = place.member;
    this.#options = options;
  }

  /** 0 to 20. */
  get strength(): number {
    return this.#numbers[EVIDENCE] as number;
  }

  add(value: number): void {
    const numbers = this.#numbers;
    const before = numbers[VALUE] as number;
    const smoothed = Number.isNaN(before) ? value : before + NEWEST * (value - before);
    numbers[VALUE] = smoothed;
    numbers[COUNT] = (numbers[COUNT] as number) + 1;
    this.#publish();
    const typical = this.#peers.typical(this.#group, this.#member);
    if (typical === undefined) return;
    const { first, above, leastSpread } = this.#options;
    const { median } = typical;
    const far = Math.max(above(median), SPREADS * Math.max(typical.spread, leastSpread(median)));
    const isFar = smoothed - median > far;
    if (isFar && (numbers[COUNT] as number) > first) return;
    const evidence = (numbers[EVIDENCE] as number) + (isFar ? PER_VALUE : -2 * PER_VALUE);
    numbers[EVIDENCE] = Math.max(0, Math.min(MOST, evidence));
  }

  clear(): void {
    this.#numbers.set([Number.NaN, 0, 0]);
    this.#publish();
  }

  snapshot(): Float64Array {
    return this.#numbers.slice();
  }

  restore(numbers: Float64Array): void {
    this.#numbers.set(numbers);
    this.#publish();
  }

  #publish(): void {
    this.#peers.set(this.#group, this.#member, this.#numbers[VALUE] as number);
  }
}
