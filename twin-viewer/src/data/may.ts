import {
  isAtLeast,
  PERMISSION_RULES,
  type Permission,
  ROLES,
  type Role,
} from "../../../edge/contracts/access/access.ts";
import { t } from "../i18n/language.ts";
import { type Account, account, roleText } from "./account.ts";
import { type CarriedAct, isAtEdge } from "./carried.ts";
import { siteOfPage } from "./hub-link.ts";
import { connection, moment } from "./signals.ts";

/** Permissions that buttons of the page need. */
export type Asked = Exclude<Permission, "open" | "self" | "status">;

/** The facts that decide whether the user may act now. */
export interface Circumstances {
  /** Null until the edge has answered. */
  readonly account: Account | null;
  readonly isConnected: boolean;
  /** The page shows an instant of the past. */
  readonly isPast: boolean;
}

/** Actions on the present, which make no sense in replay. */
const OF_NOW: ReadonlySet<Asked> = new Set<Asked>(["operate", "reset", "maintain", "stock"]);

/**
 * Why the edge would refuse a permission, in the page's language; null if it would not. The edge decides.
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

/**
 * The same for the present user. Components that call it follow account, connection and time. `act`: one that a hub
 * carries; everything else is refused through a hub.
 */
export function whyNot(asked: Asked, act?: CarriedAct): string | null {
  if (act === undefined && !isAtEdge()) return t("hub.at-plant-only");
  if (siteOfPage.value?.rights === "view" && OF_NOW.has(asked)) return t("hub.view-only");
  return refusalOf(asked, {
    account: account.value,
    isConnected: connection.value.state === "open",
    isPast: moment.value !== null,
  });
}
