import { expect, it } from "vitest";
import type { WorkPlan } from "../../../../edge/contracts/schedule/work-plan.ts";
import { scheduleFaults } from "../../../../edge/schedule/check/check.ts";
import { scheduleOf } from "../../../../edge/schedule/explain/schedule-of.ts";
import { improve } from "../../../../edge/schedule/improve/improve.ts";
import { workPlanProblems } from "../../../../edge/schedule/plant/problems.ts";
import { readPlant } from "../../../../edge/schedule/plant/read.ts";
import { replan } from "../../../../edge/schedule/replan.ts";
import { minute, oneStep, type Row, scheduled } from "./plans.ts";

type Locks = WorkPlan["locks"];

function planned(plan: WorkPlan) {
  const { decisions, timeline } = improve(readPlant(plan), 1, (done) => done / 600);
  return scheduleOf(decisions, timeline);
}

/** Steps that each can be made on some machines, by minutes. */
function route(steps: Readonly<Record<string, Readonly<Record<string, number>>>>) {
  return Object.entries(steps).map(([id, able]) => ({
    id,
    machines: Object.entries(able).map(([machine, minutes]) => ({ machine, minutes })),
  }));
}

it.each([true, false])(
  "[SD15] a set-up goes on however often the plan is made again meanwhile (ahead: %s)",
  (ahead) => {
    const setUps = [{ id: "t", first: 30, other: 30 }];
    const machines = [{ id: "M1", setUps: "t" }, { id: "M2" }];
    const plan = oneStep({ setUps, machines, setUpAhead: ahead }, ["O1"]);
    const again = (from: WorkPlan, schedule: Parameters<typeof replan>[1], at: number) =>
      replan(from, schedule, { at: minute(at), freezeUntil: minute(at), events: {} });
    const once = again(plan, scheduled([["O1", "M1", 50, 80, 200]]), 60);
    const twice = again(once.plan, planned(once.plan), 70);
    expect([once.released, twice.released]).toEqual([[], []]);
    expect(twice.plan.kept).toEqual(once.plan.kept);
    expect(scheduleFaults(twice.plan, planned(twice.plan))).toEqual([]);
  },
);

/** A machine goes down before O1 is cut on it; O2 has begun, and O3 is frozen. */
const CUT = { cut: { M1: 60 }, pack: { M2: 60 } };
const CUT_LOST: readonly Row[] = [
  ["O2", "M3", 0, 0, 60],
  ["O1", "M1", 60, 60, 120],
  ["O3", "M3", 100, 100, 160],
  ["O1", "M2", 200, 200, 260, "pack"],
];
const WHEN = {
  ...{ at: minute(30), freezeUntil: minute(300) },
  events: { breakdowns: [{ machine: "M1", from: minute(30), to: minute(130) }] },
};

function cutPlan(): WorkPlan {
  const other = route({ cut: { M3: 60 } });
  const variants = [
    { id: "O1", route: route(CUT) },
    { id: "O2", route: other },
    { id: "O3", route: other },
  ];
  return oneStep({ machines: ["M1", "M2", "M3"].map((id) => ({ id })), variants }, ["O1", "O2", "O3"]);
}

it.each([
  ["of what has begun", [{ order: "O2", operation: "cut", machine: "M3", start: minute(0) }]],
  ["of what is frozen there", [{ order: "O3", operation: "cut", machine: "M3", start: minute(100) }]],
  ["of a follower that is planned there", [{ order: "O1", operation: "pack", machine: "M2", start: minute(200) }]],
] as const)("[SD44] a lock %s keeps nothing from being moved before it, and stays", (_, locks) => {
  const plan = cutPlan();
  const { released, frozen, plan: after } = replan(plan, scheduled(CUT_LOST), { ...WHEN, locks: [...locks] });
  expect(released.map(({ order, step }) => [order, step])).toEqual([["O1", "cut"]]);
  expect(frozen.map(({ order, step }) => [order, step])).toEqual([
    ["O3", "cut"],
    ["O1", "pack"],
  ]);
  expect(after.kept.find(({ order, operation }) => order === "O1" && operation === "cut")?.start).toBe(minute(130));
  expect(scheduleFaults(after, planned(after))).toEqual([]);
});

it("[SD44] a follower that is locked elsewhere is left to its lock", () => {
  const locks: Locks = [{ order: "O1", operation: "pack", machine: "M2", start: minute(320) }];
  const { released, plan: after } = replan(cutPlan(), scheduled(CUT_LOST), { ...WHEN, locks });
  expect(released.map(({ step }) => step)).toEqual(["cut", "pack"]);
  expect(after.kept.map(({ order, operation }) => [order, operation])).not.toContainEqual(["O1", "pack"]);
  const whole = { ...after, locks };
  expect(workPlanProblems(whole)).toEqual([]);
  expect(planned(whole).operations.find(({ step }) => step === "pack")?.start).toBe(Date.parse(minute(320)));
});

it("[SD44] nothing is moved before a lock on its machine, whose set-up could become too long", () => {
  const between = [{ from: "O1", to: "O2", minutes: 150 }];
  const machines = [{ id: "M1", setUps: "t" }];
  const variants = ["O1", "O2"].map((id) => ({ id, route: route({ cut: { M1: 60 } }) }));
  const plan = oneStep({ setUps: [{ id: "t", between }], machines, variants }, ["O1", "O2"]);
  const schedule = scheduled([
    ["O1", "M1", 60, 60, 120],
    ["O2", "M1", 400, 400, 460],
  ]);
  const locks: Locks = [{ order: "O2", operation: "cut", machine: "M1", start: minute(310) }];
  expect(replan(plan, schedule, WHEN).plan.kept.map(({ start }) => start)).toEqual([minute(130)]);
  const { plan: after } = replan(plan, schedule, { ...WHEN, locks });
  expect(after.kept).toEqual([]);
  const again = planned({ ...after, locks });
  expect(again.operations.find(({ order }) => order === "O2")?.start).toBe(Date.parse(minute(310)));
  expect(scheduleFaults({ ...after, locks }, again)).toEqual([]);
});

it("[SD44] nothing is moved so that a locked step behind it comes too late", () => {
  const steps = { cut: { M1: 60, M2: 10 }, wash: { M3: 30 }, pack: { M4: 60 } };
  const variants = [{ id: "O1", route: route(steps) }];
  const unavailable = [{ from: minute(0), to: minute(300) }];
  const machines = [{ id: "M1" }, { id: "M2", unavailable }, { id: "M3" }, { id: "M4" }];
  const plan = oneStep({ machines, variants }, ["O1"]);
  const schedule = scheduled([["O1", "M1", 60, 60, 120]]);
  const events = { breakdowns: [{ machine: "M1", from: minute(30), to: minute(270) }] };
  const locks: Locks = [{ order: "O1", operation: "pack", machine: "M4", start: minute(345) }];
  expect(replan(plan, schedule, { ...WHEN, events }).plan.kept.map(({ end }) => end)).toEqual([minute(330)]);
  const { plan: after } = replan(plan, schedule, { ...WHEN, events, locks });
  expect(after.kept).toEqual([]);
  const again = planned({ ...after, locks });
  expect(again.operations.find(({ step }) => step === "pack")?.start).toBe(Date.parse(minute(345)));
  expect(scheduleFaults({ ...after, locks }, again)).toEqual([]);
});

it("[SD44] what joins a batch when it is looked at again ends with it", () => {
  const heat = { id: "heat", family: "hot", machines: [{ machine: "OVEN", minutes: 60 }] };
  const variants = [
    { id: "O1", route: [heat] },
    { id: "O2", route: [...route({ cut: { M1: 60 } }), heat] },
  ];
  // As a batch had it that would have stopped meanwhile.
  const plan = oneStep({ machines: [{ id: "M1" }, { id: "OVEN", capacity: 10 }], variants }, ["O1", "O2"]);
  const schedule = scheduled([
    ["O2", "M1", 30, 30, 90],
    ["O1", "OVEN", 30, 30, 90, "heat"],
    ["O2", "OVEN", 100, 100, 190, "heat"],
  ]);
  const events = {
    breakdowns: [{ machine: "M1", from: minute(25), to: minute(35) }],
    lateMaterial: [{ order: "O1", operation: "heat", from: minute(100) }],
  };
  const { plan: after, frozen } = replan(plan, schedule, { at: minute(20), freezeUntil: minute(300), events });
  expect(frozen.map(({ order, start, end }) => [order, start, end])).toEqual([
    ["O2", Date.parse(minute(100)), Date.parse(minute(160))],
  ]);
  expect(workPlanProblems(after)).toEqual([]);
  expect(scheduleFaults(after, planned(after))).toEqual([]);
});
