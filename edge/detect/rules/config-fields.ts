/** Fields that rules of the `detectors:` section share. */

import { CAPABILITY_NAMES } from "../../contracts/plant/kinds.ts";
import { type Static, Type } from "../../contracts/schema.ts";

export const closed = { additionalProperties: false } as const;

export const pattern = Type.Object(
  {
    kinds: Type.Optional(Type.Array(Type.String(), { description: "Kinds of asset, such as lathe." })),
    capabilities: Type.Optional(
      Type.Array(Type.Enum(CAPABILITY_NAMES), { description: "What assets can do, one of these: [machines, heats]." }),
    ),
    assets: Type.Optional(Type.Array(Type.String(), { description: "Labels of assets; * stands for any characters." })),
    component: Type.Optional(Type.String({ description: "Component of the tag; * stands for any characters." })),
    signal: Type.Optional(Type.String({ description: "Signal of the tag; * stands for any characters." })),
    role: Type.Optional(Type.String({ description: "Role of the tag, such as tool-life-used." })),
  },
  { ...closed, minProperties: 1, description: "Which tags: all parts that are given must fit." },
);

export const ruleId = Type.String({
  pattern: "^[a-z0-9][a-z0-9-]{0,60}$",
  description: "Name of the rule. Alerts are kept under it, so do not rename it lightly.",
});
export const severity = (value: number, of: string) =>
  Type.Integer({ minimum: 1, maximum: 1000, default: value, description: `OPC UA severity of ${of}.` });
export const seconds = (value: number, description: string, minimum = 0) =>
  Type.Number({ minimum, maximum: 86_400, default: value, description });
export const during = Type.Union([Type.Literal("always"), Type.Literal("executing")], {
  default: "always",
  description: "Uses samples always, or only while the asset's item state is Executing.",
});

export const text = Type.Object(
  { zh: Type.String({ minLength: 1, maxLength: 300 }), en: Type.String({ minLength: 1, maxLength: 300 }) },
  closed,
);
const response = Type.Object(
  {
    action: Type.Object(text.properties, { ...closed, description: "Action of the operator." }),
    consequence: Type.Object(text.properties, { ...closed, description: "Consequence of no action." }),
    withinMin: Type.Number({ exclusiveMinimum: 0, maximum: 1440, description: "Time to respond, minutes." }),
  },
  { ...closed, description: "The response that makes it an alarm (ISA-18.2): all three fields are needed." },
);
export const annunciation = Type.Union([Type.Literal("alarm"), Type.Literal("advisory"), Type.Literal("event")], {
  description:
    "`alarm` needs a response; `advisory` is worth knowing, has no priority colour and counts in no alarm figure; " +
    "`event` is only recorded.",
});
/** Fields of every rule for the treatment of its alert; absent ones have the defaults of `attributesIn`. */
export const attention = {
  annunciation: Type.Optional(annunciation),
  response: Type.Optional(response),
  latch: Type.Optional(
    Type.Boolean({ description: "Keeps the alert after its cause is gone until a person resets it." }),
  ),
  reAlarmMin: Type.Optional(
    Type.Number({
      minimum: 0.1,
      maximum: 1440,
      description:
        "Annunciates an alert that is still active after this many minutes again, and asks for a new " +
        "acknowledgement.",
    }),
  ),
  reAlarmTimes: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 10,
      description: "Maximum number of annunciations of one occurrence; " + "default 3.",
    }),
  ),
};

/** Treatment of a rule's alert, as the config writes it. */
export type Attention = { readonly [K in keyof typeof attention]?: Static<(typeof attention)[K]> };
