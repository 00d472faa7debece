/** Asks the provider again for the people of a hub with a session (rule CV47). */
import type { ExternalPerson, Renewed } from "../contracts/access/access.ts";
import type { Journal } from "../contracts/access/journal.ts";
import { grantsText } from "../contracts/access/site-rights.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { findUser, isSameGrants, isSamePerson, withExternal } from "./people.ts";
import type { DueSession, Sessions } from "./sessions.ts";
import type { UserFile } from "./user-file.ts";

const BY_HUB = { user: "edge", role: "edge", origin: "edge" } as const;
const NO_QUESTION = "the provider gave nothing to ask it again with";
const OTHER_PERSON = "the provider named another person";
const NO_USER = "the user was removed";

interface Parts {
  readonly file: UserFile;
  readonly sessions: Sessions;
  readonly journal: Pick<Journal, "record">;
  /** µs UTC, by which sessions end. */
  readonly clock: () => Micros;
  /** Monotonic µs. */
  readonly elapsed: () => Micros;
}

interface Turn {
  /** Sessions that were confirmed so long ago are due, µs. */
  readonly everyUs: Micros;
  /** Once it aborts nothing is asked any more, and an answer that comes later changes nothing. */
  readonly signal: AbortSignal;
}

/**
 * For each session that is due: what the groups give now counts at once, and a session whose person is not confirmed
 * ends. While the provider is away, what it said last counts: rejects with EdgeError `unavailable` then, and `disk`.
 */
export async function confirmAgain(parts: Parts, { everyUs, signal }: Turn): Promise<void> {
  const { sessions, clock, elapsed } = parts;
  for (const due of sessions.confirmedBefore(elapsed() - everyUs, clock())) {
    if (signal.aborted) return;
    const asked: Renewed = (await due.confirmed.renew?.()) ?? { kind: "refused", why: NO_QUESTION };
    if (signal.aborted) return;
    if (asked.kind === "away")
      throw new EdgeError(
        "unavailable",
        `the provider does not answer, so people keep the rights that it gave last: ${asked.why}`,
      );
    const why = asked.kind === "confirmed" ? await changed(parts, due, asked.person) : asked.why;
    if (why === undefined) due.confirmed.at = elapsed();
    else await ended(parts, due, why);
  }
}

/** Keeps what the person may do now. Returns why the session cannot go on. */
async function changed(
  { file, journal }: Parts,
  { user: name }: DueSession,
  person: ExternalPerson,
): Promise<string | undefined> {
  const before = findUser(file.read(), name);
  // Somebody may have removed the user: a question must not bring them back.
  if (before === undefined) return NO_USER;
  if (!isSamePerson(file.read(), name, person)) return OTHER_PERSON;
  const { role, grants } = person;
  if (before.role === role && isSameGrants(before.grants, grants)) return undefined;
  file.change((people) =>
    findUser(people, name) === undefined ? people : withExternal(people, { ...person, name, now: before.createdAt }),
  );
  await journal.record({
    principal: BY_HUB,
    action: "user.role",
    target: before.name,
    result: "done",
    reason: "read from the provider",
    before: { role: before.role, sites: grantsText(before.grants ?? []) },
    after: { role, sites: grantsText(grants ?? []) },
  });
  return undefined;
}

async function ended({ sessions, journal }: Parts, { key, user }: DueSession, reason: string): Promise<void> {
  if (!sessions.endOf(key)) return;
  await journal.record({ principal: BY_HUB, action: "logout", target: user, result: "done", reason });
}
