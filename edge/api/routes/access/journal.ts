import type { JournalEntry } from "../../../contracts/access/journal.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { sendCsv } from "../../http/csv-answer.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readNumber, readRange } from "../../http/read-range.ts";
import { closed, MaybeTime, TimeParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import {
  DEFAULT,
  exportJournal,
  type JournalExportDeps,
  MOST,
  MOST_EXPORTED,
  readJournal,
} from "../../services/access/journal.ts";

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
    description: "The meaning that the person gave the action, such as `reviewed`.",
  }),
  doneAt: Type.Union([MaybeTime, Type.Null()], {
    description: "When it was done; only where the edge was killed between the action and its entry.",
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

/** A table of this size is 30 MB. */

/** `GET /api/v1/journal`: people's actions, newest first. */
export function journalRoutes(app: Api, deps: JournalExportDeps & ClockDeps): void {
  exportRoute(app, deps);
  const schema = {
    tags: ["alerts"],
    summary: "Audit log",
    description:
      "Acknowledgements, shelvings and every other action, done or refused: user, address, time, target, state " +
      "before and after. `action` takes a whole action or its first word, such as `alert`.",
    querystring: closed(filters),
    response: { 200: closed({ entries: Type.Array(Entry) }), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/journal", { schema }, async (request) => {
    const { from, to, limit, ...rest } = request.query;
    const range = from === undefined && to === undefined ? {} : readRange(request.query, deps.now(), "-7d");
    const question = { ...rest, ...range, limit: readNumber(limit) };
    const entries = await readJournal(deps, callerOf(request), question);
    return { entries: entries.map(entryOf) };
  });
}

/** `GET /api/v1/journal/export`: the same as a table, for auditors. */
function exportRoute(app: Api, deps: JournalExportDeps & ClockDeps): void {
  const { limit: _all, ...range } = filters;
  const schema = {
    tags: ["alerts"],
    summary: "Audit log as CSV",
    description:
      `Oldest first, at most ${MOST_EXPORTED} entries; 400 when the range has more. People have pseudonyms, the ` +
      "same as in every export of this edge. The export itself is recorded.",
    querystring: closed(range),
    produces: ["text/csv"],
    response: { 200: Type.String(), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/journal/export", { schema }, async (request, reply) => {
    const { from, to, ...rest } = request.query;
    const times = from === undefined && to === undefined ? {} : readRange(request.query, deps.now(), "-7d");
    const asked = { question: { ...rest, ...times }, asked: request.query };
    const lines = await exportJournal(deps, callerOf(request), asked);
    return sendCsv(reply, "gemba-journal.csv", lines);
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
