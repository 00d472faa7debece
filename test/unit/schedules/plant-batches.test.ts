import { expect, it } from "vitest";
import { Chance } from "../../../edge/batch/chance.ts";
import type { Distribution } from "../../../edge/forecast/kernel/distributions.ts";
import { EMPTY_START, type ModelPlan, type StartState } from "../../../edge/forecast/model/plan.ts";
import { roomsOf, sharedS } from "../../../edge/schedules/plant-batches.ts";
import { bufferOf, lasting, line, stationOf } from "../../fakes/forecast-plans.ts";
import { meanErrorS, type PlantWorkPlan, plantPlanOf } from "../../fakes/plant-plans.ts";
import { SEEDS_IN_SET } from "../../run/long-sets.ts";
import { SEED } from "../../run/seed.ts";

const BATCH = 12;
const OVEN_S = 5_400;
const SEEDS = Array.from({ length: SEEDS_IN_SET }, (_, at) => at);

const near =
  (seconds: number): Distribution =>
  (share) =>
    seconds * (0.9 + 0.2 * share);

/** Mills before an oven and a packing machine; the oven is the slowest. */
function ovenPlant(): ModelPlan {
  const mills = ["M1", "M2", "M3", "M4"].map((label) => stationOf(label, near(1_600)));
  const oven = stationOf("OVEN", near(OVEN_S), { batch: BATCH });
  const buffers = [bufferOf("IN", 10_000), bufferOf("OUT", 10_000)] as const;
  const { places, routes, ...plan } = line([mills, [buffers[0]], [oven], [buffers[1]], [stationOf("PACK", near(60))]]);
  const two = <Item>([item]: readonly Item[]): Item[] => [item as Item, item as Item];
  return {
    ...plan,
    variants: ["A", "B"],
    places: places.map((place) => (place.kind === "station" ? { ...place, work: two(place.work) } : place)),
    routes: routes.map(two),
  };
}

function stateWith(quantities: readonly number[], chance: Chance): StartState {
  const orders = quantities.map((quantity, at) => ({
    ...{ name: `O${at}`, variant: chance.below(2), toRelease: quantity, open: quantity, dueS: 3_600 * (at + 1) },
  }));
  return { ...EMPTY_START, orders };
}

/** The same with minutes for each piece. */
function perPiece(plan: PlantWorkPlan): PlantWorkPlan {
  const machines = plan.machines.map(({ capacity: _capacity, ...machine }) => machine);
  const variants = plan.variants.map(({ id, route }) => ({
    id,
    route: route.map((step) => ({
      ...step,
      machines: step.machines.map((one) => (one.machine === "OVEN" ? { ...one, minutes: one.minutes / BATCH } : one)),
    })),
  }));
  return { ...plan, machines, variants };
}

it("[SD52] a long batch is planned as one where orders are small against it, and only then", () => {
  const rooms = (open: readonly number[], oven = OVEN_S) => {
    const places = [stationOf("OVEN", lasting(oven), { batch: BATCH }), stationOf("M", lasting(9_000))];
    return [
      ...roomsOf(
        { places },
        open.map((one) => ({ open: one })),
      ),
    ];
  };
  expect(rooms([3, 4, 0])).toEqual([["OVEN", BATCH]]);
  expect(rooms([5, 5])).toEqual([]);
  expect(rooms([])).toEqual([]);
  // Minutes for each piece are wrong by less than five minutes at most.
  expect(rooms([3], 320)).toEqual([]);
  expect(rooms([3], 340)).toEqual([["OVEN", BATCH]]);
});

it("[SD52] no machine that pieces pass twice is a batch machine", () => {
  const oven = stationOf("OVEN", lasting(OVEN_S), { batch: BATCH });
  expect(roomsOf({ places: [oven, oven] }, [{ open: 1 }]).size).toBe(0);
});

it("[SD52] variants share a batch where they take as long and nothing is set up", () => {
  const rooms = new Map([["OVEN", BATCH]]);
  const oven = (...times: readonly number[]) => stationOf("OVEN", lasting(0), { work: times.map(lasting) });
  expect(sharedS([oven(1_000, 1_100)], rooms)).toEqual([expect.closeTo(1_050)]);
  expect(sharedS([oven(1_000, 1_300)], rooms)).toBeUndefined();
  expect(sharedS([{ ...oven(1_000, 1_000), setUp: () => lasting(60) }], rooms)).toBeUndefined();
  expect(sharedS([oven(1_000), stationOf("M", lasting(1))], rooms)).toBeUndefined();
});

it("[SD52] [SD53] an order beyond the oven is in a plan of small ones, which can be made", () => {
  const model = ovenPlant();
  const plan = plantPlanOf(model, stateWith([1, 2, 1, 2, 15, 1, 1, 1], new Chance(1)));
  expect(plan.machines.find(({ id }) => id === "OVEN")?.capacity).toBe(BATCH);
  const [, cure] = plan.variants[0]?.route ?? [];
  expect(cure).toMatchObject({ id: "OVEN", family: "OVEN", machines: [{ machine: "OVEN", minutes: 90 }] });
  expect(plan.orders.map(({ id }) => id)).toEqual(["O0", "O1", "O2", "O3", "O4", "O5", "O6", "O7"]);
});

it("[SD54] a belt takes its travel once, whatever the order, and the pace is that of the machine before it", () => {
  const belt = { kind: "belt", label: "CHAIN", capacity: 9, travel: lasting(600), spacingS: 70 } as const;
  const model = line([[stationOf("M1", lasting(60))], [belt], [stationOf("PACK", lasting(60))]]);
  const plan = plantPlanOf(model, stateWith([10], new Chance(9)));
  expect(plan.transport.between).toEqual([{ from: "M", to: "PACK", minutes: 10 }]);
  expect(plan.variants[0]?.route.map(({ machines }) => machines[0]?.minutes)).toEqual([1, 1]);
});

it("[SD52] planned ends of small orders are nearer to the model's than by minutes for each piece", () => {
  const model = ovenPlant();
  let [batches, pieces] = [0, 0];
  for (const number of SEEDS) {
    const chance = new Chance(SEED + number);
    const state = stateWith(
      Array.from({ length: 8 }, () => 1 + chance.below(5)),
      chance,
    );
    const plan = plantPlanOf(model, state);
    batches += meanErrorS(plan, model, state);
    pieces += meanErrorS(perPiece(plan), model, state);
  }
  expect(batches).toBeLessThan(0.8 * pieces);
}, 180_000);
