/**
 * `npm run bench -- schedule --rounds N`: the plan of the demo plant against what its controllers report afterwards, in
 * N runs of the healthy plant with seeds of their own: with pieces that go on in transfer lots, and, as the baseline,
 * with whole orders. Then the time of a search with lots and without.
 */

import { streamPlant } from "../edge/cli/demo/stream-plant.ts";
import { loadConfig } from "../edge/config/load.ts";
import type { PlantHistory } from "../edge/contracts/forecast/history.ts";
import type { WorkPlan } from "../edge/contracts/schedule/work-plan.ts";
import { historyOf, type Means } from "../edge/evaluation/forecast/judged-run.ts";
import { MADE, madePlan } from "../edge/evaluation/schedule/made-plan.ts";
import { learn } from "../edge/forecast/learn/learn.ts";
import { compile } from "../edge/forecast/model/compile.ts";
import { flowOf } from "../edge/forecast/model/flow.ts";
import { snapshotAt } from "../edge/forecast/model/snapshot-at.ts";
import { startState } from "../edge/forecast/model/start-state.ts";
import { knownAt } from "../edge/forecast/whatif/answer.ts";
import { plugins } from "../edge/plugins.ts";
import { scheduleOf } from "../edge/schedule/explain/schedule-of.ts";
import { improve } from "../edge/schedule/improve/improve.ts";
import { readPlant } from "../edge/schedule/plant/read.ts";
import { planFrom } from "../edge/schedules/plant-plan.ts";
import { against } from "../edge/schedules/score/against.ts";
import { type Figures, figure } from "./report.ts";

/** The plant is planned after so many hours of learning, and judged for as long as most orders of the plan take. */
const LEARNS_H = 8;
const HOURS = 24;
const HOUR_US = 3_600e6;
const STEPS = 5_000;
const LOT = 10;

export async function benchSchedule({ rounds }: { rounds: number }): Promise<Figures> {
  const config = await loadConfig("config/demo", plugins);
  const signal = new AbortController().signal;
  const means: Means = { description: config, stream: (order) => streamPlant(order, signal) };
  const found: Record<"lots" | "whole", Errors[]> = { lots: [], whole: [] };
  const times: Record<"lots" | "whole", number[]> = { lots: [], whole: [] };
  for (let seed = 1; seed <= rounds; seed++) {
    const history = await historyOf(means, { scenario: "healthy", seed, hours: HOURS });
    const plan = planOf(means, history);
    found.lots.push(errorsOf(plan, history));
    found.whole.push(errorsOf(inLots(plan, undefined), history));
    const made = madePlan({ ...MADE, seed });
    times.lots.push(searchMs(inLots(made, LOT)));
    times.whole.push(searchMs(made));
  }
  return [
    ...figuresOf("", "pieces in transfer lots", found.lots),
    ...figuresOf("Whole", "baseline: whole orders", found.whole),
    figure("searchMs", `${STEPS} steps of a plan of 500 operations, lots of ${LOT}, CPU time`, "ms", times.lots),
    figure("searchWholeMs", "the same with whole orders", "ms", times.whole),
  ];
}

/** The plan of the plant as it would have been made then. */
function planOf({ description }: Means, history: PlantHistory): WorkPlan {
  const at = history.from + LEARNS_H * HOUR_US;
  const flow = flowOf(description);
  const known = knownAt(history, at);
  const sources = { description, flow, learnt: learn(known, flow) };
  const model = compile(sources, { at, horizonS: 3_600 * LEARNS_H });
  const snapshot = snapshotAt(known, flow, at);
  const { state } = startState(snapshot, sources, model, false);
  const ranks = new Map(snapshot.orders.map(({ order, priority }) => [order, priority]));
  const { plan, missing } = planFrom({ description, flow, model, state, at, ranks });
  if (plan === null) throw new Error(missing.map(({ en }) => en).join("; "));
  return plan;
}

/** `lot` undefined: whole orders. */
function inLots(plan: WorkPlan, lot: number | undefined): WorkPlan {
  const variants = plan.variants.map(({ id, route }) => ({
    id,
    route: route.map(({ transferLot: _own, ...step }) => (lot === undefined ? step : { ...step, transferLot: lot })),
  }));
  return { ...plan, variants };
}

/** Minutes between planned and actual ends of orders: their mean, and that of their sizes. */
interface Errors {
  readonly bias: number;
  readonly size: number;
}

function errorsOf(plan: WorkPlan, history: PlantHistory): Errors {
  const { decisions, timeline } = improve(readPlant(plan), 1, (steps) => steps / STEPS);
  const schedule = scheduleOf(decisions, timeline);
  const judged = against({ plan, schedule }, history, (history.from + HOURS * HOUR_US) / 1_000);
  const errors = (judged?.orders ?? []).flatMap(({ end, plannedEnd }) =>
    end === null ? [] : [(Date.parse(end) - Date.parse(plannedEnd)) / 60_000],
  );
  return { bias: mean(errors), size: mean(errors.map(Math.abs)) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function figuresOf(key: string, what: string, errors: readonly Errors[]): Figures {
  return [
    figure(
      `end${key}`,
      `${what}: mean error of ends of orders`,
      "min",
      errors.map(({ size }) => size),
    ),
    figure(
      `bias${key}`,
      `${what}: its mean with sign, below 0 where orders end before`,
      "min",
      errors.map(({ bias }) => bias),
    ),
  ];
}

/** CPU time, because other programs share the machine. */
function searchMs(plan: WorkPlan): number {
  const plant = readPlant(plan);
  const before = process.cpuUsage();
  improve(plant, 1, (steps) => steps / STEPS);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
