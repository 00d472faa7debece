import { MEDIA } from "../../contracts/plant/media.ts";
import { type Static, Type } from "../../contracts/schema.ts";

const closed = { additionalProperties: false } as const;

export const leakPart = Type.Object(
  {
    media: Type.Array(Type.Enum([...MEDIA]), {
      default: MEDIA.filter((medium) => medium !== "electricity"),
      description: "Media whose branches are searched for leaks.",
    }),
    settleMin: Type.Integer({
      default: 45,
      minimum: 5,
      maximum: 480,
      description: "Minutes without a finished piece, or without a working machine, after which the plant is quiet.",
    }),
    nights: Type.Integer({
      default: 5,
      minimum: 3,
      maximum: 30,
      description: "Number of quiet times from which the usual flow is learnt.",
    }),
    prices: Type.Array(
      Type.Object(
        {
          medium: Type.Enum([...MEDIA], { description: "What it is the price of." }),
          perUnit: Type.Number({
            minimum: 0,
            maximum: 1e6,
            description: "Price of one kWh, m3 or t, in the currency of the site.",
          }),
        },
        { ...closed, description: "Price of a medium." },
      ),
      { default: [], maxItems: 20, description: "Prices, so that a leak is shown with its cost." },
    ),
  },
  { ...closed, default: {}, description: "How leaks are found (docs/energy.md)." },
);

export type LeakConfig = Static<typeof leakPart>;
