import type { Range } from "../../../contracts/forecast/answer.ts";
import {
  type Confirmed,
  type Estimate,
  type Fate,
  OUTCOMES,
  type Outcome,
  type StudyAnswer,
  type VariantFigures,
} from "../../../contracts/forecast/study-answer.ts";
import { intervalOf } from "../../whatif/interval.ts";
import { writtenChange } from "../../whatif/written-change.ts";
import type { Variant } from "../design/design.ts";
import type { Factor } from "../factors.ts";
import type { StudyFile } from "../file/study-file.ts";
import { constraintsOf, isKept, type Objective, objectivesOf, scoreOf } from "../objective.ts";
import type { Records } from "../run/records.ts";
import { FIRST, type StudyRuns } from "../run/run-study.ts";
import type { StudyStart } from "../run/study-plant.ts";
import { effectsOf } from "./effects.ts";
import { estimateOf, meanOf } from "./estimate.ts";
import { islandsOf } from "./islands-of.ts";
import { paretoSet } from "./pareto.ts";
import { recommendationOf } from "./recommend.ts";

/** Share of the intervals of single figures. */
const INTERVALS = 0.9;

export interface Studied {
  readonly study: StudyFile;
  readonly start: Omit<StudyStart, "sources">;
  readonly factors: readonly Factor[];
  readonly variants: readonly Variant[];
  readonly impossible: readonly { readonly variant: Variant; readonly reason: string }[];
  readonly runs: StudyRuns;
  /** Of a search: what was looked at before the race. */
  readonly searched?: StudyAnswer["searched"];
  readonly modelError: number;
  readonly trials: number;
}

export function answerOf(studied: Studied): StudyAnswer {
  const { study, start, factors, variants, impossible, runs, searched = null, modelError, trials } = studied;
  const { records, race, confirmed, isComplete, failure } = runs;
  const { name, design, replications, confidence, pareto, seed } = study;
  const objectives = objectivesOf(study);
  const constraints = constraintsOf(study);
  const first = objectives[0] as Objective;
  const picked = pickedBy(runs);
  const figures = variants.map((variant, number) => ({
    levels: levelNames(variant, factors),
    runs: records.runs(number),
    ...figuresOf(number, records, first),
    keeps: constraints.map((constraint, at) => {
      const values = records.of(constraint.outcome, number);
      const share = values.filter((value) => isKept(constraint, value)).length / values.length;
      return { share, verdict: race?.verdictsOf(number)[at] ?? "open" };
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
    failure:
      failure === null
        ? null
        : {
            reason: failure.reason,
            variants: failure.variants.map((number) => levelNames(variants[number] as Variant, factors)),
          },
    replications,
    runs: records.total + (confirmed?.total ?? 0),
    searched,
    runsOfAll: variants.length * replications,
    constraints,
    pareto,
    variants: figures.map((one, number): VariantFigures => ({ ...one, isPareto: front.has(number) })),
    impossible: impossible.map(({ variant, reason }) => ({ levels: levelNames(variant, factors), reason })),
    effects: effectsOf({ design, factors, variants, objective: first, confidence }, records),
    picked,
    islands: picked === null ? null : islandsOf(changesOf(variants[picked] as Variant, factors)),
    changes: picked === null ? null : changesOf(variants[picked] as Variant, factors).map(writtenChange),
    isSure: isComplete && race?.isOver === true && picked !== null,
    confirmed: confirmed === undefined || picked === null ? null : confirmedBy(confirmed, picked, objectives),
    modelError,
    trials,
    foreseen: {
      asIs: foreseenBy(records, 0, modelError),
      picked: picked === null ? null : foreseenBy(confirmed ?? records, picked, modelError),
    },
  };
  return { ...made, recommendation: recommendationOf(made, objectives) };
}

/** The pick of the race; null where it has too few runs, or began again and has not come to an end. */
function pickedBy({ race, records }: StudyRuns): number | null {
  const picked = race?.picked;
  if (race === undefined || picked === undefined || records.runs(picked) < FIRST) return null;
  return race.isOver || race.replications >= FIRST ? picked : null;
}

function changesOf({ levels }: Variant, factors: readonly Factor[]) {
  return levels.flatMap((level, at) => factors[at]?.levels[level]?.changes ?? []);
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

/** Good pieces as forecasts give them (rules FK29 and FK96). */
function foreseenBy(records: Records, variant: number, error: number): Range | null {
  const runs = records.of("good", variant);
  return runs.length < FIRST ? null : intervalOf(runs, error, INTERVALS);
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
  const kinds = { objective: "worse", alike: "within", constraint: "breaks" } as const;
  return { kind: kinds[by], number, afterRuns: after };
}

function confirmedBy(records: Records, picked: number, objectives: readonly Objective[]): Confirmed {
  const runs = records.runs(picked);
  const byObjective = objectives.map((objective) => {
    const score = (of: number, replication: number): number =>
      scoreOf(objective, (outcome) => records.at(outcome, of, replication));
    return Array.from({ length: runs }, (_, replication) => score(picked, replication) - score(0, replication));
  });
  const scores = byObjective.map((values) => estimateOf(values, INTERVALS));
  const first = scores.findIndex(({ low }) => low > 0);
  // What is gained in a later objective is none where an earlier one surely loses more than is worth knowing.
  const isLoss = scores.slice(0, first).some(({ high }, at) => high < -(objectives[at] as Objective).within);
  const decides = first < 0 || isLoss ? null : first;
  const gains = byObjective[decides ?? 0] as readonly number[];
  return {
    runs,
    score: scores[decides ?? 0] as Estimate,
    isBetter: decides !== null,
    decides,
    outcomes: byOutcome((outcome) =>
      difference(records, picked, (of, replication) => records.at(outcome, of, replication)),
    ),
    better: meanOf(gains.map((gain) => (gain > 0 ? 1 : 0))),
    worse: meanOf(gains.map((gain) => (gain < 0 ? 1 : 0))),
  };
}
