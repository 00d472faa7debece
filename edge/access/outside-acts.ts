import { type Journal, localFrom } from "../contracts/access/journal.ts";
import type { UserFile } from "./user-file.ts";

/** Writes the changes that `gemba users` left in the file to the audit log. Rejects with EdgeError `disk`. */
export async function recordOutsideActs(file: UserFile, journal: Pick<Journal, "record">): Promise<void> {
  const { unrecorded } = file.read();
  if (unrecorded.length === 0) return;
  for (const act of unrecorded) await journal.record({ ...act, principal: localFrom("cli"), result: "done" });
  file.change((now) => ({ ...now, unrecorded: now.unrecorded.slice(unrecorded.length) }));
}
