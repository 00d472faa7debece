import {
  type BadShare,
  CANDIDATE_KINDS,
  CAUSE_STANDINGS,
  type CauseRanking,
  type CauseView,
  type EffectInterval,
} from "../../../contracts/quality/causes.ts";
import { DISPOSITIONS } from "../../../contracts/quality/containment.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { closed, MaybeNumber, MaybeTime, NoQuery, orNull, Text, TimeParam } from "../../http/schemas.ts";
import { formatMicros, timeEntry } from "../../http/times.ts";
import {
  type CauseDeps,
  type ContainmentDeps,
  causesOf,
  containmentOf,
  defectClasses,
} from "../../services/quality/causes.ts";
import type { CurveDeps } from "../../services/quality/curves.ts";
import { curvesRoute } from "./quality-curves.ts";

const Share = closed({ bad: Type.Integer(), pieces: Type.Integer() });
const Interval = closed({ value: Type.Number(), low: Type.Number(), high: Type.Number() });
const Levels = closed({
  kind: Type.Literal("levels"),
  levels: Type.Array(closed({ level: Type.String(), ...Share.properties })),
});
const Distribution = closed({
  kind: Type.Literal("distribution"),
  from: Type.Number(),
  width: Type.Number(),
  columns: Type.Array(Share),
});
const Cause = closed({
  candidate: closed({
    kind: Type.Enum([...CANDIDATE_KINDS]),
    operation: Type.String({ description: "Empty where it belongs to the piece." }),
    name: Type.String({ description: "Of a signal, a result or a tool's place; else empty." }),
  }),
  names: Type.Optional(
    closed(
      { operation: Type.Optional(Text), name: Type.Optional(Text), level: Type.Optional(Text) },
      { description: "What the config calls these." },
    ),
  ),
  level: Type.String({ description: "The level; of a number its unit." }),
  side: Type.Enum(["is", "below", "above"]),
  cut: MaybeNumber,
  since: orNull(Type.String(), "Earlier pieces with the level were not affected; null: all were."),
  standing: Type.Enum([...CAUSE_STANDINGS]),
  within: Share,
  outside: Share,
  difference: Interval,
  ratio: Interval,
  delta: orNull(Interval, "Cliff's delta of a number."),
  p: Type.Number({ description: "Probability of so strong an association by chance." }),
  q: Type.Number({ description: "The same, adjusted for all candidates." }),
  chart: Type.Union([Levels, Distribution]),
  sentence: Text,
});
const rankingFields = {
  pieces: Type.Integer(),
  bad: Type.Integer(),
  candidates: Type.Integer(),
  significant: Type.Integer({ description: "Candidates that go with the defect beyond chance." }),
  correction: Type.Enum(["benjamini-hochberg", "holm"]),
  causes: Type.Array(Cause, { description: "Best first; none: no cause found. Associations, not proofs." }),
};
const KeyParam = Type.String({ minLength: 1, maxLength: 600, description: "Key of a class of defects." });

/** Classes of defects, their causes and curves, and pieces with the same cause (docs/quality.md). */
export function causeRoutes(app: Api, deps: ContainmentDeps & CurveDeps & ClockDeps): void {
  defectsRoute(app, deps);
  causesRoute(app, deps);
  containmentRoute(app, deps);
  curvesRoute(app, deps);
}

function defectsRoute(app: Api, deps: CauseDeps): void {
  const Stored = closed({
    ...rankingFields,
    at: MaybeTime,
    foundAt: orNull(Type.String(), "Since when a cause is named without a break."),
  });
  const schema = {
    tags: ["quality"],
    summary: "Classes of defects with their causes",
    description:
      "Features and sides of their limits, and verdicts of stations, with most bad pieces first; each with the " +
      "ranking of causes that the edge made by itself.",
    querystring: NoQuery,
    response: {
      200: closed({
        isCurrent: Type.Boolean(),
        counters: closed({
          pieces: Type.Integer(),
          capacity: Type.Integer(),
          circumstances: Type.Integer(),
          refused: Type.Integer(),
          rankings: Type.Integer(),
        }),
        defects: Type.Array(
          closed({
            key: Type.String(),
            operation: Type.String(),
            feature: Type.String({ description: "Empty: the verdict of the station itself." }),
            operationName: Type.Optional(Text),
            featureName: Type.Optional(Text),
            side: Type.Enum(["low", "high", "bad", "rework", "scrap"]),
            bad: Type.Integer(),
            judged: Type.Integer(),
            newestAt: MaybeTime,
            place: Type.String({ description: "Station that judged the newest bad piece." }),
            comparedFrom: MaybeTime,
            uncontained: Type.Integer({
              description: "Pieces with the leading cause that nobody judged and nobody decided about.",
            }),
            ranking: orNull(Stored, "Null: too few bad pieces."),
          }),
        ),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/quality/defects", { schema }, async (request) => {
    const { isCurrent, defects, counters } = await defectClasses(deps, callerOf(request));
    return {
      isCurrent,
      counters: { ...counters },
      defects: defects.map(({ newestAt, comparedFrom, ranking, ...one }) => ({
        ...one,
        newestAt: formatMicros(newestAt),
        comparedFrom: formatMicros(comparedFrom),
        ranking:
          ranking === null
            ? null
            : {
                ...rankingEntry(ranking),
                at: formatMicros(ranking.at),
                foundAt: ranking.foundAt === null ? null : formatMicros(ranking.foundAt),
              },
      })),
    };
  });
}

function causesRoute(app: Api, deps: CauseDeps & ClockDeps): void {
  const schema = {
    tags: ["quality"],
    summary: "Rank the causes of a class of defects",
    description:
      "Compares all circumstances of the pieces that were judged in a time, by default the last 7 days. The best " +
      "explanation is first, with those that these pieces cannot tell from it.",
    querystring: closed({
      key: KeyParam,
      from: Type.Optional(TimeParam),
      to: Type.Optional(TimeParam),
      correction: Type.Optional(Type.Enum(["benjamini-hochberg", "holm"], { description: "For the number of tests." })),
    }),
    response: {
      200: closed({ from: MaybeTime, to: MaybeTime, ...rankingFields }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/quality/causes", { schema }, async (request) => {
    const { key, correction = "benjamini-hochberg" } = request.query;
    const { from, to } = readRange(request.query, deps.now(), "-7d");
    const ranking = await causesOf(deps, callerOf(request), { key, from, to, correction });
    return { from: formatMicros(from), to: formatMicros(to), ...rankingEntry(ranking) };
  });
}

function containmentRoute(app: Api, deps: ContainmentDeps): void {
  const Piece = closed({
    piece: Type.String(),
    judgedAt: MaybeTime,
    verdict: Type.Enum(["good", "bad", "other", "open"], {
      description: "other: bad for another reason. open: not judged yet.",
    }),
    place: orNull(Type.String(), "Where it is; null: not in the plant."),
    since: MaybeTime,
    disposition: orNull(
      closed({ what: Type.Enum([...DISPOSITIONS]), by: Type.String(), reason: Type.String(), at: MaybeTime }),
      "Newest decision of a person; null: none.",
    ),
  });
  const schema = {
    tags: ["quality"],
    summary: "Pieces with the same cause",
    description:
      "Pieces with the circumstance that a cause of the newest ranking names, since it began, with their verdicts, " +
      "present places and what people decided. Those that are not judged yet come first.",
    querystring: closed({
      key: KeyParam,
      cause: Type.Optional(
        Type.String({ pattern: "^[0-9]$", description: "Place in the ranking, from 0; default 0." }),
      ),
      case: Type.Optional(
        Type.String({ minLength: 1, maxLength: 64, description: "Work item of a case, in place of `cause`." }),
      ),
      limit: Type.Optional(Type.String({ pattern: "^[1-9][0-9]{0,2}$", description: "Pieces, default 200." })),
    }),
    response: {
      200: closed({
        cause: orNull(Cause, "Null for a case."),
        dispositions: closed({
          hold: Type.Integer(),
          release: Type.Integer(),
          rework: Type.Integer(),
          scrap: Type.Integer(),
          none: Type.Integer(),
        }),
        counts: closed({ good: Type.Integer(), bad: Type.Integer(), other: Type.Integer(), open: Type.Integer() }),
        pieces: Type.Array(Piece),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/quality/containment", { schema }, async (request) => {
    const { key, cause = "0", case: itemUid, limit = "200" } = request.query;
    const question = { key, cause: Number(cause), itemUid, limit: Number(limit) };
    const found = await containmentOf(deps, callerOf(request), question);
    return {
      cause: found.cause === null ? null : causeEntry(found.cause),
      counts: { ...found.counts },
      dispositions: { ...found.dispositions },
      pieces: found.pieces.map(({ piece, at, verdict, place, since, disposition }) => ({
        piece,
        verdict,
        place,
        judgedAt: timeEntry(at ?? undefined),
        since: timeEntry(since ?? undefined),
        disposition: disposition === null ? null : { ...disposition, at: formatMicros(disposition.at) },
      })),
    };
  });
}

function rankingEntry({ pieces, bad, candidates, significant, correction, causes }: CauseRanking) {
  return { pieces, bad, candidates, significant, correction, causes: causes.map(causeEntry) };
}

const share = ({ bad, pieces }: BadShare): BadShare => ({ bad, pieces });
const interval = ({ value, low, high }: EffectInterval): EffectInterval => ({ value, low, high });

function causeEntry(cause: CauseView) {
  const { candidate, names, since, within, outside, difference, ratio, delta, chart, sentence, ...rest } = cause;
  return {
    ...rest,
    candidate: { ...candidate },
    ...(names === undefined ? {} : { names: { ...names } }),
    since: since === null ? null : formatMicros(since),
    within: share(within),
    outside: share(outside),
    difference: interval(difference),
    ratio: interval(ratio),
    delta: delta === null ? null : interval(delta),
    chart:
      chart.kind === "levels"
        ? { ...chart, levels: chart.levels.map((one) => ({ ...one })) }
        : { ...chart, columns: chart.columns.map(share) },
    sentence: { zh: sentence.zh, en: sentence.en },
  };
}
