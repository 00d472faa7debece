import { expect, it } from "vitest";
import { Chance } from "../../../../edge/batch/chance.ts";
import { latenessTexts, reasonText, summaryTexts } from "../../../../edge/contracts/schedule/reason-text.ts";
import type { PlannedOperation, Schedule } from "../../../../edge/contracts/schedule/schedule.ts";
import type { WorkPlan } from "../../../../edge/contracts/schedule/work-plan.ts";
import { scheduleFaults } from "../../../../edge/schedule/check/check.ts";
import { Bindings } from "../../../../edge/schedule/explain/binding.ts";
import { scheduleOf } from "../../../../edge/schedule/explain/schedule-of.ts";
import { improve } from "../../../../edge/schedule/improve/improve.ts";
import { planApart } from "../../../../edge/schedule/plan-apart.ts";
import type { WorkCalendar } from "../../../../edge/schedule/plant/calendar.ts";
import type { Plant } from "../../../../edge/schedule/plant/plant.ts";
import { readPlant } from "../../../../edge/schedule/plant/read.ts";
import { Timeline } from "../../../../edge/schedule/plant/timeline.ts";
import { onTimeProbability, PlanRun } from "../../../../edge/schedule/replicate.ts";
import { SEEDS_IN_SET } from "../../../run/long-sets.ts";
import { SEED } from "../../../run/seed.ts";
import { minute, randomPlan, workPlan } from "./plans.ts";

const SEEDS = Array.from({ length: SEEDS_IN_SET }, (_, at) => at);

function planned(plan: WorkPlan): Schedule {
  const { decisions, timeline } = improve(readPlant(plan), 1, (done) => done / 1_000);
  return scheduleOf(decisions, timeline);
}

const CELL = {
  start: minute(0),
  setUps: [{ id: "t", other: 12 }],
  fixtures: [{ id: "F2" }],
  transport: { other: 5 },
  machines: [
    { id: "M1", area: "a", setUps: "t", setUpNow: "red" },
    { id: "M2", area: "b", calendar: "late" },
  ],
  calendars: [{ id: "late", windows: [{ from: "08:00", to: "16:00" }] }],
  variants: [
    { id: "red", route: [{ id: "cut", fixtures: ["F2"], machines: [{ machine: "M1", minutes: 30 }] }] },
    {
      id: "blue",
      route: [
        { id: "cut", machines: [{ machine: "M1", minutes: 10 }] },
        { id: "pack", fixtures: ["F2"], machines: [{ machine: "M2", minutes: 20 }] },
      ],
    },
  ],
};

it("[SD14] says what holds each start, in both languages", () => {
  const { operations } = planned(
    workPlan({
      ...CELL,
      orders: [
        { id: "O1", variant: "red", due: minute(30), priority: 100 },
        { id: "O2", variant: "blue", due: minute(40) },
      ],
    }),
  );
  const say = (order: string, step: string, language: "en" | "zh") =>
    reasonText(operations.find((one) => one.order === order && one.step === step) as PlannedOperation, {
      language,
      timeZone: "UTC",
    });
  expect(say("O1", "cut", "en")).toBe("can start from 2026-12-07 06:00");
  expect(say("O2", "cut", "en")).toBe(
    "M1 is busy with order O1, step cut until 2026-12-07 06:30; then 12 min of set-up",
  );
  expect(say("O2", "cut", "zh")).toBe("M1 加工订单 O1 工序 cut 至 2026-12-07 06:30；之后换型 12 分钟");
  expect(say("O2", "pack", "en")).toBe(
    "waits for step cut until 2026-12-07 06:57; with 5 min of transport; " +
      "M2 is closed, or closes too soon, from 2026-12-07 06:57 until 2026-12-07 08:00",
  );
});

it("[SD14] names the fixture and who has it, material and release", () => {
  const { operations } = planned(
    workPlan({
      ...CELL,
      machines: [{ id: "M1" }, { id: "M2" }],
      variants: [
        { id: "red", route: [{ id: "cut", fixtures: ["F2"], machines: [{ machine: "M1", minutes: 30 }] }] },
        { id: "blue", route: [{ id: "pack", fixtures: ["F2"], machines: [{ machine: "M2", minutes: 20 }] }] },
        { id: "grey", route: [{ id: "wrap", machines: [{ machine: "M2", minutes: 20 }] }] },
      ],
      orders: [
        { id: "O1", variant: "red", due: minute(30), priority: 100 },
        { id: "O2", variant: "blue", due: minute(40) },
        { id: "O3", variant: "grey", due: minute(900), release: minute(200) },
        { id: "O4", variant: "grey", due: minute(900), material: [{ operation: "wrap", from: minute(300) }] },
      ],
    }),
  );
  const reasonOf = (name: string) => operations.find(({ order }) => order === name)?.reason;
  expect(reasonOf("O2")).toEqual({
    kind: "fixture",
    until: Date.parse(minute(30)),
    fixture: "F2",
    by: { order: "O1", step: "cut" },
    setUpMin: 0,
  });
  expect(reasonOf("O3")).toEqual({ kind: "release", until: Date.parse(minute(200)), setUpMin: 0 });
  expect(reasonOf("O4")).toEqual({ kind: "material", until: Date.parse(minute(300)), setUpMin: 0 });
});

it("[SD14] names no fixture that was free before the piece came, and no closed hours as set-up", () => {
  const step = (machine: string, family: string) => ({
    route: [{ id: "cut", family, fixtures: ["F2"], machines: [{ machine, minutes: 30 }] }],
  });
  const { operations } = planned(
    workPlan({
      ...CELL,
      setUpAhead: false,
      machines: [{ id: "M1" }, { id: "M2", calendar: "late", setUps: "t", setUpNow: "red" }],
      variants: [
        { id: "red", ...step("M1", "red") },
        { id: "blue", ...step("M2", "blue") },
      ],
      orders: [
        { id: "O1", variant: "red", due: minute(30), priority: 100 },
        // Released ten minutes before the machine closes, it is set up then and on the next day.
        { id: "O2", variant: "blue", due: minute(40), release: minute(590) },
      ],
    }),
  );
  const operation = operations.find(({ order }) => order === "O2") as PlannedOperation;
  expect(operation.reason).toEqual({ kind: "release", until: Date.parse(minute(590)), setUpMin: 12 });
  expect(reasonText(operation, { language: "en", timeZone: "UTC" })).toMatch(/; then 12 min of set-up$/);
});

/** Operations in a random order, each behind those that it follows. */
function anyOrder({ orderOf, before, beforeFrom }: Plant, chance: Chance): Int32Array {
  const left = new Set(orderOf.keys());
  return orderOf.map(() => {
    const able = [...left].filter(
      (one) => !before.subarray(beforeFrom[one], beforeFrom[one + 1]).some((at) => left.has(at)),
    );
    const next = able[chance.below(able.length)] as number;
    left.delete(next);
    return next;
  });
}

it.for(SEEDS)(
  "[SD14] the first fit from where nothing but the calendar holds an operation is its start (plan %i)",
  (at) => {
    const chance = new Chance(SEED + at);
    const plan = randomPlan(chance, { orders: 40, steps: 4 });
    const plant = readPlant({ ...plan, fixtures: plan.fixtures.map(({ id }) => ({ id, count: 1 + (at % 3) })) });
    const { decisions: found } = improve(plant, 1, (done) => done / 64);
    // In an order that follows no times, so that units are taken long before others are free.
    const decisions = { ...found, order: anyOrder(plant, chance) };
    const timeline = new Timeline(plant);
    timeline.count(decisions);
    const bindings = new Bindings(decisions, timeline);
    for (let operation = 0; operation < plant.orderOf.length; operation++) {
      const { binding, couldStart } = bindings.of(operation);
      const option = decisions.option[operation] as number;
      const calendar = plant.calendars[plant.machineOf[option] as number] as WorkCalendar;
      const stops = plant.isInterruptible[operation] === 1;
      const work = plant.workOf[option] as number;
      const first = stops ? calendar.begin(couldStart) : calendar.fit(couldStart, work);
      expect(binding.kind === "batch" ? couldStart : first).toBe(timeline.start[operation]);
    }
  },
);

it("[SD14] says in both languages how a schedule is in all, and names what ends behind the horizon", () => {
  const orders = Array.from({ length: 60 }, (_, at) => ({ id: `O${at + 1}`, variant: "red", due: minute(1_800) }));
  const schedule = planned(workPlan({ ...CELL, horizonDays: 1, orders }));
  const beyond = schedule.operations.filter(({ end }) => end > Date.parse(minute(1_440)));
  expect(beyond.length).toBe(12);
  expect(schedule.beyondHorizon).toEqual(beyond.map(({ order, step }) => ({ order, step })));
  const say = (language: "en" | "zh") => summaryTexts(schedule, { language, timeZone: "UTC" });
  expect(say("en")[0]).toBe("60 orders, 0 late; 0 min of set-up; all made 2026-12-08 12:00");
  expect(say("zh")[0]).toBe("60 个订单，0 个延期；换型 0 分钟；全部完成于 2026-12-08 12:00");
  expect(say("en")[1]).toMatch(/as if all machines were open then: (O\d+ cut, ){10}2 more$/);
  expect(say("zh")[1]).toMatch(/另有 2 道$/);
});

it.each([0, 1])("[SD9] the schedule has the cost of its energy, with a weight of %i too", (energy) => {
  const made = workPlan({
    ...CELL,
    objective: { energy },
    machines: [{ id: "M1", powerKw: 10 }, { id: "M2" }],
    tariff: { price: 2 },
    orders: [{ id: "O1", variant: "red", due: minute(30) }],
  });
  expect(planned(made).energyCost).toBe(10);
});

it.for(SEEDS)(
  "[SD14] no operation could start before what holds it, and chains of late orders lead back (plan %i)",
  (number) => {
    const plan = randomPlan(new Chance(SEED + number), { orders: 15, steps: 4 });
    const schedule = planned(plan);
    for (const { reason, start, closedFrom } of schedule.operations) {
      if (reason.kind === "kept") continue;
      expect(reason.until).toBeLessThanOrEqual(start);
      if (closedFrom !== undefined) expect(closedFrom).toBeLessThan(start);
    }
    for (const order of schedule.orders) {
      const lines = latenessTexts(order, schedule, { language: "zh", timeZone: "UTC" });
      expect(lines.length).toBe(order.end > order.due ? order.chain.length + 1 : 0);
      if (order.end > order.due) expect(order.chain[0]?.order).toBe(order.order);
    }
  },
);

it.for(SEEDS)(
  "[SD9] the checker sees a start that is a little too early, another machine, a step that is missing (plan %i)",
  (number) => {
    const plan = randomPlan(new Chance(SEED + number), { orders: 15, steps: 4 });
    const { operations } = planned(plan);
    const held = operations.findIndex(
      ({ reason, closedFrom }) =>
        closedFrom === undefined && ["step", "machine", "release", "material"].includes(reason.kind),
    );
    expect(held).toBeGreaterThanOrEqual(0);
    // Less than the shortest work, so that it gets before no other operation.
    const early = operations.map((one, at) =>
      at === held
        ? { ...one, setUpStart: one.setUpStart - 30_000, start: one.start - 30_000, end: one.end - 30_000 }
        : one,
    );
    expect(scheduleFaults(plan, { operations: early })).not.toEqual([]);
    expect(scheduleFaults(plan, { operations: operations.slice(1) })).not.toEqual([]);
    expect(scheduleFaults(plan, { operations: operations.map((one) => ({ ...one, machine: "X9" })) })).not.toEqual([]);
  },
);

it.for(SEEDS)("[SD13] without random durations a plan runs as it was planned, or earlier (plan %i)", (number) => {
  const plant = readPlant(randomPlan(new Chance(SEED + number), { orders: 15, steps: 4 }));
  const { decisions, timeline } = improve(plant, 1, (done) => done / 500);
  const share = new Float64Array(plant.orderOf.length).fill(1);
  const run = new PlanRun(decisions, timeline).run({ work: share, setUp: share });
  expect([...run.end].filter((end, operation) => end > (timeline.end[operation] as number))).toEqual([]);
});

it("[SD13] the probability to be on time is high with time to spare, low without, and the same again", () => {
  const plan = workPlan({
    ...CELL,
    orders: [
      { id: "O1", variant: "red", due: minute(60) },
      { id: "O2", variant: "blue", due: minute(20) },
    ],
  });
  const plant = readPlant(plan);
  const { decisions, timeline } = improve(plant, 1, (done) => done / 500);
  const ask = () =>
    onTimeProbability(new PlanRun(decisions, timeline), plant, {
      seed: SEED & 0xff,
      replications: 200,
      spread: { work: 0.15, setUp: 0.25 },
    });
  const [first = 0, second = 1] = ask();
  expect(first).toBeGreaterThan(0.9);
  expect(first).toBeLessThan(1);
  expect(second).toBeLessThan(0.1);
  expect(second).toBeGreaterThan(0);
  expect(ask()).toEqual(ask());
});

it("[SD10] a thread makes the same plan, and tells of the first one", async () => {
  const plan = randomPlan(new Chance(SEED), { orders: 15, steps: 4 });
  const costs: number[] = [];
  const task = { plan, seed: 3, limit: { steps: 600 }, replications: 20 };
  const made = await planApart(task, AbortSignal.timeout(60_000), (cost) => costs.push(cost));
  const { decisions, timeline } = improve(readPlant(plan), 3, (done) => done / 600);
  expect(made.schedule.operations).toEqual(scheduleOf(decisions, timeline).operations);
  expect(costs.at(-1)).toBe(made.schedule.cost);
});
