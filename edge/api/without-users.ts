/** What an edge without users refuses, and what to do about it. */
import { PERMISSION_RULES, type Permission } from "../contracts/access/access.ts";

const INVITE = "and the edge has no users yet";
/** Texts for an edge without users: why a permission needs a user, for each permission that `local` lacks. */
const WITHOUT_USERS: Readonly<Partial<Record<Permission, string>>> = {
  reset:
    `Resetting a latched alert needs a user, ${INVITE}: the reset records that somebody looked. On the ` +
    "edge's machine: gemba users invite",
  maintain:
    `Taking alerts out of service needs a user, ${INVITE}: it hides alarms for longer than a shelf. On the edge's ` +
    "machine: gemba users invite",
  configure: `Changing the config needs a user, ${INVITE}. On the edge's machine: gemba users invite, or gemba reload`,
  layout:
    `Changing the layout writes the plant's config. That needs a user, ${INVITE}. On the edge's machine: gemba ` +
    "users invite",
  trust:
    `Trust decisions need a user, ${INVITE}: the audit log must name the person who made them. On the ` +
    "edge's machine: gemba users invite, or gemba pki trust and gemba pki reject",
};
const NEEDS_USER = `This needs a user, ${INVITE}. On the edge's machine: gemba users invite`;

/** Why the operation is refused while the edge has no users; undefined when it is allowed. */
export function localRefusal(permission: Permission): string | undefined {
  if (permission === "open") return undefined;
  const asked = permission === "self" ? "administer" : permission;
  return PERMISSION_RULES[asked].withoutUsers ? undefined : (WITHOUT_USERS[asked] ?? NEEDS_USER);
}
