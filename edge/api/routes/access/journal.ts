import { Type } from "typebox";
import type { JournalEntry } from "../../../contracts/access/journal.ts";
import { journalCsv } from "../../../contracts/access/journal-csv.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Api, ApiDeps } from "../../http/deps.ts";
import { wallClock } from "../../http/deps.ts";
import { principalOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeTime, TimeParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { readRange } from "../history/trends.ts";

const MOST = 10_000;
const DEFAULT = 200;

const Entry = closed({
  seq: Type.Integer({ description: "1 for the first entry, without holes." }),
  at: MaybeTime,
  user: Type.String(),
  role: Type.String(),
  origin: Type.String({ description: "Address the request came from." }),
  action: Type.String({ description: "Such as `alert.acknowledge`." }),
  target: Type.String(),
  result: Type.String({ description: "`done` or `refused`." }),
  reason: Type.Union([Type.String(), Type.Null()]),
  signature: Type.Union([Type.String(), Type.Null()], {
    description: "What the person said that the act means, such as `reviewed`.",
  }),
  doneAt: Type.Union([MaybeTime, Type.Null()], {
    description: "When it was done; only where the edge was killed between the deed and its record.",
  }),
  before: Type.Unknown(),
  after: Type.Unknown(),
  hash: Type.String({
    description: "SHA-256 over the entry before and this one; `gemba audit verify` checks the chain.",
  }),
});

const word = Type.Optional(Type.String({ minLength: 1, maxLength: 128 }));
const filters = {
  from: Type.Optional(TimeParam),
  to: Type.Optional(TimeParam),
  user: word,
  action: word,
  target: word,
  limit: Type.Optional(Type.String({ pattern: "^[0-9]{1,5}$", description: `1 to ${MOST}; default ${DEFAULT}.` })),
};

/** A table of so many entries is 30 MB. */
const MOST_EXPORTED = 50_000;

/** `GET /api/v1/journal`: what people did, newest first. */
export function journalRoutes(app: Api, deps: ApiDeps): void {
  exportRoute(app, deps);
  const { journal, now = wallClock } = deps;
  const schema = {
    tags: ["alerts"],
    summary: "The record of what people did",
    description:
      "Acknowledgements, shelvings and every other action, done or refused: user, address, time, target, state " +
      "before and after. `action` takes a whole action or its first word, such as `alert`.",
    querystring: closed(filters),
    response: { 200: closed({ entries: Type.Array(Entry) }), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/journal", { schema }, async (request, reply) => {
    const { from, to, limit, ...rest } = request.query;
    const most = limit === undefined ? DEFAULT : Number(limit);
    if (most < 1 || most > MOST) throw new EdgeError("bad-request", `limit must be 1 to ${MOST}`);
    const range = from === undefined && to === undefined ? {} : readRange(request.query, now(), "-7d");
    void reply.header("cache-control", "no-store");
    return { entries: (await journal.read({ ...rest, ...range, limit: most })).map(entryOf) };
  });
}

/** `GET /api/v1/journal/export`: the same as a table, for who checks it. */
function exportRoute(app: Api, { journal, pseudonymOf, now = wallClock }: ApiDeps): void {
  const { limit: _all, ...range } = filters;
  const schema = {
    tags: ["alerts"],
    summary: "The record as CSV",
    description:
      `Oldest first, at most ${MOST_EXPORTED} entries; 400 when the range has more. People have pseudonyms, the ` +
      "same as in every export of this edge. The export itself is recorded.",
    querystring: closed(range),
    produces: ["text/csv"],
    response: { 200: Type.String(), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/journal/export", { schema }, async (request, reply) => {
    if (pseudonymOf === undefined) throw new EdgeError("unavailable", "This edge has no key for pseudonyms.");
    const { from, to, ...rest } = request.query;
    const times = from === undefined && to === undefined ? {} : readRange(request.query, now(), "-7d");
    const entries = await journal.read({ ...rest, ...times, limit: MOST_EXPORTED + 1 });
    if (entries.length > MOST_EXPORTED)
      throw new EdgeError("bad-request", `this range has more than ${MOST_EXPORTED} entries; take a shorter one`);
    await journal.record({
      principal: principalOf(request),
      action: "export",
      target: "journal",
      result: "done",
      after: { entries: entries.length, ...request.query },
    });
    return reply
      .header("cache-control", "no-store")
      .header("content-disposition", 'attachment; filename="gemba-journal.csv"')
      .type("text/csv; charset=utf-8; header=present")
      .serializer((payload) => payload as never)
      .send(journalCsv(entries.toReversed(), pseudonymOf) as never);
  });
}

function entryOf({
  principal,
  at,
  reason,
  before,
  after,
  signature,
  doneAt,
  deedUid: _deedUid,
  ...rest
}: JournalEntry) {
  const doneText = doneAt === undefined ? null : formatMicros(doneAt);
  return {
    ...rest,
    ...principal,
    at: formatMicros(at),
    reason: reason ?? null,
    signature: signature ?? null,
    doneAt: doneText,
    before: before ?? null,
    after: after ?? null,
  };
}
