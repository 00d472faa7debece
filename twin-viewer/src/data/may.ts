import {
  isAtLeast,
  PERMISSION_RULES,
  type Permission,
  ROLES,
  type Role,
} from "../../../edge/contracts/access/access.ts";
import { t } from "../i18n/language.ts";
import { type Account, account, roleText } from "./account.ts";
import { connection, moment } from "./signals.ts";

/** What a button of the page may ask for. */
export type Asked = Exclude<Permission, "open" | "self" | "status">;

/** What decides whether somebody may do something here and now. */
export interface Circumstances {
  /** Null until the edge has said. */
  readonly account: Account | null;
  readonly isConnected: boolean;
  /** The page shows an instant of the past. */
  readonly isPast: boolean;
}

/** Acts on the present that make no sense while the page shows the past. */
const OF_NOW: ReadonlySet<Asked> = new Set<Asked>(["operate", "reset", "maintain"]);

/**
 * Why a permission would be refused, in the page's language; null where nothing speaks against it. The edge decides.
 */
export function refusalOf(asked: Asked, { account: who, isConnected, isPast }: Circumstances): string | null {
  if (!isConnected) return t("may.no-edge");
  if (isPast && OF_NOW.has(asked)) return t("may.past");
  if (who === null) return null;
  const { least, withoutUsers } = PERMISSION_RULES[asked];
  if (!who.users) return withoutUsers ? null : t("may.no-users", { role: roleText(least) });
  if (who.user === null) return t("may.sign-in");
  const role = ROLES.find((one) => one === who.role);
  return role === undefined || isAtLeast(role, least) ? null : tooLow(role, least);
}

function tooLow(role: Role, least: Role): string {
  return t("may.role", { least: roleText(least), role: roleText(role) });
}

/** The same for whoever uses the page now. Components that call it follow account, connection and time. */
export function whyNot(asked: Asked): string | null {
  return refusalOf(asked, {
    account: account.value,
    isConnected: connection.value.state === "open",
    isPast: moment.value !== null,
  });
}
