import type { Variant } from "../design/design.ts";
import type { Factor } from "../factors.ts";
import type { StudyFile } from "../file/study-file.ts";
import { constraintsOf, isKept, type Objective, objectivesOf, scoreOf } from "../objective.ts";
import { OUTCOMES, type Outcome } from "../outcomes.ts";
import type { Records } from "../run/records.ts";
import { FIRST, type StudyRuns } from "../run/run-study.ts";
import type { StudyStart } from "../run/study-plant.ts";
import type { Confirmed, Fate, StudyAnswer, VariantFigures } from "./answer.ts";
import { effectsOf } from "./effects.ts";
import { type Estimate, estimateOf, meanOf } from "./estimate.ts";
import { paretoSet } from "./pareto.ts";
import { recommendationOf } from "./recommend.ts";

/** Confidence of the intervals of single figures. */
const INTERVALS = 0.9;

export interface Studied {
  readonly study: StudyFile;
  readonly start: StudyStart;
  readonly factors: readonly Factor[];
  readonly variants: readonly Variant[];
  readonly impossible: readonly { readonly variant: Variant; readonly reason: string }[];
  readonly runs: StudyRuns;
  readonly modelError: number;
}

export function answerOf({ study, start, factors, variants, impossible, runs, modelError }: Studied): StudyAnswer {
  const { records, race, confirmed, isComplete } = runs;
  const { name, design, replications, confidence, pareto, seed } = study;
  const objectives = objectivesOf(study);
  const constraints = constraintsOf(study);
  const first = objectives[0] as Objective;
  const picked = race === undefined || race.replications < FIRST ? null : (race.picked ?? null);
  const figures = variants.map((variant, number) => ({
    levels: levelNames(variant, factors),
    runs: records.runs(number),
    ...figuresOf(number, records, first),
    keeps: constraints.map((constraint) => {
      const values = records.of(constraint.outcome, number);
      const share = values.filter((value) => isKept(constraint, value)).length / values.length;
      return { share, verdict: race?.verdictOf(number) ?? "open" };
    }),
    fate: fateOf(number, picked, race),
  }));
  const means = figures.map(({ outcomes }) =>
    Object.fromEntries(OUTCOMES.map((outcome) => [outcome, outcomes[outcome].mean])),
  ) as Record<Outcome, number>[];
  const front = new Set(paretoSet(means, pareto));
  const made: Omit<StudyAnswer, "recommendation"> = {
    name,
    design,
    at: start.snapshot.at,
    horizonS: start.horizonS,
    seed,
    confidence,
    within: objectives.at(-1)?.within ?? Number.NaN,
    intervals: INTERVALS,
    isComplete,
    replications,
    runs: records.total + (confirmed?.total ?? 0),
    runsOfAll: variants.length * replications,
    constraints,
    pareto,
    variants: figures.map((one, number): VariantFigures => ({ ...one, isPareto: front.has(number) })),
    impossible: impossible.map(({ variant, reason }) => ({ levels: levelNames(variant, factors), reason })),
    effects: effectsOf({ design, factors, variants, objective: first, confidence }, records),
    picked,
    isSure: isComplete && race?.isOver === true && picked !== null,
    confirmed: confirmed === undefined || picked === null ? null : confirmedBy(confirmed, picked, first),
    modelError,
  };
  return { ...made, recommendation: recommendationOf(made, objectives) };
}

export function levelNames({ levels }: Variant, factors: readonly Factor[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    levels.flatMap((level, at) => {
      const factor = factors[at];
      const name = factor?.levels[level]?.name;
      return factor === undefined || name === undefined ? [] : [[factor.name, name] as const];
    }),
  );
}

function figuresOf(variant: number, records: Records, objective: Objective): Pick<VariantFigures, "outcomes" | "gain"> {
  const score = (of: number, replication: number): number =>
    scoreOf(objective, (outcome) => records.at(outcome, of, replication));
  return {
    gain: difference(records, variant, score),
    outcomes: byOutcome((outcome) => {
      const base = estimateOf(records.of(outcome, 0), INTERVALS);
      if (variant === 0) return base;
      const { mean, low, high } = difference(records, variant, (of, replication) =>
        records.at(outcome, of, replication),
      );
      return { mean: base.mean + mean, low: base.mean + low, high: base.mean + high };
    }),
  };
}

/** Of a variant to the plant as it is, replication by replication. */
function difference(
  records: Records,
  variant: number,
  value: (variant: number, replication: number) => number,
): Estimate {
  const runs = Math.min(records.runs(variant), records.runs(0));
  return estimateOf(
    Array.from({ length: runs }, (_, replication) => value(variant, replication) - value(0, replication)),
    INTERVALS,
  );
}

function byOutcome(of: (outcome: Outcome) => Estimate): Readonly<Record<Outcome, Estimate>> {
  return Object.fromEntries(OUTCOMES.map((outcome) => [outcome, of(outcome)])) as Record<Outcome, Estimate>;
}

function fateOf(variant: number, picked: number | null, race: StudyRuns["race"]): Fate {
  if (race === undefined) return { kind: "not-compared" };
  if (variant === picked) return { kind: "picked" };
  const dropped = race.droppedAt(variant);
  if (dropped === undefined) return { kind: "left" };
  const { by, number, after } = dropped;
  return { kind: by === "objective" ? "worse" : "breaks", number, afterRuns: after };
}

function confirmedBy(records: Records, picked: number, objective: Objective): Confirmed {
  const runs = records.runs(picked);
  const score = (of: number, replication: number): number =>
    scoreOf(objective, (outcome) => records.at(outcome, of, replication));
  const gains = Array.from({ length: runs }, (_, replication) => score(picked, replication) - score(0, replication));
  return {
    runs,
    score: estimateOf(gains, INTERVALS),
    outcomes: byOutcome((outcome) =>
      difference(records, picked, (of, replication) => records.at(outcome, of, replication)),
    ),
    better: meanOf(gains.map((gain) => (gain > 0 ? 1 : 0))),
    worse: meanOf(gains.map((gain) => (gain < 0 ? 1 : 0))),
  };
}
