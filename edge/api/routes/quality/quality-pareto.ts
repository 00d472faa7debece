import type { Plant } from "../../../contracts/plant/plant.ts";
import { DISPOSITIONS } from "../../../contracts/quality/containment.ts";
import { PARETO_ROWS } from "../../../contracts/quality/loop.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { closed, MaybeNumber, MaybeTime, NoQuery, orNull, Text, TimeParam } from "../../http/schemas.ts";
import { formatMicros, timeEntry } from "../../http/times.ts";
import { badPiecesIn, disposeOf, type LoopDeps, type ParetoDeps, paretoIn } from "../../services/quality/loop.ts";
import type { CostedPareto } from "../../services/quality/reasons-pareto.ts";

const Name = Type.String({ maxLength: 200 });
const filters = {
  key: Type.Optional(Type.String({ minLength: 1, maxLength: 600, description: "A class of defects alone." })),
  variant: Type.Optional(Name),
  area: Type.Optional(Type.String({ maxLength: 200, description: "Area of the station that judged." })),
  from: Type.Optional(TimeParam),
  to: Type.Optional(TimeParam),
};
const share = { bad: Type.Integer(), pieces: Type.Integer() };

/** Bad pieces in the order of their number, the pieces themselves, and what people decide about contained ones. */
export function paretoRoutes(app: Api, deps: ParetoDeps & ClockDeps & { readonly plant: Pick<Plant, "site"> }): void {
  paretoRoute(app, deps);
  piecesRoute(app, deps);
  dispositionRoute(app, deps);
}

function paretoRoute(app: Api, deps: ParetoDeps & ClockDeps & { readonly plant: Pick<Plant, "site"> }): void {
  const schema = {
    tags: ["quality"],
    summary: "Pareto of defects",
    description:
      "Bad pieces by class of defects, judging station, area or variant, most first. A piece has its first bad " +
      "verdict alone. The cost of a class is its part of the scrap and repeated work of the operation that judges, " +
      "which all bad pieces of the operation share equally; null without rates, and of other rows. By reason: " +
      "scrap and rework as people gave reasons for it, the row without a name is what has none; by area alone. " +
      "Default the last 7 days.",
    querystring: closed({
      ...filters,
      by: Type.Optional(Type.Enum([...PARETO_ROWS], { description: "What the rows are; default class." })),
    }),
    response: {
      200: closed({
        from: MaybeTime,
        to: MaybeTime,
        since: orNull(MaybeTime, "Oldest judgement that the edge still has."),
        currency: Type.String({ description: "ISO 4217." }),
        rows: Type.Array(
          closed({
            name: Type.String({
              description: "Key of the class, station, area, variant or reason; empty: not reported.",
            }),
            text: orNull(Text, "Of a reason: its name in the config."),
            of: orNull(
              closed({
                operation: Type.String(),
                feature: Type.String(),
                operationName: Type.Optional(Text),
                featureName: Type.Optional(Text),
                side: Type.Enum(["low", "high", "bad", "rework", "scrap"]),
              }),
              "Of a class.",
            ),
            ...share,
            cost: MaybeNumber,
          }),
        ),
        refused: Type.Integer({
          description: "Bad verdicts of classes beyond the 200 that the edge follows, since it began: no row has them.",
        }),
        total: closed(share, { description: "A piece counts once." }),
        variants: Type.Array(Type.String()),
        areas: Type.Array(Type.String()),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/quality/pareto", { schema }, async (request) => {
    const { by = "class", key, variant, area } = request.query;
    const { from, to } = readRange(request.query, deps.now(), "-7d");
    const view = await paretoIn(deps, callerOf(request), { from, to, by, key, variant, area });
    return {
      from: formatMicros(from),
      to: formatMicros(to),
      since: timeEntry(view.since),
      currency: deps.plant.site.currency,
      rows: view.rows.map(rowEntry),
      refused: view.refused,
      total: { ...view.total },
      variants: [...view.variants],
      areas: [...view.areas],
    };
  });
}

function rowEntry({ name, of, text, bad, pieces, cost }: CostedPareto["rows"][number]) {
  return {
    name,
    text: text === null ? null : { zh: text.zh, en: text.en },
    of: of === null ? null : { ...of },
    bad,
    pieces,
    cost,
  };
}

function piecesRoute(app: Api, deps: LoopDeps & ClockDeps): void {
  const schema = {
    tags: ["quality"],
    summary: "Bad pieces",
    description: "The pieces behind a row of the Pareto, newest first, each with its class. Default the last 7 days.",
    querystring: closed({
      ...filters,
      limit: Type.Optional(Type.String({ pattern: "^[1-9][0-9]{0,2}$", description: "Pieces, default 100." })),
    }),
    response: {
      200: closed({
        from: MaybeTime,
        to: MaybeTime,
        count: Type.Integer({ description: "All of them." }),
        pieces: Type.Array(
          closed({
            piece: Type.String(),
            key: Type.String(),
            judgedAt: MaybeTime,
            station: Type.String({ description: "Empty: not reported." }),
            variant: Type.String(),
          }),
        ),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/quality/bad-pieces", { schema }, async (request) => {
    const { key, variant, area, limit = "100" } = request.query;
    const { from, to } = readRange(request.query, deps.now(), "-7d");
    const question = { from, to, key, variant, area, limit: Number(limit) };
    const { count, pieces } = await badPiecesIn(deps, callerOf(request), question);
    return {
      from: formatMicros(from),
      to: formatMicros(to),
      count,
      pieces: pieces.map(({ at, ...one }) => ({ ...one, judgedAt: formatMicros(at) })),
    };
  });
}

function dispositionRoute(app: Api, deps: LoopDeps): void {
  const fields = {
    key: Type.String({ minLength: 1, maxLength: 600, description: "The class of defects that they are suspected of." }),
    pieces: Type.Array(Name, { minItems: 1, maxItems: 500, uniqueItems: true }),
    what: Type.Enum([...DISPOSITIONS], { description: "hold: operator; release, rework, scrap: maintainer." }),
    reason: Type.String({ minLength: 1, maxLength: 1000, pattern: "\\S" }),
  };
  const schema = {
    tags: ["quality"],
    summary: "Decide about contained pieces",
    description:
      "Holds, releases, reworks or scraps pieces on record; the newest decision of a piece and class counts. It " +
      "stops no machine. By a person alone. Answers when it is in the log and in the audit log; the list follows " +
      "within a second.",
    querystring: NoQuery,
    body: closed(fields),
    response: { 200: closed({ ...fields, by: Type.String(), at: MaybeTime }), "4xx": Problem, 503: Problem },
  };
  app.post("/api/v1/quality/dispositions", { schema }, async (request) => {
    const { at, pieces, ...done } = await disposeOf(deps, callerOf(request), request.body);
    return { ...done, pieces: [...pieces], at: formatMicros(at) };
  });
}
