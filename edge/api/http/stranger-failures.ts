import type { Logger } from "pino";
import type { Journal } from "../../contracts/access/journal.ts";
import { reasonOf } from "../../contracts/errors.ts";

const PERIOD_MS = 10 * 60_000;
/** Maximum addresses that a summary names; the others are counted. */
const MOST_ADDRESSES = 20;

/** A failed sign-in without a known user, or a link that was refused. */
export interface StrangerFailure {
  /** `login`, `login.invitation`, `login.oidc`, `login.directory`, `link.read`, `link.acknowledge`, `record.sign`. */
  readonly action: string;
  readonly origin: string;
  readonly reason: string;
}

/**
 * Records failed sign-ins of unknown users (rule U12): the first at once, and all others within ten minutes as one
 * entry with their count and addresses. Otherwise anyone who can reach the edge could fill its disk. A kill loses the
 * count of the last ten minutes.
 */
export class StrangerFailures {
  readonly #journal: Journal;
  readonly #log: Logger;
  readonly #periodMs: number;
  #timer: NodeJS.Timeout | undefined;
  #count = 0;
  #others = 0;
  #actions = new Map<string, number>();
  #addresses = new Map<string, number>();

  constructor({
    journal,
    log,
    periodMs = PERIOD_MS,
  }: { readonly journal: Journal; readonly log: Logger; readonly periodMs?: number }) {
    this.#journal = journal;
    this.#log = log;
    this.#periodMs = periodMs;
  }

  /** Resolves when the failure is recorded, or counted for the next summary. Rejects with EdgeError `disk`. */
  async note({ action, origin, reason }: StrangerFailure): Promise<void> {
    if (this.#timer === undefined) {
      this.#begin();
      await this.#journal.record({
        principal: { user: "unknown", role: "none", origin },
        action,
        target: "unknown",
        result: "refused",
        reason,
      });
      return;
    }
    this.#count++;
    this.#actions.set(action, (this.#actions.get(action) ?? 0) + 1);
    const known = this.#addresses.get(origin);
    if (known === undefined && this.#addresses.size >= MOST_ADDRESSES) this.#others++;
    else this.#addresses.set(origin, (known ?? 0) + 1);
  }

  /** Records the counts so far. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#summarise();
  }

  #begin(): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#summarise();
    }, this.#periodMs).unref();
  }

  async #summarise(): Promise<void> {
    if (this.#count === 0) return;
    const [count, others, actions, addresses] = [this.#count, this.#others, this.#actions, this.#addresses];
    this.#count = 0;
    this.#others = 0;
    this.#actions = new Map();
    this.#addresses = new Map();
    const after = {
      count,
      actions: Object.fromEntries(actions),
      addresses: [...addresses].map(([address, failures]) => ({ address, failures })),
      others,
    };
    const principal = { user: "unknown", role: "none", origin: "several" };
    const reason = `${count} more failed sign-ins of strangers`;
    try {
      await this.#journal.record({
        principal,
        action: "login.failures",
        target: "unknown",
        result: "refused",
        reason,
        after,
      });
    } catch (error) {
      this.#log.error({ ...after, reason: reasonOf(error) }, "failed sign-ins of unknown users could not be recorded");
    }
  }
}
