import type { Identity, Permission } from "../../contracts/access/access.ts";
import { localFrom, type Principal } from "../../contracts/access/journal.ts";
import { EdgeError } from "../../contracts/errors.ts";
import { type Operation, permissionsFor, refusalFor } from "../permissions.ts";
import { localRefusal } from "../without-users.ts";

/**
 * The caller of an operation, on any surface: a user who has proved the identity, or `local` while the edge has no
 * users. `origin`: address of the peer, or `cli`.
 */
export type Caller =
  | { readonly kind: "user"; readonly identity: Identity; readonly origin: string }
  | { readonly kind: "local"; readonly origin: string };

/** The caller as the audit log names them. */
export function principalFrom(caller: Caller): Principal {
  if (caller.kind === "local") return localFrom(caller.origin);
  const { user, role } = caller.identity;
  return { user, role, origin: caller.origin };
}

/**
 * Whose own records the caller has. Empty for a token of the role viewer: whoever sees the page of another site that
 * shows a dashboard can take it from there (rule DB15), so it reads what is everybody's and nothing else.
 */
export function ownerFrom(caller: Caller): string {
  const isShared = caller.kind === "user" && caller.identity.via === "token" && caller.identity.role === "viewer";
  return isShared ? "" : principalFrom(caller).user;
}

/** Why the caller lacks one of the permissions; undefined when they have all of them. */
export function refusalOf(caller: Caller, permissions: readonly Permission[]): string | undefined {
  for (const permission of permissions) {
    const why = caller.kind === "local" ? localRefusal(permission) : refusalFor(caller.identity, permission);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** Throws EdgeError `forbidden` unless the caller has the permissions of the operation (rule U21). */
export function demand(caller: Caller, operation: Operation): void {
  const why = refusalOf(caller, permissionsFor(operation));
  if (why !== undefined) throw new EdgeError("forbidden", why);
}
