/** How often each of many may ask for something: so many at once, and so many a second (rule HU31). */

/** Of more the one that asked first is forgotten. */
const MOST_KEYS = 10_000;

export class Allowance {
  readonly #most: number;
  readonly #perSecond: number;
  readonly #left = new Map<string, { readonly count: number; readonly atMs: number }>();

  constructor({ most, perSecond }: { readonly most: number; readonly perSecond: number }) {
    this.#most = most;
    this.#perSecond = perSecond;
  }

  /** Takes one; false where none is left. */
  take(key: string): boolean {
    const now = performance.now();
    const before = this.#left.get(key) ?? { count: this.#most, atMs: now };
    const count = Math.min(this.#most, before.count + ((now - before.atMs) * this.#perSecond) / 1_000);
    this.#left.delete(key);
    this.#left.set(key, { count: count < 1 ? count : count - 1, atMs: now });
    if (this.#left.size > MOST_KEYS) this.#left.delete(this.#left.keys().next().value as string);
    return count >= 1;
  }
}
