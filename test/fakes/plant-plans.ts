/** Plans of plants whose model is known, and how far the planned ends of orders are from the model's. */
import type { Flow } from "../../edge/forecast/model/flow.ts";
import type { ModelPlan, StartState } from "../../edge/forecast/model/plan.ts";
import { PlantRun } from "../../edge/forecast/model/plant-run.ts";
import { improve } from "../../edge/schedule/improve/improve.ts";
import { workPlanProblems } from "../../edge/schedule/plant/problems.ts";
import { readPlant } from "../../edge/schedule/plant/read.ts";
import { planFrom } from "../../edge/schedules/plant-plan.ts";

const RUNS = 12;
const AT = Date.UTC(2026, 2, 2) * 1000;
const DESCRIPTION = {
  site: { timeZone: "UTC", shifts: [] },
  assets: [],
  material: { ways: [], buffers: [], operations: [], scrap: "SCRAP" },
  kpis: { idealCycles: [], breaks: [], endOfLine: { assets: ["PACK"] } },
};

/** Stations whose labels differ by a digit make the same operation. */
function flowOf({ places }: ModelPlan): Flow {
  const flow = places.map(({ label }) => ({
    ...{ label, group: 0, isBuffer: false, capacity: undefined, steps: [] },
    operation: label.replace(/\d/, ""),
  }));
  return { places: flow, vehicles: [], tenders: [], sources: [0], sinks: [places.length - 1], scrap: "SCRAP" };
}

/** The plan of the plant, which can be made. */
export function plantPlanOf(model: ModelPlan, state: StartState) {
  const of = { description: DESCRIPTION, flow: flowOf(model), model, state, at: AT, ranks: new Map() };
  const { plan } = planFrom(of);
  if (plan === null) throw new Error("the plan has orders and machines");
  const problems = workPlanProblems(plan);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message.en).join("; "));
  return plan;
}

export type PlantWorkPlan = ReturnType<typeof plantPlanOf>;

/** Mean distance of the planned ends of orders from those of the model, which makes orders as they are planned. */
export function meanErrorS(plan: PlantWorkPlan, model: ModelPlan, state: StartState): number {
  const plant = readPlant(plan);
  const { timeline } = improve(plant, 1, (steps) => steps / 1_000);
  const starts = state.orders.map((_, order) =>
    Math.min(...timeline.start.filter((_, at) => plant.orderOf[at] === order)),
  );
  const sequence = starts.map((_, order) => order).sort((a, b) => (starts[a] as number) - (starts[b] as number));
  const shares = model.variants.map(() => 1 / model.variants.length);
  const start = { ...state, sequence, refill: { shares, quantity: 6 } };
  const runs = Array.from({ length: RUNS }, (_, run) => new PlantRun(model, start, run).run(4 * 86_400).finishedS);
  const errors = state.orders.map((_, order) => {
    const ends = runs.map((ended) => ended[order] as number).sort((a, b) => a - b);
    return Math.abs((timeline.orderEnd[order] as number) - (ends[RUNS / 2] as number));
  });
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}
