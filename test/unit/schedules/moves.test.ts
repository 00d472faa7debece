import { expect, it } from "vitest";
import { Chance } from "../../../edge/batch/chance.ts";
import type { Schedule } from "../../../edge/contracts/schedule/schedule.ts";
import type { WorkPlan } from "../../../edge/contracts/schedule/work-plan.ts";
import { scheduleFaults } from "../../../edge/schedule/check/check.ts";
import { scheduleOf } from "../../../edge/schedule/explain/schedule-of.ts";
import { decisionsLike } from "../../../edge/schedule/improve/decisions.ts";
import { improve } from "../../../edge/schedule/improve/improve.ts";
import { Moves } from "../../../edge/schedule/moves.ts";
import { readPlant } from "../../../edge/schedule/plant/read.ts";
import { SEED } from "../../run/seed.ts";
import { minute, randomPlan, workPlan } from "../schedule/plant/plans.ts";

const SEEDS = Array.from({ length: 20 }, (_, at) => at);

function made(plan: WorkPlan, from?: Schedule): Schedule {
  const plant = readPlant(plan);
  const begin = from === undefined ? {} : { from: decisionsLike(plant, from) };
  const { decisions, timeline } = improve(plant, 1, (done) => done / 1_000, begin);
  return scheduleOf(decisions, timeline);
}

const CELL = workPlan({
  start: minute(0),
  calendars: [{ id: "day", windows: [{ from: "06:00", to: "14:00" }] }],
  setUps: [{ id: "t", other: 20 }],
  fixtures: [{ id: "F" }],
  machines: [
    { id: "M1", setUps: "t", setUpNow: "red", calendar: "day" },
    { id: "M2", unavailable: [{ from: minute(300), to: minute(330) }] },
    { id: "M3" },
  ],
  variants: ["red", "blue"].map((id) => ({
    id,
    route: [
      {
        id: "cut",
        machines: [
          { machine: "M1", minutes: 30 },
          { machine: "M3", minutes: 40 },
        ],
      },
      { id: "pack", fixtures: ["F"], machines: [{ machine: "M2", minutes: 20 }] },
    ],
  })),
  orders: [
    { id: "A", variant: "red", due: minute(200), release: minute(10) },
    { id: "B", variant: "blue", due: minute(200), material: [{ operation: "pack", from: minute(100) }] },
  ],
});

const at = (minutes: number): number => Date.parse(minute(minutes));

/** A on M1 from 10, packed from 40; B on M1 from 60 behind a set-up, packed from 100. */
const AS_PLANNED = [
  ["A", "cut", "M1", 10, 10, 40],
  ["A", "pack", "M2", 40, 40, 60],
  ["B", "cut", "M1", 40, 60, 90],
  ["B", "pack", "M2", 100, 100, 120],
].map(([order, step, machine, setUp, start, end]) => ({
  ...{ order: String(order), step: String(step), machine: String(machine) },
  ...{ setUpStart: at(Number(setUp)), start: at(Number(start)), end: at(Number(end)) },
}));

function conflicts(order: string, step: string, machine: string, minutes: number) {
  const { faults } = new Moves(CELL, AS_PLANNED).check([{ order, step, machine, start: at(minutes) }]);
  return faults.map(({ kind, operation, with: other }) => [
    kind,
    operation.order,
    operation.step,
    other?.order,
    other?.step,
  ]);
}

it("[SD25] each kind of conflict is found, on the moved operation, with the other one", () => {
  expect(scheduleFaults(CELL, { operations: AS_PLANNED })).toEqual([]);
  expect(conflicts("B", "cut", "M1", 60)).toEqual([]);
  expect(conflicts("B", "cut", "M2", 60)).toContainEqual(["cannot", "B", "cut", undefined, undefined]);
  expect(conflicts("A", "pack", "M2", 50)).toEqual([]);
  expect(conflicts("A", "pack", "M2", 30)).toEqual([["before", "A", "pack", "A", "cut"]]);
  expect(conflicts("A", "cut", "M3", 25)).toEqual([["after", "A", "cut", "A", "pack"]]);
  expect(conflicts("A", "cut", "M3", 0)).toEqual([["release", "A", "cut", undefined, undefined]]);
  expect(conflicts("B", "pack", "M2", 95)).toEqual([["material", "B", "pack", undefined, undefined]]);
  expect(conflicts("B", "pack", "M2", 290)).toEqual([["unavailable", "B", "pack", undefined, undefined]]);
  expect(conflicts("B", "cut", "M1", 30)).toContainEqual(["machine", "B", "cut", "A", "cut"]);
  expect(conflicts("B", "cut", "M1", 50)).toEqual([["setUp", "B", "cut", "A", "cut"]]);
  expect(conflicts("B", "cut", "M1", 470).map(([kind]) => kind)).toContain("calendar");
  expect(conflicts("B", "cut", "M3", -30).map(([kind]) => kind)).toContain("past");
  // Where the piece is there in time, M2 and the fixture of both are the conflict.
  expect(conflicts("A", "pack", "M2", 110).map(([kind, , , other]) => [kind, other])).toEqual([
    ["machine", "B"],
    ["fixture", "B"],
  ]);
});

it("[SD25] its end follows from work and calendar, and its set-up from what is before it", () => {
  const { operations } = new Moves(CELL, AS_PLANNED).check([{ order: "B", step: "cut", machine: "M1", start: at(70) }]);
  expect(operations).toEqual([
    { order: "B", step: "cut", machine: "M1", setUpStart: at(50), start: at(70), end: at(100) },
  ]);
});

it("[SD25] on a machine that cannot make it, it has no length, also before the plan begins", () => {
  for (const start of [at(-30), at(70)]) {
    const { operations } = new Moves(CELL, AS_PLANNED).check([{ order: "B", step: "cut", machine: "M2", start }]);
    expect(operations).toMatchObject([{ start, end: start }]);
  }
});

it.each(SEEDS)("[SD25] whatever was planned is without conflict where it is (plan %d)", (number) => {
  const plan = randomPlan(new Chance(SEED + number), { orders: 8, steps: 3 });
  const { operations } = made(plan);
  const moves = operations.map(({ order, step, machine, start }) => ({ order, step, machine, start }));
  const { faults, operations: moved } = new Moves(plan, operations).check(moves);
  expect(faults).toEqual([]);
  for (const one of moved) {
    const same = operations.find(({ order, step }) => order === one.order && step === one.step);
    expect([one.start, one.end]).toEqual([same?.start, same?.end]);
  }
});

it.each(SEEDS)("[SD22] locks at possible places are kept, and the schedule keeps all else (plan %d)", (number) => {
  const chance = new Chance(SEED + number);
  const plan = randomPlan(chance, { orders: 8, steps: 3 });
  const first = made(plan);
  const text = (ms: number): string => new Date(ms).toISOString().replace(".000Z", "Z");
  // Where the first schedule has them: some operations stay, batches whole, whatever the others do.
  const batches = new Map(first.operations.map(({ machine, start }) => [`${machine} ${start}`, chance.next() < 0.3]));
  const locks = first.operations
    .filter(({ machine, start }) => batches.get(`${machine} ${start}`))
    .map(({ order, step, machine, start }) => ({ order, operation: step, machine, start: text(start) }));
  const locked = { ...plan, locks };
  expect(Moves.lockFaults(locked)).toEqual([]);
  const again = made(locked, first);
  expect(scheduleFaults(locked, again)).toEqual([]);
  for (const lock of locks)
    expect(again.operations.find((one) => one.order === lock.order && one.step === lock.operation)).toMatchObject({
      ...{ machine: lock.machine, start: Date.parse(lock.start) },
      reason: { kind: "locked" },
    });
});

it("[SD25] a check of 500 operations looks at the minutes of what is moved, and of no other", () => {
  const orders = Array.from({ length: 250 }, (_, number) => ({ id: `O${number}`, variant: "red", due: minute(9_000) }));
  const plan = workPlan({
    ...structuredClone(CELL),
    calendars: [],
    machines: [{ id: "M1" }, { id: "M2" }, { id: "M3" }],
    orders,
  });
  const { operations } = made(plan);
  expect(operations).toHaveLength(500);
  let looks = 0;
  const watched = new Proxy(plan, {
    get(of, name, self) {
      if (name === "calendars") looks++;
      return Reflect.get(of, name, self);
    },
  });
  const moves = new Moves(watched, operations);
  looks = 0;
  const [one] = operations;
  if (one === undefined) throw new Error("nothing is planned");
  moves.check([{ order: one.order, step: one.step, machine: "M3", start: one.start }]);
  // The moved one (40 min), the step behind it, and what is beside it on its machine; 500 operations have 12,500.
  expect(looks).toBeLessThan(500);
});

it("[SD25] all that lies across a long operation is in conflict with it, whatever is between", () => {
  const cut = (minutes: number) => [{ id: "cut", machines: [{ machine: "M1", minutes }] }];
  const plan = workPlan({
    start: minute(0),
    machines: [{ id: "M1" }],
    variants: [
      { id: "long", route: cut(600) },
      { id: "short", route: cut(60) },
    ],
    orders: ["L", "A", "B"].map((id) => ({ id, variant: id === "L" ? "long" : "short", due: minute(900) })),
  });
  const rest = { step: "cut", machine: "M1" };
  const long = { ...rest, order: "L", setUpStart: at(0), start: at(0), end: at(600) };
  const moves = [
    { ...rest, order: "A", start: at(120) },
    { ...rest, order: "B", start: at(300) },
  ];
  const { faults } = new Moves(plan, [long]).check(moves);
  expect(faults.map(({ kind, operation, with: other }) => [kind, operation.order, other?.order])).toEqual([
    ["machine", "A", "L"],
    ["machine", "B", "L"],
  ]);
});

it("[SD25] work of many years is looked at up to the horizon", () => {
  const machines = [{ machine: "M1", minutes: 10_000_000 }];
  const plan = workPlan({
    start: minute(0),
    horizonDays: 7,
    calendars: [{ id: "day", windows: [{ from: "06:00", to: "14:00" }] }],
    machines: [{ id: "M1", calendar: "day" }],
    variants: [{ id: "V", route: [{ id: "cut", interruptible: true, machines }] }],
    orders: [{ id: "A", variant: "V", due: minute(60) }],
  });
  const kinds = (minutes: number) => {
    const move = { order: "A", step: "cut", machine: "M1", start: at(minutes) };
    return new Moves(plan, []).check([move]).faults.map(({ kind }) => kind);
  };
  expect(kinds(0)).toEqual([]);
  expect(kinds(-100_000)).toContain("past");
});
