import type { Logger } from "pino";
import { reasonOf } from "../contracts/errors.ts";
import { withoutPasswords } from "../contracts/path/peer.ts";

/** The promise of a listener is not awaited; a rejection counts as a failure, like a throw. */
type Listener<A extends readonly unknown[]> = (...args: A) => unknown;

/**
 * Listeners of one thing, called in the order in which they were added. The log names a listener that throws or
 * rejects, once until it works again. Its failure reaches neither the next listener nor the caller (rule PA3 in
 * docs/rules/parts.md).
 */
export class Listeners<A extends readonly unknown[]> {
  readonly #of: string;
  readonly #log: Logger;
  /** Each with its name in the log. */
  readonly #listeners = new Map<Listener<A>, string | undefined>();
  readonly #failing = new WeakSet<Listener<A>>();
  #failures = 0;

  /** `of`: the thing they listen to, for the log. */
  constructor(of: string, log: Logger) {
    this.#of = of;
    this.#log = log;
  }

  /** Number of failures of all listeners. */
  get failures(): number {
    return this.#failures;
  }

  /** `name`: the listener's name in the log, where there are several. */
  add(listener: Listener<A>, name?: string): () => void {
    this.#listeners.set(listener, name);
    return () => void this.#listeners.delete(listener);
  }

  notify(...args: A): void {
    for (const listener of this.#listeners.keys()) {
      try {
        const outcome = listener(...args);
        if (outcome instanceof Promise)
          outcome.then(() => this.#worked(listener)).catch((error: unknown) => this.#failed(listener, error));
        else this.#worked(listener);
      } catch (error) {
        this.#failed(listener, error);
      }
    }
  }

  #worked(listener: Listener<A>): void {
    this.#failing.delete(listener);
  }

  #failed(listener: Listener<A>, error: unknown): void {
    this.#failures++;
    if (this.#failing.has(listener)) return;
    this.#failing.add(listener);
    this.#log.error(
      { of: this.#of, listener: this.#listeners.get(listener), reason: withoutPasswords(reasonOf(error)) },
      "a listener failed; the others heard it all the same",
    );
  }
}
