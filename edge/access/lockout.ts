import type { Micros } from "../contracts/path/sample-batch.ts";

const SECOND_US = 1e6;
const MINUTE_US = 60 * SECOND_US;
const FIRST_DELAY_US = 30 * SECOND_US;
const MAX_DELAY_US = 15 * MINUTE_US;
/** After this long without a failure all counts start again. */
const FORGET_US = 60 * MINUTE_US;
const MAX_KEYS = 10_000;

/** Failures within a window that count as typing mistakes. */
export interface LockoutPolicy {
  readonly free: number;
  readonly windowUs: Micros;
}

/** Limit for one name from one address. */
export const QUICK: LockoutPolicy = { free: 10, windowUs: 5 * MINUTE_US };
/**
 * Limit for one name from all addresses, or one address with all names. It is higher: many people may share an address.
 */
export const SLOW: LockoutPolicy = { free: 50, windowUs: 60 * MINUTE_US };

interface Record {
  failures: number;
  firstAt: Micros;
  lastAt: Micros;
  until: Micros;
  /** The value of `until` before the newest attempt was counted. */
  before: Micros;
}

/**
 * Slows down guesses: some failures are free, then each costs a wait that doubles from 30 s to 15 min. `now` of its
 * methods is monotonic: a step of the wall clock ends no wait and makes none longer.
 */
export class Lockout {
  readonly #policy: LockoutPolicy;
  /** In order of the last attempt; at the bound the oldest one is forgotten. */
  readonly #records = new Map<string, Record>();

  constructor(policy: LockoutPolicy) {
    this.#policy = policy;
  }

  get size(): number {
    return this.#records.size;
  }

  /** Seconds until the next attempt is allowed. */
  waitS(key: string, now: Micros): number {
    const until = this.#records.get(key)?.until ?? 0;
    return Math.max(0, Math.ceil((until - now) / SECOND_US));
  }

  /**
   * Counts an attempt as a failure until `forgive` takes it back, so that attempts that run at once are all counted.
   */
  count(key: string, now: Micros): void {
    const { free, windowUs } = this.#policy;
    const known = this.#records.get(key);
    const isOver =
      known === undefined ||
      now - known.lastAt > FORGET_US ||
      (known.failures < free && now - known.firstAt > windowUs);
    const record = isOver ? { failures: 0, firstAt: now, lastAt: now, until: 0, before: 0 } : known;
    record.failures++;
    record.lastAt = now;
    record.before = record.until;
    const beyond = record.failures - free;
    if (beyond >= 0) record.until = now + Math.min(MAX_DELAY_US, FIRST_DELAY_US * 2 ** Math.min(beyond, 10));
    this.#records.delete(key);
    this.#records.set(key, record);
    if (this.#records.size > MAX_KEYS) this.#records.delete(this.#records.keys().next().value as string);
  }

  /**
   * Takes the newest attempt back. A wait that earlier attempts caused continues: one right password must not end it
   * for guesses.
   */
  forgive(key: string): void {
    const record = this.#records.get(key);
    if (record === undefined) return;
    record.failures--;
    record.until = Math.min(record.until, record.before);
    if (record.failures <= 0) this.#records.delete(key);
  }

  /** Forgets everything about a key. */
  clear(key: string): void {
    this.#records.delete(key);
  }
}
