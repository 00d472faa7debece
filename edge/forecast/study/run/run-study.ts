import type { Design } from "../design/design.ts";
import { type Constraint, isKept, type Objective, scoreOf } from "../objective.ts";
import { Race } from "../race/race.ts";
import { RunFailure, type Runner } from "./crew.ts";
import { Records } from "./records.ts";
import type { RunTask } from "./study-plant.ts";

/** Replications before any variant is dropped; the variances of their differences are taken from them. */
export const FIRST = 10;
/** Replications of a round behind them: the same on any machine, so that the answer is. */
const ROUND = 4;
/** Variants of a task: compiling their common plan is a small part of it then. */
const OF_TASK = 4;
/** Further runs of the pick and of the plant as it is, which had no part in the choice and so do not flatter it. */
const CONFIRMING = 30;

export interface StudyQuestion {
  /** Number of variants; the first one is the plant as it is. */
  readonly variants: number;
  readonly design: Design;
  readonly objectives: readonly Objective[];
  readonly constraints: readonly Constraint[];
  /** Most replications of each variant. */
  readonly replications: number;
  readonly confidence: number;
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

/** Tasks done and known so far. */
export type Progress = (done: number, known: number, left: number) => void;

/** Runs a study. When the signal aborts, or a run cannot go on, it gives what is known by then. */
export async function runStudy(
  question: StudyQuestion,
  runner: Runner,
  signal: AbortSignal,
  told: Progress = () => {},
): Promise<StudyRuns> {
  const all = Array.from({ length: question.variants }, (_, variant) => variant);
  const records = new Records(question.variants);
  const race = question.design === "screening" ? undefined : raceOf(question, records);
  const { replications } = question;
  try {
    if (race === undefined) {
      const turn = turnOf(all, 0, replications, records);
      await runner.run(turn, taker(records, turn, all.length, told), signal);
      return { records, race, confirmed: undefined, isComplete: true, failure: null };
    }
    while (race.replications < replications && !race.isOver) {
      const from = race.replications;
      const until = Math.min(replications, from < FIRST ? FIRST : from + ROUND);
      const turn = turnOf(withFirst(race.left), from, until, records);
      await runner.run(turn, taker(records, turn, race.left.length, told), signal);
      // Where the race begins again, variants that were set aside may lack replications.
      for (let at = from; at < until && race.replications === at && !race.isOver; at++) race.take();
    }
    const confirmed = await confirm(race.picked, { runner, replications, variants: question.variants }, signal);
    return { records, race, confirmed, isComplete: true, failure: null };
  } catch (error) {
    const failure = error instanceof RunFailure ? error : null;
    if (failure === null && !signal.aborted) throw error;
    return { records, race, confirmed: undefined, isComplete: false, failure };
  }
}

function raceOf({ variants, objectives, constraints, confidence }: StudyQuestion, records: Records): Race {
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

/** Replications that the records do not have yet. */
function turnOf(variants: readonly number[], from: number, until: number, records: Records): readonly RunTask[] {
  const tasks: RunTask[] = [];
  for (let replication = from; replication < until; replication++) {
    const missing = variants.filter((variant) => records.runs(variant) <= replication);
    for (let at = 0; at < missing.length; at += OF_TASK)
      tasks.push({ replication, variants: missing.slice(at, at + OF_TASK) });
  }
  return tasks;
}

function taker(records: Records, tasks: readonly RunTask[], left: number, told: Progress) {
  const known = records.total + tasks.reduce((sum, { variants }) => sum + variants.length, 0);
  return ({ replication, variants }: RunTask, outcomes: Float64Array): void => {
    records.add(replication, variants, outcomes);
    told(records.total, known, left);
  };
}

async function confirm(
  picked: number | undefined,
  { runner, replications, variants }: Pick<StudyQuestion, "replications" | "variants"> & { readonly runner: Runner },
  signal: AbortSignal,
): Promise<Records | undefined> {
  if (picked === undefined || picked === 0) return undefined;
  const records = new Records(variants);
  const tasks = turnOf([0, picked], 0, CONFIRMING, records).map(({ replication, variants: pair }) => ({
    replication: replications + replication,
    variants: pair,
  }));
  await runner.run(
    tasks,
    (task, outcomes) => records.add(task.replication - replications, task.variants, outcomes),
    signal,
  );
  return records;
}
