/** Rules of the `detectors:` section that predict when a value crosses a limit. */
import { type Static, Type } from "../../contracts/schema.ts";
import { closed, pattern, ruleId, seconds, severity } from "./config-fields.ts";
import { reference } from "./reference.ts";

export const trend = Type.Object(
  {
    id: ruleId,
    tags: pattern,
    to: Type.Union(
      [Type.Number(), Type.Literal("lowLow"), Type.Literal("low"), Type.Literal("high"), Type.Literal("highHigh")],
      {
        description: "The value whose crossing is predicted: a number, or one of the tag's limits.",
      },
    ),
    everyS: seconds(10, "Samples are averaged over this time.", 1),
    points: Type.Integer({
      minimum: 8,
      maximum: 60,
      default: 30,
      description: "Number of newest averages to which the line is fitted.",
    }),
    minPoints: Type.Integer({
      minimum: 8,
      maximum: 60,
      default: 15,
      description: "Minimum number of averages before a prediction.",
    }),
    horizonMin: Type.Number({
      exclusiveMinimum: 0,
      maximum: 100_000,
      default: 120,
      description: "Crossings further ahead are not reported.",
    }),
    confidence: Type.Number({ minimum: 0.5, maximum: 0.99, default: 0.8, description: "Confidence of the interval." }),
    resetPercent: Type.Number({
      minimum: 0.1,
      maximum: 100,
      default: 10,
      description:
        "A step away from the limit of at least this, in percent of the range, restarts the prediction (tool " +
        "changed, bearing " +
        "replaced).",
    }),
    resetOn: Type.Optional(
      Type.Object(pattern.properties, {
        ...pattern,
        description:
          "Tags of the same asset whose change also restarts the prediction, such as a count of tool changes: if a " +
          "machine reports its worst tool, the next one may be nearly as worn.",
      }),
    ),
    reference: Type.Optional(
      reference(
        "A tag of the same asset that shows what moves both, such as the temperature of the other bearing: only the " +
          "distance from it is extrapolated.",
      ),
    ),
    severity: severity(220, "the advisory"),
  },
  closed,
);

export type TrendConfig = Static<typeof trend>;
