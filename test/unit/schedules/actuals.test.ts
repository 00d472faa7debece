import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { PastOperation, PastOrder, PastPiece, PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import type { PlannedOperation, Schedule } from "../../../edge/contracts/schedule/schedule.ts";
import type { WorkPlan } from "../../../edge/contracts/schedule/work-plan.ts";
import { actualsOf } from "../../../edge/schedules/score/actuals.ts";
import { actualsApart } from "../../../edge/schedules/score/actuals-apart.ts";
import { ActualsReader } from "../../../edge/schedules/score/read-actuals.ts";
import { SMALL, START_US, smallHistory } from "../../fakes/forecast-history.ts";
import { recordPlant } from "../../fakes/recorded-plant.ts";
import { madeSchedule, NEW, openedSchedules, scheduleFolder } from "../../fakes/schedule-book.ts";
import { randomOf } from "../../run/seed.ts";

const START_MS = START_US / 1_000;
const OPERATIONS = [
  { stations: ["CNC-*"], id: "OP10" },
  { stations: ["PCK-1"], id: "OP20" },
];
const minutes = (count: number): number => START_MS + count * 60_000;
const us = (count: number): number => 1_000 * minutes(count);
const text = (count: number): string => new Date(minutes(count)).toISOString();

/** Each order is turned, then packed; two pieces each. `pack`: what is left of an order, from packing on. */
function planOf(...orders: readonly string[]): WorkPlan {
  const turn = { id: "OP10", machines: ["CNC-1", "CNC-2"].map((machine) => ({ machine, minutes: 1 })) };
  const pack = { id: "OP20", machines: [{ machine: "PCK-1", minutes: 1 }] };
  const variants = [
    { id: "A", route: [turn, pack] },
    { id: "A · OP20", route: [pack] },
  ];
  const asked = orders.map((id) => ({
    ...{ id, variant: id.endsWith("OP20") ? "A · OP20" : "A", quantity: 2, priority: 1, material: [] },
    due: text(600),
  }));
  return { timeZone: "UTC", start: text(0), machines: [], variants, orders: asked } as unknown as WorkPlan;
}

function scheduleOf(plan: WorkPlan): Schedule {
  const operations = plan.orders.flatMap(({ id: order, variant }, at) =>
    (plan.variants.find(({ id }) => id === variant)?.route ?? []).map(({ id: step, machines }, place) => ({
      ...{ order, step, machine: machines[0]?.machine, setUpStart: minutes(10 * at + 5 * place) },
      ...{ start: minutes(10 * at + 5 * place), end: minutes(10 * at + 5 * place + 5), isKept: false },
    })),
  ) as unknown as readonly PlannedOperation[];
  return { operations, orders: [], end: minutes(100) } as unknown as Schedule;
}

const order = (name: string, state = "Running"): PastOrder => ({
  ...{ order: name, variant: "A", quantity: 2, priority: 1, due: us(600) },
  steps: [{ time: us(1), state, started: 0, good: 0, scrapped: 0 }],
});

/** At each station from a minute on until the other. */
function piece(of: string, ...worked: readonly (readonly [string, number, number, "scrap"?])[]): PastPiece {
  const operations = worked.map(([station, from, to, scrap]): PastOperation => {
    return { station, start: us(from), end: us(to), verdict: scrap ?? "good" };
  });
  return { piece: `${of} ${worked[0]?.[1]}`, variant: "A", order: of, stays: [], operations };
}

const historyOf = (orders: readonly PastOrder[], pieces: readonly PastPiece[]): PlantHistory => ({
  ...{ from: us(-60), to: us(600), pieces, orders },
});

function actuals(plan: WorkPlan, history: PlantHistory, upTo: number, since = 0) {
  const span = { since: minutes(since), upTo: minutes(upTo) };
  const found = actualsOf({ plan, schedule: scheduleOf(plan) }, history, span, () => undefined);
  return Object.fromEntries(found.map(({ order, step, ...one }) => [`${order} ${step}`, one]));
}

it("[SD63] done from the first start to the last end, begun, open, skipped; what has no record is not listed", () => {
  const plan = planOf("O1", "O2", "O3", "O4");
  const history = historyOf(
    [order("O1"), order("O2"), order("O4", "Ended")],
    [
      piece("O1", ["CNC-1", 2, 4], ["PCK-1", 12, 13]),
      // On the machine that was not planned; its packing has ended behind the moment.
      piece("O1", ["CNC-2", 6, 9], ["PCK-1", 18, 21]),
      piece("O2", ["CNC-1", 11, 14]),
      piece("O2", ["CNC-1", 15, Number.NaN]),
      piece("O4", ["CNC-1", 3, 5]),
    ],
  );
  expect(actuals(plan, history, 20)).toEqual({
    "O1 OP10": { state: "done", start: text(2), end: text(9), pieces: 2, of: 2, machines: ["CNC-1", "CNC-2"] },
    "O1 OP20": { state: "begun", start: text(12), end: null, pieces: 1, of: 2, machines: ["PCK-1"] },
    "O2 OP10": { state: "begun", start: text(11), end: null, pieces: 1, of: 2, machines: ["CNC-1"] },
    "O2 OP20": { state: "open", start: null, end: null, pieces: 0, of: 2, machines: [] },
    // Its order is over: one piece was enough, and packing never came.
    "O4 OP10": { state: "done", start: text(3), end: text(5), pieces: 1, of: 2, machines: ["CNC-1"] },
    "O4 OP20": { state: "skipped", start: null, end: null, pieces: 0, of: 2, machines: [] },
  });
});

it("[SD63] scrap does not come to the steps behind it, and pieces from before the schedule are not its own", () => {
  const plan = planOf("O1");
  const history = historyOf(
    [order("O1")],
    [
      piece("O1", ["CNC-1", -9, -5]),
      piece("O1", ["CNC-1", 2, 4, "scrap"]),
      piece("O1", ["CNC-1", 4, 6], ["PCK-1", 7, 8]),
    ],
  );
  expect(actuals(plan, history, 20)).toEqual({
    "O1 OP10": { state: "done", start: text(2), end: text(6), pieces: 2, of: 2, machines: ["CNC-1"] },
    "O1 OP20": { state: "done", start: text(7), end: text(8), pieces: 1, of: 1, machines: ["PCK-1"] },
  });
  const gone = historyOf(
    [order("O1")],
    [2, 4].map((at) => piece("O1", ["CNC-1", at, at + 1, "scrap"])),
  );
  expect(actuals(plan, gone, 20)["O1 OP20"]).toMatchObject({ state: "skipped", of: 0 });
});

it("[SD63] a piece is scrap but once, and not where it was made again well", () => {
  const plan = planOf("O1");
  const other = piece("O1", ["CNC-1", 9, 10]);
  const twice = piece("O1", ["CNC-1", 2, 4, "scrap"], ["CNC-1", 5, 6, "scrap"]);
  expect(actuals(plan, historyOf([order("O1")], [twice, other]), 20)["O1 OP20"]).toMatchObject({
    state: "open",
    of: 1,
  });
  const well = piece("O1", ["CNC-1", 2, 4, "scrap"], ["CNC-1", 5, 6], ["PCK-1", 7, 8]);
  const found = actuals(plan, historyOf([order("O1")], [well, other]), 20);
  expect(found["O1 OP20"]).toMatchObject({ state: "begun", pieces: 1, of: 2 });
});

it("[SD63] pieces of an order in parts count for what is left of it first", () => {
  const plan = planOf("O1", "O1 · OP20");
  const history = historyOf(
    [order("O1")],
    [
      piece("O1", ["CNC-1", -5, -1], ["PCK-1", 1, 2]),
      piece("O1", ["CNC-1", -9, -5], ["PCK-1", 2, 3]),
      piece("O1", ["CNC-1", 2, 4], ["PCK-1", 5, 6]),
    ],
  );
  const found = actuals(plan, history, 20);
  expect(found["O1 · OP20 OP20"]).toMatchObject({ state: "done", start: text(1), end: text(3), pieces: 2 });
  expect(found["O1 OP20"]).toMatchObject({ state: "begun", start: text(5), pieces: 1 });
  expect(found["O1 OP10"]).toMatchObject({ state: "begun", start: text(2), pieces: 1 });
});

it("[SD64] of the record of an edge: early, forgotten, foreign, with a gap, whole", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "gemba-actuals-test-"));
  try {
    const history = smallHistory(200, randomOf("schedule actuals"));
    recordPlant(dataDir, history, { time: history.to });
    const made = (...orders: readonly string[]) => {
      const plan = planOf(...orders);
      const ofOrder = plan.orders.map((one) => ({ ...one, quantity: SMALL.ofOrder }));
      return { plan: { ...plan, orders: ofOrder }, schedule: scheduleOf(plan) };
    };
    const ask = async (more: object = {}, orders: readonly string[] = ["O-1", "O-2", "O-4"]) => {
      const task = { ...made(...orders), dataDir, operations: OPERATIONS, since: START_MS, now: history.to / 1_000 };
      return await actualsApart({ ...task, lost: [], ...more }, new AbortController().signal);
    };
    expect(await ask({ now: START_MS - 1_000 })).toEqual({
      ...{ upTo: text(-1 / 60), doubt: null, source: null, operations: [] },
    });
    expect(await ask({ lost: "forgotten" })).toMatchObject({ upTo: null, doubt: "forgotten", operations: [] });
    expect(await ask({ since: START_MS - 86_400_000 })).toMatchObject({ doubt: "forgotten", operations: [] });
    expect(await ask({}, ["X"])).toMatchObject({ doubt: "foreign", operations: [] });
    const half = { now: START_MS + 45 * 60_000 };
    const whole = await ask(half);
    expect(whole).toMatchObject({ upTo: text(45), doubt: null });
    const states = new Set(whole.operations.map(({ state }) => state));
    expect(states.has("open")).toBe(true);
    // With a gap, what was not seen is not listed; what was seen stays as it was.
    const gap = { source: "commit-log", from: us(10), to: us(20), reason: "log_damaged" };
    const doubtful = await ask({ ...half, lost: [gap] });
    expect(doubtful).toMatchObject({ upTo: text(45), doubt: "gap", source: "commit-log" });
    expect(doubtful.operations).toEqual(whole.operations.filter(({ start }) => start !== null));
    expect(doubtful.operations.length).toBeGreaterThan(0);
    // Within a minute of a start, sources may not have declared yet what was lost while the edge was off.
    const gaps = { startedAt: history.to - 30e6, silent: [], gaps: {}, reporters: {} };
    recordPlant(dataDir, history, { time: history.to, reconciliation: { gaps } });
    expect(await ask(half)).toEqual({ ...doubtful, doubt: "silent", source: null });
    recordPlant(dataDir, history, { time: history.to + 30e6, reconciliation: { gaps } });
    expect(await ask(half)).toEqual(whole);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});

it("[SD64] it is read once for all who look within 20 s, from the start of the first schedule on", async () => {
  const plan = planOf("O1");
  const schedule = scheduleOf(plan);
  let nowMs = minutes(30);
  const asked: number[] = [];
  const reader = new ActualsReader({
    actuals: async ({ since }) => {
      asked.push(since);
      return { upTo: null, doubt: null, source: null, operations: [] };
    },
    lostIn: async () => [],
    now: () => nowMs * 1_000,
  });
  const head = (uid: string, from: string | null, start: number) => ({ uid, from, start: text(start) }) as never;
  const heads = [head("C", "B", 0), head("B", "A", -60), head("A", null, -120)];
  const signal = new AbortController().signal;
  await Promise.all([1, 2].map(() => reader.read({ uid: "C", plan, schedule }, heads, signal)));
  expect(asked).toEqual([minutes(-120)]);
  nowMs += 21_000;
  // The first one was deleted: what is kept from it began no later than this.
  const kept = {
    ...schedule,
    operations: schedule.operations.map((one) => ({ ...one, isKept: true, setUpStart: minutes(-90) })),
  };
  reader.forget("C");
  await reader.read({ uid: "C", plan, schedule: kept }, heads.slice(0, 2), signal);
  expect(asked.at(-1)).toBe(minutes(-90));
  await reader.settled();
});

it("[SD64] the book says what became of a schedule, not of one that is not made or not there", async () => {
  const { book } = openedSchedules(scheduleFolder());
  const { uid } = await book.ask(NEW, "li");
  await expect(book.actuals(uid)).rejects.toMatchObject({ code: "conflict" });
  book.tick();
  await madeSchedule(book, uid);
  expect(await book.actuals(uid)).toMatchObject({ doubt: null, operations: [] });
  expect(await book.actuals("none")).toBeUndefined();
  await book.close();
});
