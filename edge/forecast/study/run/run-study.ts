import type { Constraint, Design } from "../../../contracts/forecast/study-answer.ts";
import type { Change } from "../../whatif/changes.ts";
import type { Variant } from "../design/design.ts";
import type { StudyFile } from "../file/study-file.ts";
import { constraintsOf, isKept, type Objective, objectivesOf, scoreOf } from "../objective.ts";
import { Race } from "../race/race.ts";
import { RunFailure, type Runner } from "./crew.ts";
import type { Records } from "./records.ts";
import { type Progress, type RunsOptions, VariantRuns } from "./variant-runs.ts";

/** Replications before any variant is dropped; the variances of their differences are taken from them. */
export const FIRST = 10;
/** Replications of a round behind them: the same on any machine, so that the answer is. */
const ROUND = 4;
/** Further runs of the pick and of the plant as it is, which had no part in the choice and so do not flatter it. */
const CONFIRMING = 30;

export interface StudyQuestion {
  /** Changes of each variant; the first one is the plant as it is. */
  readonly variants: readonly (readonly Change[])[];
  readonly design: Design;
  readonly objectives: readonly Objective[];
  readonly constraints: readonly Constraint[];
  /** Most replications of each variant. */
  readonly replications: number;
  readonly confidence: number;
  /** Number of the first replication: those before it had a part in the choice of the variants. */
  readonly from?: number;
}

/** `from`: number of the first replication. */
export function questionOf(
  file: Pick<StudyFile, "design" | "objective" | "constraints" | "replications" | "confidence">,
  variants: readonly Variant[],
  from = 0,
): StudyQuestion {
  const { design, replications, confidence } = file;
  return {
    ...{ design, replications, confidence, from },
    variants: variants.map(({ changes }) => changes),
    objectives: objectivesOf(file),
    constraints: constraintsOf(file),
  };
}

export interface StudyRuns {
  readonly records: Records;
  /** Undefined for screening, which drops no variant. */
  readonly race: Race | undefined;
  /** Of the pick and of the plant as it is; undefined where it is the pick, or the study was stopped before. */
  readonly confirmed: Records | undefined;
  /** All was run that was to be run. */
  readonly isComplete: boolean;
  /** Why it could not go on, and which variants were running; null where it could. */
  readonly failure: RunFailure | null;
}

/** Runs a study. When the signal aborts, or a run cannot go on, it gives what is known by then. */
export async function runStudy(
  question: StudyQuestion,
  runner: Runner,
  signal: AbortSignal,
  told: Progress = () => {},
  leads: (variant: number) => void = () => {},
): Promise<StudyRuns> {
  const { replications, variants, from: first = 0 } = question;
  const runs = new VariantRuns({ runner, changes: variants, first, told });
  const { records } = runs;
  const race = question.design === "screening" ? undefined : raceOf(question, records);
  try {
    if (race === undefined) {
      await runs.run([...variants.keys()], replications, signal);
      return { records, race, confirmed: undefined, isComplete: true, failure: null };
    }
    while (race.replications < replications && !race.isOver) {
      const from = race.replications;
      const until = Math.min(replications, from < FIRST ? FIRST : from + ROUND);
      await runs.run(withFirst(race.left), until, signal, race.left.length);
      // Where the race begins again, variants that were set aside may lack replications.
      for (let at = from; at < until && race.replications === at && !race.isOver; at++) race.take();
      if (race.picked !== undefined) leads(race.picked);
    }
    const confirming = { runner, changes: variants, first: first + replications, told: () => {} };
    const confirmed = await confirm(race.picked, confirming, signal);
    return { records, race, confirmed, isComplete: true, failure: null };
  } catch (error) {
    const failure = error instanceof RunFailure ? error : null;
    if (failure === null && !signal.aborted) throw error;
    return { records, race, confirmed: undefined, isComplete: false, failure };
  }
}

function raceOf(
  { variants: { length: variants }, objectives, constraints, confidence }: StudyQuestion,
  records: Records,
): Race {
  return new Race(
    { variants, first: FIRST, objectives, constraints, confidence },
    {
      score: (objective, variant, replication) =>
        scoreOf(objectives[objective] as Objective, (outcome) => records.at(outcome, variant, replication)),
      keeps: (number, variant, replication) => {
        const constraint = constraints[number] as Constraint;
        return isKept(constraint, records.at(constraint.outcome, variant, replication));
      },
    },
  );
}

/** The plant as it is runs as long as any variant, because all are compared with it. */
function withFirst(variants: readonly number[]): readonly number[] {
  return variants.includes(0) ? variants : [0, ...variants];
}

/** Runs of the pick and of the plant as it is; undefined where it is the pick, or there is none. */
async function confirm(
  picked: number | undefined,
  options: RunsOptions,
  signal: AbortSignal,
): Promise<Records | undefined> {
  if (picked === undefined || picked === 0) return undefined;
  const runs = new VariantRuns(options);
  await runs.run([0, picked], CONFIRMING, signal);
  return runs.records;
}
