/** Operations of a hub beside those that it shares with an edge, with the permissions that each needs. */
import type { Permission } from "../contracts/access/access.ts";

/** The site's own API, which decides once the hub has checked the caller's right at the site. */
export const SITE_API = "/sites/:id/api/*";
export const SITE_PAGES = "/sites/:id/*";
export const SITE_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** Operations that are about all sites of a hub at once, with the right that the caller needs at every site. */
export const OF_WHOLE_HUB: ReadonlyMap<string, "view" | "act"> = new Map([
  ["GET /api/v1/journal", "view"],
  ["GET /api/v1/journal/export", "view"],
  ["GET /api/v1/users", "act"],
  ["POST /api/v1/users", "act"],
  ["PATCH /api/v1/users/:name", "act"],
  ["DELETE /api/v1/users/:name", "act"],
  ["POST /api/v1/invitations", "act"],
]);

export const COMPANY_OPERATIONS: ReadonlyMap<string, readonly Permission[]> = new Map<string, readonly Permission[]>([
  ["GET /api/v1/company/sites", ["read"]],
  ["GET /api/v1/company/acts", ["read"]],
  ["GET /sites/:id", ["open"]],
  [`GET ${SITE_PAGES}`, ["open"]],
  ...SITE_METHODS.map((method): [string, readonly Permission[]] => [`${method} ${SITE_API}`, ["read"]]),
]);
