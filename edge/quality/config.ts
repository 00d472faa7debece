/** The `quality:` section of a plant's config: which features of pieces are measured, and how they are judged. */

import type { ConfigText } from "../contracts/plant/config-text.ts";
import type { AssetConfig, SectionProblem } from "../contracts/plant/edge-config.ts";
import { can } from "../contracts/plant/kinds.ts";
import { defineSection } from "../contracts/plant/section.ts";
import { signalName } from "../contracts/plant/tag.ts";
import { matchesWord } from "../contracts/plant/tag-pattern.ts";
import { isKnownUnit } from "../contracts/plant/unit-conversion.ts";
import type { DistributionChoice } from "../contracts/quality/capability.ts";
import type { ChartKind, RuleSet } from "../contracts/quality/chart.ts";
import { CHARACTERISTIC_CLASSES } from "../contracts/quality/quality.ts";
import { type Static, Type } from "../contracts/schema.ts";
import { causesConfig } from "./causes/config.ts";
import { costProblems, costsConfig } from "./costs/config.ts";
import { reasonProblems, reasonsConfig } from "./entries/config.ts";
import { incomingConfig, incomingProblems } from "./incoming/config.ts";
import { problem } from "./problem-table.ts";

const closed = { additionalProperties: false } as const;
const label = Type.String({ minLength: 1, maxLength: 80, description: "Label or name; * stands for any characters." });
const words = Type.Object(
  { zh: Type.String({ minLength: 1, maxLength: 200 }), en: Type.String({ minLength: 1, maxLength: 200 }) },
  closed,
);

const KINDS: readonly ChartKind[] = ["i-mr", "xbar-r", "xbar-s", "ewma", "cusum", "p", "u"];
const RULES: readonly RuleSet[] = ["limits", "western-electric", "nelson"];
const DISTRIBUTIONS: readonly DistributionChoice[] = ["auto", "normal", "box-cox", "johnson", "empirical"];

const chart = Type.Object(
  {
    kind: Type.Enum([...KINDS] as ChartKind[], { default: "i-mr", description: "Kind of control chart (ISO 7870)." }),
    size: Type.Integer({ default: 1, minimum: 1, maximum: 1000, description: "Pieces of a subgroup." }),
    every: Type.Integer({
      default: 1,
      minimum: 1,
      maximum: 10_000,
      description: "Each n-th measured piece counts for the chart; all are recorded.",
    }),
    rules: Type.Enum([...RULES] as RuleSet[], { default: "nelson", description: "Patterns that are a signal." }),
    lambda: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 1, description: "Of ewma: weight of the newest subgroup." }),
    ),
    width: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 20,
        description: "Limits of ewma, decision interval of cusum, in deviations.",
      }),
    ),
    reference: Type.Optional(
      Type.Number({ minimum: 0, maximum: 5, description: "Of cusum: half of the shift to detect, in deviations." }),
    ),
    centre: Type.Optional(Type.Number({ description: "Known mean, for a chart without phase I." })),
    sigma: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: "Known deviation of single values." })),
  },
  { ...closed, default: {}, description: "The control chart of the feature." },
);

const inspectAfter = Type.Object(
  {
    events: Type.Array(Type.Enum(["setup", "tool-change", "downtime"]), {
      minItems: 1,
      maxItems: 3,
      uniqueItems: true,
      description:
        "setup: the machine's program or variant changes. tool-change: a tool is replaced. " +
        "downtime: it finishes no piece for a time.",
    }),
    toolCount: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 160,
        description:
          "Signal of the machine that counts replaced tools, such as counter/tool-changes. Without it, a tool is " +
          "replaced when a program reports other tools.",
      }),
    ),
    downtimeMin: Type.Integer({ default: 30, minimum: 1, maximum: 10_080, description: "That time, minutes." }),
    withinPieces: Type.Integer({
      default: 50,
      minimum: 1,
      maximum: 100_000,
      description: "Pieces that the machine may make before a missing inspection is an alert.",
    }),
  },
  { ...closed, description: "A piece made after such an event must be measured." },
);

const plan = Type.Object(
  {
    id: Type.String({ pattern: "^[a-z][a-z0-9-]{0,59}$" }),
    name: words,
    feature: Type.String({ minLength: 1, maxLength: 80, description: "Name by which gauges report it." }),
    gauges: Type.Array(label, { default: ["*"], minItems: 1, maxItems: 100, description: "Where it is measured." }),
    variants: Type.Array(label, { default: ["*"], minItems: 1, maxItems: 200, description: "Variants of pieces." }),
    unit: Type.String({ minLength: 1, maxLength: 40, description: "UCUM code of values and limits." }),
    nominal: Type.Optional(Type.Number()),
    lower: Type.Optional(Type.Number({ description: "Without it, the limit that the gauge reports is valid." })),
    upper: Type.Optional(Type.Number({ description: "Without it, the limit that the gauge reports is valid." })),
    characteristic: Type.Enum([...CHARACTERISTIC_CLASSES], {
      default: "standard",
      description: "How much the feature matters: the severity of its alerts.",
    }),
    isDeviation: Type.Boolean({
      default: false,
      description: "Judge the deviation from the middle of the limits, so that variants share a chart.",
    }),
    madeBy: Type.Array(label, {
      default: [],
      maxItems: 100,
      description: "Machines that make the feature, by label: each has a chart of its own.",
    }),
    signal: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 160,
        description: "Signal of the gauge that shows the same value, such as result/flatness: evidence of alerts.",
      }),
    ),
    reads: Type.Enum(["report", "signal"], {
      default: "report",
      description:
        "report: the gauge reports the measured pieces. signal: a station publishes the value as `signal` " +
        "when it completes a piece, as presses and nutrunners do.",
    }),
    chart,
    distribution: Type.Enum([...DISTRIBUTIONS] as DistributionChoice[], {
      default: "auto",
      description: "Distribution of the values, for the capability (ISO 22514-2).",
    }),
    requiredCpk: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 10,
        description: "Least Cpk that is demanded; the capability table compares with 1.33 without it.",
      }),
    ),
    inspectAfter: Type.Optional(inspectAfter),
  },
  { ...closed, description: "Inspection plan of one feature." },
);

const qualityConfig = Type.Object(
  {
    features: Type.Array(plan, { default: [], maxItems: 500 }),
    costs: costsConfig,
    keepDays: Type.Integer({
      default: 3650,
      minimum: 1,
      maximum: 36_500,
      description: "Number of days for which measurements are kept.",
    }),
    causes: causesConfig,
    reasons: reasonsConfig,
    incoming: incomingConfig,
  },
  { ...closed, description: "Measurements of pieces and control charts (docs/quality.md)." },
);

export type QualityConfig = Static<typeof qualityConfig>;
/** What the book of measurements needs of it. */
export interface PlansConfig extends Pick<QualityConfig, "features" | "keepDays"> {
  /** Operations of stations; absent: nobody named them. */
  readonly operations?: readonly { readonly stations: readonly string[]; readonly id: string }[];
}
export type PlanConfig = QualityConfig["features"][number];

/** Fewest and most pieces of a subgroup, by kind of chart. */
const SIZES: Readonly<Record<ChartKind, readonly [number, number]>> = {
  "i-mr": [1, 1],
  "xbar-r": [2, 10],
  "xbar-s": [2, 25],
  ewma: [1, 25],
  cusum: [1, 25],
  p: [2, 1000],
  u: [1, 1000],
};

type Steps = readonly (string | number)[];

/** Problems that the schema cannot express. */
function qualityProblems(
  { features, causes, costs, reasons, incoming }: QualityConfig,
  assets: readonly AssetConfig[],
): readonly SectionProblem[] {
  const others = [
    ...costProblems(costs, assets),
    ...reasonProblems(reasons, assets),
    ...incomingProblems(incoming),
  ].map(([steps, text]) => ({
    steps: ["quality", ...steps],
    ...text,
  }));
  return [...featureProblems(features, assets), ...signalProblems(causes.signals, assets), ...others];
}

/** A pattern that no signal fits is a slip of the pen. */
function signalProblems(signals: readonly string[], assets: readonly AssetConfig[]): readonly SectionProblem[] {
  const known = new Set(assets.flatMap(({ tags }) => tags.map(({ shape }) => signalName(shape))));
  return signals.flatMap((signal, at) =>
    signal === "*" || [...known].some((name) => matchesWord(signal, name))
      ? []
      : [{ steps: ["quality", "causes", "signals", at], ...problem("quality-no-signal", { signal }) }],
  );
}

function featureProblems(
  features: QualityConfig["features"],
  assets: readonly AssetConfig[],
): readonly SectionProblem[] {
  return features.flatMap((one, at) => {
    const before = features.slice(0, at);
    const found: (readonly [Steps, ConfigText])[] = [
      ...sameProblems(one, before),
      ...valueProblems(one),
      ...chartProblems(one),
      ...labelProblems(one, assets),
    ];
    return found.map(([steps, text]) => ({ steps: ["quality", "features", at, ...steps], ...text }));
  });
}

function sameProblems(one: PlanConfig, before: readonly PlanConfig[]): (readonly [Steps, ConfigText])[] {
  const { id, feature } = one;
  const other = before.find(
    (earlier) =>
      earlier.feature === feature && share(earlier.gauges, one.gauges) && share(earlier.variants, one.variants),
  );
  return [
    ...(before.some((earlier) => earlier.id === id) ? [[["id"], problem("quality-twice", { id })] as const] : []),
    ...(other === undefined
      ? []
      : [[["feature"], problem("quality-two-plans", { feature, other: other.id })] as const]),
  ];
}

/** Whether two lists of patterns can fit the same name. Two patterns with stars count as one where a part fits. */
function share(one: readonly string[], other: readonly string[]): boolean {
  const plain = (word: string): string => word.replaceAll("*", "");
  return one.some((a) => other.some((b) => matchesWord(a, plain(b)) || matchesWord(b, plain(a)) || a === b));
}

function valueProblems({ unit, lower, upper, nominal }: PlanConfig): (readonly [Steps, ConfigText])[] {
  const found: (readonly [Steps, ConfigText])[] = [];
  if (!isKnownUnit(unit)) found.push([["unit"], problem("quality-unit", { unit })]);
  if (lower !== undefined && upper !== undefined && lower >= upper)
    found.push([["lower"], problem("quality-limits", { lower, upper })]);
  else if (nominal !== undefined && (nominal < (lower ?? nominal) || nominal > (upper ?? nominal)))
    found.push([["nominal"], problem("quality-nominal", { nominal })]);
  return found;
}

function chartProblems({ chart: { kind, size, centre, sigma } }: PlanConfig): (readonly [Steps, ConfigText])[] {
  const [fewest, most] = SIZES[kind];
  const found: (readonly [Steps, ConfigText])[] = [];
  const needs = fewest === most ? `${fewest}` : `${fewest}–${most}`;
  if (size < fewest || size > most) found.push([["chart", "size"], problem("quality-size", { kind, needs, size })]);
  const isCount = kind === "p" || kind === "u";
  if (!isCount && (centre === undefined) !== (sigma === undefined))
    found.push([["chart", centre === undefined ? "sigma" : "centre"], problem("quality-given", {})]);
  return found;
}

function labelProblems(one: PlanConfig, assets: readonly AssetConfig[]): (readonly [Steps, ConfigText])[] {
  // Whatever completes pieces may publish a result.
  const gauges =
    one.reads === "signal" ? assets : assets.filter((asset) => can(asset, "inspects") || can(asset, "machines"));
  const missing = (of: readonly { readonly label: string }[], word: string): boolean =>
    !of.some((asset) => matchesWord(word, asset.label));
  return [
    ...one.gauges.flatMap((word, at) =>
      missing(gauges, word) ? [[["gauges", at], problem("quality-no-gauge", { label: word })] as const] : [],
    ),
    ...one.madeBy.flatMap((word, at) =>
      missing(assets, word) ? [[["madeBy", at], problem("quality-no-machine", { label: word })] as const] : [],
    ),
    ...(one.reads === "signal" && one.signal === undefined
      ? [[["reads"], problem("quality-signal", {})] as const]
      : []),
    ...(one.inspectAfter?.toolCount !== undefined && !one.inspectAfter.events.includes("tool-change")
      ? [[["inspectAfter", "toolCount"], problem("quality-tool-count", {})] as const]
      : []),
    ...(one.inspectAfter !== undefined && one.madeBy.length === 0
      ? [[["inspectAfter"], problem("quality-demand", {})] as const]
      : []),
  ];
}

/** `quality` in the plant's config. */
export const qualitySection = defineSection({ name: "quality", schema: qualityConfig, problems: qualityProblems });
