/** `costs` of the `quality:` section: rates of steps, and the price of material. */
import type { ConfigText } from "../../contracts/plant/config-text.ts";
import { type AssetConfig, isRead } from "../../contracts/plant/edge-config.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import { componentOf } from "../../contracts/quality/key-figures.ts";
import { type Static, Type } from "../../contracts/schema.ts";
import { problem } from "../problem-table.ts";

const closed = { additionalProperties: false } as const;
const label = Type.String({ minLength: 1, maxLength: 80, description: "Label or name; * stands for any characters." });
const name = Type.String({ minLength: 1, maxLength: 50, description: "Name as it is reported." });
const amount = { minimum: 0, maximum: 1e9, default: 0 } as const;

/** Kinds of steps: `make` adds value, `rework` repairs, `inspection` judges. */
const STEP_KINDS = ["make", "rework", "inspection"] as const;
export type StepKind = (typeof STEP_KINDS)[number];

const material = Type.Object(
  {
    variants: Type.Array(label, { default: ["*"], minItems: 1, maxItems: 200, description: "Variants of pieces." }),
    perPiece: Type.Number({ ...amount, description: "Price of the material of a piece, in the site's currency." }),
  },
  { ...closed, description: "Price of material. The first line that fits a variant counts." },
);

const step = Type.Object(
  {
    stations: Type.Array(label, { minItems: 1, maxItems: 200, description: "Stations, by label." }),
    kind: Type.Enum([...STEP_KINDS] as StepKind[], {
      default: "make",
      description: "make: it adds value. rework: it repairs. inspection: it judges.",
    }),
    perPiece: Type.Number({ ...amount, description: "Cost of each completion, such as tools and consumables." }),
    perHour: Type.Number({ ...amount, description: "Cost of the time from begin to completion of a piece." }),
  },
  { ...closed, description: "Rates of a step. The first line that fits a station counts." },
);

const series = Type.Object(
  {
    asset: Type.Optional({
      ...label,
      description: "Label of the asset that has the plant's key figures as tags. Without it: the first of `endsAt`.",
    }),
    operations: Type.Array(name, { default: [], maxItems: 40, description: "Operations with figures of their own." }),
    variants: Type.Array(name, { default: [], maxItems: 40, description: "Variants with figures of their own." }),
  },
  { ...closed, default: {}, description: "Key figures of each hour and day as samples (docs/key-figures.md)." },
);

const value = Type.Object(
  {
    variants: Type.Array(label, { default: ["*"], minItems: 1, maxItems: 200, description: "Variants of pieces." }),
    perPiece: Type.Number({ ...amount, description: "Value of a good piece, in the site's currency." }),
  },
  { ...closed, description: "Output value. The first line that fits a variant counts." },
);

export const costsConfig = Type.Object(
  {
    material: Type.Array(material, { default: [], maxItems: 500 }),
    value: Type.Array(value, {
      default: [],
      maxItems: 500,
      description: "Value of good pieces, for energy per output value.",
    }),
    steps: Type.Array(step, { default: [], maxItems: 500 }),
    endsAt: Type.Array(label, {
      default: [],
      maxItems: 100,
      description: "Stations that end the way of a piece: their good pieces are those that costs are shared by.",
    }),
    series,
  },
  { ...closed, default: {}, description: "Rates for the cost of quality, in the site's currency." },
);

export type CostsConfig = Static<typeof costsConfig>;

type Problems = (readonly [steps: readonly (string | number)[], text: ConfigText])[];

/** Problems that the schema cannot detect: stations that do not exist, and lines that never count. */
export function costProblems(
  { material: prices, value: values, steps, endsAt, series }: CostsConfig,
  assets: readonly AssetConfig[],
): Problems {
  const missing = (word: string): boolean => !assets.some((asset) => matchesWord(word, asset.label));
  const found: Problems = [];
  for (const [at, { stations, kind }] of steps.entries())
    for (const [place, word] of stations.entries()) {
      const steps = ["costs", "steps", at, "stations", place];
      // Benches for rework are seldom assets.
      if (kind !== "rework" && missing(word)) found.push([steps, problem("quality-no-machine", { label: word })]);
      else if (
        isCovered(
          word,
          before(at).flatMap((one) => one.stations),
        )
      )
        found.push([steps, problem("quality-cost-twice", { name: word })]);
    }
  for (const [name, lines] of [["material", prices] as const, ["value", values] as const])
    for (const [at, { variants }] of lines.entries()) {
      const earlier = lines.slice(0, at).flatMap((one) => one.variants);
      for (const [place, word] of variants.entries())
        if (isCovered(word, earlier))
          found.push([["costs", name, at, "variants", place], problem("quality-cost-twice", { name: word })]);
    }
  for (const [at, word] of endsAt.entries())
    if (missing(word)) found.push([["costs", "endsAt", at], problem("quality-no-machine", { label: word })]);
  found.push(...seriesProblems(series, assets));
  return found;

  function before(at: number) {
    return steps.slice(0, at);
  }
}

function seriesProblems(
  { asset, operations, variants }: CostsConfig["series"],
  assets: readonly AssetConfig[],
): Problems {
  const found: Problems = [];
  const read = assets.find((one) => one.label === asset && isRead(one));
  if (asset !== undefined && read === undefined)
    found.push([["costs", "series", "asset"], problem("quality-series-asset", { label: asset })]);
  for (const [of, names] of [["operation", operations] as const, ["variant", variants] as const])
    for (const [at, one] of names.entries())
      if (names.slice(0, at).some((other) => componentOf(of, other) === componentOf(of, one)))
        found.push([["costs", "series", `${of}s`, at], problem("quality-series-twice", { name: one })]);
  return found;
}

/** Whatever the word fits, an earlier one fits too. */
function isCovered(word: string, earlier: readonly string[]): boolean {
  return earlier.some((one) => one === word || (matchesWord(one, word.replaceAll("*", "")) && one.includes("*")));
}
