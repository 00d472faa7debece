import type { Directory } from "../../contracts/access/access.ts";
import type { Journal } from "../../contracts/access/journal.ts";
import { withPresentRole } from "../people.ts";
import type { UserFile } from "../user-file.ts";

interface Parts {
  readonly directory: Directory;
  readonly journal: Pick<Journal, "record">;
  readonly file: UserFile;
  /** Names of users with a session. */
  readonly signedIn: ReadonlySet<string>;
}

/**
 * Reads the roles of the directory's people who have a session or a token again, and records what has changed. Rejects
 * with EdgeError `unavailable`, and changes nothing, while the directory does not answer.
 */
export async function readPresentRoles({ directory, journal, file, signedIn }: Parts): Promise<void> {
  const { users, tokens } = file.read();
  const acting = new Set([...signedIn, ...tokens.map(({ user }) => user)]);
  const known = users.flatMap(({ name, role, external }) =>
    external?.issuer === directory.issuer && acting.has(name)
      ? { name, role: external.isWithheld === true ? undefined : role, ...external }
      : [],
  );
  if (known.length === 0) return;
  const roles = await directory.rolesOf(known.map(({ subject }) => subject));
  for (const { name, issuer, subject, role: before } of known) {
    const role = roles.get(subject);
    if (role === before) continue;
    file.change((people) => withPresentRole(people, { name, issuer, subject, role }));
    await journal.record({
      principal: { user: "edge", role: "edge", origin: "edge" },
      action: "user.role",
      target: name,
      result: "done",
      reason: "read from the directory",
      before: { role: before ?? null },
      after: { role: role ?? null },
    });
  }
}
