import type { Caller } from "../../../edge/api/services/caller.ts";
import type { Role } from "../../../edge/contracts/access/access.ts";

/** The caller `local`, on the edge's own machine while the edge has no users. */
export const LOCAL: Caller = { kind: "local", origin: "127.0.0.1" };

/** A user of this role who has signed in. */
export function userOf(role: Role): Caller {
  return { kind: "user", identity: { user: `ann-${role}`, role, via: "session" }, origin: "10.0.0.7" };
}
