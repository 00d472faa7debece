/** `quality.causes` in the plant's config: how the circumstances of defects are compared. */
import { Type } from "../../contracts/schema.ts";

export const causesConfig = Type.Object(
  {
    pieces: Type.Integer({
      default: 20_000,
      minimum: 100,
      maximum: 100_000,
      description: "Newest pieces whose circumstances are kept; each takes some kilobytes of memory.",
    }),
    windowHours: Type.Number({
      default: 48,
      exclusiveMinimum: 0,
      maximum: 8760,
      description: "Hours before a defect whose pieces are compared, where the edge ranks causes by itself.",
    }),
    fewestBad: Type.Integer({
      default: 10,
      minimum: 3,
      maximum: 1000,
      description: "Bad pieces of a class from which on the edge ranks its causes by itself.",
    }),
    alertPercent: Type.Number({
      default: 10,
      minimum: 0,
      maximum: 100,
      description:
        "An alert says a cause from this percentage on that it spoils of the pieces that have it, beyond the usual " +
        "one (lower limit of 95 %); smaller effects are in the answers.",
    }),
    signals: Type.Array(
      Type.String({
        minLength: 1,
        maxLength: 160,
        description: "Signal with its component, such as wash/temperature; * stands for any characters.",
      }),
      {
        default: ["*"],
        maxItems: 200,
        description:
          "Signals of working stations whose mean during an operation may be a cause; 2,000 at most are used.",
      },
    ),
  },
  { additionalProperties: false, default: {}, description: "Causes of defects (docs/quality.md)." },
);
