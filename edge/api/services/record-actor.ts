import type { Role } from "../../contracts/access/access.ts";
import type { WorkAct } from "../../contracts/records/work-item.ts";
import type { Caller } from "./caller.ts";

/** A person or a program as records name them, with the role that counts. */
export interface RecordActor {
  readonly by: WorkAct["by"];
  readonly role: Role;
}

/**
 * The caller as records name them, with the role that counts. A token is a program, whoever made it. While the edge
 * has no users, `local` has the permissions of an operator.
 */
export function actorOf(caller: Caller): RecordActor {
  if (caller.kind === "local") return { by: { name: "local", as: "person" }, role: "operator" };
  const { user, role, via } = caller.identity;
  return { by: { name: user, as: via === "token" ? "program" : "person" }, role };
}
