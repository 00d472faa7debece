/** The `kpis:` section of a plant's config. With `kpis: {}` every figure that needs no knowledge of the product is shown. */
import { type Static, Type } from "typebox";

const closed = { additionalProperties: false } as const;

const assetPattern = Type.Object(
  {
    kinds: Type.Optional(Type.Array(Type.String(), { description: "Kinds of asset, such as lathe." })),
    assets: Type.Optional(Type.Array(Type.String(), { description: "Labels of assets; * stands for any characters." })),
  },
  { ...closed, minProperties: 1, description: "Which assets: all parts that are given must fit." },
);

export const kpisConfig = Type.Object(
  {
    idealCycles: Type.Array(Type.Object({ of: assetPattern, seconds: Type.Number({ exclusiveMinimum: 0, maximum: 86_400, description: "Planned run time per item (PRI of ISO 22400)." }) }, closed), {
      default: [],
      description: "Machines that count for OEE, with their ideal cycle. The first entry that fits a machine wins.",
    }),
    endOfLine: Type.Optional({ ...assetPattern, description: "Where finished parts are counted. Without it: packing machines, else test benches." }),
    taktS: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 86_400, description: "Time in which one part is wanted." })),
    oeeTargetPercent: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100 })),
    plantMeters: Type.Optional({ ...assetPattern, description: "Meters whose active power adds up to the plant's. Without it: electricity meters with PLANT in the label." }),
    sparkEveryS: Type.Number({ minimum: 1, maximum: 3600, default: 10, description: "Distance of the points of the small curves." }),
  },
  { ...closed, description: "Figures of the KPI strip." },
);

export type KpisConfig = Static<typeof kpisConfig>;
