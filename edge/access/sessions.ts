import type { ExternalPerson } from "../contracts/access/access.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { digestOf, newSecret } from "./secrets.ts";

/** An open page sends requests all the time, so only a closed page counts as idle. */
const IDLE_US = 60 * 60 * 1e6;
const MAX_SESSIONS = 1_000;

interface Session {
  readonly user: string;
  /** When the password that opened it was set: a later password ends the session. */
  readonly passwordAt: Micros;
  readonly startedAt: Micros;
  usedAt: Micros;
  readonly confirmed?: Confirmed | undefined;
}

/** When the provider confirmed the person of a session, by a monotonic clock, and how it is asked again. */
export interface Confirmed {
  at: Micros;
  readonly renew: ExternalPerson["renew"];
}

/** A session whose person is to be confirmed again. */
export interface DueSession {
  /** Names it for `endOf`; no secret. */
  readonly key: string;
  readonly user: string;
  readonly confirmed: Confirmed;
}

/** Sessions by the digest of their secret; a restart of the edge or hub ends them all. */
export class Sessions {
  /** In order of use; at the bound the session that has rested longest ends. */
  readonly #sessions = new Map<string, Session>();
  readonly #lifeUs: Micros;

  constructor(hours: number) {
    this.#lifeUs = hours * 3600e6;
  }

  start(
    { name, passwordAt }: { readonly name: string; readonly passwordAt: Micros },
    now: Micros,
    confirmed?: Confirmed,
  ): string {
    const secret = newSecret();
    this.#sessions.set(digestOf(secret), { user: name, passwordAt, startedAt: now, usedAt: now, confirmed });
    if (this.#sessions.size > MAX_SESSIONS) this.#sessions.delete(this.#sessions.keys().next().value as string);
    return secret;
  }

  /** Returns the session of a secret and marks it as used now; undefined when there is none or it has ended. */
  use(secret: string, now: Micros): Session | undefined {
    const key = digestOf(secret);
    const session = this.#sessions.get(key);
    if (session === undefined) return undefined;
    this.#sessions.delete(key);
    if (this.#isOver(session, now)) return undefined;
    session.usedAt = now;
    this.#sessions.set(key, session);
    return session;
  }

  /** Names of users who have a session that has not ended at its last use. */
  users(): ReadonlySet<string> {
    return new Set([...this.#sessions.values()].map(({ user }) => user));
  }

  /**
   * Those of the provider's people that it confirmed at `before` or earlier. A session that is over at `now` is
   * forgotten, because its browser may never come back.
   */
  confirmedBefore(before: Micros, now: Micros): readonly DueSession[] {
    const due: DueSession[] = [];
    for (const [key, session] of this.#sessions) {
      const { user, confirmed } = session;
      if (confirmed === undefined || confirmed.at > before) continue;
      if (this.#isOver(session, now)) this.#sessions.delete(key);
      else due.push({ key, user, confirmed });
    }
    return due;
  }

  end(secret: string): void {
    this.endOf(digestOf(secret));
  }

  /** False where it has ended already. */
  endOf(key: string): boolean {
    return this.#sessions.delete(key);
  }

  #isOver({ usedAt, startedAt }: Session, now: Micros): boolean {
    return now - usedAt > IDLE_US || now - startedAt > this.#lifeUs;
  }
}
