/** Rules of the `detectors:` section that compare values, and suppressions. */
import { MEDIA } from "../../contracts/plant/media.ts";
import { type Static, Type } from "../../contracts/schema.ts";
import { attention, closed, pattern, ruleId, seconds, severity, text } from "./config-fields.ts";
import { reference } from "./reference.ts";

const places = {
  kinds: pattern.properties.kinds,
  capabilities: pattern.properties.capabilities,
  assets: pattern.properties.assets,
};
const delays = {
  onDelayS: seconds(0, "How long the condition must hold before the alert is raised."),
  offDelayS: seconds(0, "How long it must be over before the alert is cleared."),
};
const kindOfRule = Type.Union(
  [Type.Literal("process"), Type.Literal("safety"), Type.Literal("system"), Type.Literal("anomaly")],
  { default: "process" },
);

export const deviation = Type.Object(
  {
    id: ruleId,
    tags: pattern,
    from: Type.Union(
      [
        Type.Number(),
        reference("The tag of the same asset that holds the reference, such as a setpoint: the limit moves with it."),
      ],
      { description: "The right value: a number, or another tag of the asset." },
    ),
    by: Type.Number({ exclusiveMinimum: 0, description: "Largest distance from it, in the tag's unit." }),
    direction: Type.Union([Type.Literal("above"), Type.Literal("below"), Type.Literal("both")], { default: "both" }),
    deadBand: Type.Number({
      minimum: 0,
      default: 0,
      description: "The distance must be smaller than `by` by this much before it counts as back, in the tag's unit.",
    }),
    ...delays,
    kind: kindOfRule,
    severity: severity(450, "the alert"),
    ...attention,
  },
  closed,
);

const stateValue = Type.Union([Type.Number(), Type.Boolean(), Type.String()]);

export const state = Type.Object(
  {
    id: ruleId,
    tags: pattern,
    in: Type.Optional(
      Type.Array(stateValue, {
        minItems: 1,
        maxItems: 64,
        description:
          "Wrong values: numbers, true or false, an enum's label in either language, or a text. Give this or `notIn`.",
      }),
    ),
    notIn: Type.Optional(
      Type.Array(stateValue, {
        minItems: 1,
        maxItems: 64,
        description: "Right values; every other one is wrong. An empty text means no value.",
      }),
    ),
    message: Type.Optional(
      Type.Object(text.properties, {
        ...closed,
        description:
          "Text of the alert after the asset's label; {value} is replaced by the value. Default: the tag and its " +
          "value.",
      }),
    ),
    ...delays,
    kind: kindOfRule,
    severity: severity(450, "the alert"),
    ...attention,
  },
  closed,
);

const named = Type.Record(Type.String({ pattern: "^[A-Za-z_][A-Za-z0-9_]*$" }), pattern, {
  minProperties: 1,
  description:
    "Names for tags of one asset. Each must fit exactly one tag of an asset, else the rule does not watch that asset.",
});
const when = Type.String({
  minLength: 1,
  maxLength: 500,
  description:
    "True while the alert is to be active, such as `pressure > 6 and running == 3`: + - * /, comparisons, and, or, " +
    "not, abs, min, max, brackets.",
});

export const expression = Type.Object(
  {
    id: ruleId,
    of: Type.Optional(Type.Object(places, { ...closed, description: "Which assets; default all that have the tags." })),
    tags: named,
    when,
    message: Type.Object(text.properties, { ...closed, description: "Text of the alert after the asset's label." }),
    ...delays,
    kind: kindOfRule,
    severity: severity(450, "the alert"),
    ...attention,
  },
  closed,
);

export const suppression = Type.Object(
  {
    id: ruleId,
    rules: Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      maxItems: 64,
      description: "Ids of rules as the alert list shows them; * stands for any characters.",
    }),
    of: Type.Optional(Type.Object(places, { ...closed, description: "Which assets; default all that have the tags." })),
    tags: named,
    when: Type.String({
      minLength: 1,
      maxLength: 500,
      description: "The alerts are hidden by design while this holds, such as `state != 3`.",
    }),
    afterS: seconds(
      0,
      "Time for which alerts stay hidden after the condition has ended, in which the machine " + "recovers.",
    ),
    atMostS: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 604_800,
        description:
          "Maximum time for which alerts are hidden, including `afterS`. Alerts that last longer are shown, until " +
          "the condition has ended. Without it they are hidden as long as the condition holds.",
      }),
    ),
  },
  closed,
);

export const supply = Type.Object(
  {
    from: Type.String({
      minLength: 1,
      maxLength: 120,
      description: "Label of the asset that supplies, such as a chiller, a meter or a network switch.",
    }),
    medium: Type.Enum([...MEDIA, "network"] as const, { description: "What it supplies." }),
    to: Type.Object(places, { ...closed, minProperties: 1, description: "Which assets get it." }),
  },
  { ...closed, description: "What supplies which assets." },
);

export type DeviationConfig = Static<typeof deviation>;
export type StateRuleConfig = Static<typeof state>;
export type ExpressionConfig = Static<typeof expression>;
export type SuppressionConfig = Static<typeof suppression>;
