import { EdgeError } from "../../../contracts/errors.ts";
import { type CurveSet, type CurveSource, type Expression, MOST_CELLS } from "../../../contracts/explore/curve.ts";
import type { Explorer } from "../../../contracts/explore/explorer.ts";
import type { FoundPeriods, PeriodRule } from "../../../contracts/explore/period.ts";
import type { ConfigText } from "../../../contracts/plant/config-text.ts";
import { type Caller, demand, ownerFrom } from "../caller.ts";
import type { Range } from "../range.ts";

export interface ExploreDeps {
  /** Absent where the edge has no history to explore. */
  readonly explorer?: Explorer;
}

/** Many curves in the same pixel columns. Throws EdgeError `bad-request`, `unavailable`. */
export async function manyCurves(
  deps: ExploreDeps,
  caller: Caller,
  question: Range & { readonly sources: readonly CurveSource[]; readonly width: number },
): Promise<CurveSet> {
  demand(caller, "POST /api/v1/curves");
  const { sources, width } = question;
  if (sources.length * width > MOST_CELLS)
    throw new EdgeError("bad-request", `curves × width may be ${MOST_CELLS} at most; take fewer curves or less width`);
  return await explorerOf(deps).curves({ ...question, user: ownerFrom(caller) });
}

/** Periods in which an expression is true. Throws EdgeError `bad-request`, `not-found`, `unavailable`. */
export async function foundPeriods(
  deps: ExploreDeps,
  caller: Caller,
  question: Range & { readonly rule: PeriodRule; readonly figures: readonly string[] },
): Promise<FoundPeriods> {
  demand(caller, "POST /api/v1/periods");
  return await explorerOf(deps).periods({ ...question, user: ownerFrom(caller) });
}

/** What is wrong with an expression. Throws EdgeError `unavailable`. */
export function checkedExpression(deps: ExploreDeps, caller: Caller, expression: Expression): readonly ConfigText[] {
  demand(caller, "POST /api/v1/expressions/check");
  return explorerOf(deps).problemsOf(expression);
}

export function explorerOf({ explorer }: ExploreDeps): Explorer {
  if (explorer === undefined) throw new EdgeError("unavailable", "This edge has no history to explore.");
  return explorer;
}
