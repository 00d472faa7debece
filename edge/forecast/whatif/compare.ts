import type { FutureFigures, Trial } from "../../contracts/forecast/answer.ts";
import type { FutureStates } from "../../contracts/forecast/states.ts";
import { type CompileOptions, compile, type Sources } from "../model/compile.ts";
import type { ModelPlan } from "../model/plan.ts";
import type { Start } from "../model/start-state.ts";
import type { RunResult } from "../model/tally.ts";
import { type Change, changed, type Future } from "./changes.ts";
import { crewFigures, crewLoads } from "./crew-figures.ts";
import { energyOf, meteredIn } from "./energy.ts";
import { intervalOf } from "./interval.ts";
import type { LifeLosses } from "./lives-told.ts";
import { modelError, rangeOf } from "./ranges.ts";
import { runFuture } from "./run-future.ts";
import { runSeed } from "./run-seed.ts";
import { middleRun, statesOf } from "./watched-futures.ts";

/** The interval of good pieces holds this share of outcomes: 10 % lie below it and 10 % above. */
const TOLD_SHARE = 0.8;

export interface Question {
  readonly horizonS: number;
  readonly replications: number;
  readonly seed: number;
  /** The first one is what others are compared with. */
  readonly futures: readonly { readonly name: string; readonly changes: readonly Change[] }[];
  /** Forecasts of the past, whose errors widen the intervals of good pieces (rule FK29). */
  readonly trials: readonly Trial[];
}

/** How a question is run: `pause` is awaited behind each run. */
export interface RunMeans extends Pick<CompileOptions, "at"> {
  readonly pause: () => Promise<void>;
  /** Hears of each run of the first future; absent: nobody asks what foreseen ends cost. */
  readonly losses?: LifeLosses;
  /** Gets the states of one run of each future (rule FK66); absent: nobody watches a run. */
  readonly keep?: ((states: readonly FutureStates[]) => void) | undefined;
}

/**
 * Runs each future as often as asked, all with the same random numbers (rule FK26). Yields to the caller between
 * runs, so that a signal can end it. Throws `ImpossibleFuture` for one that cannot be run to its end.
 */
export async function compareFutures(
  sources: Sources,
  start: (plan: ModelPlan) => Start,
  { futures, seed, replications, horizonS, trials }: Question,
  { at, pause, losses, keep }: RunMeans,
): Promise<readonly FutureFigures[]> {
  const results: RunResult[][] = futures.map(() => []);
  let orders: Start["state"]["orders"][] = [];
  let plans: ModelPlan[] = [];
  const futuresIn = (errorSeed: number): readonly Future[] => {
    const plan = compile(sources, { at, horizonS, errorSeed });
    const begun = start(plan).state;
    return futures.map(({ name, changes }) => changed({ plan, start: begun }, changes, name));
  };
  for (let replication = 0; replication < replications; replication++) {
    const errorSeed = runSeed(seed, replication);
    const made = futuresIn(errorSeed);
    plans = made.map((one) => one.plan);
    orders = made.map((one) => one.start.orders);
    for (const [number, one] of made.entries()) {
      const name = futures[number]?.name ?? "";
      const run = runFuture(one, name, { errorSeed, horizonS });
      results[number]?.push(run);
      await pause();
      if (number === 0) await losses?.add(one, run, name, errorSeed);
    }
  }
  if (keep !== undefined) {
    const replication = middleRun((results[0] ?? []).map(({ good }) => good));
    const run = { errorSeed: runSeed(seed, replication), horizonS, replication };
    keep(futuresIn(run.errorSeed).map((one, number) => statesOf(one, futures[number]?.name ?? "", run)));
  }
  const { power } = sources.learnt;
  const isMetered = meteredIn(plans[0] as ModelPlan, power).with.length > 0;
  const energies = results.map((runs, number) =>
    isMetered ? runs.map((run) => energyOf(run, plans[number] as ModelPlan, power, horizonS)) : null,
  );
  return futures.map(({ name }, number) => {
    const runs = results[number] as readonly RunResult[];
    const own = figuresOf(runs, orders[number] ?? [], plans[number] as ModelPlan, { horizonS, trials });
    const first = results[0] as readonly RunResult[];
    const kWh = energies[number] as readonly number[] | null;
    const energy = kWh === null ? null : energyFigures(kWh, runs);
    if (number === 0) return { name, ...own, energy, against: null };
    const energyKWh = kWh === null ? null : rangeOf(kWh.map((value, at) => value - (energies[0]?.[at] as number)));
    return { name, ...own, energy, against: { ...differences(runs, first, orders, number, horizonS), energyKWh } };
  });
}

function figuresOf(
  runs: readonly RunResult[],
  orders: Start["state"]["orders"],
  plan: ModelPlan,
  { horizonS, trials }: Pick<Question, "horizonS" | "trials">,
): Omit<FutureFigures, "name" | "against"> {
  return {
    good: intervalOf(
      runs.map(({ good }) => good),
      modelError(trials),
      TOLD_SHARE,
    ),
    scrapped: rangeOf(runs.map(({ scrapped }) => scrapped)),
    wip: rangeOf(runs.map(({ wip }) => wip)),
    late: rangeOf(runs.map((run) => lateIn(run, orders, horizonS))),
    orders: orders.flatMap(({ name, dueS }, at) => {
      const late = runs.map(({ finishedS }) => ((finishedS[at] as number) - dueS) / 3600);
      if (dueS === Number.POSITIVE_INFINITY) return [];
      const { low, middle, high } = rangeOf(late);
      const told = (value: number): number | null => (Number.isFinite(value) ? value : null);
      return [
        {
          order: name,
          lateH: { low: told(low), middle: told(middle), high: told(high) },
          // An order that is due later, and not finished yet, is neither late nor on time.
          onTime:
            dueS >= horizonS && late.some((value) => value === Number.POSITIVE_INFINITY)
              ? null
              : late.filter((value) => value <= 0).length / late.length,
        },
      ];
    }),
    ...crewFigures(runs, plan),
    ...(plan.moved === undefined ? {} : { moved: plan.moved }),
    bottlenecks: bottlenecksOf(runs, plan, horizonS),
  };
}

function energyFigures(kWh: readonly number[], runs: readonly RunResult[]): NonNullable<FutureFigures["energy"]> {
  return { kWh: rangeOf(kWh), perGood: rangeOf(kWh.map((value, at) => value / Math.max(1, runs[at]?.good ?? 1))) };
}

/** Orders that are due in the horizon and finished later or not in it. */
export function lateIn({ finishedS }: RunResult, orders: Start["state"]["orders"], horizonS: number): number {
  return orders.filter(({ dueS }, at) => dueS < horizonS && !((finishedS[at] as number) <= dueS)).length;
}

function differences(
  runs: readonly RunResult[],
  first: readonly RunResult[],
  orders: readonly Start["state"]["orders"][],
  number: number,
  horizonS: number,
): Omit<NonNullable<FutureFigures["against"]>, "energyKWh"> {
  const good = runs.map((run, at) => run.good - (first[at] as RunResult).good);
  const late = runs.map(
    (run, at) =>
      lateIn(run, orders[number] ?? [], horizonS) - lateIn(first[at] as RunResult, orders[0] ?? [], horizonS),
  );
  return {
    good: rangeOf(good),
    late: rangeOf(late),
    more: good.filter((value) => value > 0).length / good.length,
    fewer: good.filter((value) => value < 0).length / good.length,
  };
}

/** Stations that the same places feed are one; its share of busy time is their mean. */
function bottlenecksOf(runs: readonly RunResult[], plan: ModelPlan, horizonS: number): FutureFigures["bottlenecks"] {
  const { places, routes } = plan;
  const groups = new Map<string, readonly number[]>();
  for (const byVariant of routes)
    for (const choices of byVariant)
      for (const { group } of choices)
        if (group.every((place) => places[place]?.kind === "station")) groups.set(group.join(), group);
  const machines = [...groups.values()].map((group) => ({
    stations: group.map((place) => places[place]?.label ?? "").join(", "),
    busy: runs.map(({ busy }) => group.reduce((sum, place) => sum + (busy[place] ?? 0), 0) / group.length),
  }));
  const named = [...machines, ...crewLoads(runs, plan, horizonS)].map((one) => ({ ...one, first: 0 }));
  for (const [at] of runs.entries()) {
    const busiest = named.toSorted((a, b) => (b.busy[at] as number) - (a.busy[at] as number))[0];
    if (busiest !== undefined) busiest.first++;
  }
  return named
    .filter(({ first }) => first > 0)
    .map(({ busy, first, ...who }) => ({
      ...who,
      share: first / runs.length,
      busy: busy.reduce((sum, value) => sum + value, 0) / busy.length,
    }))
    .toSorted((a, b) => b.share - a.share);
}
