import type { Range, Trial } from "../../contracts/forecast/answer.ts";
import { ImpossiblePlant, type PlantDescription } from "../../contracts/forecast/description.ts";
import type { CountedPlaces } from "../../contracts/forecast/forecasts.ts";
import type { PlantHistory } from "../../contracts/forecast/history.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { learn } from "../learn/learn.ts";
import { filledStays } from "../learn/stays.ts";
import { historyUntil } from "../learn/until.ts";
import { compile, outputsOf, type Sources } from "../model/compile.ts";
import { flowOf } from "../model/flow.ts";
import { ImpossibleRun } from "../model/impossible-run.ts";
import { PlantRun } from "../model/plant-run.ts";
import { snapshotAt } from "../model/snapshot-at.ts";
import { startState } from "../model/start-state.ts";
import { intervalOf } from "./interval.ts";
import { modelError, rangeOf, spreadOf } from "./ranges.ts";
import { runSeed } from "./run-seed.ts";

/** Forecasts that try the model on the past: so many, and runs of each. */
const TRIALS = 4;
const TRIAL_RUNS = 6;
/** A trial learns from this share of the history at least. */
const LEARNT_SHARE = 0.5;

/** Share of outcomes in the interval that is judged. */
const JUDGED_SHARE = 0.9;

export interface Ahead {
  readonly at: Micros;
  readonly horizonS: number;
  readonly replications: number;
  readonly seed: number;
}

/**
 * Good pieces of the time ahead: the middle of the runs, and an interval of 90 % that has both the spread of the runs
 * and the errors that forecasts of the past had (rule FK29).
 */
export function foreseen(
  history: PlantHistory,
  description: PlantDescription,
  { at, horizonS, replications, seed }: Ahead,
): { readonly good: Range; readonly trials: readonly Trial[] } {
  const flow = flowOf(description);
  const known = historyUntil(history, at);
  const good = goodOf(known, { description, flow, learnt: learn(known, flow) }, { at, horizonS, replications, seed });
  const trials = trialsOf(known, { description, flow }, { at, horizonS, seed });
  return { good: intervalOf(good, modelError(trials), JUDGED_SHARE), trials };
}

function goodOf(known: PlantHistory, sources: Sources, { at, horizonS, replications, seed }: Ahead): readonly number[] {
  const snapshot = snapshotAt(known, sources.flow, at);
  return Array.from({ length: replications }, (_, replication) => {
    const errorSeed = runSeed(seed, replication);
    const plan = compile(sources, { at, horizonS, errorSeed });
    return new PlantRun(plan, startState(snapshot, sources, plan, true).state, errorSeed).run(horizonS).good;
  });
}

/**
 * Forecasts from instants of the past whose outcome is known by now. Instants at which too little was known yet for a
 * forecast are left out.
 */
export function trialsOf(
  known: PlantHistory,
  { description, flow }: Pick<Sources, "description" | "flow">,
  { at, horizonS, seed }: Omit<Ahead, "replications">,
): readonly Trial[] {
  const begin = known.from + LEARNT_SHARE * (at - known.from);
  const lastS = Math.min(horizonS, (at - begin) / 1e6 / 2);
  const end = at - lastS * 1e6;
  if (!(lastS > 0) || end < begin) return [];
  return Array.from({ length: TRIALS }, (_, trial) => begin + ((end - begin) * trial) / (TRIALS - 1)).flatMap(
    (from): readonly Trial[] => {
      const past = historyUntil(known, from);
      const sources = { description, flow, learnt: learn(past, flow) };
      try {
        const runs = goodOf(past, sources, { at: from, horizonS: lastS, replications: TRIAL_RUNS, seed });
        const happened = goodBetween(known, { description, flow }, from, from + lastS * 1e6);
        const [, spread] = spreadOf(runs);
        return [{ at: from, foreseen: rangeOf(runs).middle, happened, horizonS: lastS, spread }];
      } catch (error) {
        if (error instanceof ImpossiblePlant || error instanceof ImpossibleRun) return [];
        throw error;
      }
    },
  );
}

export function countedPlaces({ description, flow }: Pick<Sources, "description" | "flow">): CountedPlaces {
  const outputs = outputsOf({ description, flow });
  const labelsOf = (isSink: boolean): readonly string[] =>
    outputs
      .filter((at) => flow.sinks.includes(at) === isSink)
      .map((at) => flow.places[at]?.label ?? "")
      .sort();
  return { left: labelsOf(false), entered: labelsOf(true) };
}

/** Good pieces that left the plant's outputs, or came to those that are its last places: as the model counts them. */
export function goodBetween(
  { pieces }: PlantHistory,
  sources: Pick<Sources, "description" | "flow">,
  from: Micros,
  to: Micros,
): number {
  const counted = countedPlaces(sources);
  const [left, entered] = [new Set(counted.left), new Set(counted.entered)];
  let count = 0;
  for (const piece of pieces) {
    if (piece.operations.at(-1)?.verdict === "scrap") continue;
    for (const [at, stay] of filledStays(piece).entries()) {
      if (left.has(stay.place) && stay.to >= from && stay.to < to) count++;
      // A rack may be the first place of the ways and the last: a piece has not come to the end where it begins.
      if (at > 0 && entered.has(stay.place) && stay.from >= from && stay.from < to) count++;
    }
  }
  return count;
}
