import { Type } from "typebox";
import type { AlertView, OperatorAction } from "../contracts/alert.ts";
import type { Evidence } from "../contracts/detector.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Principal } from "../contracts/journal.ts";
import type { Micros } from "../contracts/sample-batch.ts";
import type { TagTable } from "../contracts/tag.ts";
import type { Api, ApiDeps } from "./deps.ts";
import { wallClock } from "./deps.ts";
import { principalOf } from "./principal.ts";
import { Problem } from "./problems.ts";
import { AssetUid, closed, MaybeNumber, MaybeTime, NoQuery, Text, TimeParam, UidParam } from "./schemas.ts";
import { formatMicros, parseTime } from "./times.ts";
import { readRange } from "./trends.ts";

const MAX_HISTORY = 2000;
const DEFAULT_HISTORY = 500;
/** Shelving is for a limited time (ISA-18.2, 11.7); a week covers a waiting spare part. */
const MAX_SHELVE_MINUTES = 7 * 24 * 60;
const MINUTE_US = 60e6;

const EvidenceEntry = closed({
  tagUid: Type.Union([Type.String(), Type.Null()]),
  value: MaybeNumber,
  limit: MaybeNumber,
  prediction: Type.Union([closed({ at: MaybeTime, from: MaybeTime, to: MaybeTime, confidence: Type.Number() }), Type.Null()]),
  why: Text,
});

const AlertEntry = closed({
  alertUid: Type.String(),
  rule: Type.String(),
  assetUid: AssetUid,
  kind: Type.String({ description: "`process`, `safety`, `system`: alarms. `anomaly`, `prediction`: advisories, which carry no priority colour." }),
  severity: Type.Integer({ description: "1 to 1000, as in OPC UA Part 9." }),
  priority: Type.Integer({ description: "ISA-18.2 priority, 1 (highest) to 4." }),
  state: Type.String({ description: "`active`, `acknowledged`, `cleared` (condition gone, not yet acknowledged), `shelved` or `closed`." }),
  message: Text,
  evidence: Type.Array(EvidenceEntry),
  raisedAt: MaybeTime,
  clearedAt: MaybeTime,
  acknowledged: Type.Union([closed({ at: MaybeTime, by: Type.String(), comment: Type.Union([Type.String(), Type.Null()]) }), Type.Null()]),
  shelved: Type.Union([closed({ until: MaybeTime, by: Type.String(), reason: Type.String() }), Type.Null()]),
  reraised: Type.Integer({ description: "How often the condition came back before the alert was closed." }),
});

const params = closed({ alertUid: Type.String({ minLength: 1, maxLength: 128 }) });
const answers = { 200: AlertEntry, "4xx": Problem, 503: Problem };

/** Standing alerts, their history, and what an operator may do with them. */
export function alertRoutes(app: Api, deps: ApiDeps): void {
  listRoute(app, deps);
  actionRoutes(app, deps);
}

function listRoute(app: Api, { alerts, tags, now = wallClock }: ApiDeps): void {
  const schema = {
    tags: ["alerts"],
    summary: "Standing alerts, or the history",
    description:
      "Without `from` and `to`: all alerts that are not closed, newest first. With one of them: everything raised in that time, closed ones too. `version` changes whenever any alert changes.",
    querystring: closed({
      from: Type.Optional(TimeParam),
      to: Type.Optional(TimeParam),
      asset: Type.Optional(UidParam),
      limit: Type.Optional(Type.String({ pattern: "^[0-9]{1,4}$", description: `1 to ${MAX_HISTORY}; default ${DEFAULT_HISTORY}.` })),
    }),
    response: { 200: closed({ version: Type.Integer(), alerts: Type.Array(AlertEntry) }), "4xx": Problem },
  };
  app.get("/api/v1/alerts", { schema }, async (request, reply) => {
    const { from, to, asset, limit } = request.query;
    const most = limit === undefined ? DEFAULT_HISTORY : Number(limit);
    if (most < 1 || most > MAX_HISTORY) throw new EdgeError("bad-request", `limit must be 1 to ${MAX_HISTORY}`);
    const version = alerts.version;
    let list = alerts.standing();
    if (from !== undefined || to !== undefined) {
      const range = readRange(request.query, now(), "-7d");
      list = alerts.history(range.from, range.to, most);
    }
    const wanted = asset === undefined ? list : list.filter((alert) => alert.assetUid === asset);
    void reply.header("cache-control", "no-store");
    return { version, alerts: wanted.slice(0, most).map((alert) => alertEntry(alert, tags)) };
  });
}

function actionRoutes(app: Api, { alerts, tags, journal, now = wallClock }: ApiDeps): void {
  // On record before it is answered, whether it was done or refused.
  const act = async (alertUid: string, action: OperatorAction, principal: Principal) => {
    const before = alerts.find(alertUid);
    const deed = { principal, action: `alert.${action.kind}`, target: alertUid, before: before === undefined ? null : factsOf(before) };
    try {
      const after = await alerts.act(alertUid, action);
      const reason = action.kind === "acknowledge" ? action.comment : action.kind === "shelve" ? action.reason : undefined;
      await journal.record({ ...deed, result: "done", after: factsOf(after), ...(reason === undefined ? {} : { reason }) });
      return alertEntry(after, tags);
    } catch (error) {
      if (error instanceof EdgeError && error.code !== "disk") await journal.record({ ...deed, result: "refused", reason: error.message });
      throw error;
    }
  };

  const acknowledge = {
    tags: ["alerts"],
    summary: "Acknowledge an alert",
    description: "Says that somebody has seen it and is dealing with it. Answers after it is on disk. 409 when it was acknowledged already.",
    params,
    querystring: NoQuery,
    body: closed({ comment: Type.Optional(Type.String({ maxLength: 1000 })) }),
    response: answers,
  };
  app.post("/api/v1/alerts/:alertUid/acknowledge", { schema: acknowledge }, async (request) => {
    const { comment } = request.body;
    const principal = principalOf(request);
    return await act(request.params.alertUid, { kind: "acknowledge", at: now(), by: principal.user, ...(comment === undefined ? {} : { comment }) }, principal);
  });

  const shelve = {
    tags: ["alerts"],
    summary: "Shelve an alert for a time",
    description: `Takes it off the list until a time, with a reason that stays in the record. Give either \`minutes\` (1 to ${MAX_SHELVE_MINUTES}) or \`until\`. It comes back by itself.`,
    params,
    querystring: NoQuery,
    body: closed({
      minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_SHELVE_MINUTES })),
      until: Type.Optional(Type.String({ maxLength: 40, description: "RFC 3339." })),
      reason: Type.String({ minLength: 1, maxLength: 500, pattern: "\\S" }),
    }),
    response: answers,
  };
  app.post("/api/v1/alerts/:alertUid/shelve", { schema: shelve }, async (request) => {
    const at = now();
    const principal = principalOf(request);
    return await act(request.params.alertUid, { kind: "shelve", at, by: principal.user, until: shelveUntil(request.body, at), reason: request.body.reason }, principal);
  });

  const unshelve = { tags: ["alerts"], summary: "Bring a shelved alert back", description: "409 when it is not shelved.", params, querystring: NoQuery, body: closed({}), response: answers };
  app.post("/api/v1/alerts/:alertUid/unshelve", { schema: unshelve }, async (request) => {
    const principal = principalOf(request);
    return await act(request.params.alertUid, { kind: "unshelve", at: now(), by: principal.user }, principal);
  });
}

/** What of an alert the journal keeps: enough to see what was changed. */
function factsOf({ rule, assetUid, priority, state }: AlertView): object {
  return { rule, assetUid, priority, state };
}

function shelveUntil({ minutes, until }: { minutes?: number; until?: string }, at: Micros): Micros {
  if ((minutes === undefined) === (until === undefined)) throw new EdgeError("bad-request", "give either minutes or until");
  if (minutes !== undefined) return at + minutes * MINUTE_US;
  const us = parseTime(until as string, at);
  if (us === undefined) throw new EdgeError("bad-request", "until is not a time; give RFC 3339 such as 2026-11-24T02:42:07Z");
  if (us <= at || us > at + MAX_SHELVE_MINUTES * MINUTE_US) throw new EdgeError("bad-request", `until must lie in the next ${MAX_SHELVE_MINUTES / 1440} days`);
  return us;
}

function alertEntry(alert: AlertView, tags: TagTable) {
  const { alertUid, rule, assetUid, kind, severity, priority, state, message, reraised, acknowledged, shelved } = alert;
  return {
    alertUid,
    rule,
    assetUid,
    kind,
    severity,
    priority,
    state,
    message,
    evidence: alert.evidence.map((one) => evidenceEntry(one, tags)),
    raisedAt: formatMicros(alert.raisedAt),
    clearedAt: alert.clearedAt === undefined ? null : formatMicros(alert.clearedAt),
    acknowledged: acknowledged === undefined ? null : { at: formatMicros(acknowledged.at), by: acknowledged.by, comment: acknowledged.comment ?? null },
    shelved: shelved === undefined ? null : { until: formatMicros(shelved.until), by: shelved.by, reason: shelved.reason },
    reraised,
  };
}

function evidenceEntry({ tag, value, limit, prediction, why }: Evidence, tags: TagTable) {
  return {
    tagUid: tags.at(tag)?.tagUid ?? null,
    value: Number.isFinite(value) ? value : null,
    limit: limit !== undefined && Number.isFinite(limit) ? limit : null,
    prediction: prediction === undefined ? null : { at: formatMicros(prediction.at), from: formatMicros(prediction.from), to: formatMicros(prediction.to), confidence: prediction.confidence },
    why,
  };
}
