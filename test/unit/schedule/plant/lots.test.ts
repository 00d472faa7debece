import { expect, it } from "vitest";
import { Chance } from "../../../../edge/batch/chance.ts";
import { reasonText } from "../../../../edge/contracts/schedule/reason-text.ts";
import type { WorkPlan } from "../../../../edge/contracts/schedule/work-plan.ts";
import { scheduleFaults } from "../../../../edge/schedule/check/check.ts";
import { dispatchRules } from "../../../../edge/schedule/dispatch/rules.ts";
import { runByRule } from "../../../../edge/schedule/dispatch/shop-floor.ts";
import { scheduleOf } from "../../../../edge/schedule/explain/schedule-of.ts";
import { decisionsOf } from "../../../../edge/schedule/improve/decisions.ts";
import { improve } from "../../../../edge/schedule/improve/improve.ts";
import { Moves } from "../../../../edge/schedule/moves.ts";
import { workPlanProblems } from "../../../../edge/schedule/plant/problems.ts";
import { readPlant } from "../../../../edge/schedule/plant/read.ts";
import { Timeline } from "../../../../edge/schedule/plant/timeline.ts";
import { replan } from "../../../../edge/schedule/replan.ts";
import { drawShares, PlanRun, USUAL_SPREAD } from "../../../../edge/schedule/replicate.ts";
import { SEEDS_IN_SET } from "../../../run/long-sets.ts";
import { SEED } from "../../../run/seed.ts";
import { type Line, lineOf, scheduled, timesOf } from "./lot-lines.ts";
import { minute, randomPlan, workPlan } from "./plans.ts";

const SEEDS = Array.from({ length: SEEDS_IN_SET }, (_, at) => at);

/** Random plans with larger orders, of which most steps pass pieces on in lots. */
function lotsPlan(chance: Chance, setUpAhead?: boolean): WorkPlan {
  const plan = randomPlan(chance, { orders: 12, steps: 4, ...(setUpAhead === undefined ? {} : { setUpAhead }) });
  return {
    ...plan,
    orders: plan.orders.map((order) => ({ ...order, quantity: 1 + chance.below(12) })),
    variants: plan.variants.map(({ id, route }) => ({
      id,
      route: route.map((step) => (chance.next() < 0.7 ? { ...step, transferLot: 1 + chance.below(5) } : step)),
    })),
  };
}

it.each<[string, Line, readonly (readonly [number, number])[]]>([
  [
    "a slower step runs from the first lot on",
    { minutes: [2, 4] },
    [
      [0, 40],
      [13, 93],
    ],
  ],
  [
    "a faster step waits for the last lot",
    { minutes: [4, 2] },
    [
      [0, 80],
      [23, 93],
    ],
  ],
  // Lots come at 13 and 24 min, then pieces wait for the second machine.
  [
    "a fast step between slow ones passes its first lot on at once",
    { minutes: [4, 1, 4] },
    [
      [0, 80],
      [23, 88],
      [31, 111],
    ],
  ],
  // Seven pieces in lots of 5 and 2: 8 + 3 + 5 × 3 + 2 × 3 and 14 + 3 + 2 × 3.
  [
    "the last lot is smaller",
    { minutes: [2, 3], quantity: 7 },
    [
      [0, 14],
      [13, 34],
    ],
  ],
  // The last but one lot of 5 comes at 20 + 3, and is not done when the last piece comes.
  [
    "the last but one lot is what counts",
    { minutes: [2, 1.9], quantity: 11 },
    [
      [0, 22],
      [13, 34.4],
    ],
  ],
  [
    "a lot as large as the order is the whole order",
    { minutes: [2, 4], lot: 20 },
    [
      [0, 40],
      [43, 123],
    ],
  ],
] as const)("[SD55] %s", (_, line, times) => {
  for (const [at, [start, end]] of timesOf(lineOf(line)).entries())
    expect([start, end]).toEqual([expect.closeTo(times[at]?.[0] ?? 0, 1), expect.closeTo(times[at]?.[1] ?? 0, 1)]);
});

it("[SD55] a batch machine waits for the pieces of its first batch, and an order that shares one for all", () => {
  const [mill, oven] = [
    { machine: "M0", minutes: 2 },
    { machine: "OVEN", minutes: 30 },
  ];
  const machines = [{ id: "M0" }, { id: "OVEN", capacity: 8 }];
  const route = [
    { id: "mill", transferLot: 3, machines: [mill] },
    { id: "cure", machines: [oven] },
  ];
  const of = (quantity: number) =>
    timesOf(
      workPlan({
        ...{ start: minute(0), machines, variants: [{ id: "V", route }] },
        orders: [{ id: "O", variant: "V", quantity, due: minute(900) }],
      }),
    )[1];
  // Lots of three: nine pieces are there for the first eight, and three batches take 90 min.
  expect(of(20)).toEqual([18, 108]);
  expect(of(7)).toEqual([14, 44]);
});

it("[SD55] the next machine is set up before pieces come; what may not stop begins in the window of its end", () => {
  const setUps = [{ id: "t", first: 10 }];
  const ahead = scheduled(lineOf({ minutes: [2, 4], machine: { setUps: "t" } }, { setUps }), 50);
  const [, second] = ahead.operations;
  expect([second?.setUpStart, second?.start]).toEqual([Date.parse(minute(13)), Date.parse(minute(23))]);
  const calendars = [{ id: "day", windows: [{ from: "06:00", to: "08:00" }] }];
  const machines = [
    { id: "M0", area: "a" },
    { id: "M1", area: "a", calendar: "day" },
  ];
  // Its first lot is there at 50 min, its last at 200, behind the window that closes at 120 min.
  expect(timesOf(lineOf({ minutes: [10, 1] }, { calendars, machines }))[1]).toEqual([1_440, 1_460]);
});

it.for(SEEDS)(
  "[SD55] [SD9] every schedule with lots keeps all constraints, and a run by it its order (plan %i)",
  (number) => {
    const plan = lotsPlan(new Chance(SEED + number));
    expect(workPlanProblems(plan)).toEqual([]);
    const plant = readPlant(plan);
    const { decisions, timeline } = improve(plant, 1, (done) => done / 600);
    expect(scheduleFaults(plan, scheduleOf(decisions, timeline))).toEqual([]);
    const run = new PlanRun(decisions, timeline).run(
      drawShares(plant, { seed: number, replication: 0, spread: USUAL_SPREAD }),
    );
    for (let one = 0; one < plant.orderOf.length; one++)
      for (const other of plant.before.subarray(plant.beforeFrom[one], plant.beforeFrom[one + 1])) {
        expect(run.start[one] as number).toBeGreaterThan(run.start[other] as number);
        expect(run.end[one] as number).toBeGreaterThan(run.end[other] as number);
      }
  },
);

it.for(SEEDS)(
  "[SD55] [SD12] dispatch rules pass lots on, and decisions from them lead nowhere later (plan %i)",
  (number) => {
    const plan = lotsPlan(new Chance(SEED + number), false);
    // Two that wait for one fixture may have it in the order of their starts, which is not that in which they took it.
    const variants = plan.variants.map(({ id, route }) => ({
      id,
      route: route.map((step) => ({ ...step, fixtures: [] })),
    }));
    const plant = readPlant({ ...plan, variants });
    for (const { name, rule } of dispatchRules(plant).slice(0, 4)) {
      const run = runByRule(plant, rule);
      const timeline = new Timeline(plant);
      timeline.count(decisionsOf(plant, run));
      const later = [...timeline.end].filter((end, operation) => end > (run.end[operation] as number));
      expect([name, later.length]).toEqual([name, 0]);
    }
  },
);

it.for(SEEDS)("[SD55] [SD10] a count from a changed place on equals a whole count with lots (plan %i)", (number) => {
  const plant = readPlant(lotsPlan(new Chance(SEED + number)));
  const { decisions } = improve(plant, number, (done) => done / 200);
  const [whole, from] = [new Timeline(plant), new Timeline(plant)];
  const cost = whole.count(decisions);
  const place = new Chance(SEED + number).below(decisions.order.length);
  expect(from.recount(whole, { from: place, to: place + 1 }, decisions, Number.POSITIVE_INFINITY)).toBe(cost);
  expect([from.start, from.end]).toEqual([whole.start, whole.end]);
});

it("[SD56] the checker refuses a start before the first lot, an end before the last, and waiting for nothing", () => {
  const plan = lineOf({ minutes: [4, 2] });
  const { operations } = scheduled(plan, 50);
  const [first, second] = operations;
  if (first === undefined || second === undefined) throw new Error("two operations were planned");
  const kinds = (change: object) =>
    scheduleFaults(plan, { operations: [first, { ...second, ...change }] }).map(({ kind, text }) => [kind, text.code]);
  const by = (minutes: number, ms: number): number => ms + minutes * 60_000;
  expect(kinds({})).toEqual([]);
  const soon = by(-5, second.start);
  expect(kinds({ setUpStart: soon, start: soon })).toEqual([["before", "schedule-before-lot"]]);
  expect(kinds({ end: by(-5, second.end) })).toContainEqual(["before", "schedule-last-lot"]);
  expect(kinds({ end: by(5, second.end) })).toEqual([["calendar", "schedule-work"]]);
});

it("[SD56] a dragged operation ends with the lots that it waits for, and conflicts are said of lots", () => {
  const plan = lineOf({ minutes: [4, 2] });
  const { operations } = scheduled(plan, 50);
  const moves = new Moves(plan, operations);
  const start = (minutes: number): number => Date.parse(minute(minutes));
  const at = (minutes: number) => moves.check([{ order: "O", step: "s1", machine: "M1", start: start(minutes) }]);
  expect(at(30)).toMatchObject({ operations: [{ end: start(93) }], faults: [] });
  expect(at(60)).toMatchObject({ operations: [{ end: start(100) }], faults: [] });
  expect(at(20).faults).toMatchObject([{ kind: "before", text: { code: "schedule-before-lot" } }]);
  // The next step would start and end before the lots of the one that was moved.
  const [later] = moves.check([{ order: "O", step: "s0", machine: "M0", start: start(30) }]).faults;
  expect(later).toMatchObject({ kind: "after", with: { step: "s1" } });
});

it("[SD57] a start says that it waits for the first pieces, an end that it waits for the last", () => {
  const plan = lineOf({ minutes: [4, 2] }, { orders: [{ id: "O", variant: "V", quantity: 20, due: minute(20) }] });
  const schedule = scheduled(plan, 50);
  const [, second] = schedule.operations;
  if (second === undefined) throw new Error("two operations were planned");
  expect(second.reason).toMatchObject({ kind: "step", pieces: 5, until: Date.parse(minute(23)) });
  expect(reasonText(second, { language: "en", timeZone: "UTC" })).toBe(
    "waits for the first 5 pieces of step s0 until 2026-12-07 06:23; with 3 min of transport; " +
      "its machine then waits for the last pieces of step s0, and ends at 2026-12-07 07:33",
  );
  expect(reasonText(second, { language: "zh", timeZone: "UTC" })).toContain("首 5 件");
  expect(schedule.orders[0]?.chain).toEqual([
    { order: "O", step: "s1" },
    { order: "O", step: "s0" },
  ]);
});

it("[SD58] a step that has begun with first lots is kept, and waits where the step before it breaks down", () => {
  const plan = lineOf({ minutes: [4, 2], step: { interruptible: true } });
  const schedule = scheduled(plan, 50);
  const events = { breakdowns: [{ machine: "M0", from: minute(40), to: minute(100) }] };
  const again = replan(plan, schedule, { at: minute(40), freezeUntil: minute(60), events });
  expect(workPlanProblems(again.plan)).toEqual([]);
  expect(again.plan.kept.map(({ operation, start, end }) => [operation, start, end])).toEqual([
    ["s0", minute(0), minute(140)],
    ["s1", minute(23), minute(153)],
  ]);
  expect(scheduleFaults(again.plan, scheduled(again.plan, 50))).toEqual([]);
});

it.for(SEEDS)("[SD58] [SD15] plans with lots that are made again keep all constraints (plan %i)", (number) => {
  const chance = new Chance(SEED + number);
  const plan = lotsPlan(chance);
  const schedule = scheduled(plan);
  const at = 60 + chance.below(400);
  const breakdowns = [{ machine: "A1", from: minute(at), to: minute(at + 90) }];
  const again = replan(plan, schedule, { at: minute(at), freezeUntil: minute(at + 120), events: { breakdowns } });
  expect(workPlanProblems(again.plan)).toEqual([]);
  expect(scheduleFaults(again.plan, scheduled(again.plan))).toEqual([]);
});

it.each([undefined, 5])(
  "[SD58] what ended before a plan keeps its end however often that is made again (lots %s)",
  (lot) => {
    const plan = lineOf({ minutes: [1, 1], lot: lot ?? 20 });
    const noEvents = { events: {} };
    const first = replan(plan, scheduled(plan, 50), { at: minute(100), freezeUntil: minute(100), ...noEvents });
    const again = replan(first.plan, scheduled(first.plan, 50), {
      ...{ at: minute(200), freezeUntil: minute(200) },
      ...noEvents,
    });
    expect(again.plan.kept).toEqual(first.plan.kept);
    expect(scheduleFaults(again.plan, scheduled(again.plan, 50))).toEqual([]);
  },
);
