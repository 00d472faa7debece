import type { Micros } from "../contracts/sample-batch.ts";

const SECOND_US = 1e6;
/** Failures within the window that are taken as mistakes. */
const FREE_FAILURES = 10;
const WINDOW_US = 5 * 60 * SECOND_US;
const FIRST_DELAY_US = 30 * SECOND_US;
const MAX_DELAY_US = 15 * 60 * SECOND_US;
/** Without a failure for this long everything is forgotten. */
const FORGET_US = 60 * 60 * SECOND_US;
const MAX_KEYS = 10_000;

interface Record {
  failures: number;
  firstAt: Micros;
  lastAt: Micros;
  until: Micros;
}

/** Slows down who guesses: 10 failures are free, then each costs a wait that doubles from 30 s to 15 min. */
export class Lockout {
  /** In the order of the last attempt; at the bound the longest untouched one is forgotten. */
  readonly #records = new Map<string, Record>();

  get size(): number {
    return this.#records.size;
  }

  /**
   * Counts an attempt against every key, as a failure until `forgive` takes it
   * back: attempts that run at once must not all be the first. Returns the
   * seconds to wait; 0 lets it through, and only then it is counted.
   */
  attempt(keys: readonly string[], now: Micros): number {
    const waitS = this.waitS(keys, now);
    if (waitS > 0) return waitS;
    for (const key of keys) this.#count(key, now);
    return 0;
  }

  /** Seconds until an attempt for all of the keys is let through. */
  waitS(keys: readonly string[], now: Micros): number {
    const until = Math.max(...keys.map((key) => this.#records.get(key)?.until ?? 0));
    return Math.max(0, Math.ceil((until - now) / SECOND_US));
  }

  /** Takes the newest attempt back. */
  forgive(keys: readonly string[]): void {
    for (const key of keys) {
      const record = this.#records.get(key);
      if (record === undefined) continue;
      record.failures--;
      record.until = 0;
      if (record.failures <= 0) this.#records.delete(key);
    }
  }

  /** Forgets everything about a key. */
  clear(key: string): void {
    this.#records.delete(key);
  }

  #count(key: string, now: Micros): void {
    const known = this.#records.get(key);
    const isOver = known === undefined || now - known.lastAt > FORGET_US || (known.failures < FREE_FAILURES && now - known.firstAt > WINDOW_US);
    const record = isOver ? { failures: 0, firstAt: now, lastAt: now, until: 0 } : known;
    record.failures++;
    record.lastAt = now;
    const beyond = record.failures - FREE_FAILURES;
    if (beyond >= 0) record.until = now + Math.min(MAX_DELAY_US, FIRST_DELAY_US * 2 ** Math.min(beyond, 10));
    this.#records.delete(key);
    this.#records.set(key, record);
    if (this.#records.size > MAX_KEYS) this.#records.delete(this.#records.keys().next().value as string);
  }
}
