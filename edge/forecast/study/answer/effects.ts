import {
  type Design,
  type Effect,
  type Estimate,
  OUTCOMES,
  type Outcome,
} from "../../../contracts/forecast/study-answer.ts";
import type { Variant } from "../design/design.ts";
import type { Factor } from "../factors.ts";
import { type Objective, scoreOf } from "../objective.ts";
import type { Records } from "../run/records.ts";
import { estimateOf, meanOf } from "./estimate.ts";

interface Studied {
  readonly design: Design;
  readonly factors: readonly Factor[];
  readonly variants: readonly Variant[];
  readonly objective: Objective;
  readonly confidence: number;
}

/**
 * Main effects, the largest first. One value for each replication, over the replications that all variants have;
 * intervals by Student's t, corrected for the number of effects (Bonferroni).
 */
export function effectsOf({ design, factors, variants, objective, confidence }: Studied, records: Records): Effect[] {
  // A search runs no balanced set of levels.
  if (design === "search") return [];
  const made = variants.flatMap(({ levels }, number) =>
    levels.some((level) => level < 0) ? [] : [{ levels, number }],
  );
  const runs = Math.min(...made.map(({ number }) => records.runs(number)));
  if (!(runs >= 2)) return [];
  const count = factors.reduce((sum, { levels }) => sum + levels.length - 1, 0);
  const each = 1 - (1 - confidence) / count;
  const effects = factors.flatMap(({ name, levels }, factor) =>
    levels.slice(1).flatMap((level, at): Effect[] => {
      const number = at + 1;
      const groups = groupsOf(made, { design, factor, level: number });
      // Of a screening design only the first and the last level are run.
      if (groups.with.length === 0) return [];
      const differences = (value: (variant: number, replication: number) => number): Estimate =>
        estimateOf(
          Array.from({ length: runs }, (_, replication) => {
            const mean = (of: readonly number[]): number => meanOf(of.map((one) => value(one, replication)));
            return mean(groups.with) - mean(groups.without);
          }),
          each,
        );
      const score = differences((variant, replication) =>
        scoreOf(objective, (outcome) => records.at(outcome, variant, replication)),
      );
      const outcomes = Object.fromEntries(
        OUTCOMES.map((outcome) => [
          outcome,
          differences((variant, replication) => records.at(outcome, variant, replication)),
        ]),
      ) as Record<Outcome, Estimate>;
      const against = levels[0]?.name ?? "";
      return [{ factor: name, level: level.name, against, score, outcomes, matters: score.low > 0 || score.high < 0 }];
    }),
  );
  return effects.toSorted((a, b) => Math.abs(b.score.mean) - Math.abs(a.score.mean));
}

/**
 * Variants with the level, and with the first one instead. In a design of all combinations each has its twin, which
 * differs in this factor alone; a variant whose twin is not there is left out.
 */
function groupsOf(
  made: readonly { readonly levels: readonly number[]; readonly number: number }[],
  { design, factor, level }: { readonly design: Design; readonly factor: number; readonly level: number },
): { readonly with: readonly number[]; readonly without: readonly number[] } {
  const having = made.filter(({ levels }) => levels[factor] === level);
  if (design === "screening") {
    const others = made.filter(({ levels }) => levels[factor] !== level);
    return { with: having.map(({ number }) => number), without: others.map(({ number }) => number) };
  }
  const byLevels = new Map(made.map(({ levels, number }) => [levels.join(), number] as const));
  const pairs = having.flatMap(({ levels, number }) => {
    const twin = byLevels.get(levels.with(factor, 0).join());
    return twin === undefined ? [] : [{ number, twin }];
  });
  return { with: pairs.map(({ number }) => number), without: pairs.map(({ twin }) => twin) };
}
