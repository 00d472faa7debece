/** What all persons have in common whom somebody else vouches for: a provider or a directory. */
import { isAtLeast, type Role } from "../contracts/access/access.ts";

/** Others often use mail addresses as names; the edge's own names have no @. */
export function externalName(name: string): string {
  return name
    .replace(/@.*$/, "")
    .replaceAll(/[^\p{L}\p{N}._-]/gu, "-")
    .slice(0, 64);
}

/** The lowest where there are none. */
export function highestOf(roles: readonly Role[]): Role {
  return roles.reduce<Role>((best, role) => (isAtLeast(role, best) ? role : best), "viewer");
}
