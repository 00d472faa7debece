import type { Identity, Permission, Role } from "../contracts/access/access.ts";
import { isAtLeast, PERMISSION_RULES } from "../contracts/access/access.ts";
import type { ReplayCommand } from "../contracts/path/replay.ts";
import type { ClientMessage } from "../contracts/path/stream.ts";

/**
 * Every message that a stream connection may send, with its permission. A connection needs the permissions of all its
 * messages.
 */
const STREAM_VERBS: Readonly<Record<ClientMessage["kind"], Permission>> = { hello: "read", ack: "read" };
const REPLAY_VERBS: Readonly<Record<ReplayCommand["kind"], Permission>> = { replay: "read", ack: "read" };

/**
 * Every operation, by its address in the HTTP API, with the permissions it needs (rule U11). The API refuses to start
 * with a route that is missing here. HEAD counts as GET. Whoever reads saves views of their own; the service asks more
 * for what is the plant's (rule XP2).
 */
const OPERATIONS = {
  "GET /*": ["open"],
  "GET /api/v1/session": ["open"],
  "POST /api/v1/session": ["open"],
  "POST /api/v1/invitation": ["open"],
  "GET /api/v1/session/oidc": ["open"],
  "GET /api/v1/session/oidc/callback": ["open"],
  "DELETE /api/v1/session": ["self"],
  "POST /api/v1/session/password": ["self"],
  "GET /api/v1/tokens": ["self"],
  "POST /api/v1/tokens": ["self"],
  "DELETE /api/v1/tokens/:id": ["self"],
  "GET /api/v1/users": ["administer"],
  "POST /api/v1/users": ["administer"],
  "POST /api/v1/invitations": ["administer"],
  "PATCH /api/v1/users/:name": ["administer"],
  "DELETE /api/v1/users/:name": ["administer"],
  "GET /api/v1/health": ["status"],
  "GET /metrics": ["status"],
  "GET /api/v1/stream": Object.values(STREAM_VERBS),
  "GET /api/v1/replay": Object.values(REPLAY_VERBS),
  "GET /api/v1/plant": ["read"],
  "GET /api/v1/plant-files/*": ["read"],
  "GET /api/v1/dashboards": ["read"],
  "GET /api/v1/layout": ["read"],
  "PUT /api/v1/layout": ["layout"],
  "POST /api/v1/layout/restart": ["layout"],
  "GET /api/v1/kpis": ["read"],
  "GET /api/v1/genealogy": ["read"],
  "GET /api/v1/kpis/machines": ["read"],
  "GET /api/v1/kpis/lines": ["read"],
  "GET /api/v1/states": ["read"],
  "GET /api/v1/states/areas": ["read"],
  "GET /api/v1/states/stops": ["read"],
  "POST /api/v1/states/reason": ["operate"],
  "GET /api/v1/pieces": ["read"],
  "GET /api/v1/pieces/:piece": ["read"],
  "GET /api/v1/places": ["read"],
  "GET /api/v1/reconciliation": ["read"],
  "GET /api/v1/orders": ["read"],
  "GET /api/v1/energy": ["read"],
  "GET /api/v1/energy/pieces": ["read"],
  "GET /api/v1/energy/steps": ["read"],
  "GET /api/v1/energy/cost": ["read"],
  "GET /api/v1/energy/demand": ["read"],
  "GET /api/v1/energy/curve": ["read"],
  "GET /api/v1/energy/idle": ["read"],
  "GET /api/v1/energy/baseline": ["read"],
  "GET /api/v1/energy/tree": ["read"],
  "GET /api/v1/energy/tree/table": ["read"],
  "GET /api/v1/quality/features": ["read"],
  "GET /api/v1/quality/chart": ["read"],
  "GET /api/v1/quality/capability": ["read"],
  "GET /api/v1/quality/capabilities": ["read"],
  "GET /api/v1/quality/capabilities/table": ["read"],
  "GET /api/v1/quality/measurements": ["read"],
  "GET /api/v1/quality/costs": ["read"],
  "GET /api/v1/quality/costs/pieces": ["read"],
  "GET /api/v1/quality/costs/table": ["read"],
  "GET /api/v1/quality/costs/pieces/table": ["read"],
  "GET /api/v1/quality/limits": ["read"],
  "POST /api/v1/quality/limits": ["limits"],
  "POST /api/v1/quality/gauge-study": ["read"],
  "GET /api/v1/quality/defects": ["read"],
  "GET /api/v1/quality/causes": ["read"],
  "GET /api/v1/quality/containment": ["read"],
  "GET /api/v1/quality/curves": ["read"],
  "GET /api/v1/quality/pareto": ["read"],
  "GET /api/v1/quality/bad-pieces": ["read"],
  "POST /api/v1/quality/dispositions": ["operate"],
  "GET /api/v1/quality/loop": ["read"],
  "POST /api/v1/quality/cases": ["operate"],
  "GET /api/v1/quality/entries": ["read"],
  "POST /api/v1/quality/entries": ["operate"],
  "POST /api/v1/quality/entries/:entryUid/correct": ["operate"],
  "POST /api/v1/quality/readings": ["operate"],
  "GET /api/v1/quality/lots": ["read"],
  "POST /api/v1/quality/lots/result": ["operate"],
  "GET /api/v1/safety/register": ["read"],
  "GET /api/v1/safety/register/table": ["audit"],
  "GET /api/v1/safety/dangers": ["read"],
  "GET /api/v1/safety/dangers/table": ["audit"],
  "POST /api/v1/safety/dangers": ["operate"],
  "GET /api/v1/safety/inspections": ["read"],
  "GET /api/v1/safety/responses": ["read"],
  "POST /api/v1/safety/responses": ["operate"],
  "GET /api/v1/safety/responses/:itemUid": ["read"],
  "GET /api/v1/safety/responses/:itemUid/ways": ["operate"],
  "POST /api/v1/safety/responses/:itemUid/check-ins": ["operate"],
  "GET /api/v1/safety/responses/:itemUid/unaccounted": ["audit"],
  "PUT /api/v1/safety/access-record": ["operate"],
  "GET /api/v1/safety/permits": ["read"],
  "POST /api/v1/safety/permits": ["operate"],
  "GET /api/v1/safety/permits/table": ["audit"],
  "GET /api/v1/safety/permits/:itemUid/form": ["audit"],
  "POST /api/v1/trace/recall": ["read"],
  "POST /api/v1/trace/recall.csv": ["read"],
  "POST /api/v1/trace/recall.xlsx": ["read"],
  "POST /api/v1/trace/recall.pdf": ["read"],
  "POST /api/v1/trace/verify": ["read"],
  "GET /api/v1/trace/piece/:piece": ["read"],
  "GET /api/v1/trace/piece/:piece/passport": ["read"],
  "GET /api/v1/trace/seal-key": ["read"],
  "GET /api/v1/signatures": ["read"],
  "POST /api/v1/signatures": ["sign"],
  "POST /api/v1/signatures/provider": ["sign"],
  "GET /api/v1/reports": ["read"],
  "GET /api/v1/reports/made/:uid": ["read"],
  "GET /api/v1/reports/:kind": ["read"],
  "GET /api/v1/recommendations": ["read"],
  "GET /api/v1/recommendations/:adviceUid": ["read"],
  "POST /api/v1/recommendations/:adviceUid/acts": ["operate"],
  "GET /api/v1/maintenance-due": ["read"],
  "GET /api/v1/maintenance-due.csv": ["read"],
  "GET /api/v1/spares": ["read"],
  "GET /api/v1/spares/changes": ["read"],
  "POST /api/v1/spares/:part/changes": ["stock"],
  "GET /api/v1/component-health": ["read"],
  "GET /api/v1/component-health/life": ["read"],
  "GET /api/v1/assets": ["read"],
  "GET /api/v1/assets/:assetUid": ["read"],
  "GET /api/v1/tags": ["read"],
  "GET /api/v1/samples": ["read"],
  "GET /api/v1/samples/latest": ["read"],
  "GET /api/v1/samples/export": ["read"],
  "GET /api/v1/trends": ["read"],
  "GET /api/v1/aggregates": ["read"],
  "GET /api/prometheus/api/v1/query": ["read"],
  "POST /api/prometheus/api/v1/query": ["read"],
  "GET /api/prometheus/api/v1/query_range": ["read"],
  "POST /api/prometheus/api/v1/query_range": ["read"],
  "GET /api/prometheus/api/v1/series": ["read"],
  "POST /api/prometheus/api/v1/series": ["read"],
  "GET /api/prometheus/api/v1/labels": ["read"],
  "POST /api/prometheus/api/v1/labels": ["read"],
  "GET /api/prometheus/api/v1/label/:label/values": ["read"],
  "GET /api/prometheus/api/v1/metadata": ["read"],
  "GET /api/prometheus/api/v1/status/buildinfo": ["read"],
  "GET /api/prometheus/api/v1/rules": ["read"],
  "GET /api/prometheus/api/v1/query_exemplars": ["read"],
  "POST /api/prometheus/api/v1/query_exemplars": ["read"],
  "POST /api/v1/sql": ["query"],
  "POST /api/v1/curves": ["read"],
  "POST /api/v1/curves/export": ["read"],
  "POST /api/v1/periods": ["read"],
  "POST /api/v1/expressions/check": ["read"],
  "GET /api/v1/views": ["read"],
  "GET /api/v1/views/:uid": ["read"],
  "PUT /api/v1/views/:uid": ["read"],
  "DELETE /api/v1/views/:uid": ["read"],
  "GET /api/v1/annotations": ["read"],
  "GET /api/v1/annotations/:uid": ["read"],
  "PUT /api/v1/annotations/:uid": ["read"],
  "DELETE /api/v1/annotations/:uid": ["read"],
  "GET /api/v1/calculated-tags": ["read"],
  "GET /api/v1/calculated-tags/:uid": ["read"],
  "PUT /api/v1/calculated-tags/:uid": ["read"],
  "DELETE /api/v1/calculated-tags/:uid": ["read"],
  "GET /api/v1/period-definitions": ["read"],
  "GET /api/v1/period-definitions/:uid": ["read"],
  "PUT /api/v1/period-definitions/:uid": ["read"],
  "DELETE /api/v1/period-definitions/:uid": ["read"],
  "GET /api/v1/state-durations": ["read"],
  "GET /api/v1/aligned": ["read"],
  "GET /api/v1/gaps": ["read"],
  "GET /api/v1/zone-counts": ["read"],
  "GET /api/v1/safety/live": ["read"],
  "GET /api/v1/waveforms": ["read"],
  "GET /api/v1/waveforms/block": ["read"],
  "GET /api/v1/alerts": ["read"],
  "GET /api/v1/alerts/figures": ["read"],
  "GET /api/v1/alerts/groups": ["read"],
  "GET /api/v1/alerts/export": ["read"],
  "POST /api/v1/alerts/acknowledge": ["operate"],
  "GET /api/v1/alerts/:alertUid/positions": ["audit"],
  "POST /api/v1/alerts/:alertUid/acknowledge": ["operate"],
  "POST /api/v1/alerts/:alertUid/shelve": ["operate"],
  "POST /api/v1/alerts/:alertUid/unshelve": ["operate"],
  "POST /api/v1/alerts/:alertUid/confirm": ["operate"],
  "POST /api/v1/alerts/:alertUid/comment": ["operate"],
  "POST /api/v1/alerts/:alertUid/reset": ["reset"],
  "POST /api/v1/alerts/:alertUid/remove-from-service": ["maintain"],
  "POST /api/v1/alerts/:alertUid/return-to-service": ["maintain"],
  "POST /api/v1/links/read": ["open"],
  "POST /api/v1/links/acknowledge": ["open"],
  "GET /api/v1/out-of-service": ["read"],
  "POST /api/v1/out-of-service": ["maintain"],
  "POST /api/v1/out-of-service/return": ["maintain"],
  "GET /api/v1/work-items": ["read"],
  "GET /api/v1/work-items/:itemUid": ["read"],
  "GET /api/v1/work-items.csv": ["read"],
  "GET /api/v1/maintenance-figures": ["read"],
  "GET /api/v1/maintenance-figures.csv": ["read"],
  "POST /api/v1/work-items": ["operate"],
  "POST /api/v1/work-items/:itemUid/acts": ["operate"],
  "GET /api/v1/journal": ["audit"],
  "GET /api/v1/journal/export": ["audit"],
  "POST /api/v1/config/reload": ["configure"],
  "GET /api/v1/config": ["configure"],
  "GET /api/v1/config/schema": ["configure"],
  "POST /api/v1/config/check": ["configure"],
  "POST /api/v1/config/save": ["configure"],
  "GET /api/v1/config/tags.xlsx": ["configure"],
  "POST /api/v1/config/tags/compare": ["configure"],
  "GET /api/v1/config/proposal": ["configure"],
  "POST /api/v1/config/proposal/compare": ["configure"],
  "GET /api/v1/config/versions": ["configure"],
  "GET /api/v1/config/versions/:id": ["configure"],
  "GET /api/v1/notify/channels": ["audit"],
  "GET /api/v1/push": ["read"],
  "POST /api/v1/push/subscribe": ["self"],
  "POST /api/v1/push/unsubscribe": ["self"],
  "POST /api/v1/notify/channels/:id/test": ["configure"],
  "GET /api/v1/certificates": ["read"],
  "POST /api/v1/certificates/:thumbprint/trust": ["trust"],
  "POST /api/v1/certificates/:thumbprint/reject": ["trust"],
  "POST /api/v1/discovery": ["discover"],
  "POST /api/v1/discovery/values": ["discover"],
  "POST /api/mcp": ["agent"],
  "GET /api/mcp": ["agent"],
  "DELETE /api/mcp": ["agent"],
  "GET /api/v1/safety/vision": ["read"],
  "POST /api/v1/safety/vision/events": ["vision"],
} as const satisfies Record<string, readonly Permission[]>;

/** An operation by its address. Other surfaces than HTTP name it in the same way (rule U21). */
export type Operation = keyof typeof OPERATIONS;

const BY_ADDRESS: ReadonlyMap<string, readonly Permission[]> = new Map(Object.entries(OPERATIONS));

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
    return "This token is for vision systems: it opens POST /api/v1/safety/vision/events and nothing else.";
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
    takesToken: !permissions.some((one) => one === "self" || one === "administer"),
    least,
    isFreeOnOwnMachine: permissions.every((one) => one === "open" || one === "status"),
  };
}
