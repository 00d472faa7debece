import type { AlertBook } from "../../../contracts/alerts/alert.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { TagTable } from "../../../contracts/plant/tag.ts";
import { type Static, type TObject, Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readNumber, readRange } from "../../http/read-range.ts";
import { closed, NoQuery, TimeParam, UidParam } from "../../http/schemas.ts";
import { parseTime } from "../../http/times.ts";
import { type ActDeps, type AskedAct, actOnAlert, MAX_SHELVE_MINUTES } from "../../services/alerts/acts.ts";
import { type AlertExportDeps, DEFAULT_HISTORY, listAlerts, MAX_HISTORY } from "../../services/alerts/lists.ts";
import { figuresRoute } from "./alarm-figures.ts";
import { AlertEntry, alertEntry, SentActEntry } from "./alert-entry.ts";
import { type GroupRouteDeps, groupsRoute } from "./alert-groups.ts";
import { bulkRoute, exportRoute } from "./alert-lists.ts";

const params = closed({ alertUid: Type.String({ minLength: 1, maxLength: 128 }) });
const answers = { 200: AlertEntry, 202: SentActEntry, "4xx": Problem, 503: Problem };

/** The book of alerts, the tags that evidence names, and what an export needs. */
export type AlertRouteDeps = AlertExportDeps &
  ActDeps &
  GroupRouteDeps & { readonly alerts: Pick<AlertBook, "version" | "figures">; readonly tags: TagTable };

/** Active alerts, their history, and the actions of an operator. */
export function alertRoutes(app: Api, deps: AlertRouteDeps): void {
  listRoute(app, deps);
  figuresRoute(app, deps);
  groupsRoute(app, deps);
  exportRoute(app, deps);
  bulkRoute(app, deps);
  actionRoutes(app, deps);
}

function listRoute(app: Api, deps: AlertRouteDeps): void {
  const schema = {
    tags: ["alerts"],
    summary: "Active alerts, or the history",
    description:
      "Without `from` and `to`: all alerts that are not closed, most urgent first: active ones that need " +
      "acknowledgement by priority, then other active ones, then cleared ones. With `from` or `to`: all alerts " +
      "raised in that time, closed ones too, newest first. `version` changes whenever any alert changes.",
    querystring: closed({
      from: Type.Optional(TimeParam),
      to: Type.Optional(TimeParam),
      asset: Type.Optional(UidParam),
      limit: Type.Optional(
        Type.String({ pattern: "^[0-9]{1,4}$", description: `1 to ${MAX_HISTORY}; default ${DEFAULT_HISTORY}.` }),
      ),
    }),
    response: { 200: closed({ version: Type.Integer(), alerts: Type.Array(AlertEntry) }), "4xx": Problem },
  };
  app.get("/api/v1/alerts", { schema }, async (request) => {
    const { from, to, asset, limit } = request.query;
    const range = from === undefined && to === undefined ? undefined : readRange(request.query, deps.now(), "-7d");
    const question = { range, asset, limit: readNumber(limit) };
    const { version, alerts } = listAlerts(deps, callerOf(request), question);
    return { version, alerts: alerts.map((alert) => alertEntry(alert, deps.tags)) };
  });
}

const seen = {
  occurrenceUid: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 128,
      description: "The occurrence to act on; 409 when the alert has been raised again since.",
    }),
  ),
  signature: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      pattern: "\\S",
      description: "The meaning of the action, such as `reviewed`; stays in the audit log.",
    }),
  ),
};
const Seen = closed(seen);
const Reason = Type.String({ minLength: 1, maxLength: 500, pattern: "\\S" });
const Comment = Type.String({ maxLength: 1000 });
const Remark = closed({ comment: Type.Optional(Comment), ...seen });
const Shelving = closed({
  minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_SHELVE_MINUTES })),
  until: Type.Optional(Type.String({ maxLength: 40, description: "RFC 3339." })),
  kind: Type.Optional(
    Type.Union([Type.Literal("timed"), Type.Literal("oneShot")], {
      description: "`oneShot` ends with this occurrence if that is sooner. Default `timed`.",
    }),
  ),
  reason: Reason,
  ...seen,
});

function actionRoutes(app: Api, deps: AlertRouteDeps): void {
  const route = <B extends TObject>(
    word: string,
    body: B,
    { summary, description, does }: { summary: string; description: string; does(body: Static<B>): AskedAct },
  ) => {
    const schema = {
      tags: ["alerts"],
      summary,
      description:
        `${description} Answers when it is on disk and in the audit log; at a hub with 202 when it is on its way to ` +
        "the edge, which decides.",
      params,
      querystring: NoQuery,
      body,
      response: answers,
    };
    app.post(`/api/v1/alerts/:alertUid/${word}`, { schema }, async (request, reply) => {
      const { alertUid } = request.params as Static<typeof params>;
      const act = { ...does(request.body as Static<B>), ...seenIn(request.body as Static<typeof Seen>) };
      const done = await actOnAlert(deps, callerOf(request), { alertUid, act });
      return "eventUid" in done ? reply.code(202).send(done) : alertEntry(done, deps.tags);
    });
  };

  route("acknowledge", Remark, {
    summary: "Acknowledge an alert",
    description:
      "Records that somebody has seen the alert and is dealing with it. 409 when it was acknowledged already.",
    does: (body) => ({ kind: "acknowledge", ...withComment(body) }),
  });
  route("confirm", Remark, {
    summary: "Confirm an alert",
    description: "The confirmation that some servers require. 409 for alerts without one.",
    does: (body) => ({ kind: "confirm", ...withComment(body) }),
  });
  route("comment", closed({ comment: Type.String({ minLength: 1, maxLength: 1000, pattern: "\\S" }), ...seen }), {
    summary: "Remark on an alert",
    description: "The alert shows the newest twenty remarks; the audit log has all.",
    does: ({ comment }) => ({ kind: "comment", comment }),
  });
  route("shelve", Shelving, {
    summary: "Shelve an alert for a time",
    description:
      "Takes it off the list until a time, with a reason that stays in the audit log. Give either `minutes` (1 to " +
      `${MAX_SHELVE_MINUTES}) or \`until\`. It comes back automatically.`,
    does: ({ kind: shelf = "timed", minutes, until, reason }) => ({
      kind: "shelve",
      shelf,
      minutes,
      until: until === undefined ? undefined : readUntil(until, deps.now()),
      reason,
    }),
  });
  route("unshelve", Seen, {
    summary: "Bring a shelved alert back",
    description: "409 when it is not shelved.",
    does: () => ({ kind: "unshelve" }),
  });
  route("reset", Seen, {
    summary: "Reset a latched alert",
    description: "409 while its cause is present, or when it does not latch.",
    does: () => ({ kind: "reset" }),
  });
  route("remove-from-service", closed({ reason: Reason, ...seen }), {
    summary: "Take an alert out of service",
    description: "For maintenance: the alert is recorded but not annunciated until somebody returns it to service.",
    does: ({ reason }) => ({ kind: "remove-from-service", reason }),
  });
  route("return-to-service", Seen, {
    summary: "Return an alert to service",
    description: "The alert shows its true state again.",
    does: () => ({ kind: "return-to-service" }),
  });
}

/** Which occurrence the person saw, and how they sign. */
function seenIn({ occurrenceUid, signature }: Static<typeof Seen>): Static<typeof Seen> {
  return {
    ...(occurrenceUid === undefined ? {} : { occurrenceUid }),
    ...(signature === undefined ? {} : { signature }),
  };
}

function withComment({ comment }: { comment?: string }): { comment?: string } {
  return comment === undefined ? {} : { comment };
}

function readUntil(text: string, now: Micros): Micros {
  const time = parseTime(text, now);
  if (time === undefined)
    throw new EdgeError("bad-request", "until is not a time; give RFC 3339 such as 2026-11-24T02:42:07Z");
  return time;
}
