import { ENTRY_KINDS, MOST_COUNT, type QualityEntry } from "../../../contracts/quality/entries.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange, readTime } from "../../http/read-range.ts";
import { closed, MaybeNumber, MaybeTime, NoQuery, orNull, Text, TimeParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import {
  correctEntry,
  type EntryActDeps,
  type EntryDeps,
  enterQuality,
  enterReading,
  qualityEntries,
} from "../../services/quality/entries.ts";

const Kind = Type.Enum([...ENTRY_KINDS]);
const Station = Type.String({ minLength: 1, maxLength: 80, description: "Label of the station." });
const Reason = Type.String({ pattern: "^[a-z][a-z0-9-]{0,39}$", description: "Id of `quality.reasons`." });
const Piece = Type.String({ minLength: 1, maxLength: 200, pattern: "\\S" });
const Count = Type.Integer({ minimum: 1, maximum: MOST_COUNT });
const Comment = Type.String({ minLength: 1, maxLength: 1000, pattern: "\\S" });
const EntryUid = Type.String({
  pattern: "^[0-9a-f-]{32,36}$",
  description: "128 random bits that the client makes, in hexadecimal: the same request again counts once.",
});
const At = Type.Optional(Type.String({ maxLength: 40, description: "When it happened; default now." }));

const Entry = closed({
  entryUid: Type.String(),
  version: Type.Integer(),
  kind: Kind,
  station: Type.String(),
  reason: Type.String(),
  count: Type.Integer(),
  piece: orNull(Type.String()),
  at: MaybeTime,
  by: Type.String({ description: "Who entered this version." }),
  comment: orNull(Type.String()),
  isWithdrawn: Type.Boolean({ description: "It was taken back and counts no more." }),
});
const ReasonEntry = closed({ id: Type.String(), name: Text, kinds: Type.Array(Kind) });

const Unexplained = Type.Array(
  closed({ station: Type.String(), kind: Kind, reported: Type.Integer(), explained: Type.Integer() }),
  { description: "Stations that reported more than has a reason, in whole hours." },
);

/** Reasons of scrap and rework, and readings by hand, from the places where people stand. */
export function entryRoutes(app: Api, deps: EntryActDeps & ClockDeps): void {
  listRoute(app, deps);
  enterRoute(app, deps);
  correctRoute(app, deps);
  readingRoute(app, deps);
}

function listRoute(app: Api, deps: EntryDeps & ClockDeps): void {
  const schema = {
    tags: ["quality"],
    summary: "Reasons of scrap and rework",
    description:
      "What people entered, newest first (200 at most), sums by station and reason with the time they cost at the " +
      "ideal cycle, and what stations reported without a reason. With `station` also the reasons and the features " +
      "that can be entered there. 93 days at most; default the last day.",
    querystring: closed({
      from: Type.Optional(TimeParam),
      to: Type.Optional(TimeParam),
      station: Type.Optional(Station),
    }),
    response: {
      200: closed({
        isCurrent: Type.Boolean(),
        from: MaybeTime,
        to: MaybeTime,
        entries: Type.Array(Entry),
        count: Type.Integer({ description: "All entries of the time, listed or not; the sums are of all." }),
        sums: Type.Array(
          closed({
            kind: Kind,
            station: Type.String(),
            reason: Type.String(),
            name: orNull(Text, "Null: the config has the reason no more."),
            entries: Type.Integer(),
            count: Type.Integer(),
            lostS: orNull(Type.Number(), "Loss of quality at the ideal cycle, seconds; null without one."),
          }),
        ),
        unexplained: Unexplained,
        reasons: Type.Array(ReasonEntry),
        readings: Type.Array(
          closed({
            plan: Type.String(),
            name: Text,
            unit: Type.String(),
            lower: MaybeNumber,
            upper: MaybeNumber,
          }),
        ),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/quality/entries", { schema }, async (request) => {
    const { from, to } = readRange(request.query, deps.now(), "-1d");
    const { station } = request.query;
    const question = { from, to, ...(station === undefined ? {} : { station }) };
    const found = await qualityEntries(deps, callerOf(request), question);
    const { isCurrent, entries, count, sums, lostS, unexplained, reasons, readings, names } = found;
    return {
      isCurrent,
      from: formatMicros(from),
      to: formatMicros(to),
      entries: entries.map(entryOf),
      count,
      sums: sums.map((sum, at) => ({
        ...sum,
        name: textOf(names.get(sum.reason)),
        lostS: lostS[at] ?? null,
      })),
      unexplained: unexplained.map((one) => ({ ...one })),
      reasons: reasons.map(({ id, name, kinds }) => ({ id, name: { zh: name.zh, en: name.en }, kinds: [...kinds] })),
      readings: readings.map(({ name, ...one }) => ({ ...one, name: { zh: name.zh, en: name.en } })),
    };
  });
}

function enterRoute(app: Api, deps: EntryActDeps & ClockDeps): void {
  const schema = {
    tags: ["quality"],
    summary: "Enter a reason of scrap or rework",
    description:
      "Of a piece, or of a number of pieces. Answers when it is on disk and in the audit log; the same request again " +
      "changes nothing.",
    querystring: NoQuery,
    body: closed({
      entryUid: EntryUid,
      kind: Kind,
      station: Station,
      reason: Reason,
      piece: Type.Optional(Piece),
      count: Type.Optional(Count),
      at: At,
      comment: Type.Optional(Comment),
    }),
    response: { 200: Entry, "4xx": Problem, 503: Problem },
  };
  app.post("/api/v1/quality/entries", { schema }, async (request) => {
    const { at, piece = null, count = 1, comment = null, ...given } = request.body;
    const entry = { ...given, piece, count, comment, at: timeOf(deps, at) };
    return entryOf(await enterQuality(deps, callerOf(request), entry));
  });
}

function correctRoute(app: Api, deps: EntryActDeps): void {
  const schema = {
    tags: ["quality"],
    summary: "Correct an entry",
    description:
      "Replaces reason, count and comment, or takes the entry back, on the version that the person saw. Earlier " +
      "versions stay in the audit log.",
    params: closed({ entryUid: EntryUid }),
    querystring: NoQuery,
    body: closed({
      version: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
      reason: Reason,
      count: Type.Optional(Count),
      comment: Type.Optional(Comment),
      isWithdrawn: Type.Optional(Type.Boolean()),
    }),
    response: { 200: Entry, "4xx": Problem, 503: Problem },
  };
  app.post("/api/v1/quality/entries/:entryUid/correct", { schema }, async (request) => {
    const { count = 1, comment = null, isWithdrawn = false, ...given } = request.body;
    const correction = { entryUid: request.params.entryUid, ...given, count, comment, isWithdrawn };
    return entryOf(await correctEntry(deps, callerOf(request), correction));
  });
}

function readingRoute(app: Api, deps: EntryActDeps & ClockDeps): void {
  const schema = {
    tags: ["quality"],
    summary: "Enter a reading by hand",
    description:
      "A value of a plan's feature that somebody read at one of its gauges. It becomes a measurement of the piece, " +
      "and counts for the chart as any other. With `at`, the same request again counts once.",
    querystring: NoQuery,
    body: closed({
      plan: Type.String({ minLength: 1, maxLength: 60 }),
      station: Station,
      piece: Piece,
      value: Type.Number({ minimum: -1e12, maximum: 1e12 }),
      at: At,
    }),
    response: {
      200: closed({ ok: Type.Boolean({ description: "Within the limits of the plan." }) }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.post("/api/v1/quality/readings", { schema }, async (request) => {
    const { at, ...given } = request.body;
    const { ok } = await enterReading(deps, callerOf(request), { ...given, at: timeOf(deps, at) });
    return { ok };
  });
}

function timeOf(deps: ClockDeps, written: string | undefined) {
  return written === undefined ? deps.now() : readTime("at", written, deps.now());
}

function entryOf({ at, ...entry }: QualityEntry) {
  return { ...entry, at: formatMicros(at) };
}

function textOf(name: { readonly zh: string; readonly en: string } | undefined) {
  return name === undefined ? null : { zh: name.zh, en: name.en };
}
