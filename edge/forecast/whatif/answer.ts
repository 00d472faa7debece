/** The one way in which a question about futures is answered, by the command and by a running edge. */
import { EdgeError } from "../../contracts/errors.ts";
import type { WhatIfAnswer } from "../../contracts/forecast/answer.ts";
import type { PlantDescription } from "../../contracts/forecast/description.ts";
import type { PastPiece, PlantHistory } from "../../contracts/forecast/history.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { learn } from "../learn/learn.ts";
import { historyUntil } from "../learn/until.ts";
import { compile } from "../model/compile.ts";
import { flowOf } from "../model/flow.ts";
import { livesFor } from "../model/lives.ts";
import { snapshotAt } from "../model/snapshot-at.ts";
import { startState } from "../model/start-state.ts";
import { compareFutures, type RunMeans } from "./compare.ts";
import { meteredIn } from "./energy.ts";
import { trialsOf } from "./foresee.ts";
import { LifeLosses, livesTold } from "./lives-told.ts";
import { changedTimes, machinesTold } from "./machines-told.ts";
import { BASELINE, type NamedChanges } from "./question.ts";

/** More than a year: nothing that was learnt holds for so long, and the calendar of the run grows with it. */
export const MOST_HOURS = 10_000;
/** Older pieces say little of how the plant works now. */
export const LEARN_FROM_S = 7 * 86_400;
/** Less history than this is no base for a forecast. */
export const LEAST_S = 1800;

export interface AskedFutures {
  readonly description: PlantDescription;
  readonly history: PlantHistory;
  readonly at: Micros;
  readonly futures: readonly NamedChanges[];
}

export interface AskedRuns {
  readonly horizonS: number;
  readonly replications: number;
  readonly seed: number;
}

/**
 * The plant as it is, and each future beside it (rules FK26 to FK29). Throws `ImpossiblePlant`, and `ImpossibleChange`
 * for a change that cannot be.
 */
export async function answerOf(
  { description, history, at, futures }: AskedFutures,
  runs: AskedRuns,
  means: Omit<RunMeans, "at">,
): Promise<WhatIfAnswer> {
  const flow = flowOf(description);
  const known = knownAt(history, at);
  const learnt = learn(known, flow);
  const sources = { description, flow, learnt };
  const snapshot = snapshotAt(known, flow, at);
  const { horizonS, seed } = runs;
  const trials = trialsOf(known, sources, { at, horizonS, seed });
  const plan = compile(sources, { at, horizonS });
  const { unplaced } = startState(snapshot, sources, plan, true);
  const question = { ...runs, trials, futures: [{ name: BASELINE, changes: [] }, ...futures] };
  const begin = (of: Parameters<typeof startState>[2]) => startState(snapshot, sources, of, true);
  // Those runs are beside the ones that were asked for.
  const losses = new LifeLosses({ horizonS, pause: means.pause });
  const found = await compareFutures(sources, begin, question, { at, ...means, losses });
  const left = Object.fromEntries(unplaced);
  const machines = machinesTold(known, learnt, snapshot);
  const counted = meteredIn(plan, learnt.power);
  const metered = counted.with.length === 0 ? null : counted;
  const from = {
    learntFrom: known.from,
    pieces: known.pieces.length,
    machines,
    metered,
    changed: changedTimes(learnt),
    lives: livesTold(snapshot, livesFor(snapshot, plan, description), losses, runs),
    unplaced: left,
  };
  return { at, ...runs, ...from, trials, futures: found };
}

/**
 * What was known at an instant, in an order that does not depend on when the record was read: sums of floating point
 * numbers differ in their last bits by the order of the summands.
 */
export function knownAt(history: PlantHistory, at: Micros): PlantHistory {
  const known = historyUntil(history, at);
  const first = new Map(known.pieces.map((piece) => [piece, firstTime(piece)] as const));
  const since = (piece: PastPiece): number => first.get(piece) ?? 0;
  return {
    ...known,
    pieces: known.pieces.toSorted((a, b) => since(a) - since(b) || (a.piece < b.piece ? -1 : 1)),
    orders: known.orders.toSorted((a, b) => timeOf(a.steps[0]) - timeOf(b.steps[0]) || (a.order < b.order ? -1 : 1)),
  };
}

function firstTime({ stays }: PastPiece): number {
  const stay = stays[0];
  const time = stay === undefined || Number.isNaN(stay.from) ? stay?.to : stay.from;
  return time === undefined || Number.isNaN(time) ? 0 : time;
}

function timeOf(step: { readonly time: Micros } | undefined): Micros {
  return step?.time ?? 0;
}

/** Throws EdgeError `bad-request` for an instant at which too little was known. `how`: where to say another one. */
export function checkInstant(at: Micros, { from, to }: Pick<PlantHistory, "from" | "to">, how: string): void {
  const text = (time: Micros): string => new Date(time / 1000).toISOString();
  if (at > to)
    throw new EdgeError(
      "bad-request",
      `${how} is ${text(at)}, and the newest report is of ${text(to)}; leave ${how} out to start from there`,
    );
  if (at < from + LEAST_S * 1e6)
    throw new EdgeError(
      "bad-request",
      `${text(at)} has less than half an hour of history before it: the record has ${text(from)} to ${text(to)}; ` +
        `give a later time with ${how}, or let the edge watch the plant for longer`,
    );
}
