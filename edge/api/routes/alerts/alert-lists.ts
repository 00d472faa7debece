/** Many alerts at once: acknowledged together, or exported as a table. */
import { type Static, Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { sendCsv } from "../../http/csv-answer.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { closed, TimeParam, UidParam } from "../../http/schemas.ts";
import { type Acknowledged, type ActDeps, acknowledgeTogether, MOST_TOGETHER } from "../../services/alerts/acts.ts";
import { type AlertExportDeps, exportAlerts, MOST_EXPORTED } from "../../services/alerts/lists.ts";

const uid = Type.String({ minLength: 1, maxLength: 128 });
const Bulk = closed({
  alerts: Type.Array(closed({ alertUid: uid, occurrenceUid: uid }), { minItems: 1, maxItems: MOST_TOGETHER }),
  comment: Type.Optional(Type.String({ maxLength: 1000 })),
  signature: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      pattern: "\\S",
      description: "The meaning of the action, such as `reviewed`.",
    }),
  ),
});
const Result = closed({
  alertUid: Type.String(),
  result: Type.String({ description: "`done` or `refused`; at a hub `sent` or `waiting`, until the edge decides." }),
  eventUid: Type.Optional(Type.String({ description: "Names the act at a hub." })),
  state: Type.Union([Type.String(), Type.Null()], {
    description: "State of the alert afterwards; null where it is refused.",
  }),
  code: Type.Union([Type.String(), Type.Null()], { description: "`conflict`, `not-found`, `bad-request` or `disk`." }),
  reason: Type.Union([Type.String(), Type.Null()], { description: "Why it was refused." }),
});

/** `POST /api/v1/alerts/acknowledge`: each alert is an action of its own, on disk and in the audit log. */
export function bulkRoute(app: Api, deps: ActDeps): void {
  const schema = {
    tags: ["alerts"],
    summary: "Acknowledge several alerts",
    description:
      `At most ${MOST_TOGETHER}. Each alert is acknowledged, or refused with its reason, on its own, and has an ` +
      "entry of its own in the audit log. Name the occurrence you saw: an alert that has been raised again since is " +
      "refused. Answers when all are on disk and in the audit log.",
    body: Bulk,
    response: { 200: closed({ results: Type.Array(Result) }), "4xx": Problem, 503: Problem },
  };
  app.post("/api/v1/alerts/acknowledge", { schema }, async (request) => {
    const { alerts: seen, ...words } = request.body as Static<typeof Bulk>;
    const results = await acknowledgeTogether(deps, callerOf(request), { seen, ...words });
    return { results: results.map(resultEntry) };
  });
}

function resultEntry(one: Acknowledged): Static<typeof Result> {
  const { alertUid } = one;
  if ("eventUid" in one)
    return { alertUid, result: one.state, eventUid: one.eventUid, state: null, code: null, reason: null };
  return "state" in one
    ? { alertUid, result: "done", state: one.state, code: null, reason: null }
    : { alertUid, result: "refused", state: null, code: one.code, reason: one.reason };
}

const word = (values: readonly string[]) => Type.Optional(Type.Union(values.map((value) => Type.Literal(value))));
const filters = {
  from: Type.Optional(TimeParam),
  to: Type.Optional(TimeParam),
  asset: Type.Optional(UidParam),
  annunciation: word(["alarm", "advisory", "event"]),
  state: word(["active", "acknowledged", "cleared", "latched", "shelved", "suppressed", "out-of-service", "closed"]),
  priority: Type.Optional(Type.String({ pattern: "^[1-4]$" })),
};

/** `GET /api/v1/alerts/export`: the active alerts, or all alerts raised in a range of time, as CSV. */
export function exportRoute(app: Api, deps: AlertExportDeps & ClockDeps): void {
  const schema = {
    tags: ["alerts"],
    summary: "Alerts as CSV",
    description:
      "Without `from` and `to` all active alerts, else all alerts raised in that time; newest first, at " +
      `most ${MOST_EXPORTED} lines, 400 when there are more. People have pseudonyms, the same as in every export ` +
      "of this edge. The export itself is recorded.",
    querystring: closed(filters),
    produces: ["text/csv"],
    response: { 200: Type.String(), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/alerts/export", { schema }, async (request, reply) => {
    const { from, to, priority, ...rest } = request.query as Static<ReturnType<typeof closed<typeof filters>>>;
    const range = from === undefined && to === undefined ? undefined : readRange(request.query, deps.now(), "-7d");
    const filter = { ...rest, ...(priority === undefined ? {} : { priority: Number(priority) }) };
    const lines = await exportAlerts(deps, callerOf(request), { range, filter, asked: request.query });
    return sendCsv(reply, "gemba-alerts.csv", lines);
  });
}
