/** How good forecasts of the end of function are: rule E29 in docs/rules/evaluation.md. Pure. */
import { bearingOf } from "../expectations.ts";
import { median } from "../figures.ts";
import { countsFor, type Grounds, standing } from "../judge.ts";
import type { Occurrence } from "../occurrences.ts";
import type { TrueFault } from "../truth.ts";

/** One forecast about a component that failed, compared with its failure. */
export interface JudgedLife {
  readonly leftS: number;
  /** |predicted − true| over the time that was left. */
  readonly error: number;
  readonly covered: boolean;
}

export interface LifeFigures {
  /** Number of faults that ended a function and were predicted. */
  readonly faults: number;
  readonly said: number;
  /** Means over faults, so that a fault with many predictions counts no more than another; null without any. */
  readonly coverage: number | null;
  readonly medianRelativeError: number | null;
}

/** Forecasts of findings on the right component, from the start of the fault to its functional failure. */
export function livesJudged(
  findings: readonly Occurrence[],
  fault: TrueFault,
  grounds: Grounds,
): readonly JudgedLife[] {
  const { observableAt, failureAt, beginsAt } = fault;
  if (observableAt === undefined || failureAt === undefined) return [];
  return findings
    .filter((one) => countsFor(fault, observableAt, standing(one, grounds.tools)))
    .filter((one) => bearingOf(fault, one, grounds.assetOf.get(one.label)) === "right")
    .flatMap(({ lives }) => lives)
    .filter(({ at }) => at >= beginsAt && at < failureAt)
    .map(({ at, end, from, to }) => ({
      leftS: (failureAt - at) / 1e6,
      error: Math.abs(end - failureAt) / (failureAt - at),
      covered: failureAt >= from && failureAt <= to,
    }));
}

export function lifeFigures(faults: readonly { readonly lives: readonly JudgedLife[] }[]): LifeFigures {
  const foretold = faults.filter(({ lives }) => lives.length > 0);
  const mean = (of: (lives: readonly JudgedLife[]) => number): number | null =>
    foretold.length === 0 ? null : foretold.reduce((sum, { lives }) => sum + of(lives), 0) / foretold.length;
  return {
    faults: foretold.length,
    said: foretold.reduce((sum, { lives }) => sum + lives.length, 0),
    coverage: mean((lives) => lives.filter(({ covered }) => covered).length / lives.length),
    medianRelativeError: mean((lives) => median(lives.map(({ error }) => error)) as number),
  };
}
