import { ImpossiblePlant } from "../../contracts/forecast/description.ts";
import type { StudyAnswer } from "../../contracts/forecast/study-answer.ts";
import { answerOf, levelNames } from "./answer/make-answer.ts";
import { type Variant, variantsOf } from "./design/design.ts";
import { type Factor, factorsOf } from "./factors.ts";
import type { StudyFile } from "./file/study-file.ts";
import { Crew, type Runner } from "./run/crew.ts";
import { questionOf, runStudy } from "./run/run-study.ts";
import { StudyPlant, type StudyStart } from "./run/study-plant.ts";
import type { Progress } from "./run/variant-runs.ts";
import { searchStudy } from "./search/search-study.ts";

interface Means {
  readonly workers: number;
  /** Relative error of forecasts of this plant. */
  readonly modelError: number;
  /** How many forecasts of the past say so. */
  readonly trials: number;
  readonly signal: AbortSignal;
  readonly told?: Progress;
  /** Hears the levels of the best variant so far, by factor. */
  readonly leads?: (levels: Readonly<Record<string, string>>) => void;
  /** What does the tasks instead of the threads, by them or otherwise. */
  through?(threads: Runner): Runner;
}

/**
 * Runs a study without problems (`studyProblems`) on a plant. When the signal aborts, or a run cannot go on, the answer
 * is what is known by then. Throws `ImpossiblePlant` where a level alone cannot be, with factor, level and remedy.
 */
export async function study(file: StudyFile, start: StudyStart, means: Means): Promise<StudyAnswer> {
  const {
    workers,
    modelError,
    trials,
    signal,
    told = () => {},
    leads = () => {},
    through = (threads) => threads,
  } = means;
  await using crew = new Crew(start, workers);
  const runner = through(crew);
  const known = { study: file, start, modelError, trials };
  if (file.design === "search") {
    const plant = new StudyPlant(start);
    const found = await searchStudy(file, { plant, runner, seed: start.seed, signal, told, leads });
    return answerOf({ ...known, ...found, impossible: [] });
  }
  const factors = factorsOf(file);
  const { variants, impossible } = possibleOf(file, start, factors);
  const runs = await runStudy(questionOf(file, variants), runner, signal, told, (best) =>
    leads(levelNames(variants[best] as Variant, factors)),
  );
  return answerOf({ ...known, factors, variants, impossible, runs });
}

interface Possible {
  readonly variants: readonly Variant[];
  readonly impossible: readonly { readonly variant: Variant; readonly reason: string }[];
}

/** Combinations that cannot be are left out, unless a level cannot be by itself or the design needs all of them. */
function possibleOf({ design }: StudyFile, start: StudyStart, factors: readonly Factor[]): Possible {
  const plant = new StudyPlant(start);
  const wrong = factors.flatMap((factor) => plant.refusedLevels(factor));
  if (wrong.length > 0) throw new ImpossiblePlant(wrong);
  const possible: Variant[] = [];
  const impossible: { variant: Variant; reason: string }[] = [];
  for (const variant of variantsOf(design, factors)) {
    const names = Object.entries(levelNames(variant, factors)).map(([factor, level]) => `${factor}: ${level}`);
    const refusal = plant.refusal(variant.changes, names.join(", "));
    if (refusal === undefined) possible.push(variant);
    else impossible.push({ variant, reason: refusal.join("; ") });
  }
  if (design === "screening" && impossible.length > 0)
    throw new ImpossiblePlant([
      ...impossible.map(({ reason }) => reason),
      "design: screening needs every combination of its plan; give levels that go together, or use design: all",
    ]);
  return { variants: possible, impossible };
}
