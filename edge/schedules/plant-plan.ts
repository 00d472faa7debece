/** The work plan of the plant as an edge knows it: by its config, its record of pieces and what was learnt from it. */
import { ImpossiblePlant, type PlantDescription } from "../contracts/forecast/description.ts";
import type { PlantHistory } from "../contracts/forecast/history.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { listed } from "../contracts/plant/config-text.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";
import type { PlantPlan } from "../contracts/schedule/schedules.ts";
import { MOST_OPERATIONS, MOST_ORDERS, type WorkPlan } from "../contracts/schedule/work-plan.ts";
import { learn } from "../forecast/learn/learn.ts";
import { withIslandsNow } from "../forecast/learn/until.ts";
import { compile } from "../forecast/model/compile.ts";
import { type Flow, flowOf } from "../forecast/model/flow.ts";
import type { ModelPlan, StartState } from "../forecast/model/plan.ts";
import { snapshotAt } from "../forecast/model/snapshot-at.ts";
import { startState } from "../forecast/model/start-state.ts";
import { knownAt, LEARN_FROM_S, LEAST_S } from "../forecast/whatif/answer.ts";
import { newestInstant } from "../futures/answer-asked.ts";
import { type RecordedPlant, readRecord } from "../futures/record-of-pieces.ts";
import { roomsOf } from "./plant-batches.ts";
import { machinesOf } from "./plant-machines.ts";
import { firstDue, ordersOf } from "./plant-orders.ts";
import { type Way, wayOf } from "./plant-routes.ts";
import { sentence } from "./problem-table.ts";

const SHIFT_S = 8 * 3600;
const MOST_NAMED = 5;

export interface PlantTask {
  readonly dataDir: string;
  readonly description: RecordedPlant;
}

/** Throws EdgeError `disk` for a record that cannot be read. */
export function plantPlanNow({ dataDir, description }: PlantTask): PlantPlan {
  const history = readRecord(dataDir, description, { forS: LEARN_FROM_S });
  if (history === undefined) return none(sentence("plant-plan-no-record", {}).message);
  const at = newestInstant(history);
  const seenS = (at - history.from) / 1e6;
  if (seenS < LEAST_S) {
    const minutes = Math.max(0, Math.floor(seenS / 60));
    return none(sentence("plant-plan-short", { minutes, least: LEAST_S / 60 }).message);
  }
  try {
    return planOf(description, withIslandsNow(history, at), at);
  } catch (error) {
    if (!(error instanceof ImpossiblePlant)) throw error;
    return none(...error.problems.map((reason) => sentence("plant-plan-impossible", { reason }).message));
  }
}

function none(...missing: readonly LocalizedText[]): PlantPlan {
  return { plan: null, missing };
}

function planOf(description: RecordedPlant, history: PlantHistory, at: Micros): PlantPlan {
  const flow = flowOf(description);
  const known = knownAt(history, at);
  const sources = { description, flow, learnt: learn(known, flow) };
  const model = compile(sources, { at, horizonS: SHIFT_S });
  const snapshot = snapshotAt(known, flow, at);
  const { state } = startState(snapshot, sources, model, false);
  const ranks = new Map(snapshot.orders.map((one) => [one.order, one.priority]));
  return planFrom({ description, flow, model, state, at, ranks });
}

/** The plan of a plant whose model and state are known. */
export function planFrom(of: {
  readonly description: PlantDescription;
  readonly flow: Flow;
  readonly model: ModelPlan;
  readonly state: StartState;
  readonly at: Micros;
  /** Ranks of the planning system by order, 1 the most urgent; NaN: not said. */
  readonly ranks: ReadonlyMap<string, number>;
}): PlantPlan {
  const { description, flow, model, state, at, ranks } = of;
  const rooms = roomsOf(model, state.orders);
  const ways = model.variants.map((_, variant) => wayOf(model, flow, { variant, rooms }));
  const open = ordersOf({ model, state, at, ranks }, ways);
  const missing = [...open.missing];
  const { machines, calendars, setUps, missing: unknown } = machinesOf({ description, model, state, at, rooms }, ways);
  missing.push(...unknown, sentence("plant-plan-material", {}).message);
  const unrouted = model.variants.filter((_, variant) => ways[variant]?.steps.length === 0);
  if (unrouted.length > 0)
    missing.push(sentence("plant-plan-no-route", { variants: listed(unrouted, MOST_NAMED) }).message);
  const orders = firstDue(open);
  const left = open.orders.length - orders.length;
  const most = { most: MOST_ORDERS, operations: MOST_OPERATIONS };
  if (left > 0) missing.push(sentence("plant-plan-many", { left, ...most }).message);
  const used = new Set(orders.map(({ variant }) => variant));
  const variants = open.variants.filter(({ id, isWhole }) => isWhole || used.has(id));
  if (machines.length === 0 || variants.length === 0) return { plan: null, missing };
  return {
    plan: {
      timeZone: description.site.timeZone,
      start: momentText(at / 1_000),
      horizonDays: 30,
      setUpAhead: true,
      objective: { tardiness: 1, late: 240, marginMin: 120, setUp: 0.1, makespan: 0.05, energy: 0 },
      calendars,
      setUps,
      fixtures: [],
      transport: transportOf(ways),
      tariff: { price: 0, windows: [] },
      machines,
      variants: variants.map(({ id, route }) => ({ id, route: [...route] })),
      orders,
      kept: [],
      locks: [],
    },
    missing,
  };
}

/** Areas of machines are the steps that they make; between them it takes as long as pieces were seen to take. */
function transportOf(ways: readonly Way[]): WorkPlan["transport"] {
  const between = new Map<string, { from: string; to: string; minutes: number }>();
  for (const { steps } of ways)
    for (const [at, { step, transportS }] of steps.entries()) {
      const before = steps[at - 1]?.step.id;
      if (before === undefined || transportS === 0) continue;
      const key = JSON.stringify([before, step.id]);
      const minutes = Math.max(between.get(key)?.minutes ?? 0, Math.round(transportS) / 60);
      between.set(key, { from: before, to: step.id, minutes });
    }
  return { within: 0, other: 0, between: [...between.values()] };
}

/** As work plans have moments: to the second. */
function momentText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
