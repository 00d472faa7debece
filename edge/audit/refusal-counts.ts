import type { Logger } from "pino";
import type { Act, Principal } from "../contracts/access/journal.ts";
import { reasonOf } from "../contracts/errors.ts";

const PERIOD_MS = 10 * 60_000;
/** Different refusals of a user that are recorded or counted one by one in a period; others are counted by action. */
const MOST_APART = 20;
/** Length of a reason in a summary. */
const REASON_LENGTH = 200;
/** Failed sign-ins have bounds of their own: waits (rule U8) and sums (rule U12). */
const SIGN_INS: ReadonlySet<string> = new Set(["login", "login.invitation", "login.failures"]);

type Recorded = Pick<Act, "action" | "target" | "reason">;

interface OfUser {
  readonly principal: Principal;
  /** Recorded refusals by their key, with how often each came again. */
  readonly apart: Map<string, Recorded & { count: number }>;
  /** All that were counted, by action. */
  readonly actions: Map<string, number>;
}

export interface RefusalCountsOptions {
  /** Records an act without counting it. */
  readonly record: (act: Act) => Promise<unknown>;
  readonly log: Logger;
}

/**
 * Counts repeated refusals (rule J9): otherwise a user or a token could fill the audit log with acts that are refused.
 * The first refusal of its kind to a user within ten minutes is recorded at once, the others of these ten minutes as
 * one entry for each user. A kill loses the counts of the last ten minutes. Users are bounded by the accounts.
 */
export class RefusalCounts {
  readonly #options: RefusalCountsOptions;
  readonly #users = new Map<string, OfUser>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: RefusalCountsOptions) {
    this.#options = options;
  }

  /** Whether the act is counted for the next summary; otherwise it must be recorded. */
  takes(act: Act): boolean {
    if (act.result !== "refused" || SIGN_INS.has(act.action)) return false;
    this.#timer ??= setTimeout(() => void this.summarise(), PERIOD_MS).unref();
    const { principal, action, target, reason } = act;
    const ofUser = this.#users.get(principal.user) ?? { principal, apart: new Map(), actions: new Map() };
    this.#users.set(principal.user, ofUser);
    const key = keyOf(act);
    const known = ofUser.apart.get(key);
    if (known === undefined && ofUser.apart.size < MOST_APART) {
      ofUser.apart.set(key, { action, target, ...(reason === undefined ? {} : { reason }), count: 0 });
      return false;
    }
    if (known !== undefined) known.count++;
    ofUser.actions.set(action, (ofUser.actions.get(action) ?? 0) + 1);
    return true;
  }

  /** The disk did not take the entry of this act: the next one like it is recorded. */
  forget(act: Act): void {
    this.#users.get(act.principal.user)?.apart.delete(keyOf(act));
  }

  /** Ends the period. Resolves when its counts are on disk, or in the program's log where the disk refuses. */
  async summarise(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const users = [...this.#users.values()].filter(({ actions }) => actions.size > 0);
    this.#users.clear();
    await Promise.all(users.map((user) => this.#record(summaryOf(user))));
  }

  async #record(act: Act): Promise<void> {
    const { record, log } = this.#options;
    try {
      await record(act);
    } catch (error) {
      const { principal, after } = act;
      log.error({ user: principal.user, after, reason: reasonOf(error) }, "refused acts could not be recorded");
    }
  }
}

function keyOf({ action, target, reason }: Act): string {
  return JSON.stringify([action, target, reason]);
}

function summaryOf({ principal, apart, actions }: OfUser): Act {
  const count = [...actions.values()].reduce((sum, of) => sum + of, 0);
  const repeated = [...apart.values()]
    .filter((one) => one.count > 0)
    .map(({ reason, ...one }) => ({
      ...one,
      ...(reason === undefined ? {} : { reason: reason.slice(0, REASON_LENGTH) }),
    }));
  return {
    principal: { ...principal, origin: "several" },
    action: "refusals",
    target: principal.user,
    result: "refused",
    reason: `${count} more refused acts`,
    after: { count, actions: Object.fromEntries(actions), repeated },
  };
}
