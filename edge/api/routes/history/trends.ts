import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readNumber, readRange } from "../../http/read-range.ts";
import { closed, MaybeNumber, MaybeTime, TagUid, TIME_FORMS, UidParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { DEFAULT_WIDTH, MAX_WIDTH, type TrendDeps, trendOf } from "../../services/history/trends.ts";

const Column = Type.Array(MaybeNumber);

const TrendAnswer = closed({
  tagUid: TagUid,
  unit: Type.Union([Type.String(), Type.Null()]),
  from: MaybeTime,
  to: MaybeTime,
  times: Type.Array(MaybeTime, {
    description: "Start of each pixel column that holds at least one sample, oldest first.",
  }),
  min: Column,
  max: Column,
  mean: Column,
  last: Column,
  doubtful: Type.Array(Type.Boolean(), { description: "Whether the column has a sample that is not Good." }),
});

/** One tag over a time range, from the historian. */
export function trendRoutes(app: Api, deps: TrendDeps & ClockDeps): void {
  const schema = {
    tags: ["samples"],
    summary: "One tag over a time range",
    description:
      "At most `width` columns, each with exact minimum and maximum, mean and last value of its samples, so that " +
      "no spike is lost over any range. All lists have the same length. Columns without a sample are left out: a " +
      "gap in `times` is a gap in the data. A calculated tag is computed from its inputs when it is read.",
    querystring: closed({
      tag: UidParam,
      from: Type.Optional(Type.String({ maxLength: 40, description: `${TIME_FORMS} Default \`-1h\`.` })),
      to: Type.Optional(Type.String({ maxLength: 40, description: `${TIME_FORMS} Default \`now\`.` })),
      width: Type.Optional(
        Type.String({
          pattern: "^[0-9]{1,4}$",
          description: `Pixel columns, 1 to ${MAX_WIDTH}. Default ${DEFAULT_WIDTH}.`,
        }),
      ),
    }),
    response: { 200: TrendAnswer, "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/trends", { schema }, async (request) => {
    const { tag: uid, width } = request.query;
    const range = readRange(request.query, deps.now(), "-1h");
    const question = { tag: uid, ...range, width: readNumber(width) };
    const { trend, ...of } = await trendOf(deps, callerOf(request), question);
    return {
      ...of,
      from: formatMicros(range.from),
      to: formatMicros(range.to),
      times: trend.times.map(formatMicros),
      min: trend.min.map(finite),
      max: trend.max.map(finite),
      mean: trend.mean.map(finite),
      last: trend.last.map(finite),
      doubtful: [...trend.doubtful],
    };
  });
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
