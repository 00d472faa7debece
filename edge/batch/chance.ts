/**
 * Pseudo-random numbers from a seed: the same seed gives the same draws on every machine (xorshift32, Marsaglia 2003).
 */
export class Chance {
  #state: number;

  constructor(seed: number) {
    // An odd multiplier spreads small seeds; zero would stay zero for ever.
    this.#state = Math.imul(seed + 1, 0x9e3779b1) || 1;
    for (let round = 0; round < 8; round++) this.next();
  }

  /** In [0, 1). */
  next(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return (state >>> 0) / 0x1_0000_0000;
  }

  /** Whole number below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** Shuffles the first `count` places of `items` so that they are a random draw without repetition. */
  draw(items: Int32Array, count: number): void {
    for (let at = 0; at < count; at++) {
      const other = at + this.below(items.length - at);
      const kept = items[at] as number;
      items[at] = items[other] as number;
      items[other] = kept;
    }
  }
}
