/** How often one caller may call (rule AG8): a bucket that fills evenly over the minute. */
const MOST_CALLERS = 1_000;

interface Bucket {
  left: number;
  atMs: number;
}

export class CallRate {
  readonly #buckets = new Map<string, Bucket>();

  /** Seconds to wait; 0: the call may go. `clockMs` must never step back. */
  take(caller: string, perMinute: number, clockMs: number): number {
    const known = this.#buckets.get(caller);
    const bucket = known ?? { left: perMinute, atMs: clockMs };
    bucket.left = Math.min(perMinute, bucket.left + ((clockMs - bucket.atMs) / 60_000) * perMinute);
    bucket.atMs = clockMs;
    // The least recently seen caller is forgotten first.
    this.#buckets.delete(caller);
    this.#buckets.set(caller, bucket);
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= MOST_CALLERS) break;
      this.#buckets.delete(oldest);
    }
    if (bucket.left < 1) return Math.ceil(((1 - bucket.left) / perMinute) * 60);
    bucket.left -= 1;
    return 0;
  }
}
