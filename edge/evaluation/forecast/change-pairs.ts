/** Which of two changes of a plant is better, by the forecast model and in truth (rule FK37). */
import { EdgeError } from "../../contracts/errors.ts";
import type { PlantDescription } from "../../contracts/forecast/description.ts";
import type { PlantHistory } from "../../contracts/forecast/history.ts";
import { learn } from "../../forecast/learn/learn.ts";
import { historyUntil } from "../../forecast/learn/until.ts";
import { type Flow, flowOf } from "../../forecast/model/flow.ts";
import { snapshotAt } from "../../forecast/model/snapshot-at.ts";
import { startState } from "../../forecast/model/start-state.ts";
import { compareFutures } from "../../forecast/whatif/compare.ts";
import { goodBetween } from "../../forecast/whatif/foresee.ts";
import { DRAWN, type DrawnChange, drawnChanges, outOfService } from "./drawn-scenarios.ts";
import { historyOf, type Means } from "./judged-run.ts";

/** Changes begin after so many hours, from which the model has learnt. */
const FROM_H = 6;
/** Changes of each plant; with the plant as it is, four futures make six pairs. */
const CHANGES = 3;
const REPLICATIONS = 30;
/** A change that cannot matter: what plants differ by then is chance. */
const PLACEBO_H = 1 / 60;
/** Pairs that differ by less than so many standard deviations of chance are not decided by the truth. */
const BEYOND_CHANCE = 2;

/** One plant with a change, as it was foreseen and as it was. */
interface ChangedPlant {
  readonly machines: readonly string[];
  readonly hours: number;
  readonly foreseen: number;
  readonly happened: number;
  /** How much more each of the plants behind it in the list makes: the median over runs of the difference. */
  readonly behind: readonly number[];
}

/** Plants of one seed that are the same until the change: without one first, then with each. */
export interface ChangedPlants {
  readonly seed: number;
  readonly plants: readonly ChangedPlant[];
  /** By how many good pieces a change that cannot matter changes the plant. */
  readonly chance: number;
}

interface PairFigures {
  readonly pairs: number;
  /** Of those that the truth decides: how many are named right. */
  readonly decided: number;
  readonly right: number;
  /** Of those within chance: how many would have been named as they happened to come. */
  readonly within: number;
  readonly withinRight: number;
  /** Standard deviation of chance, pieces. */
  readonly chance: number;
}

interface Asked {
  readonly scenario: string;
  readonly seed: number;
  readonly horizonH: number;
}

/** Plants of so many seeds, from one seed on. */
export async function pairedForecasts(
  means: Means,
  asked: Asked,
  count: number,
  told: (words: string) => void,
): Promise<{ readonly plants: readonly ChangedPlants[]; readonly figures: PairFigures }> {
  if (!DRAWN.some((name) => name === asked.scenario))
    throw new EdgeError("bad-request", `--scenario is ${asked.scenario}; give one of ${DRAWN.join(", ")}`);
  const plants: ChangedPlants[] = [];
  for (let at = 0; at < count; at++) {
    const made = await changedPlants(means, { ...asked, seed: asked.seed + at });
    plants.push(made);
    const words = made.plants.map(
      ({ machines, hours, foreseen, happened }) =>
        `${machines.join(", ") || "as it is"} ${hours} h: ${foreseen.toFixed(0)}, made ${happened}`,
    );
    told(`seed ${made.seed}: ${words.join("; ")}; chance ${made.chance}`);
  }
  return { plants, figures: pairFigures(plants) };
}

/** Makes the true plants of one seed one after the other, and asks the model for all of them at once. */
async function changedPlants(means: Means, { scenario, seed, horizonH }: Asked): Promise<ChangedPlants> {
  const { description } = means;
  const flow = flowOf(description);
  const hours = FROM_H + horizonH;
  const before = await historyOf(means, { scenario, seed, hours });
  const at = before.from + FROM_H * 3600e6;
  const made = (history: PlantHistory): number =>
    goodBetween(history, { description, flow }, at, at + horizonH * 3600e6);
  const known = historyUntil(before, at);
  const learnt = learn(known, flow);
  const stations = flow.places.filter((_, place) => learnt.places[place]?.kind === "station");
  const machines = new Set(stations.map(({ label }) => label));
  const changes = drawnChanges(description, { seed, count: CHANGES }, (label) => machines.has(label));
  const truth = async ({ machines: out, hours: lasts }: DrawnChange): Promise<number> => {
    const more = out.map((label) => outOfService(label, FROM_H, lasts));
    return made(await historyOf(means, { scenario, seed, hours }, more));
  };
  const happened = [made(before)];
  for (const change of changes) happened.push(await truth(change));
  // All pieces pass the first machine that has none beside it.
  const isSingle = (group: number): boolean => stations.filter((one) => one.group === group).length === 1;
  const single = stations.find(({ group }) => isSingle(group)) ?? stations[0];
  const placebo = await truth({ machines: single === undefined ? [] : [single.label], hours: PLACEBO_H });
  const foreseen = await foreseenWith({ description, flow, known, at, horizonH, seed }, changes);
  const none: DrawnChange = { machines: [], hours: 0 };
  return {
    seed,
    plants: [none, ...changes].map((change, number) => ({
      ...change,
      ...(foreseen[number] as Foreseen),
      happened: happened[number] as number,
    })),
    chance: placebo - (happened[0] as number),
  };
}

interface Start {
  readonly description: PlantDescription;
  readonly flow: Flow;
  readonly known: PlantHistory;
  readonly at: number;
  readonly horizonH: number;
  readonly seed: number;
}

type Foreseen = Pick<ChangedPlant, "foreseen" | "behind">;

/** Good pieces of the plant as it is, and of each change, and their differences run by run. */
async function foreseenWith(
  { description, flow, known, at, horizonH, seed }: Start,
  changes: readonly DrawnChange[],
): Promise<readonly Foreseen[]> {
  const sources = { description, flow, learnt: learn(known, flow) };
  const snapshot = snapshotAt(known, flow, at);
  const futures = [{ machines: [], hours: 0 } as DrawnChange, ...changes].map(({ machines, hours }, number) => ({
    name: String(number),
    changes: machines.map((label) => ({ kind: "out" as const, machines: label, fromH: 0, hours })),
  }));
  const question = { horizonS: 3600 * horizonH, replications: REPLICATIONS, seed, trials: [] };
  const means = { at, pause: (): Promise<void> => Promise.resolve() };
  const begin = (plan: Parameters<typeof startState>[2]) => startState(snapshot, sources, plan, true);
  const made: Foreseen[] = [];
  // The first of a comparison is what the others are held against, so each plant is the first once.
  for (let first = 0; first < futures.length; first++) {
    const found = await compareFutures(sources, begin, { ...question, futures: futures.slice(first) }, means);
    const behind = found.slice(1).map(({ against }) => against?.good.middle ?? Number.NaN);
    made.push({ foreseen: found[0]?.good.middle ?? Number.NaN, behind });
  }
  return made;
}

/** All pairs of plants of a seed; chance is that of all seeds. */
export function pairFigures(all: readonly ChangedPlants[]): PairFigures {
  const chance = Math.sqrt(all.reduce((sum, one) => sum + one.chance ** 2, 0) / Math.max(1, all.length));
  const pairs = all.flatMap(({ plants }) =>
    plants.flatMap((a, at) =>
      plants.slice(at + 1).map((b, later) => ({
        isDecided: Math.abs(b.happened - a.happened) > BEYOND_CHANCE * chance,
        isRight: Math.sign(b.happened - a.happened) === Math.sign(a.behind[later] ?? Number.NaN),
      })),
    ),
  );
  const decided = pairs.filter(({ isDecided }) => isDecided);
  const within = pairs.filter(({ isDecided }) => !isDecided);
  const right = (list: typeof pairs): number => list.filter(({ isRight }) => isRight).length;
  return {
    pairs: pairs.length,
    decided: decided.length,
    right: right(decided),
    within: within.length,
    withinRight: right(within),
    chance,
  };
}

export function pairText({ pairs, decided, right, within, withinRight, chance }: PairFigures): string {
  const share = decided === 0 ? "none" : `${((100 * right) / decided).toFixed(0)} %`;
  const apart = `within ${BEYOND_CHANCE} standard deviations of chance (${chance.toFixed(1)} pieces)`;
  const of = `${right} of ${decided} pairs that the truth decides; ${pairs} pairs in all`;
  return `Better of two changes named right: ${share} (${of})
  ${apart}: ${within} pairs, ${withinRight} named as they came
`;
}
