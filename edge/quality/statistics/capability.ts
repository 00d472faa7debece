/** Capability and performance of a process (ISO 22514-2:2017), with intervals. */
import type { Capability, DistributionChoice, Index, Tolerance } from "../../contracts/quality/capability.ts";
import type { ChartKind } from "../../contracts/quality/chart.ts";
import { c4Of, freedomOf, movingRangeVariation, rangeConstants } from "./chart-constants.ts";
import { deviationOf, estimateModel, meanOf } from "./chart-model.ts";
import { type Fitted, fitDistribution, normality } from "./distribution-fit.ts";
import { chiSquareQuantile, normalQuantile } from "./special-functions.ts";

export interface CapabilityQuestion {
  /** In the order of time; an incomplete last subgroup counts only for the performance. */
  readonly values: Float64Array;
  /** Values of a subgroup. */
  readonly size: number;
  readonly tolerance: Tolerance;
  /** Of the intervals; 0.95 unless stated. */
  readonly confidence?: number;
  readonly distribution?: DistributionChoice;
}

/** The outer quantiles of ISO 22514-2: those of ±3σ of a normal distribution. */
const OUTER = 0.00135;

/** Undefined below two values, or where all are the same. */
export function capabilityOf(question: CapabilityQuestion): Capability | undefined {
  const { values, size, tolerance, confidence = 0.95, distribution: choice = "auto" } = question;
  const sigmaOverall = values.length < 2 ? 0 : deviationOf(values);
  if (!(sigmaOverall > 0)) return undefined;
  const { sigma, freedom } = withinSubgroups(values, size);
  const mean = meanOf(values);
  const fitted = fitDistribution(values, choice);
  const isNormal = fitted?.name === "normal";
  const quantiles = [OUTER, 0.5, 1 - OUTER].map((share) => fitted?.quantile(share) ?? Number.NaN);
  const spread = { mean, tolerance, confidence, count: values.length };
  const within = isNormal && sigma > 0 ? { ...spread, sigma, freedom } : undefined;
  const overall = { ...spread, sigma: sigmaOverall, freedom: values.length - 1 };
  const outer = quantiles as [number, number, number];
  const beyond = values.reduce((sum, value) => sum + (isBeyond(value, tolerance) ? 1 : 0), 0);
  return {
    count: values.length,
    mean,
    sigmaWithin: sigma,
    freedomWithin: freedom,
    sigmaOverall,
    distribution: fitted?.name ?? null,
    normality: normality(Float64Array.from(values).sort()),
    quantiles: fitted === undefined ? null : outer,
    cp: within === undefined ? null : potential(within),
    cpk: within === undefined ? null : actual(within),
    pp: isNormal ? potential(overall) : fitted === undefined ? null : byQuantiles(outer, tolerance).potential,
    ppk: isNormal ? actual(overall) : fitted === undefined ? null : byQuantiles(outer, tolerance).actual,
    confidence,
    beyond,
    expectedBeyond: fitted === undefined ? null : shareBeyond(fitted, tolerance, beyond / values.length),
  };
}

/** `counted`: the share of the values themselves, which is all that an empirical distribution can say. */
function shareBeyond({ name, below }: Fitted, { lower, upper }: Tolerance, counted: number): number | null {
  if (lower === undefined && upper === undefined) return null;
  if (name === "empirical") return counted;
  return (lower === undefined ? 0 : below(lower)) + (upper === undefined ? 0 : 1 - below(upper));
}

function isBeyond(value: number, { lower, upper }: Tolerance): boolean {
  return value < (lower ?? Number.NEGATIVE_INFINITY) || value > (upper ?? Number.POSITIVE_INFINITY);
}

/** Deviation within subgroups by the chart of their size, and its degrees of freedom by its scatter. */
function withinSubgroups(values: Float64Array, size: number): { readonly sigma: number; readonly freedom: number } {
  const kind: ChartKind = size === 1 ? "i-mr" : size <= 8 ? "xbar-r" : "xbar-s";
  const sigma = estimateModel({ kind, size }, { values })?.sigma ?? Number.NaN;
  const groups = Math.floor(values.length / size);
  if (size === 1) return { sigma, freedom: freedomOf(movingRangeVariation(groups - 1)) };
  const { d2, d3 } = rangeConstants(size);
  const single = kind === "xbar-r" ? d3 / d2 : Math.sqrt(1 / c4Of(size) ** 2 - 1);
  return { sigma, freedom: freedomOf(single / Math.sqrt(groups)) };
}

interface Normal {
  readonly mean: number;
  readonly sigma: number;
  readonly freedom: number;
  readonly count: number;
  readonly tolerance: Tolerance;
  readonly confidence: number;
}

/** Cp or Pp; its interval is exact where the deviation is that of a sample, because it is a multiple of chi. */
function potential({ sigma, freedom, tolerance: { lower, upper }, confidence }: Normal): Index | null {
  if (lower === undefined || upper === undefined) return null;
  const value = (upper - lower) / (6 * sigma);
  const bound = (share: number): number => value * Math.sqrt(chiSquareQuantile(share, freedom) / freedom);
  return { value, low: bound((1 - confidence) / 2), high: bound((1 + confidence) / 2) };
}

/**
 * Cpk or Ppk; interval of A. F. Bissell, Applied Statistics 39 (1990) 331, whose variance has one part of the mean and
 * one of the deviation. `npm run bench -- quality` prints its coverage.
 */
function actual({ mean, sigma, freedom, count, tolerance: { lower, upper }, confidence }: Normal): Index | null {
  if (lower === undefined && upper === undefined) return null;
  const value = Math.min((upper ?? Infinity) - mean, mean - (lower ?? Number.NEGATIVE_INFINITY)) / (3 * sigma);
  const reach = normalQuantile((1 + confidence) / 2) * Math.sqrt(1 / (9 * count) + value ** 2 / (2 * freedom));
  return { value, low: value - reach, high: value + reach };
}

/** Pp and Ppk by the percentile method. No interval is known for a fitted distribution. */
function byQuantiles(
  [below, middle, above]: readonly [number, number, number],
  { lower, upper }: Tolerance,
): { readonly potential: Index | null; readonly actual: Index | null } {
  const index = (value: number): Index => ({ value, low: Number.NaN, high: Number.NaN });
  const sides = [
    upper === undefined ? Infinity : (upper - middle) / (above - middle),
    lower === undefined ? Infinity : (middle - lower) / (middle - below),
  ];
  const least = Math.min(...sides);
  return {
    potential: lower === undefined || upper === undefined ? null : index((upper - lower) / (above - below)),
    actual: least === Infinity ? null : index(least),
  };
}
