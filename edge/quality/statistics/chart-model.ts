/**
 * Phase I of a control chart: centre and deviation from subgroups that ran under control (ISO 7870-2:2013; of EWMA ISO
 * 7870-6, of CUSUM ISO 7870-4).
 */
import type { ChartKind, ChartModel, Subgroups } from "../../contracts/quality/chart.ts";
import { c4Of, rangeConstants } from "./chart-constants.ts";

export interface ChartDesign {
  readonly kind: ChartKind;
  /** Values of a subgroup, 1 to 25. Single values for `i-mr`; one number of defects for `p` and `u`. */
  readonly size: number;
  /** Weight of the newest mean, of `ewma`. */
  readonly lambda?: number | undefined;
  /** Limits of `ewma`, or decision interval of `cusum`. */
  readonly width?: number | undefined;
  readonly reference?: number | undefined;
}

/**
 * Usual designs where none is given: EWMA of J. M. Lucas and M. S. Saccucci, Technometrics 32 (1990) 1, with an
 * in-control run length of 500; CUSUM of J. M. Lucas and R. B. Crosier, Technometrics 24 (1982) 199, with 465.
 */
export function designOf({
  kind,
  lambda,
  width,
  reference,
}: ChartDesign): Pick<ChartModel, "kind" | "lambda" | "width" | "reference"> {
  return {
    kind,
    lambda: lambda ?? (kind === "ewma" ? 0.1 : Number.NaN),
    width: width ?? (kind === "ewma" ? 2.814 : kind === "cusum" ? 5 : 3),
    reference: reference ?? (kind === "cusum" ? 0.5 : Number.NaN),
  };
}

/**
 * The model of a chart from the subgroups that are not in `excluded`. Undefined where they do not give one: fewer than
 * two of them, no scatter, or of `p` and `u` nothing inspected or no nonconformity.
 */
export function estimateModel(
  plan: ChartDesign,
  subgroups: Subgroups,
  excluded: ReadonlySet<number> = new Set(),
): ChartModel | undefined {
  const { kind, size } = plan;
  const design = designOf(plan);
  if (kind === "p" || kind === "u") {
    const counted = countedModel(kind, subgroups, excluded);
    return counted === undefined ? undefined : { ...design, ...counted, sigma: Number.NaN };
  }
  const groups = Math.floor(subgroups.values.length / size);
  const included = Array.from({ length: groups }, (_, at) => at).filter((at) => !excluded.has(at));
  if (included.length < 2) return undefined;
  const centre = meanOf(included.map((at) => meanOf(subgroupAt(subgroups.values, size, at))));
  const sigma = size === 1 ? sigmaOfSteps(subgroups.values, excluded) : sigmaWithin(kind, size, subgroups, included);
  return sigma > 0 && Number.isFinite(centre) ? { ...design, size, centre, sigma } : undefined;
}

/** The values of one subgroup, without a copy. */
export function subgroupAt(values: Float64Array, size: number, at: number): Float64Array {
  return values.subarray(at * size, (at + 1) * size);
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at] as number;
  return sum / values.length;
}

/** Standard deviation with n − 1 in the denominator. */
export function deviationOf(values: ArrayLike<number>): number {
  const mean = meanOf(values);
  let square = 0;
  for (let at = 0; at < values.length; at++) square += ((values[at] as number) - mean) ** 2;
  return Math.sqrt(square / (values.length - 1));
}

export function rangeOf(values: ArrayLike<number>): number {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < values.length; at++) {
    least = Math.min(least, values[at] as number);
    most = Math.max(most, values[at] as number);
  }
  return most - least;
}

/** From the mean moving range, over steps between neighbours that are both included. */
function sigmaOfSteps(values: Float64Array, excluded: ReadonlySet<number>): number {
  let sum = 0;
  let steps = 0;
  for (let at = 1; at < values.length; at++) {
    if (excluded.has(at) || excluded.has(at - 1)) continue;
    sum += Math.abs((values[at] as number) - (values[at - 1] as number));
    steps++;
  }
  return sum / steps / rangeConstants(2).d2;
}

function sigmaWithin(kind: ChartKind, size: number, { values }: Subgroups, included: readonly number[]): number {
  const spread = kind === "xbar-r" ? rangeOf : deviationOf;
  const unbiased = kind === "xbar-r" ? rangeConstants(size).d2 : c4Of(size);
  return meanOf(included.map((at) => spread(subgroupAt(values, size, at)))) / unbiased;
}

function countedModel(
  kind: "p" | "u",
  { values, inspected = new Float64Array(values.length) }: Subgroups,
  excluded: ReadonlySet<number>,
): { readonly size: number; readonly centre: number } | undefined {
  let found = 0;
  let looked = 0;
  let groups = 0;
  for (let at = 0; at < values.length; at++) {
    if (excluded.has(at)) continue;
    found += values[at] as number;
    looked += inspected[at] as number;
    groups++;
  }
  const centre = found / looked;
  const isUsable = groups >= 2 && centre > 0 && (kind === "u" || centre < 1);
  return isUsable ? { size: looked / groups, centre } : undefined;
}
