import { type Constraint, OUTCOMES, type Outcome } from "../../contracts/forecast/study-answer.ts";
import type { StudyFile } from "./file/study-file.ts";
import { DIRECTION } from "./outcomes.ts";

/** A weighted sum of outcomes, of which more is better. */
export interface Objective {
  readonly weights: readonly (readonly [outcome: Outcome, weight: number])[];
  /** Difference of the sum that is not worth knowing. */
  readonly within: number;
}

export function objectivesOf({ objective }: Pick<StudyFile, "objective">): readonly Objective[] {
  return objective.map((entry) => ({
    weights: OUTCOMES.flatMap((outcome) => {
      const weight = entry[outcome];
      return weight === undefined ? [] : [[outcome, weight * DIRECTION[outcome]] as const];
    }),
    within: entry.within,
  }));
}

export function constraintsOf({ constraints }: Pick<StudyFile, "constraints">): readonly Constraint[] {
  return constraints.flatMap((entry) =>
    OUTCOMES.flatMap((outcome) => {
      const bound = entry[outcome];
      return bound === undefined ? [] : [{ outcome, bound, share: entry.in }];
    }),
  );
}

export function scoreOf({ weights }: Pick<Objective, "weights">, value: (outcome: Outcome) => number): number {
  return weights.reduce((sum, [outcome, weight]) => sum + weight * value(outcome), 0);
}

export function isKept({ outcome, bound }: Constraint, value: number): boolean {
  return DIRECTION[outcome] > 0 ? value >= bound : value <= bound;
}
