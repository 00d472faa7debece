import type { OutOfServiceEntry, ServiceScope } from "../../../contracts/alerts/out-of-service.ts";
import type { AssetUid as AssetUidOf } from "../../../contracts/plant/tag.ts";
import { type Static, Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { AssetUid, closed, MaybeTime, NoQuery, UidParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import {
  listOutOfService,
  type OutOfServiceDeps,
  removeFromService,
  returnToService,
} from "../../services/alerts/out-of-service.ts";

const Rule = Type.Union([Type.String(), Type.Null()], { description: "Null: every alert of the asset." });
const Entry = closed({ assetUid: AssetUid, rule: Rule, at: MaybeTime, by: Type.String(), reason: Type.String() });
const scope = { assetUid: UidParam, rule: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) };
const tags = ["alerts"];
const answers = { "4xx": Problem, 503: Problem };

/** Rules and assets that are out of service, even where they never raised an alert. */
export function outOfServiceRoutes(app: Api, deps: OutOfServiceDeps): void {
  const read = {
    tags,
    summary: "Rules and assets that are out of service",
    querystring: NoQuery,
    response: { 200: closed({ entries: Type.Array(Entry) }), ...answers },
  };
  app.get("/api/v1/out-of-service", { schema: read }, async (request) => {
    return { entries: listOutOfService(deps, callerOf(request)).map(entryOf) };
  });

  const remove = {
    tags,
    summary: "Take a rule of an asset, or the whole asset, out of service",
    description:
      "For maintenance: its alerts are recorded but not annunciated until somebody returns it to " +
      "service. Also for rules that never raised an alert. Answers when it is on disk and in the audit log.",
    querystring: NoQuery,
    body: closed({ ...scope, reason: Type.String({ minLength: 1, maxLength: 500, pattern: "\\S" }) }),
    response: { 200: Entry, ...answers },
  };
  app.post("/api/v1/out-of-service", { schema: remove }, async (request) => {
    const { reason } = request.body;
    const asked = { scope: scopeOf(request.body), reason };
    return entryOf(await removeFromService(deps, callerOf(request), asked));
  });

  const back = {
    tags,
    summary: "Return a rule or an asset to service",
    description: "Its alerts show their true state again. 409 when it is in service.",
    querystring: NoQuery,
    body: closed(scope),
    response: { 200: closed({ returned: Type.Boolean() }), ...answers },
  };
  app.post("/api/v1/out-of-service/return", { schema: back }, async (request) => {
    await returnToService(deps, callerOf(request), scopeOf(request.body));
    return { returned: true };
  });
}

function scopeOf({ assetUid, rule }: { assetUid: string; rule?: string }): ServiceScope {
  return { assetUid: assetUid as AssetUidOf, ...(rule === undefined ? {} : { rule }) };
}

function entryOf({ assetUid, rule, mark }: OutOfServiceEntry): Static<typeof Entry> {
  return { assetUid, rule: rule ?? null, at: formatMicros(mark.at), by: mark.by, reason: mark.comment ?? "" };
}
