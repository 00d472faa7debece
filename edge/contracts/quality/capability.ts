/** Capability of a process for one feature, and of the gauge that measures it (docs/quality.md). */

/** `auto`: normal unless the values refuse it, then the fitted one that suits them best, then empirical. */
export type DistributionChoice = "auto" | "normal" | "box-cox" | "johnson" | "empirical";
export type DistributionName = "normal" | "box-cox" | "johnson-su" | "johnson-sb" | "johnson-sl" | "empirical";

/** Limits of a feature in its unit; one of them may be missing. */
export interface Tolerance {
  readonly lower?: number;
  readonly upper?: number;
}

/** An index with its two-sided interval; NaN where no interval is known for the distribution. */
export interface Index {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Null: the index does not exist for these values and limits, as Cp for a single limit. */
export interface Capability {
  readonly count: number;
  readonly mean: number;
  /** Standard deviation within subgroups, and its degrees of freedom. */
  readonly sigmaWithin: number;
  readonly freedomWithin: number;
  /** Standard deviation of all values. */
  readonly sigmaOverall: number;
  /** Null: no distribution fits, and there are too few values for an empirical one. */
  readonly distribution: DistributionName | null;
  /** Probability that normal values deviate as much from the normal distribution (Anderson and Darling). */
  readonly normality: number;
  /** Quantiles of 0.135, 50 and 99.865 % of the distribution; null without one. */
  readonly quantiles: readonly [number, number, number] | null;
  /** From the deviation within subgroups: what the process could do. Only of normal values. */
  readonly cp: Index | null;
  readonly cpk: Index | null;
  /** From all values: what it did. */
  readonly pp: Index | null;
  readonly ppk: Index | null;
  /** Confidence of the intervals. */
  readonly confidence: number;
  /** Values beyond a limit. */
  readonly beyond: number;
  /** Share of the distribution beyond the limits, 0 to 1; null without a distribution or limits. */
  readonly expectedBeyond: number | null;
}

/** Counts of values in columns of equal width: column i is from `from + i width` to the next. */
export interface Histogram {
  readonly from: number;
  readonly width: number;
  readonly counts: readonly number[];
}

/** A crossed study: each operator measures each part equally often. */
export interface GaugeStudy {
  readonly parts: number;
  readonly operators: number;
  readonly trials: number;
  /** By part, then operator, then trial. */
  readonly values: Float64Array;
}

/** One row of the analysis of variance; NaN where there is no test. */
export interface VarianceRow {
  readonly freedom: number;
  readonly square: number;
  readonly meanSquare: number;
  readonly ratio: number;
  readonly p: number;
}

/** A source of variation as a standard deviation, with its shares in %; null where they are not known. */
export interface GaugeShare {
  readonly deviation: number;
  /** Of the variance of the study. */
  readonly contributionPercent: number;
  /** Of the standard deviation of the study. */
  readonly studyPercent: number;
  /** 6 deviations of the tolerance; 3 of the distance from the mean to a single limit. */
  readonly tolerancePercent: number | null;
}

/** Result of gauge R&R by analysis of variance (AIAG, Measurement Systems Analysis, 4th edition, 2010). */
export interface GaugeResult {
  readonly rows: {
    readonly part: VarianceRow;
    readonly operator: VarianceRow;
    readonly interaction: VarianceRow;
    readonly repeatability: VarianceRow;
  };
  /** The interaction was not significant and was added to the repeatability. */
  readonly isPooled: boolean;
  readonly repeatability: GaugeShare;
  /** Operators, with their interaction with the parts. */
  readonly reproducibility: GaugeShare;
  readonly interaction: GaugeShare;
  readonly gauge: GaugeShare;
  readonly part: GaugeShare;
  readonly total: GaugeShare;
  /** Number of distinct categories, a whole number from 0. */
  readonly categories: number;
}
