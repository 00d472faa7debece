/** How good forecasts of the end of function are: rules E29 and E30 in docs/rules/evaluation.md. Pure. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { bearingOf, endsAtLimit } from "../expectations.ts";
import { median } from "../figures.ts";
import { countsFor, type Grounds, standing } from "../judge.ts";
import type { Occurrence } from "../occurrences.ts";
import type { TrueFault } from "../truth.ts";

/** One forecast about a component that failed, compared with its end. */
export interface JudgedLife {
  readonly leftS: number;
  /** |predicted − true| over the time that was left. */
  readonly error: number;
  readonly covered: boolean;
}

export interface LifeFigures {
  /** Number of faults that came to an end and were predicted. */
  readonly faults: number;
  readonly said: number;
  /** Means over faults, so that a fault with many predictions counts no more than another; null without any. */
  readonly coverage: number | null;
  readonly medianRelativeError: number | null;
}

/**
 * Forecasts of findings on the right component, from the start of the fault to its functional failure, or for kinds
 * that never fail to the limit that the finding itself declares.
 */
export function livesJudged(
  findings: readonly Occurrence[],
  fault: TrueFault,
  grounds: Grounds,
): readonly JudgedLife[] {
  const { observableAt, beginsAt } = fault;
  if (observableAt === undefined) return [];
  const right = findings
    .filter((one) => countsFor(fault, observableAt, standing(one, grounds.tools)))
    .filter((one) => bearingOf(fault, one, grounds.assetOf.get(one.label)) === "right");
  const endAt = endsAtLimit(fault) ? limitReached(right, fault) : fault.failureAt;
  if (endAt === undefined) return [];
  return right
    .flatMap(({ lives }) => lives)
    .filter(({ at }) => at >= beginsAt && at < endAt)
    .map(({ at, end, from, to }) => ({
      leftS: (endAt - at) / 1e6,
      error: Math.abs(end - endAt) / (endAt - at),
      covered: endAt >= from && endAt <= to,
    }));
}

/** When a finding first said that nothing is left, before the repair; undefined if none did. */
function limitReached(findings: readonly Occurrence[], { repairedAt }: TrueFault): Micros | undefined {
  const times = findings
    .flatMap(({ spentAt }) => spentAt ?? [])
    .filter((at) => repairedAt === undefined || at < repairedAt);
  return times.length === 0 ? undefined : Math.min(...times);
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
