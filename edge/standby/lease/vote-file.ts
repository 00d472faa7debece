/** What a voter has granted, on disk. */
import { readFileSync } from "node:fs";
import { EdgeError } from "../../contracts/errors.ts";
import { StateFile, stateIn } from "../../store/state-file.ts";
import { isName, isTerm, knownIn } from "./messages.ts";
import { type Grant, NO_GRANT } from "./voter.ts";

/**
 * The grant in the file, none without one. Throws EdgeError `disk` where it is damaged: a voter that forgot its word
 * could give it twice.
 */
export function readVote(path: string): Grant {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return NO_GRANT;
    throw error;
  }
  const grant = grantIn(stateIn(text));
  if (grant !== undefined) return grant;
  throw new EdgeError(
    "disk",
    `${path} is damaged; stop the other box, delete the file, start this one, and wait for a lease before you start ` +
      "the other one",
  );
}

export function voteWriter(path: string): (grant: Grant) => void {
  const file = new StateFile(path);
  return (grant) => file.writeSync(JSON.stringify({ version: 1, ...grant }));
}

function grantIn(text: string): Grant | undefined {
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const { version, holder, saidAt } = value;
    const known = knownIn(value);
    if (version !== 1 || known === undefined || !isTerm(saidAt)) return undefined;
    if (holder !== undefined && !isName(holder)) return undefined;
    return { ...known, holder, saidAt };
  } catch {
    return undefined;
  }
}
