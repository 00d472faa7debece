import { expect, it } from "vitest";
import { Chance } from "../../../../edge/batch/chance.ts";
import type { Schedule } from "../../../../edge/contracts/schedule/schedule.ts";
import type { PlanEvents } from "../../../../edge/contracts/schedule/schedules.ts";
import type { WorkPlan } from "../../../../edge/contracts/schedule/work-plan.ts";
import { lostCauses } from "../../../../edge/evaluation/schedule/possible-starts.ts";
import { scheduleFaults } from "../../../../edge/schedule/check/check.ts";
import { scheduleOf } from "../../../../edge/schedule/explain/schedule-of.ts";
import { decisionsLike } from "../../../../edge/schedule/improve/decisions.ts";
import { improve } from "../../../../edge/schedule/improve/improve.ts";
import { workPlanProblems } from "../../../../edge/schedule/plant/problems.ts";
import { readPlant } from "../../../../edge/schedule/plant/read.ts";
import { replan } from "../../../../edge/schedule/replan.ts";
import { SEED } from "../../../run/seed.ts";
import { minute, oneStep, type Row, randomPlan, scheduled } from "./plans.ts";

const SEEDS = Array.from({ length: 20 }, (_, at) => at);
const WHEN = { at: minute(90), freezeUntil: minute(300) };

function planned(plan: WorkPlan, from?: Schedule): Schedule {
  const plant = readPlant(plan);
  const begin = from === undefined ? {} : { from: decisionsLike(plant, from) };
  const { decisions, timeline } = improve(plant, 1, (done) => done / 600, begin);
  return scheduleOf(decisions, timeline);
}

function eventsOf(plan: WorkPlan, number: number): PlanEvents {
  const order = plan.orders[3] as WorkPlan["orders"][number];
  const kinds: readonly PlanEvents[] = [
    { breakdowns: [{ machine: "A1", from: WHEN.at, to: minute(200) }] },
    { lateMaterial: [{ order: order.id, operation: "s0", from: minute(400) }] },
    { rushOrders: [{ ...order, id: "rush", release: WHEN.at, due: minute(200), priority: 50, material: [] }] },
  ];
  return kinds[number % 3] as PlanEvents;
}

it.for(SEEDS)(
  "[SD15] [SD44] a plan made again after an event keeps what has begun and what is frozen (plan %i)",
  (number) => {
    const plan = randomPlan(new Chance(SEED + number), { orders: 15, steps: 4 });
    const before = planned(plan);
    const { plan: after, frozen, released } = replan(plan, before, { ...WHEN, events: eventsOf(plan, number) });
    expect(workPlanProblems(after)).toEqual([]);
    const again = planned(after, before);
    expect(scheduleFaults(after, again)).toEqual([]);
    const startOf = new Map(again.operations.map((one) => [`${one.order} ${one.step}`, one.start]));
    for (const { order, step, start } of frozen) expect(startOf.get(`${order} ${step}`)).toBe(start);
    const begun = before.operations.filter((one) => one.start < Date.parse(WHEN.at));
    for (const { order, step, start } of begun) expect(startOf.get(`${order} ${step}`)).toBe(start);
    if (eventsOf(plan, number).rushOrders !== undefined) expect(released).toEqual([]);
    const kept = new Set(after.kept.map(({ order, operation }) => `${order} ${operation}`));
    for (const { order, step } of released) {
      const from = kept.has(`${order} ${step}`) ? Date.parse(WHEN.at) : Date.parse(WHEN.freezeUntil);
      const now = startOf.get(`${order} ${step}`);
      expect(now).toBeGreaterThanOrEqual(from);
    }
    const cause = lostCauses(
      after,
      after.kept.filter((one) => one.start < WHEN.at),
    );
    expect(frozen.map(cause).filter((one) => one !== undefined)).toEqual([]);
  },
);

const CLOSES_AT_10 = {
  calendars: [{ id: "day", windows: [{ from: "06:00", to: "10:00" }] }],
  machines: [{ id: "M1", calendar: "day" }, { id: "M2" }],
};
const DOWN = { breakdowns: [{ machine: "M1", from: minute(60), to: minute(240) }] };

it.each([
  ["an operation that may not stop", {}, {}, 300],
  ["one that may", { interruptible: true }, {}, 300],
  ["one on a machine that closes until the next day", { interruptible: true }, CLOSES_AT_10, 1_500],
] as const)("[SD15] %s does the rest of its work when its machine is there again", (_, step, fields, end) => {
  const plan = oneStep(fields, ["O1"], step);
  const when = { at: minute(60), freezeUntil: minute(60), events: DOWN };
  const { plan: after } = replan(plan, scheduled([["O1", "M1", 0, 0, 120]]), when);
  expect(after.kept.map((one) => one.end)).toEqual([minute(end)]);
  expect(scheduleFaults(after, planned(after))).toEqual([]);
});

it("[SD15] what cannot have begun because of a breakdown that is told late is released", () => {
  const plan = oneStep({}, ["O1", "O2"]);
  const schedule = scheduled([
    ["O1", "M1", 0, 0, 120],
    ["O2", "M1", 120, 120, 240],
  ]);
  const events = { breakdowns: [{ machine: "M1", from: minute(60), to: minute(140) }] };
  const { released, plan: after } = replan(plan, schedule, { at: minute(150), freezeUntil: minute(150), events });
  expect(after.kept.map(({ order, end }) => [order, end])).toEqual([["O1", minute(200)]]);
  expect(released.map(({ order }) => order)).toEqual(["O2"]);
  expect(workPlanProblems(after)).toEqual([]);
  expect(scheduleFaults(after, planned(after))).toEqual([]);
});

it("[SD15] an operation with only its set-up begun is kept, or moved or released like a frozen one", () => {
  const setUps = [{ id: "t", first: 30, other: 30 }];
  const plan = oneStep({ setUps, machines: [{ id: "M1", setUps: "t" }, { id: "M2" }] }, ["O1"]);
  const rows: readonly Row[] = [["O1", "M1", 50, 80, 200]];
  const when = { at: minute(60), freezeUntil: minute(90) };
  const calm = replan(plan, scheduled(rows), { ...when, events: {} });
  expect([calm.frozen.length, calm.plan.kept.length]).toEqual([1, 1]);
  const late = { lateMaterial: [{ order: "O1", operation: "cut", from: minute(100) }] };
  for (const [events, machines] of [
    [DOWN, ["M2"]],
    [late, []],
  ] as const) {
    const { released, plan: after } = replan(plan, scheduled(rows), { ...when, events });
    expect([released.length, after.kept.map(({ machine }) => machine)]).toEqual([1, machines]);
    expect(scheduleFaults(after, planned(after))).toEqual([]);
  }
});

it("[SD15] a frozen start is released where the way from a step that ends later takes too long", () => {
  const route = ["cut", "pack"].map((id, at) => ({ id, machines: [{ machine: `M${at + 1}`, minutes: 60 }] }));
  const machines = ["M1", "M2"].map((id) => ({ id, area: id }));
  const plan = oneStep({ machines, transport: { other: 10 }, variants: [{ id: "O1", route }] }, ["O1"]);
  const schedule = scheduled([
    ["O1", "M1", 0, 0, 60],
    ["O1", "M2", 75, 75, 135, "pack"],
  ]);
  const down = (minutes: number) => ({
    at: minute(30),
    freezeUntil: minute(100),
    events: { breakdowns: [{ machine: "M1", from: minute(30), to: minute(30 + minutes) }] },
  });
  expect(replan(plan, schedule, down(5)).released).toEqual([]);
  expect(replan(plan, schedule, down(6)).released.map(({ step }) => step)).toEqual(["pack"]);
});

it("[SD15] a frozen start is released where the set-up behind what is then before it takes longer", () => {
  const between = [
    { from: "O1", to: "O2", minutes: 10 },
    { from: "O2", to: "O3", minutes: 10 },
    { from: "O1", to: "O3", minutes: 150 },
  ];
  const plan = oneStep({ setUps: [{ id: "t", between }], machines: [{ id: "M1", setUps: "t" }, { id: "M2" }] }, [
    "O1",
    "O2",
    "O3",
  ]);
  const schedule = scheduled([
    ["O1", "M1", 0, 0, 120],
    ["O2", "M1", 120, 130, 250],
    ["O3", "M1", 250, 260, 380],
  ]);
  const events = { lateMaterial: [{ order: "O2", operation: "cut", from: minute(700) }] };
  const { released, plan: after } = replan(plan, schedule, { at: minute(60), freezeUntil: minute(300), events });
  expect(released.map(({ order }) => order)).toEqual(["O2", "O3"]);
  expect(scheduleFaults(after, planned(after))).toEqual([]);
});

/** O1 and O2 on the first machine, then O3 after O2; O2 is late, or its machine is down. */
const ROOM: readonly Row[] = [
  ["O1", "M1", 0, 0, 120],
  ["O2", "M1", 120, 120, 240],
  ["O3", "M1", 250, 260, 380],
];

it("[SD44] a frozen start stays where its longer set-up has room before it", () => {
  const between = [
    { from: "O2", to: "O3", minutes: 10 },
    { from: "O1", to: "O3", minutes: 40 },
  ];
  const plan = oneStep({ setUps: [{ id: "t", between }], machines: [{ id: "M1", setUps: "t" }, { id: "M2" }] }, [
    "O1",
    "O2",
    "O3",
  ]);
  const events = { lateMaterial: [{ order: "O2", operation: "cut", from: minute(700) }] };
  const when = { at: minute(60), freezeUntil: minute(300), events };
  const { released, frozen, plan: after } = replan(plan, scheduled(ROOM), when);
  expect([released, frozen].map((some) => some.map(({ order }) => order))).toEqual([["O2"], ["O3"]]);
  expect(after.kept.map(({ order, setUpStart, start }) => [order, setUpStart, start])).toContainEqual([
    "O3",
    minute(220),
    minute(260),
  ]);
  expect(scheduleFaults(after, planned(after))).toEqual([]);
});

it("[SD44] what has lost its start is moved between what is kept, and what follows stays if it can", () => {
  const route = [
    { id: "cut", machines: [{ machine: "M1", minutes: 60 }] },
    { id: "pack", machines: [{ machine: "M2", minutes: 60 }] },
  ];
  const plan = oneStep({ variants: [{ id: "O1", route }] }, ["O1"]);
  const schedule = scheduled([
    ["O1", "M1", 60, 60, 120],
    ["O1", "M2", 200, 200, 260, "pack"],
  ]);
  const events = { breakdowns: [{ machine: "M1", from: minute(30), to: minute(130) }] };
  const when = { at: minute(30), freezeUntil: minute(300), events };
  const { released, frozen, plan: after } = replan(plan, schedule, when);
  expect([released, frozen].map((some) => some.map(({ step }) => step))).toEqual([["cut"], ["pack"]]);
  expect(after.kept.map(({ start }) => start)).toEqual([minute(130), minute(200)]);
  expect(scheduleFaults(after, planned(after))).toEqual([]);
  const locks = [{ order: "O1", operation: "cut", machine: "M1", start: minute(310) }];
  expect(replan(plan, schedule, { ...when, locks }).plan.kept).toEqual([]);
});

it.each([
  [1, ["O2"]],
  [2, []],
] as const)("[SD15] of %i units of a fixture one that is in use longer releases %j", (count, expected) => {
  const plan = oneStep({ fixtures: [{ id: "F", count }] }, ["O1", "O2"], { fixtures: ["F"] });
  const schedule = scheduled([
    ["O1", "M1", 0, 0, 120],
    ["O2", "M2", 120, 120, 240],
  ]);
  const { released, plan: after } = replan(plan, schedule, { at: minute(60), freezeUntil: minute(200), events: DOWN });
  expect(released.map(({ order }) => order)).toEqual(expected);
  expect(scheduleFaults(after, planned(after))).toEqual([]);
});

it("[SD9] the checker looks at whatever of a kept operation lies behind the plan's start", () => {
  const between = [{ from: "O1", to: "O2", minutes: 40 }];
  const plan = oneStep({ setUps: [{ id: "t", between }], machines: [{ id: "M1", setUps: "t" }, { id: "M2" }] }, [
    "O1",
    "O2",
  ]);
  const faultsOf = (rows: readonly Row[], fields: object = {}) => {
    const { operations } = scheduled(rows);
    const text = (ms: number) => new Date(ms).toISOString().replace(".000Z", "Z");
    const kept = operations.map(({ order, step, machine, setUpStart, start, end }) => ({
      ...{ order, operation: step, machine, setUpStart: text(setUpStart), start: text(start), end: text(end) },
    }));
    const kepts = { ...plan, start: minute(60), freezeUntil: minute(300), kept, ...fields };
    return scheduleFaults(kepts, { operations }).map(({ text }) => text.message.en);
  };
  const first: Row = ["O1", "M1", 0, 0, 120];
  expect(faultsOf([first, ["O2", "M1", 120, 160, 280]])).toEqual([]);
  expect(faultsOf([first, ["O2", "M1", 120, 130, 250]])).toEqual(["M1: set-up of order O2, step cut has 10 min of 40"]);
  expect(faultsOf([first, ["O2", "M2", 130, 130, 240]])).toEqual([
    "order O2, step cut: M2 works 110 min on it instead of 120",
  ]);
  const unavailable = [{ from: minute(90), to: minute(200) }];
  const machines = plan.machines.map((machine) => ({ ...machine, unavailable }));
  expect(faultsOf([first, ["O2", "M2", 200, 200, 320]], { machines })).toEqual([
    "order O1, step cut: it ends while M1 is not available",
  ]);
});
