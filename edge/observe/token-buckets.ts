/** How often each of many may ask for something: a bucket of tokens for each, which fills evenly. */
export interface Rate {
  readonly perSecond: number;
  /** As many may come at once. */
  readonly burst: number;
}

interface Bucket {
  left: number;
  atMs: number;
}

export class TokenBuckets {
  readonly #most: number;
  readonly #buckets = new Map<string, Bucket>();

  /** @param most keys that are remembered: the least recently seen one is forgotten, and starts with a full bucket */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes a token: 0, or whole seconds to wait where there is none. `nowMs` must never step back. */
  take(key: string, { perSecond, burst }: Rate, nowMs: number): number {
    const bucket = this.#buckets.get(key) ?? { left: burst, atMs: nowMs };
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > this.#most) this.#buckets.delete(this.#buckets.keys().next().value as string);
    bucket.left = Math.min(burst, bucket.left + ((nowMs - bucket.atMs) / 1000) * perSecond);
    bucket.atMs = nowMs;
    if (bucket.left < 1) return Math.ceil((1 - bucket.left) / perSecond);
    bucket.left--;
    return 0;
  }
}
