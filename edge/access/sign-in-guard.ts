import type { Micros } from "../contracts/path/sample-batch.ts";
import { Lockout, QUICK, SLOW } from "./lockout.ts";

/** Remembered pairs of a user and an address that the user signed in from. */
const MOST_KNOWN = 10_000;

/** One attempt to sign in. */
export interface Attempt {
  /** The result of `nameKey`, or the stand-in for a one-time link. */
  readonly name: string;
  /** True when there is a user of that name. */
  readonly isUser: boolean;
  readonly address: string;
}

/**
 * Decides whether a password is checked at all (rule U8). A name from one address is slowed down quickly; a name from
 * all addresses, and an address with all names, only after far more failures. Where a user has signed in before, only
 * the first limit counts: failures elsewhere, or of other names at the same address, never lock users out of their
 * usual address.
 */
export class SignInGuard {
  readonly #pairs = new Lockout(QUICK);
  /** Kept separate, so that invented names cannot push out the counts of real users. */
  readonly #users = new Lockout(SLOW);
  readonly #strangers = new Lockout(SLOW);
  readonly #addresses = new Lockout(SLOW);
  /** In the order of the last sign-in. */
  readonly #known = new Set<string>();

  /** Seconds to wait. With 0 the attempt may go on; it counts as a failure until it is taken back. */
  attempt(attempt: Attempt, now: Micros): number {
    const waitS = this.waitS(attempt, now);
    if (waitS === 0) this.#each(attempt, (lockout, key) => lockout.count(key, now));
    return waitS;
  }

  /** Seconds until the next attempt is allowed. */
  waitS(attempt: Attempt, now: Micros): number {
    let waitS = this.#pairs.waitS(pairOf(attempt), now);
    if (this.isKnown(attempt)) return waitS;
    this.#each(attempt, (lockout, key) => {
      waitS = Math.max(waitS, lockout.waitS(key, now));
    });
    return waitS;
  }

  /** Whether this user signed in from this address before. */
  isKnown(attempt: Attempt): boolean {
    return this.#known.has(pairOf(attempt));
  }

  /** Call it when the password was not checked. */
  takeBack(attempt: Attempt): void {
    this.#each(attempt, (lockout, key) => lockout.forgive(key));
  }

  /** Call it when the password was right. */
  succeeded(attempt: Attempt): void {
    this.takeBack(attempt);
    const pair = pairOf(attempt);
    this.#pairs.clear(pair);
    this.#known.delete(pair);
    this.#known.add(pair);
    if (this.#known.size > MOST_KNOWN) this.#known.delete(this.#known.values().next().value as string);
  }

  #each(attempt: Attempt, act: (lockout: Lockout, key: string) => void): void {
    act(this.#pairs, pairOf(attempt));
    act(attempt.isUser ? this.#users : this.#strangers, attempt.name);
    act(this.#addresses, attempt.address);
  }
}

/** An address contains no space. */
function pairOf({ name, address }: Attempt): string {
  return `${address} ${name}`;
}
