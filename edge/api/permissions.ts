import type { Identity, Permission, Role } from "../contracts/access/access.ts";
import { isAtLeast, PERMISSION_RULES } from "../contracts/access/access.ts";
import { COMPANY_OPERATIONS } from "./company-operations.ts";
import { OPERATIONS } from "./operations.ts";

/** An operation by its address. Other surfaces than HTTP name it in the same way (rule U21). */
export type Operation = keyof typeof OPERATIONS;

const BY_ADDRESS: ReadonlyMap<string, readonly Permission[]> = new Map([
  ...Object.entries(OPERATIONS),
  ...COMPANY_OPERATIONS,
]);

export function permissionsFor(operation: Operation): readonly Permission[] {
  return OPERATIONS[operation];
}

/** The description of the API: pages and files of one plugin. */
const DOCS = "/api/docs";

/** The permissions that a route needs; undefined where the table lacks it. */
export function permissionsOf(method: string, url: string): readonly Permission[] | undefined {
  const verb = method === "HEAD" ? "GET" : method;
  if (verb === "GET" && (url === DOCS || url.startsWith(`${DOCS}/`))) return ["read"];
  return BY_ADDRESS.get(`${verb} ${url}`);
}

/** Why an authenticated user may not do something; undefined when they may. */
export function refusalFor({ role, via, scope }: Identity, permission: Permission): string | undefined {
  if (permission === "open") return undefined;
  if (scope === "agents" && permission !== "agent")
    return "This token is for agents: it opens POST /api/mcp and nothing else.";
  if (scope === "vision" && permission !== "vision")
    return (
      "This token is for vision systems: it opens POST /api/v1/safety/vision/events, pictures of " +
      "these events, and nothing else."
    );
  if (permission === "dispatch" && via === "token")
    return "A token cannot do this: giving a job to a machine needs the person. Sign in.";
  if (permission === "islands" && via === "token")
    return "A token cannot do this: changing islands needs the person. Sign in.";
  if (permission === "self" || permission === "administer") {
    if (via === "token") return "A token cannot do this: users, passwords and tokens need the person. Sign in.";
    if (permission === "self") return undefined;
  }
  const { least } = PERMISSION_RULES[permission];
  return isAtLeast(role, least)
    ? undefined
    : `This needs the role ${least} or more, and you are ${role}. Ask an admin of the edge.`;
}

/** Requirements of a route in words, for the description of the API. */
export interface AskedOfCaller {
  readonly isOpen: boolean;
  /** Whether a token is enough; otherwise a person must sign in. */
  readonly takesToken: boolean;
  /** The lowest role that is allowed. */
  readonly least: Role;
  /** Whether programs on the edge's own machine need no credential, even when there are users. */
  readonly isFreeOnOwnMachine: boolean;
}

/** Combines the requirements of several permissions of one route. */
export function askedOfCaller(permissions: readonly Permission[]): AskedOfCaller {
  const ruled = permissions.filter((one) => one !== "open" && one !== "self");
  const least = ruled
    .map((one) => PERMISSION_RULES[one].least)
    .reduce((most, one) => (isAtLeast(one, most) ? one : most), "viewer" as Role);
  return {
    isOpen: permissions.every((one) => one === "open"),
    takesToken: !permissions.some(
      (one) => one === "self" || one === "administer" || one === "dispatch" || one === "islands",
    ),
    least,
    isFreeOnOwnMachine: permissions.every((one) => one === "open" || one === "status"),
  };
}
