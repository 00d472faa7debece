/** Control charts: kinds, rules and results, shared by the computation, the API and the viewer (docs/quality.md). */

export type ChartKind = "i-mr" | "xbar-r" | "xbar-s" | "ewma" | "cusum" | "p" | "u";

/**
 * Which patterns are a signal. `limits`: only a point beyond the limits of 3σ. `western-electric`: the four rules of
 * the Western Electric Statistical Quality Control Handbook (1956). `nelson`: the eight tests of L. S. Nelson, Journal
 * of Quality Technology 16 (1984) 237.
 */
export type RuleSet = "limits" | "western-electric" | "nelson";

/** Patterns of points; zones are in standard deviations of the plotted statistic. */
export type Pattern =
  | "beyond-limit"
  | "two-of-three-beyond-2"
  | "four-of-five-beyond-1"
  | "run-on-one-side"
  | "trend"
  | "alternating"
  | "all-within-1"
  | "none-within-1";

/** The two curves of a chart: the mean, the value or the share; and the range or the deviation within a subgroup. */
type Curve = "location" | "spread";

/** A pattern that was found, with the points that make it: subgroups from `from` to `to`, both included. */
export interface Signal {
  readonly pattern: Pattern;
  /** Its number in the rule set, such as 2 of `nelson`; 1 for a point beyond the limits. */
  readonly rule: number;
  readonly curve: Curve;
  readonly from: number;
  readonly to: number;
}

/** What is computed once, in phase I, and then judges new subgroups, in phase II. Values are in the feature's unit. */
export interface ChartModel {
  readonly kind: ChartKind;
  /** Pieces of a subgroup; 1 for single values. Of `p` and `u` the mean: their limits follow each subgroup's size. */
  readonly size: number;
  /** Mean of the values; of `p` the share of nonconforming pieces, of `u` nonconformities per unit. */
  readonly centre: number;
  /** Standard deviation of single values within subgroups. NaN for `p` and `u`, where it follows from the centre. */
  readonly sigma: number;
  /** Weight of the newest subgroup, of `ewma`. */
  readonly lambda: number;
  /** Limits of `ewma` and decision interval of `cusum`, in standard deviations of the statistic and of a mean. */
  readonly width: number;
  /** Reference value of `cusum`, in standard deviations of a mean: half of the shift that it is to detect. */
  readonly reference: number;
}

/** Subgroups in the order of time, as columns. */
export interface Subgroups {
  /** Values of one subgroup after the other; of `p` and `u` the number of nonconforming pieces or nonconformities. */
  readonly values: Float64Array;
  /** Of `p` and `u`: pieces or units that were inspected, one for each value. */
  readonly inspected?: Float64Array;
}

/**
 * The curves of a chart, a value for each subgroup. `spread` is the moving range, the range or the deviation; of
 * `cusum` the lower sum, while `location` is the upper one. NaN: there is no such curve or value.
 */
export interface ChartCurves {
  readonly location: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly spread: Float64Array;
  /** The same for all subgroups. */
  readonly spreadCentre: number;
  readonly spreadLower: number;
  readonly spreadUpper: number;
}
