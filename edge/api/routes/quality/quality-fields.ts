/** Fields of answers about measurements, charts and capability. */
import type { Capability, GaugeResult, Index, VarianceRow } from "../../../contracts/quality/capability.ts";
import type { ChartModel } from "../../../contracts/quality/chart.ts";
import type { LimitsVersion } from "../../../contracts/quality/quality.ts";
import { Type } from "../../../contracts/schema.ts";
import { closed, MaybeNumber, MaybeTime, orNull } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";

export const PlanParam = Type.String({ minLength: 1, maxLength: 60, description: "Id of the plan." });
export const MachineParam = Type.String({
  maxLength: 80,
  default: "",
  description: "Label of the machine that made the pieces; empty where the plan does not separate machines.",
});
export const Kind = Type.Enum(["i-mr", "xbar-r", "xbar-s", "ewma", "cusum", "p", "u"]);
export const Rules = Type.Enum(["limits", "western-electric", "nelson"]);
export const Phase = Type.Enum(["trial", "given", "frozen"], {
  description: "trial: no limits are frozen or given, so that nothing is judged.",
});
export const Column = Type.Array(MaybeNumber);
export const Subgroup = Type.Integer({ minimum: 0, maximum: 1e12, description: "Number of a subgroup, from 0." });

export const Model = closed({
  kind: Kind,
  size: Type.Number({ description: "Pieces of a subgroup; of p and u the mean." }),
  centre: Type.Number(),
  sigma: orNull(Type.Number(), "Deviation of single values within subgroups; null for p and u."),
  lambda: MaybeNumber,
  width: Type.Number({ description: "Limits in deviations of the statistic; of cusum the decision interval." }),
  reference: MaybeNumber,
});

export const Limits = closed({
  version: Type.Integer(),
  at: MaybeTime,
  by: Type.String(),
  comment: orNull(Type.String()),
  model: Model,
  from: Subgroup,
  to: Subgroup,
  excluded: Type.Array(Subgroup),
});

const IndexEntry = orNull(
  closed({ value: Type.Number(), low: MaybeNumber, high: MaybeNumber }),
  "With its interval; null where the limits or the distribution do not define it.",
);

export const CapabilityEntry = closed({
  count: Type.Integer(),
  mean: Type.Number(),
  sigmaWithin: MaybeNumber,
  freedomWithin: MaybeNumber,
  sigmaOverall: Type.Number(),
  distribution: orNull(
    Type.Enum(["normal", "box-cox", "johnson-su", "johnson-sb", "johnson-sl", "empirical"]),
    "Null: none fits, and there are too few values for an empirical one.",
  ),
  normality: orNull(Type.Number(), "Probability of the test of Anderson and Darling."),
  quantiles: orNull(Type.Array(Type.Number(), { minItems: 3, maxItems: 3 }), "0.135, 50 and 99.865 %."),
  cp: IndexEntry,
  cpk: IndexEntry,
  pp: IndexEntry,
  ppk: IndexEntry,
  confidence: Type.Number(),
  beyond: Type.Integer({ description: "Values beyond a limit." }),
  expectedBeyond: orNull(Type.Number(), "Share of the distribution beyond the limits; null without either."),
});

export const HistogramEntry = closed({
  from: Type.Number({ description: "Beginning of the first column." }),
  width: Type.Number({ description: "Of each column." }),
  counts: Type.Array(Type.Integer()),
});

const Row = closed({
  freedom: Type.Integer(),
  square: Type.Number(),
  meanSquare: Type.Number(),
  ratio: MaybeNumber,
  p: MaybeNumber,
});
const Share = closed({
  deviation: Type.Number(),
  contributionPercent: Type.Number(),
  studyPercent: Type.Number(),
  tolerancePercent: MaybeNumber,
});

export const GaugeEntry = closed({
  rows: closed({ part: Row, operator: Row, interaction: Row, repeatability: Row }),
  isPooled: Type.Boolean({ description: "The interaction was not significant and counts as repeatability." }),
  repeatability: Share,
  reproducibility: Share,
  interaction: Share,
  gauge: Share,
  part: Share,
  total: Share,
  categories: Type.Integer({ description: "Number of distinct categories (ndc)." }),
});

/** JSON has no NaN. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

export function column(values: Float64Array): (number | null)[] {
  return Array.from(values, finite);
}

export function modelEntry({ sigma, lambda, reference, ...model }: ChartModel) {
  return { ...model, sigma: finite(sigma), lambda: finite(lambda), reference: finite(reference) };
}

export function limitsEntry({ version, at, by, comment, model, from, to, excluded }: LimitsVersion) {
  return { version, at: formatMicros(at), by, comment, model: modelEntry(model), from, to, excluded: [...excluded] };
}

export function capabilityEntry(capability: Capability) {
  const { sigmaWithin, freedomWithin, normality, quantiles, cp, cpk, pp, ppk, ...rest } = capability;
  return {
    ...rest,
    sigmaWithin: finite(sigmaWithin),
    freedomWithin: finite(freedomWithin),
    normality: finite(normality),
    quantiles: quantiles === null ? null : [...quantiles],
    cp: indexEntry(cp),
    cpk: indexEntry(cpk),
    pp: indexEntry(pp),
    ppk: indexEntry(ppk),
  };
}

export function gaugeEntry({ rows, ...result }: GaugeResult) {
  const { part, operator, interaction, repeatability } = rows;
  return {
    ...result,
    rows: {
      part: rowEntry(part),
      operator: rowEntry(operator),
      interaction: rowEntry(interaction),
      repeatability: rowEntry(repeatability),
    },
  };
}

function indexEntry(index: Index | null) {
  return index === null ? null : { value: index.value, low: finite(index.low), high: finite(index.high) };
}

function rowEntry({ ratio, p, ...row }: VarianceRow) {
  return { ...row, ratio: finite(ratio), p: finite(p) };
}
