/** Questions about history beyond one tag: many curves, expressions, periods. */
import { CurveSource, Expression, MOST_COLUMNS, MOST_CURVES } from "../../../contracts/explore/curve.ts";
import { CURVES_TYPE, encodeCurves } from "../../../contracts/explore/curve-block.ts";
import {
  EXPORT_FORMATS,
  EXPORT_LANGUAGES,
  ExportedCurves,
  MOST_EXPORT_ROWS,
} from "../../../contracts/explore/export.ts";
import { MOST_PERIOD_FIGURES, MOST_PERIODS, type Period, PeriodRule } from "../../../contracts/explore/period.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { sendCsv, sendXlsx, XLSX_TYPE } from "../../http/csv-answer.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { closed, MaybeNumber, MaybeTime, NoQuery, Text, TimeParam, UidParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { checkedExpression, type ExploreDeps, foundPeriods, manyCurves } from "../../services/explore/explore.ts";
import { type ExportDeps, exportCurves } from "../../services/explore/export.ts";

const tags = ["explore"];
const answers = { "4xx": Problem, 503: Problem };
const range = { from: Type.Optional(TimeParam), to: Type.Optional(TimeParam) };

const PeriodEntry = closed({
  from: MaybeTime,
  to: MaybeTime,
  seconds: Type.Number(),
  isOpenBefore: Type.Boolean({ description: "It may have begun before the range." }),
  isOpenAfter: Type.Boolean({ description: "It was still true at the end of the range." }),
  split: Type.Union([Type.String(), Type.Null()], {
    description: "Value of the tag that splits; null without one, and where it is not known.",
  }),
  figures: Type.Array(
    closed({ tag: Type.String(), min: MaybeNumber, max: MaybeNumber, mean: MaybeNumber, last: MaybeNumber }),
  ),
  alerts: Type.Integer({ description: "Alerts that were raised in it about the assets of the expression's tags." }),
});

export function exploreRoutes(app: Api, deps: ExportDeps & ClockDeps): void {
  curvesRoute(app, deps);
  exportRoute(app, deps);
  periodsRoute(app, deps);
  const schema = {
    tags,
    summary: "Check an expression",
    description: "What keeps it from being computed, in both languages; an empty list where nothing does.",
    querystring: NoQuery,
    body: closed({ expression: Expression }),
    response: { 200: closed({ problems: Type.Array(closed({ text: Text, remedy: Text })) }), ...answers },
  };
  app.post("/api/v1/expressions/check", { schema }, async (request) => ({
    problems: checkedExpression(deps, callerOf(request), request.body.expression).map(({ message, remedy }) => ({
      text: message,
      remedy,
    })),
  }));
}

function curvesRoute(app: Api, deps: ExploreDeps & ClockDeps): void {
  const schema = {
    tags,
    summary: "Many curves over one range",
    description:
      `Up to ${MOST_CURVES} tags, calculated tags or expressions in the same pixel columns, default the last hour: ` +
      "minimum, maximum, mean, last value and quality of each column, from every sample or from whole buckets of " +
      "roll-ups, as each curve says. The answer is binary; docs/api.md describes it. A question, not a change, " +
      "although it is a POST: fifty tags are too long for an address.",
    querystring: NoQuery,
    body: closed({
      ...range,
      width: Type.Integer({ minimum: 1, maximum: MOST_COLUMNS, description: "Pixel columns." }),
      curves: Type.Array(CurveSource, { minItems: 1, maxItems: MOST_CURVES }),
    }),
    produces: [CURVES_TYPE],
    response: { 200: Type.String(), ...answers },
  };
  app.post("/api/v1/curves", { schema }, async (request, reply) => {
    const { curves: sources, width, ...asked } = request.body;
    const { from, to } = readRange(asked, deps.now(), "-1h");
    const question = { from: Math.floor(from), to: Math.floor(to), sources, width };
    const bytes = encodeCurves(await manyCurves(deps, callerOf(request), question));
    return reply.type(CURVES_TYPE).send(Buffer.from(bytes.buffer) as never);
  });
}

function exportRoute(app: Api, deps: ExportDeps & ClockDeps): void {
  const schema = {
    tags,
    summary: "Curves as a table",
    description:
      "For spreadsheets: a row for each stretch of time, by the site's clocks and with their offset from UTC, and " +
      "for each curve the mean of its numbers (of a state the last one, in words) and the quality; empty without a " +
      `sample. At most ${MOST_EXPORT_ROWS} rows; without \`everySeconds\` some thousand. Sent while it is read.`,
    querystring: NoQuery,
    body: closed({
      ...range,
      curves: ExportedCurves,
      everySeconds: Type.Optional(Type.Number({ minimum: 0.1, maximum: 31_622_400 })),
      format: Type.Enum([...EXPORT_FORMATS]),
      language: Type.Enum([...EXPORT_LANGUAGES]),
    }),
    produces: ["text/csv", XLSX_TYPE],
    response: { 200: Type.String(), ...answers },
  };
  app.post("/api/v1/curves/export", { schema }, async (request, reply) => {
    const { from, to } = readRange(request.body, deps.now(), "-1h");
    const question = { ...request.body, from: Math.floor(from), to: Math.floor(to) };
    const table = await exportCurves(deps, callerOf(request), question);
    return question.format === "csv"
      ? sendCsv(reply, "gemba-curves.csv", table as AsyncIterable<string>)
      : sendXlsx(reply, "gemba-curves.xlsx", table as AsyncIterable<Buffer>);
  });
}

function periodsRoute(app: Api, deps: ExploreDeps & ClockDeps): void {
  const schema = {
    tags,
    summary: "Periods in which an expression is true",
    description:
      "Begin, end and figures of each, oldest first, from stored samples, default of the last day. At most " +
      `${MOST_PERIODS}; \`isCut\` says that there are more. Before \`rawFrom\` samples are no longer kept, and no ` +
      "period can be found.",
    querystring: NoQuery,
    body: closed({
      ...range,
      rule: PeriodRule,
      figures: Type.Optional(Type.Array(UidParam, { maxItems: MOST_PERIOD_FIGURES })),
    }),
    response: {
      200: closed({ periods: Type.Array(PeriodEntry), isCut: Type.Boolean(), rawFrom: MaybeTime }),
      ...answers,
    },
  };
  app.post("/api/v1/periods", { schema }, async (request) => {
    const { rule, figures = [], ...asked } = request.body;
    const { from, to } = readRange(asked, deps.now(), "-24h");
    // What is not over yet is open at the present.
    const until = Math.min(Math.floor(to), Math.max(Math.floor(from) + 1, deps.now()));
    const question = { from: Math.floor(from), to: until, rule, figures };
    const { periods, isCut, rawFrom } = await foundPeriods(deps, callerOf(request), question);
    return { periods: periods.map(periodEntry), isCut, rawFrom: rawFrom === null ? null : formatMicros(rawFrom) };
  });
}

function periodEntry({ from, to, figures, ...rest }: Period) {
  return {
    from: formatMicros(from),
    to: formatMicros(to),
    seconds: (to - from) / 1e6,
    ...rest,
    figures: [...figures],
  };
}
