/** Many alerts at once: acknowledged together, and as a table. */
import { type Static, Type } from "typebox";
import type { AlertView, OperatorAction } from "../../../contracts/alerts/alert.ts";
import { alertCsv } from "../../../contracts/alerts/alert-csv.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { TagRef } from "../../../contracts/plant/tag.ts";
import type { Api, ApiDeps } from "../../http/deps.ts";
import { wallClock } from "../../http/deps.ts";
import { principalOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, TimeParam, UidParam } from "../../http/schemas.ts";
import { readRange } from "../history/trends.ts";

/** So many alerts in one request; a flood that is larger takes several. */
const MOST_TOGETHER = 500;
/** A table of so many lines is 5 MB; the book keeps 5,000 closed ones. */
const MOST_EXPORTED = 10_000;

const uid = Type.String({ minLength: 1, maxLength: 128 });
const Bulk = closed({
  alerts: Type.Array(closed({ alertUid: uid, occurrenceUid: uid }), { minItems: 1, maxItems: MOST_TOGETHER }),
  comment: Type.Optional(Type.String({ maxLength: 1000 })),
  signature: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      pattern: "\\S",
      description: "What the act means, such as `reviewed`.",
    }),
  ),
});
const Result = closed({
  alertUid: Type.String(),
  result: Type.String({ description: "`done` or `refused`." }),
  state: Type.Union([Type.String(), Type.Null()], {
    description: "State of the alert afterwards; null where it is refused.",
  }),
  code: Type.Union([Type.String(), Type.Null()], { description: "`conflict`, `not-found`, `bad-request` or `disk`." }),
  reason: Type.Union([Type.String(), Type.Null()], { description: "Why it was refused." }),
});

/** `POST /api/v1/alerts/acknowledge`: each alert is an act of its own, on disk and on record. */
export function bulkRoute(app: Api, { alerts, now = wallClock }: ApiDeps): void {
  const schema = {
    tags: ["alerts"],
    summary: "Acknowledge several alerts",
    description:
      `At most ${MOST_TOGETHER}. Each alert is acknowledged, or refused with its reason, on its own, and has an ` +
      "entry of its own in the record. Name the occurrence you saw: an alert that has been raised again since is " +
      "refused. Answers when all are on disk and on record.",
    body: Bulk,
    response: { 200: closed({ results: Type.Array(Result) }), "4xx": Problem, 503: Problem },
  };
  app.post("/api/v1/alerts/acknowledge", { schema }, async (request) => {
    const { alerts: meant, ...words } = request.body as Static<typeof Bulk>;
    const act = { kind: "acknowledge", at: now(), principal: principalOf(request), ...words } as const;
    const acknowledge = async ({ alertUid, occurrenceUid }: (typeof meant)[number]): Promise<Static<typeof Result>> => {
      try {
        const { state } = await alerts.act(alertUid, { ...act, occurrenceUid } as OperatorAction);
        return { alertUid, result: "done", state, code: null, reason: null };
      } catch (error) {
        if (!(error instanceof EdgeError)) throw error;
        return { alertUid, result: "refused", state: null, code: error.code, reason: error.message };
      }
    };
    return { results: await Promise.all(meant.map(acknowledge)) };
  });
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

/** `GET /api/v1/alerts/export`: what stands, or with a time everything raised in it, as CSV. */
export function exportRoute(app: Api, deps: ApiDeps): void {
  const { alerts, tags, plant, journal, pseudonymOf, now = wallClock } = deps;
  const schema = {
    tags: ["alerts"],
    summary: "Alerts as CSV",
    description:
      "Without `from` and `to` all standing alerts, else all alerts raised in that time; newest first, at " +
      `most ${MOST_EXPORTED} lines, 400 when there are more. People have pseudonyms, the same as in every export ` +
      "of this edge. The export itself is recorded.",
    querystring: closed(filters),
    produces: ["text/csv"],
    response: { 200: Type.String(), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/alerts/export", { schema }, async (request, reply) => {
    if (pseudonymOf === undefined) throw new EdgeError("unavailable", "This edge has no key for pseudonyms.");
    const { from, to, ...wanted } = request.query as Static<ReturnType<typeof closed<typeof filters>>>;
    const range = from === undefined && to === undefined ? undefined : readRange(request.query, now(), "-7d");
    const all = range === undefined ? alerts.standing() : alerts.history(range.from, range.to, MOST_EXPORTED + 1);
    const list = all.filter((alert) => fits(alert, wanted));
    if (list.length > MOST_EXPORTED)
      throw new EdgeError("bad-request", `more than ${MOST_EXPORTED} alerts fit; take a shorter time`);
    const labels = new Map(plant.assets.map(({ assetUid, label }) => [assetUid as string, label]));
    const after = { alerts: list.length, ...request.query };
    await journal.record({
      principal: principalOf(request),
      action: "export",
      target: "alerts",
      result: "done",
      after,
    });
    const tagOf = (ref: number) => tags.at(ref as TagRef);
    return reply
      .header("cache-control", "no-store")
      .header("content-disposition", 'attachment; filename="gemba-alerts.csv"')
      .type("text/csv; charset=utf-8; header=present")
      .serializer((payload) => payload as never)
      .send(alertCsv(list, { labelOf: (uid) => labels.get(uid) ?? "", tagOf, nameOf: pseudonymOf }) as never);
  });
}

interface Wanted {
  readonly asset?: string;
  readonly annunciation?: string;
  readonly state?: string;
  readonly priority?: string;
}

function fits(alert: AlertView, { asset, annunciation, state, priority }: Wanted): boolean {
  return (
    (asset === undefined || alert.assetUid === asset) &&
    (annunciation === undefined || alert.annunciation === annunciation) &&
    (state === undefined || alert.state === state) &&
    (priority === undefined || alert.priority === Number(priority))
  );
}
