import type { PlantDescription } from "../../contracts/forecast/description.ts";
import type { PlantHistory } from "../../contracts/forecast/history.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { learn } from "../learn/learn.ts";
import type { Learnt } from "../learn/learnt.ts";
import { historyUntil } from "../learn/until.ts";
import { compile, type Sources } from "../model/compile.ts";
import { type Flow, flowOf } from "../model/flow.ts";
import { PlantRun } from "../model/plant-run.ts";
import { snapshotAt } from "../model/snapshot-at.ts";
import { startState } from "../model/start-state.ts";
import { modelError, NORMAL_90, type Range, rangeOf, type Trial, widened } from "./ranges.ts";

/** Forecasts that try the model on the past: so many, and runs of each. */
const TRIALS = 4;
const TRIAL_RUNS = 6;
/** A trial learns from this share of the history at least. */
const LEARNT_SHARE = 0.5;

export interface Ahead {
  readonly at: Micros;
  readonly horizonS: number;
  readonly replications: number;
}

/**
 * Good pieces of the time ahead: the middle of the runs, and an interval of 90 % that has both the spread of the runs
 * and the errors that forecasts of the past had (rule FK29).
 */
export function foreseen(
  history: PlantHistory,
  description: PlantDescription,
  { at, horizonS, replications }: Ahead,
): { readonly good: Range; readonly trials: readonly Trial[] } {
  const flow = flowOf(description);
  const known = historyUntil(history, at);
  const good = goodOf(known, { description, flow, learnt: learn(known, flow) }, { at, horizonS, replications });
  const trials = trialsOf(known, description, flow, at, horizonS);
  return { good: widened(good, modelError(trials), NORMAL_90), trials };
}

function goodOf(known: PlantHistory, sources: Sources, { at, horizonS, replications }: Ahead): readonly number[] {
  const snapshot = snapshotAt(known, at);
  return Array.from({ length: replications }, (_, seed) => {
    const plan = compile(sources, { at, horizonS, errorSeed: seed });
    return new PlantRun(plan, startState(snapshot, sources, plan, true).state, seed).run(horizonS).good;
  });
}

/** Forecasts from instants of the past whose outcome is known by now. */
export function trialsOf(
  known: PlantHistory,
  description: PlantDescription,
  flow: Flow,
  at: Micros,
  horizonS: number,
): readonly Trial[] {
  const begin = known.from + LEARNT_SHARE * (at - known.from);
  const lastS = Math.min(horizonS, (at - begin) / 1e6 / 2);
  const end = at - lastS * 1e6;
  if (!(lastS > 0) || end < begin) return [];
  return Array.from({ length: TRIALS }, (_, trial): Trial => {
    const from = begin + ((end - begin) * trial) / (TRIALS - 1);
    const past = historyUntil(known, from);
    const learnt: Learnt = learn(past, flow);
    const sources = { description, flow, learnt };
    const runs = goodOf(past, sources, { at: from, horizonS: lastS, replications: TRIAL_RUNS });
    const plan = compile(sources, { at: from, horizonS: lastS });
    const ends = new Set(plan.outputs.map((place) => plan.places[place]?.label));
    return { at: from, foreseen: rangeOf(runs).middle, happened: leftIn(known, ends, from, from + lastS * 1e6) };
  });
}

/** Good pieces that left these places. */
function leftIn({ pieces }: PlantHistory, places: ReadonlySet<string | undefined>, from: Micros, to: Micros): number {
  let count = 0;
  for (const { stays, operations } of pieces) {
    if (operations.at(-1)?.verdict === "scrap") continue;
    for (const stay of stays) if (places.has(stay.place) && stay.to >= from && stay.to < to) count++;
  }
  return count;
}
