import type { Micros } from "../path/sample-batch.ts";
import type { ConfigText } from "../plant/config-text.ts";
import type { CurveSet, CurveSource, Expression } from "./curve.ts";
import type { FoundPeriods, PeriodRule } from "./period.ts";

interface Question {
  readonly from: Micros;
  readonly to: Micros;
  /** Whose calculated tags are known, besides those of the plant. */
  readonly user: string;
}

/** Samples that are left for the expressions of questions that belong together. Each question takes what it reads. */
export interface SampleBudget {
  samples: number;
}

export interface CurvesQuestion extends Question {
  readonly sources: readonly CurveSource[];
  /** Pixel columns. */
  readonly width: number;
  /** Of several questions that make one table; absent: the question has one of its own. */
  readonly budget?: SampleBudget;
}

export interface PeriodsQuestion extends Question {
  readonly rule: PeriodRule;
  /** Tags whose figures each period gets. */
  readonly figures: readonly string[];
}

/** Answers about history beyond one tag (rules XP8 to XP15 in docs/rules/explore.md). */
export interface Explorer {
  /** What is wrong with an expression; empty: it can be computed. */
  problemsOf(expression: Expression): readonly ConfigText[];
  /** Throws EdgeError `bad-request`, `unavailable`. A curve that cannot be computed says why, beside the others. */
  curves(question: CurvesQuestion): Promise<CurveSet>;
  /** Throws EdgeError `bad-request`, `not-found`, `unavailable`. */
  periods(question: PeriodsQuestion): Promise<FoundPeriods>;
}
