import type { Explorer } from "../contracts/explore/explorer.ts";
import { type CurveParts, curvesOf } from "./curves.ts";
import { expressionProblems } from "./expressions.ts";
import { type PeriodParts, periodsIn } from "./periods.ts";

/** Questions about history beyond one tag. */
export function createExplorer(parts: CurveParts & PeriodParts): Explorer {
  return {
    problemsOf: (expression) => expressionProblems(parts.tags, expression),
    curves: (question) => curvesOf(parts, question),
    periods: (question) => periodsIn(parts, question),
  };
}
