/** `energy.pieces` of a plant's config: how energy is given to pieces, and how media are converted. */
import type { ConfigText } from "../../contracts/plant/config-text.ts";
import type { AssetConfig, SectionProblem } from "../../contracts/plant/edge-config.ts";
import { type Static, Type } from "../../contracts/schema.ts";
import { problem } from "./problem-table.ts";

const closed = { additionalProperties: false } as const;
const words = (description: string) =>
  Type.Optional(Type.Array(Type.String({ minLength: 1 }), { maxItems: 1000, description }));
const factor = (description: string) => Type.Optional(Type.Number({ minimum: 0, maximum: 1000, description }));

const mass = Type.Object(
  {
    variants: Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      maxItems: 100,
      description: "Variants; `*` matches any characters.",
    }),
    kg: Type.Number({ exclusiveMinimum: 0, maximum: 1e6, description: "Mass of one piece, kg." }),
  },
  { ...closed, description: "Mass of the pieces of some variants." },
);

const compressedAir = Type.Object(
  {
    kWhPerM3: factor("Electricity for 1 m3 of air at normal conditions, where it is not measured. Default: 0.12."),
    meter: Type.Optional(Type.String({ minLength: 1, description: "Label of the meter of all compressed air." })),
    compressors: words("Labels of the meters of the compressors: their electricity per m3 is measured."),
  },
  { ...closed, description: "Electricity in compressed air." },
);

const standardCoal = Type.Object(
  {
    electricityPerKWh: factor("kgce in 1 kWh of electricity. Default: 0.1229 (equivalent value)."),
    gasPerM3: factor("kgce in 1 m3 of natural gas. Default: 1.2143."),
    airPerM3: factor("kgce in 1 m3 of compressed air. Default: 0.04."),
    waterPerM3: factor("kgce in 1 m3 of fresh water. Default: 0.2571."),
  },
  { ...closed, description: "Coefficients to standard coal (GB/T 2589-2020, annexes A and B)." },
);

export const piecesConfig = Type.Object(
  {
    settleMinutes: Type.Optional(
      Type.Number({
        minimum: 1,
        maximum: 120,
        description: "Late events change energy for so long. Default: 10.",
      }),
    ),
    keepDays: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 3650, description: "Days for which energy of pieces is kept. Default: 90." }),
    ),
    byMass: words("Stations that share by mass among the pieces in them, instead of equally; `*` matches any."),
    masses: Type.Optional(Type.Array(mass, { maxItems: 1000, description: "Masses of pieces." })),
    compressedAir: Type.Optional(compressedAir),
    gasKWhPerM3: factor("Net calorific value of natural gas, kWh/m3. Default: 9.873 (35.544 MJ/m3)."),
    standardCoal: Type.Optional(standardCoal),
  },
  { ...closed, description: "Energy of each piece and process step (docs/methods/piece-energy.md)." },
);

export type PiecesConfig = Static<typeof piecesConfig>;

/** Longest interval of a counter that is shared out as a whole (PE8), and the time until the next closing. */
const INTERVAL_US = 40 * 60e6;

export const DEFAULTS = { settleMinutes: 10, keepDays: 90 } as const;

/** So long after its end, what a time used is shared out and does not change any more (PE11). */
export function settledAfterUs({
  settleMinutes = DEFAULTS.settleMinutes,
}: Pick<PiecesConfig, "settleMinutes">): number {
  return INTERVAL_US + settleMinutes * 60e6;
}

/** Problems that the schema cannot detect. */
export function piecesProblems(
  { byMass = [], masses = [], compressedAir: air = {} }: PiecesConfig,
  assets: readonly AssetConfig[],
): readonly SectionProblem[] {
  const labels = new Set(assets.map(({ label }) => label));
  const problems: SectionProblem[] = [];
  const add = (steps: readonly (string | number)[], what: ConfigText): number =>
    problems.push({ steps: ["energy", "pieces", ...steps], ...what });
  const { meter, compressors = [] } = air;
  if (meter !== undefined && !labels.has(meter))
    add(["compressedAir", "meter"], problem("energy-meter-unknown", { meter }));
  for (const [at, label] of compressors.entries())
    if (!labels.has(label))
      add(["compressedAir", "compressors", at], problem("energy-meter-unknown", { meter: label }));
  if ((meter === undefined) !== (compressors.length === 0)) add(["compressedAir"], problem("air-half-measured", {}));
  if (byMass.length > 0 && masses.length === 0) add(["byMass"], problem("masses-missing", {}));
  return problems;
}
