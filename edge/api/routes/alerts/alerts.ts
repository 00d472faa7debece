import { type Static, type TObject, Type } from "typebox";
import type { AlertView, OperatorAction } from "../../../contracts/alerts/alert.ts";
import { byAttention } from "../../../contracts/alerts/alert-order.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Api, ApiDeps } from "../../http/deps.ts";
import { wallClock } from "../../http/deps.ts";
import { principalOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, NoQuery, TimeParam, UidParam } from "../../http/schemas.ts";
import { parseTime } from "../../http/times.ts";
import { readRange } from "../history/trends.ts";
import { figuresRoute } from "./alarm-figures.ts";
import { AlertEntry, alertEntry } from "./alert-entry.ts";
import { bulkRoute, exportRoute } from "./alert-lists.ts";

const MAX_HISTORY = 2000;
const DEFAULT_HISTORY = 500;
/** A shelf lasts a day at most (rule A21). */
const MAX_SHELVE_MINUTES = 24 * 60;
const MINUTE_US = 60e6;

const params = closed({ alertUid: Type.String({ minLength: 1, maxLength: 128 }) });
const answers = { 200: AlertEntry, "4xx": Problem, 503: Problem };

/** Standing alerts, their history, and what an operator may do with them. */
export function alertRoutes(app: Api, deps: ApiDeps): void {
  listRoute(app, deps);
  figuresRoute(app, deps);
  exportRoute(app, deps);
  bulkRoute(app, deps);
  actionRoutes(app, deps);
}

function listRoute(app: Api, { alerts, tags, now = wallClock }: ApiDeps): void {
  const schema = {
    tags: ["alerts"],
    summary: "Standing alerts, or the history",
    description:
      "Without `from` and `to`: all alerts that are not closed, most urgent first: standing ones that need " +
      "acknowledgement by priority, then other standing ones, then cleared ones. With `from` or `to`: all alerts " +
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
  app.get("/api/v1/alerts", { schema }, async (request, reply) => {
    const { from, to, asset, limit } = request.query;
    const most = limit === undefined ? DEFAULT_HISTORY : Number(limit);
    if (most < 1 || most > MAX_HISTORY) throw new EdgeError("bad-request", `limit must be 1 to ${MAX_HISTORY}`);
    const version = alerts.version;
    let list: readonly AlertView[] = [...alerts.standing()].sort(byAttention);
    if (from !== undefined || to !== undefined) {
      const range = readRange(request.query, now(), "-7d");
      list = alerts.history(range.from, range.to, most);
    }
    const wanted = asset === undefined ? list : list.filter((alert) => alert.assetUid === asset);
    void reply.header("cache-control", "no-store");
    return { version, alerts: wanted.slice(0, most).map((alert) => alertEntry(alert, tags)) };
  });
}

const seen = {
  occurrenceUid: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 128,
      description: "The occurrence that is meant; 409 when the alert has been raised again since.",
    }),
  ),
  signature: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      pattern: "\\S",
      description: "What the act means, such as `reviewed`; stays in the record.",
    }),
  ),
};
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

/** An action without what every action has. */
type Does = OperatorAction extends infer A
  ? A extends OperatorAction
    ? Omit<A, "at" | "principal" | "occurrenceUid" | "signature">
    : never
  : never;

function actionRoutes(app: Api, { alerts, tags, now = wallClock }: ApiDeps): void {
  const route = <B extends TObject>(
    word: string,
    body: B,
    { summary, description, does }: { summary: string; description: string; does(body: Static<B>, at: Micros): Does },
  ) => {
    const schema = {
      tags: ["alerts"],
      summary,
      description: `${description} Answers when it is on disk and on record.`,
      params,
      querystring: NoQuery,
      body,
      response: answers,
    };
    app.post(`/api/v1/alerts/:alertUid/${word}`, { schema }, async (request) => {
      const at = now();
      const said = request.body as Static<B> & { occurrenceUid?: string; signature?: string };
      const { occurrenceUid, signature } = said;
      const told = {
        ...(occurrenceUid === undefined ? {} : { occurrenceUid }),
        ...(signature === undefined ? {} : { signature }),
      };
      const action = { ...does(said, at), at, principal: principalOf(request), ...told } as OperatorAction;
      return alertEntry(await alerts.act((request.params as Static<typeof params>).alertUid, action), tags);
    });
  };

  route("acknowledge", Remark, {
    summary: "Acknowledge an alert",
    description: "Says that somebody has seen it and is dealing with it. 409 when it was acknowledged already.",
    does: (body) => ({ kind: "acknowledge", ...withComment(body) }),
  });
  route("confirm", Remark, {
    summary: "Confirm an alert",
    description: "The second step that some servers ask for. 409 for alerts that have none.",
    does: (body) => ({ kind: "confirm", ...withComment(body) }),
  });
  route("comment", closed({ comment: Type.String({ minLength: 1, maxLength: 1000, pattern: "\\S" }), ...seen }), {
    summary: "Remark on an alert",
    description: "The newest twenty stand with the alert, all in the record.",
    does: ({ comment }) => ({ kind: "comment", comment }),
  });
  route("shelve", Shelving, {
    summary: "Shelve an alert for a time",
    description:
      "Takes it off the list until a time, with a reason that stays in the record. Give either `minutes` (1 to " +
      `${MAX_SHELVE_MINUTES}) or \`until\`. It comes back by itself.`,
    does: (body, at) => ({
      kind: "shelve",
      shelf: body.kind ?? "timed",
      until: shelveUntil(body, at),
      reason: body.reason,
    }),
  });
  route("unshelve", closed(seen), {
    summary: "Bring a shelved alert back",
    description: "409 when it is not shelved.",
    does: () => ({ kind: "unshelve" }),
  });
  route("reset", closed(seen), {
    summary: "Reset a latched alert",
    description: "409 while its cause stands, or when it does not latch.",
    does: () => ({ kind: "reset" }),
  });
  route("remove-from-service", closed({ reason: Reason, ...seen }), {
    summary: "Take an alert out of service",
    description: "For maintenance: it is followed and recorded, and annunciates nothing, until somebody returns it.",
    does: ({ reason }) => ({ kind: "remove-from-service", reason }),
  });
  route("return-to-service", closed(seen), {
    summary: "Return an alert to service",
    description: "It takes its true state.",
    does: () => ({ kind: "return-to-service" }),
  });
}

function withComment({ comment }: { comment?: string }): { comment?: string } {
  return comment === undefined ? {} : { comment };
}

function shelveUntil({ minutes, until }: { minutes?: number; until?: string }, at: Micros): Micros {
  if ((minutes === undefined) === (until === undefined))
    throw new EdgeError("bad-request", "give either minutes or until");
  if (minutes !== undefined) return at + minutes * MINUTE_US;
  const us = parseTime(until as string, at);
  if (us === undefined)
    throw new EdgeError("bad-request", "until is not a time; give RFC 3339 such as 2026-11-24T02:42:07Z");
  if (us <= at || us > at + MAX_SHELVE_MINUTES * MINUTE_US)
    throw new EdgeError("bad-request", "until must lie in the next 24 hours");
  return us;
}
