import { CURVE_FIGURES, type CurveBand, type CurveComparison } from "../../../contracts/quality/curves.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { closed, MaybeTime, orNull, Text, TimeParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { type CurveDeps, curvesOf } from "../../services/quality/curves.ts";
import { Column, column } from "./quality-fields.ts";

const Choice = closed({
  operation: Type.String(),
  signal: Type.String({ description: "Component and signal, such as `ram/force-curve`." }),
  name: Text,
  unit: Type.String({ description: "UCUM." }),
});
const Band = closed({
  curves: Type.Integer(),
  pieces: Type.Integer(),
  median: Column,
  low: Type.Array(Type.Union([Type.Number(), Type.Null()]), { description: "Quantile of 10 %." }),
  high: Type.Array(Type.Union([Type.Number(), Type.Null()]), { description: "Quantile of 90 %." }),
});
const Comparison = closed({
  from: Type.Number({ description: "Begin of the first column, in the unit of the axis." }),
  width: Type.Number({ description: "Of a column." }),
  good: Band,
  bad: Band,
  greatest: orNull(
    closed({
      at: Type.Number(),
      good: Type.Number(),
      bad: Type.Number(),
      times: Type.Number({ description: "Difference of the medians, in deviations of the good curves." }),
    }),
    "Where the medians differ most.",
  ),
  figures: Type.Array(closed({ figure: Type.Enum([...CURVE_FIGURES]), good: Type.Number(), bad: Type.Number() }), {
    description: "Medians. peak-at: seconds from the first point.",
  }),
});

/** Curves of good and of bad pieces of a class of defects. */
export function curvesRoute(app: Api, deps: CurveDeps & ClockDeps): void {
  const schema = {
    tags: ["quality"],
    summary: "Curves of good and bad pieces",
    description:
      "Median and 10 to 90 % of a curve, such as force over way, of the newest good pieces and of those with the " +
      "defect, on a common axis: a way or an angle that was recorded with it, else time. At most 100 pieces and 150 " +
      "curves of each. An association, not a cause. Default the last 7 days, and the curve of the leading cause.",
    querystring: closed({
      key: Type.String({ minLength: 1, maxLength: 600, description: "Key of a class of defects." }),
      operation: Type.Optional(Type.String({ maxLength: 200 })),
      signal: Type.Optional(Type.String({ maxLength: 200, description: "As in `choices`." })),
      from: Type.Optional(TimeParam),
      to: Type.Optional(TimeParam),
    }),
    response: {
      200: closed({
        from: MaybeTime,
        to: MaybeTime,
        choices: Type.Array(Choice, { description: "Curves that pieces of the class have." }),
        chosen: orNull(Choice, "The curve that is compared; null: there is none."),
        axis: orNull(
          closed({ name: orNull(Text, "Null: time since the first point."), unit: Type.String() }),
          "Null without a curve.",
        ),
        comparison: orNull(Comparison, "Null: fewer than three curves of good or of bad pieces."),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/quality/curves", { schema }, async (request) => {
    const { key, operation, signal } = request.query;
    const { from, to } = readRange(request.query, deps.now(), "-7d");
    const answer = await curvesOf(deps, callerOf(request), { key, operation, signal, from, to });
    const { choices, chosen, axis, comparison } = answer;
    return {
      from: formatMicros(from),
      to: formatMicros(to),
      choices: choices.map((one) => ({ ...one, name: { ...one.name } })),
      chosen: chosen === null ? null : { ...chosen, name: { ...chosen.name } },
      axis: axis === null ? null : { unit: axis.unit, name: axis.name === null ? null : { ...axis.name } },
      comparison: comparison === null ? null : comparisonEntry(comparison),
    };
  });
}

function comparisonEntry({ good, bad, greatest, figures, ...axis }: CurveComparison) {
  return {
    ...axis,
    good: bandEntry(good),
    bad: bandEntry(bad),
    greatest: greatest === null ? null : { ...greatest },
    figures: figures.map((one) => ({ ...one })),
  };
}

function bandEntry({ median, low, high, ...counts }: CurveBand) {
  const values = (list: readonly number[]) => column(Float64Array.from(list));
  return { ...counts, median: values(median), low: values(low), high: values(high) };
}
