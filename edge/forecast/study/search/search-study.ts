import { ImpossiblePlant } from "../../../contracts/forecast/description.ts";
import { AS_IS, type StudyAnswer } from "../../../contracts/forecast/study-answer.ts";
import type { Change } from "../../whatif/changes.ts";
import { levelNames } from "../answer/make-answer.ts";
import type { Variant } from "../design/design.ts";
import { type Factor, factorsOf, type Level } from "../factors.ts";
import type { FactorEntry, StudyFile } from "../file/study-file.ts";
import { constraintsOf, type Objective, objectivesOf } from "../objective.ts";
import { RunFailure, type Runner } from "../run/crew.ts";
import { questionOf, runStudy, type StudyRuns } from "../run/run-study.ts";
import type { StudyPlant } from "../run/study-plant.ts";
import { type Progress, VariantRuns } from "../run/variant-runs.ts";
import { IslandLevels } from "./islands.ts";
import { type Dimension, type Point, SEARCHED, Search } from "./search.ts";

/** What a search found: variants of a race, or all that were seen where it was stopped before. */
export interface Searched {
  readonly factors: readonly Factor[];
  readonly variants: readonly Variant[];
  readonly runs: StudyRuns;
  /** With the plant as it is. */
  readonly searched: NonNullable<StudyAnswer["searched"]>;
}

interface Means {
  readonly plant: StudyPlant;
  readonly runner: Runner;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly told: Progress;
  readonly leads: (levels: Readonly<Record<string, string>>) => void;
}

/**
 * Searches among more variants than can be compared, then compares the best ones of them on random numbers that had no
 * part in the search. Throws `ImpossiblePlant` with every factor of which nothing can be.
 */
export async function searchStudy(file: StudyFile, means: Means): Promise<Searched> {
  const { plant, runner, seed, signal, told, leads } = means;
  const dimensions = dimensionsOf(file, plant);
  const changes: (readonly Change[])[] = [[]];
  const { variants: most, finalists } = file.search;
  const runs = new VariantRuns({ runner, changes, most, first: 0, told });
  const names = file.factors.map(({ name }) => name);
  const search = new Search({
    ...{ dimensions, changes, runs, most, seed },
    objective: objectivesOf(file)[0] as Objective,
    constraints: constraintsOf(file),
    isPossible: (made) => plant.refusal(made, "search") === undefined,
    leads: (point) => leads(Object.fromEntries(names.map((name, at) => [name, point[at]?.name ?? ""]))),
  });
  try {
    await search.run(signal);
  } catch (error) {
    const failure = error instanceof RunFailure ? error : null;
    if (failure === null && !signal.aborted) throw error;
    const seen = { records: runs.records, race: undefined, confirmed: undefined, isComplete: false, failure };
    const all = search.points.map((_, at) => at).slice(1);
    return { ...named(names, search.points, { chosen: all, changes }), runs: seen, ...searchedIn(search, runs) };
  }
  const found = named(names, search.points, { chosen: search.best(finalists), changes });
  const question = questionOf(file, found.variants, SEARCHED);
  const leading = (at: number): void => leads(levelNames(found.variants[at] as Variant, found.factors));
  return { ...found, runs: await runStudy(question, runner, signal, told, leading), ...searchedIn(search, runs) };
}

function searchedIn({ points }: Search, { records }: VariantRuns): Pick<Searched, "searched"> {
  return { searched: { variants: points.length, runs: records.total } };
}

/** The plant as it is and the chosen points as variants, with the levels that occur among them. */
function named(
  names: readonly string[],
  points: readonly Point[],
  { chosen, changes }: { readonly chosen: readonly number[]; readonly changes: readonly (readonly Change[])[] },
): Pick<Searched, "factors" | "variants"> {
  const [asIs = [], ...others] = [0, ...chosen].map((at) => points[at] as Point);
  const isAsIs = asIs.every((level) => level.changes.length === 0);
  const factors = names.map((name, at) => {
    const levels = [...(isAsIs ? [asIs] : []), ...others].map((point) => point[at] as Level);
    return { name, levels: [...new Map(levels.map((level) => [level.name, level] as const)).values()] };
  });
  const levelsOf = (point: Point): readonly number[] =>
    point.map(({ name }, at) => factors[at]?.levels.findIndex((level) => level.name === name) ?? -1);
  return {
    factors,
    variants: [
      { levels: isAsIs ? levelsOf(asIs) : names.map(() => -1), changes: [] },
      ...chosen.map((at) => ({ levels: levelsOf(points[at] as Point), changes: changes[at] as readonly Change[] })),
    ],
  };
}

function dimensionsOf(file: StudyFile, plant: StudyPlant): readonly Dimension[] {
  const wrong: string[] = [];
  const factors = factorsOf(file);
  const made = file.factors.map((entry, at): Dimension => {
    const { levels } = factors[at] as Factor;
    if (entry.islands !== undefined) return islandsOf(entry, entry.islands, { plant, wrong });
    wrong.push(...plant.refusedLevels(factors[at] as Factor));
    return { starts: levels, beside: (level) => levels.filter((other) => other !== level) };
  });
  if (wrong.length > 0) throw new ImpossiblePlant(wrong);
  return made;
}

function islandsOf(
  { name, asIs }: FactorEntry,
  { machines, variants: groups, most = groups.length }: NonNullable<FactorEntry["islands"]>,
  { plant, wrong }: { readonly plant: StudyPlant; readonly wrong: string[] },
): Dimension {
  const refusals = groups.map((variants) =>
    machines.map((machine) => plant.refusal([{ kind: "route", variants, over: [machine] }], `factor ${name}`)),
  );
  for (const [group, of] of refusals.entries())
    if (of.every((refusal) => refusal !== undefined))
      wrong.push(`factor ${name}: no machine of the islands can make ${groups[group]}. ${of[0]?.join("; ")}`);
  for (const [at, machine] of machines.entries())
    if (refusals.every((of) => of[at] !== undefined))
      wrong.push(`factor ${name}: ${machine} can make none of ${groups.join(", ")}; leave it out of the islands`);
  const islands = new IslandLevels({
    ...{ machines, groups, most },
    canMake: (group, machine) => refusals[group]?.[machine] === undefined,
  });
  const asItIs: Level = { name: AS_IS, changes: [] };
  return {
    starts: asIs ? [asItIs, ...islands.starts] : islands.starts,
    beside: (level) => islands.beside(level),
  };
}
