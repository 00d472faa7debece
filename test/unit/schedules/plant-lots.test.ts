import { expect, it } from "vitest";
import { Chance } from "../../../edge/batch/chance.ts";
import type { Distribution } from "../../../edge/forecast/kernel/distributions.ts";
import { EMPTY_START, type ModelPlan, type StartState } from "../../../edge/forecast/model/plan.ts";
import { bufferOf, lasting, line, stationOf } from "../../fakes/forecast-plans.ts";
import { meanErrorS, type PlantWorkPlan, plantPlanOf } from "../../fakes/plant-plans.ts";
import { SEED } from "../../run/seed.ts";

/** Of 200 sets of orders, 13 have errors of 0.2 to 0.49: five sets are beyond the limit in 0.4 % of the runs. */
const SEEDS = Array.from({ length: 20 }, (_, at) => at);
const LOAD = 8;

const near =
  (seconds: number): Distribution =>
  (share) =>
    seconds * (0.9 + 0.2 * share);

/** A saw, vehicles with loads of eight to a mill and from there to a washer of four, from which pieces go on singly. */
function linePlant(): ModelPlan {
  const buffers = ["OUT1", "IN2", "OUT2", "IN3"].map((label) => bufferOf(label, 1_000));
  const [out, mill, milled, wash] = buffers.map((buffer) => [buffer]) as [[(typeof buffers)[0]], ...(typeof buffers)[]];
  const lane = (from: number) => ({
    ...{ from, to: [[from + 1]], load: LOAD, approach: lasting(20), carry: lasting(100) },
  });
  const stations = [
    stationOf("SAW", near(70)),
    stationOf("MILL", near(90)),
    stationOf("WASH", near(240), { batch: 4 }),
    stationOf("PACK", near(40)),
  ].map((station) => [station]);
  const [saw, milling, washing, packing] = stations as [(typeof stations)[0], ...typeof stations];
  const groups = [saw, out, mill as never, milling as never, milled as never, wash as never, washing as never];
  return line([...groups, packing as never], { lanes: [lane(2), lane(5)], vehicles: 3 });
}

function stateWith(quantities: readonly number[]): StartState {
  const orders = quantities.map((quantity, at) => ({
    ...{ name: `O${at}`, variant: 0, toRelease: quantity, open: quantity, dueS: 3_600 * (at + 1) },
  }));
  return { ...EMPTY_START, orders };
}

function wholeOrders(plan: PlantWorkPlan): PlantWorkPlan {
  const variants = plan.variants.map(({ id, route }) => ({
    id,
    route: route.map(({ transferLot: _lot, ...step }) => step),
  }));
  return { ...plan, variants };
}

it("[SD59] lots of the plant are loads of vehicles, what a machine takes at once, and else single pieces", () => {
  const plan = plantPlanOf(linePlant(), stateWith([30, 20]));
  const lots = plan.variants[0]?.route.map(({ id, transferLot }) => [id, transferLot]);
  expect(lots).toEqual([
    ["SAW", LOAD],
    ["MILL", LOAD],
    ["WASH", 4],
    ["PACK", undefined],
  ]);
});

it("[SD59] planned ends are nearer to the model's with lots than with whole orders", () => {
  const model = linePlant();
  let [lots, whole] = [0, 0];
  for (const number of SEEDS) {
    const chance = new Chance(SEED + number);
    const state = stateWith(Array.from({ length: 6 }, () => 10 + chance.below(60)));
    const plan = plantPlanOf(model, state);
    lots += meanErrorS(plan, model, state);
    whole += meanErrorS(wholeOrders(plan), model, state);
  }
  // It is 0.095 of 200 sets, and none of 100,000 draws of twenty of them reaches the limit. Lots of one piece: 0.30.
  expect(lots).toBeLessThan(0.2 * whole);
}, 180_000);
