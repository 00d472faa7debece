import { expect, it } from "vitest";
import { Chance } from "../../../../edge/batch/chance.ts";
import { reasonText } from "../../../../edge/contracts/schedule/reason-text.ts";
import type { PlannedOperation } from "../../../../edge/contracts/schedule/schedule.ts";
import type { WorkPlan } from "../../../../edge/contracts/schedule/work-plan.ts";
import { scheduleFaults } from "../../../../edge/schedule/check/check.ts";
import { scheduleOf } from "../../../../edge/schedule/explain/schedule-of.ts";
import { decisionsLike } from "../../../../edge/schedule/improve/decisions.ts";
import { improve } from "../../../../edge/schedule/improve/improve.ts";
import type { Plant } from "../../../../edge/schedule/plant/plant.ts";
import { readPlant } from "../../../../edge/schedule/plant/read.ts";
import { Tariff } from "../../../../edge/schedule/plant/tariff.ts";
import { Timeline } from "../../../../edge/schedule/plant/timeline.ts";
import { replan } from "../../../../edge/schedule/replan.ts";
import { PlanRun } from "../../../../edge/schedule/replicate.ts";
import { SEED } from "../../../run/seed.ts";
import { minute, randomPlan, workPlan } from "./plans.ts";

const SEEDS = Array.from({ length: 20 }, (_, at) => at);
const STEPS = 1_500;
const DAYS = [1, 2, 3, 4, 5, 6, 7];
const TARIFF: WorkPlan["tariff"] = {
  price: 0.7,
  windows: [
    { days: DAYS, from: "08:00", to: "12:00", price: 1.2 },
    { days: DAYS, from: "14:00", to: "18:00", price: 1.2 },
    { days: DAYS, from: "22:00", to: "06:00", price: 0.3 },
  ],
};

/** A random plan with power, a tariff, and time to spare. */
function pricedPlan(seed: number, { energy = 1, tariff = TARIFF }: { energy?: number; tariff?: WorkPlan["tariff"] }) {
  const plan = randomPlan(new Chance(SEED + seed), { orders: 15, steps: 4 });
  return {
    ...plan,
    tariff,
    objective: { ...plan.objective, energy },
    machines: plan.machines.map((machine) => ({ ...machine, powerKw: 25 })),
    orders: plan.orders.map((order) => ({ ...order, due: minute(7 * 1_440) })),
  };
}

function searched(plant: Plant, seed: number) {
  const made = improve(plant, seed, (done) => done / STEPS);
  return { ...made, schedule: scheduleOf(made.decisions, made.timeline) };
}

it("[SD49] on the mean plans with time to spare cost less and need cheaper energy, and no order is late for it", () => {
  const change = { cost: 0, energy: 0 };
  for (const seed of SEEDS) {
    const plan = pricedPlan(seed, {});
    const plant = readPlant(plan);
    expect(plant.mayWaitForPrice).toBe(true);
    const without = searched({ ...plant, mayWaitForPrice: false }, seed);
    const made = searched(plant, seed);
    expect(scheduleFaults(plan, made.schedule)).toEqual([]);
    for (const { end, due } of made.schedule.orders) expect(end).toBeLessThanOrEqual(due);
    expect([...without.decisions.notBefore].some((until) => until > 0)).toBe(false);
    change.cost += made.cost - without.cost;
    change.energy += made.schedule.energyCost / without.schedule.energyCost - 1;
  }
  expect(change.cost).toBeLessThan(0);
  expect(change.energy / SEEDS.length).toBeLessThan(-0.05);
});

it.for(SEEDS)(
  "[SD49] nothing waits, and the plan is the same, where energy has no weight or one price (%i)",
  (seed) => {
    const flat = { price: 0.7, windows: [{ days: DAYS, from: "08:00", to: "12:00", price: 0.7 }] };
    const plain = searched(readPlant(pricedPlan(seed, { energy: 0, tariff: { price: 0.7, windows: [] } })), seed);
    const unweighed = searched(readPlant(pricedPlan(seed, { energy: 0 })), seed);
    expect(unweighed.decisions).toEqual(plain.decisions);
    expect(unweighed.cost).toBe(plain.cost);
    const plant = readPlant(pricedPlan(seed, { tariff: flat }));
    expect(plant.mayWaitForPrice).toBe(false);
    expect(searched(plant, seed).decisions.notBefore.every((until) => until === 0)).toBe(true);
  },
);

it.for(SEEDS)("[SD49] the search with prices repeats itself, and no wait is left that saves nothing (%i)", (seed) => {
  const plant = readPlant(pricedPlan(seed, {}));
  const [one, other] = [searched(plant, seed), searched(plant, seed)];
  expect(other.decisions).toEqual(one.decisions);
  const timeline = new Timeline(plant);
  expect(timeline.count(one.decisions)).toBe(one.cost);
  for (const [operation, until] of one.decisions.notBefore.entries()) {
    if (until === 0) continue;
    const notBefore = one.decisions.notBefore.with(operation, 0);
    expect(timeline.count({ ...one.decisions, notBefore })).toBeGreaterThan(one.cost);
  }
});

const PRESS = {
  start: minute(0),
  objective: { energy: 1 },
  tariff: { price: 1, windows: [{ days: DAYS, from: "06:00", to: "10:00", price: 3 }] },
  machines: [{ id: "P1", powerKw: 50 }],
  variants: [{ id: "v", route: [{ id: "press", machines: [{ machine: "P1", minutes: 60 }] }] }],
};

function pressed(fields: object): { readonly plan: WorkPlan; readonly operation: PlannedOperation } {
  const plan = workPlan({ ...PRESS, orders: [{ id: "O1", variant: "v", due: minute(1_440) }], ...fields });
  const { schedule } = searched(readPlant(plan), 1);
  expect(scheduleFaults(plan, schedule)).toEqual([]);
  return { plan, operation: schedule.operations[0] as PlannedOperation };
}

it("[SD50] a start that waits for cheaper electricity says so in both languages", () => {
  const { operation } = pressed({});
  expect(operation.start).toBe(Date.parse(minute(240)));
  const say = (language: "en" | "zh") => reasonText(operation, { language, timeZone: "UTC" });
  expect(say("en")).toBe("waits for cheaper electricity until 2026-12-07 10:00");
  expect(say("zh")).toBe("等待 2026-12-07 10:00 后的较低电价");
  expect(operation.reason).toEqual({ kind: "tariff", until: Date.parse(minute(240)) });
});

it("[SD50] behind the wait the calendar may hold it further", () => {
  const calendars = [
    {
      id: "c",
      windows: [
        { from: "06:00", to: "09:30" },
        { from: "11:00", to: "22:00" },
      ],
    },
  ];
  const { operation } = pressed({ calendars, machines: [{ id: "P1", powerKw: 50, calendar: "c" }] });
  expect(operation.start).toBe(Date.parse(minute(300)));
  expect(operation.reason.kind).toBe("tariff");
  expect(operation.closedFrom).toBe(Date.parse(minute(240)));
});

it("[SD49] nothing waits beyond what its due date allows, without power, or where it is locked", () => {
  const early = Date.parse(minute(0));
  expect(pressed({ orders: [{ id: "O1", variant: "v", due: minute(200) }] }).operation.start).toBe(early);
  expect(pressed({ machines: [{ id: "P1" }] }).operation.start).toBe(early);
  const locks = [{ order: "O1", operation: "press", machine: "P1", start: minute(30) }];
  const { operation } = pressed({ locks });
  expect([operation.start, operation.reason.kind]).toEqual([Date.parse(minute(30)), "locked"]);
});

it("[SD49] a batch waits as one, and a run with random durations waits as planned", () => {
  const orders = ["O1", "O2", "O3"].map((id) => ({ id, variant: "v", due: minute(1_440) }));
  const plan = workPlan({ ...PRESS, machines: [{ id: "P1", powerKw: 50, capacity: 3 }], orders });
  const { decisions, timeline, schedule } = searched(readPlant(plan), 1);
  expect(schedule.operations.map(({ start }) => start)).toEqual(Array(3).fill(Date.parse(minute(240))));
  expect(schedule.operations.map(({ reason }) => reason.kind).sort()).toEqual(["batch", "batch", "tariff"]);
  const share = new Float64Array(3).fill(1.1);
  expect([...new PlanRun(decisions, timeline).run({ work: share, setUp: share }).start]).toEqual(Array(3).fill(14_400));
});

it.for(SEEDS)("[SD51] again, kept starts stay, and a search begins with the waits that lie ahead (%i)", (seed) => {
  const plan = pricedPlan(seed, {});
  const { schedule } = searched(readPlant(plan), seed);
  const again = replan(plan, schedule, { at: minute(120), freezeUntil: minute(400), events: {} });
  const plant = readPlant(again.plan);
  const from = decisionsLike(plant, schedule);
  const kept = new Set(plant.kept.map(({ operation }) => operation));
  for (const [at, { reason }] of schedule.operations.entries()) {
    const waits = reason.kind === "tariff" && !kept.has(at);
    expect(from.notBefore[at]).toBe(waits ? (reason.until - plant.startMs) / 1_000 : 0);
  }
  const { decisions, timeline } = improve(plant, seed, (done) => done / 400, { from });
  const made = scheduleOf(decisions, timeline);
  expect(scheduleFaults(again.plan, made)).toEqual([]);
  for (const { operation } of plant.kept)
    expect(made.operations[operation]).toMatchObject({
      start: schedule.operations[operation]?.start,
      reason: { kind: "kept" },
    });
  const unweighed = readPlant({ ...again.plan, objective: { ...plan.objective, energy: 0 } });
  expect(decisionsLike(unweighed, schedule).notBefore.every((until) => until === 0)).toBe(true);
});

it("[SD49] a tariff gives the next time at which as long costs less", () => {
  const hour = 3_600;
  const tariff = new Tariff(
    [
      { from: 0, to: 4 * hour, price: 3 },
      { from: 4 * hour, to: 6 * hour, price: 2 },
      { from: 8 * hour, to: 9 * hour, price: 5 },
    ],
    1,
  );
  expect(tariff.isFlat).toBe(false);
  const from = (begin: number, latest = Infinity) => tariff.cheaperFrom({ from: begin, to: begin + hour }, latest);
  expect(from(0)).toBe(4 * hour);
  expect(from(4 * hour)).toBe(6 * hour);
  expect(from(4 * hour, 5 * hour)).toBe(Infinity);
  expect(from(6 * hour)).toBe(Infinity);
  expect(from(7.5 * hour)).toBe(9 * hour);
  expect(new Tariff([{ from: 0, to: hour, price: 1 }], 1).isFlat).toBe(true);
});
