import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { PastOrder, PastPiece, PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import type { PlannedOperation, Schedule } from "../../../edge/contracts/schedule/schedule.ts";
import type { WorkPlan } from "../../../edge/contracts/schedule/work-plan.ts";
import { against } from "../../../edge/schedules/score/against.ts";
import { type Judgement, scoreApart } from "../../../edge/schedules/score/score-apart.ts";
import { SMALL, START_US, smallHistory } from "../../fakes/forecast-history.ts";
import { recordPlant } from "../../fakes/recorded-plant.ts";
import { madeSchedule, NEW, openedSchedules, scheduleFolder } from "../../fakes/schedule-book.ts";
import { randomOf } from "../../run/seed.ts";

const START_MS = START_US / 1_000;
const minutes = (count: number): number => START_MS + count * 60_000;
const us = (count: number): number => 1_000 * minutes(count);
const text = (count: number): string => new Date(minutes(count)).toISOString().replace(".000Z", "Z");

/** Each order is turned, then packed. */
function planOf(orders: readonly { readonly id: string; readonly due: number; readonly from?: "pack" }[]): WorkPlan {
  const turn = { id: "turn", machines: ["CNC-1", "CNC-2"].map((machine) => ({ machine, minutes: 1 })) };
  const pack = { id: "pack", machines: [{ machine: "PCK-1", minutes: 1 }] };
  const variants = [
    { id: "A", route: [turn, pack] },
    { id: "A · pack", route: [pack] },
  ];
  const asked = orders.map(({ id, due, from }) => ({
    ...{ id, variant: from === undefined ? "A" : "A · pack", quantity: 2, priority: 1, material: [] },
    due: text(due),
  }));
  return { timeZone: "UTC", start: text(0), machines: [], variants, orders: asked } as unknown as WorkPlan;
}

function scheduleOf(
  plan: WorkPlan,
  operations: readonly (readonly [string, string, string, number, number])[],
): Schedule {
  const planned = operations.map(([order, step, machine, from, to]) => ({
    ...{ order, step, machine, setUpStart: minutes(from), start: minutes(from), end: minutes(to), isKept: from < 0 },
  })) as unknown as PlannedOperation[];
  const ends = Map.groupBy(planned, ({ order }) => order);
  const orders = plan.orders.map(({ id: order, due }) => ({
    ...{ order, due: Date.parse(due), onTime: undefined, chain: [] },
    end: Math.max(...(ends.get(order) ?? []).map(({ end }) => end)),
  }));
  return { operations: planned, orders, end: Math.max(...orders.map(({ end }) => end)) } as unknown as Schedule;
}

function orderOf(order: string, steps: readonly (readonly [number, string, number])[]): PastOrder {
  const named = steps.map(([at, state, good]) => ({ time: us(at), state, started: good, good, scrapped: 0 }));
  return { order, variant: "A", quantity: 2, priority: 1, due: us(0), steps: named };
}

function piece(order: string, operations: readonly (readonly [string, number])[]): PastPiece {
  const made = operations.map(([station, at]) => ({
    station,
    start: us(at),
    end: us(at + 1),
    verdict: "good" as const,
  }));
  return { piece: `${order}-${operations[0]?.[1]}`, variant: "A", order, stays: [], operations: made };
}

function historyOf(orders: readonly PastOrder[], pieces: readonly PastPiece[] = []): PlantHistory {
  return { from: us(-60), to: us(600), pieces, orders };
}

it("[SD40] [SD41] ends of orders against the plan, by how far ahead they were planned", () => {
  const plan = planOf(["O1", "O2", "O3", "O4", "O5"].map((id, at) => ({ id, due: 60 + 30 * at })));
  const schedule = scheduleOf(plan, [
    ["O1", "turn", "CNC-1", 0, 20],
    ["O2", "turn", "CNC-1", 20, 40],
    ["O3", "turn", "CNC-1", 40, 100],
    ["O4", "turn", "CNC-1", 100, 110],
    ["O5", "turn", "CNC-1", 110, 400],
  ]);
  const history = historyOf([
    orderOf("O1", [
      [0, "Running", 0],
      [30, "Ended", 2],
    ]),
    // Without a state that says so, its good pieces count.
    orderOf("O2", [
      [0, "Running", 0],
      [36, "Running", 2],
    ]),
    orderOf("O3", [
      [0, "Running", 0],
      [300, "Ended", 2],
    ]),
    orderOf("O4", [
      [0, "Running", 0],
      [90, "Aborted", 1],
    ]),
    orderOf("O5", [[0, "AllowedToStart", 0]]),
  ]);
  const { figures, orders } = against({ plan, schedule }, history, minutes(160)) ?? {};
  expect(figures?.horizons).toEqual([
    { upToHours: 1, judged: 2, open: 0, errorMin: 3, spreadMin: 7 },
    // It had not ended by then, an hour after its planned end.
    { upToHours: 2, judged: 1, open: 1, errorMin: 60, spreadMin: 60 },
  ]);
  // Due at 60, 90 and 120; the end of O5, due at 180, is not known yet, and O4 was called off.
  expect(figures?.onTime).toEqual({ judged: 3, planned: 3, actual: 2 });
  expect(orders?.map(({ order, end }) => [order, end === null ? null : (Date.parse(end) - START_MS) / 60_000])).toEqual(
    [
      ["O1", 30],
      ["O2", 36],
      ["O3", null],
      ["O5", null],
    ],
  );
});

it("[SD40] starts of operations against the plan, and on which machine pieces were made", () => {
  const plan = planOf([
    { id: "O1", due: 60 },
    { id: "O2", due: 90 },
  ]);
  const schedule = scheduleOf(plan, [
    ["O1", "turn", "CNC-1", 10, 20],
    ["O1", "pack", "PCK-1", 20, 30],
    ["O2", "turn", "CNC-2", 5, 40],
    ["O2", "pack", "PCK-1", 200, 210],
  ]);
  const pieces = [
    piece("O1", [
      ["CNC-1", 14],
      ["PCK-1", 30],
    ]),
    piece("O1", [
      ["CNC-2", 12],
      ["PCK-1", 26],
    ]),
    // Begun before the plan.
    piece("O1", [
      ["CNC-1", -5],
      ["PCK-1", 40],
    ]),
    piece("O9", [["CNC-1", 1]]),
  ];
  const { figures } =
    against(
      { plan, schedule },
      historyOf(
        ["O1", "O2"].map((one) => orderOf(one, [])),
        pieces,
      ),
      minutes(50),
    ) ?? {};
  // Turning of O1 2 min late, packing 6, turning of O2 45 and not begun yet.
  expect(figures?.starts).toEqual({ judged: 3, open: 1, errorMin: 6, spreadMin: 6, onMachine: 4 / 5 });
});

it("[SD40] parts of an order are one, and a schedule of which the record has no order is foreign", () => {
  const plan = planOf([
    { id: "O1", due: 60 },
    { id: "O1 · pack", due: 60, from: "pack" },
  ]);
  const schedule = scheduleOf(plan, [
    ["O1", "turn", "CNC-1", 0, 20],
    ["O1", "pack", "PCK-1", 20, 30],
    ["O1 · pack", "pack", "PCK-1", 2, 8],
  ]);
  const history = historyOf([orderOf("O1", [[35, "Ended", 2]])], [piece("O1", [["PCK-1", 3]])]);
  const { figures, orders } = against({ plan, schedule }, history, minutes(100)) ?? {};
  expect(orders).toHaveLength(1);
  expect(orders?.[0]?.plannedEnd).toBe(new Date(minutes(30)).toISOString());
  // Packing begins with the part, at 2: a minute late. A piece that was turned has not been seen.
  expect(figures?.starts).toMatchObject({ judged: 2, open: 1, errorMin: (1 + 100) / 2 });
  expect(against({ plan, schedule }, historyOf([orderOf("X", [])]), minutes(100))).toBeUndefined();
});

it("[SD42] the record of an edge is read in a thread: too new, lost, foreign or judged", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "gemba-score-test-"));
  try {
    const history = smallHistory(200, randomOf("schedule score"));
    recordPlant(dataDir, history, { time: history.to });
    const plan = planOf(["O-1", "O-2"].map((id, at) => ({ id, due: 60 * (at + 2) })));
    const schedule = scheduleOf(plan, [
      ["O-1", "turn", "CNC-1", 20, 60],
      ["O-2", "turn", "CNC-2", 60, 100],
    ]);
    const ask = async (upTo: number, more = {}) =>
      await scoreApart({ dataDir, plan, schedule, upTo, lost: [], ...more }, new AbortController().signal);
    expect(await ask(history.to / 1_000 + 1)).toMatchObject({ kind: "unknown", unknown: "later" });
    const upTo = history.to / 1_000 - 180_000;
    expect(await ask(upTo, { lost: "forgotten" })).toMatchObject({ kind: "unknown", unknown: "forgotten" });
    const gap = { source: "commit-log", from: us(10), to: us(20), reason: "log_damaged" };
    expect(await ask(upTo, { lost: [gap] })).toEqual({ kind: "unknown", unknown: "gap", source: "commit-log" });
    const foreign = planOf([{ id: "X", due: 60 }]);
    const other = { plan: foreign, schedule: scheduleOf(foreign, [["X", "turn", "CNC-1", 0, 10]]) };
    expect(await ask(upTo, other)).toMatchObject({ kind: "unknown", unknown: "foreign" });
    const judged = await ask(upTo);
    if (judged.kind !== "judged") throw new Error(JSON.stringify(judged));
    const { starts } = judged.against.figures;
    // Two orders of 40 pieces on two lathes, about half on each.
    expect([starts.judged, starts.open]).toEqual([2, 0]);
    expect(starts.onMachine).toBeGreaterThan(0.3);
    expect(starts.onMachine).toBeLessThan(0.7);
    expect(SMALL.ofOrder).toBe(40);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});

const FIGURES = {
  onTime: { judged: 2, planned: 2, actual: 1 },
  horizons: [{ upToHours: 1, judged: 2, open: 0, errorMin: 4, spreadMin: 4 }],
  starts: { judged: 2, open: 0, errorMin: 1, spreadMin: 2, onMachine: 1 },
};

it("[SD39] is judged an hour after its start, then after half as much more, and last past its end", async () => {
  const asked: number[] = [];
  let judgement: Judgement = { kind: "judged", against: { figures: FIGURES, orders: [] } };
  const dir = scheduleFolder();
  const { book, clock } = openedSchedules(dir, undefined, undefined, async ({ upTo }) => {
    asked.push(upTo);
    return judgement;
  });
  const { uid, start } = await book.ask(NEW, "li");
  const { end } = await madeSchedule(book, uid);
  const [from, to] = [Date.parse(start), Date.parse(end as string)];
  const tickAt = (hours: number): void => {
    clock.now = 1_000 * (from + hours * 3_600_000);
    book.tick();
  };
  /** Hours up to which it was judged. */
  const judgedAt = async (hours: number): Promise<number> => {
    const before = asked.length;
    tickAt(hours);
    await expect.poll(() => asked.length).toBe(before + 1);
    return ((asked.at(-1) as number) - from) / 3_600_000;
  };
  const stored = async (upTo: number): Promise<void> =>
    await expect.poll(() => Date.parse(book.list()[0]?.score?.upTo ?? "")).toBe(Math.floor(upTo));
  tickAt(1);
  expect(await judgedAt(1.1)).toBeCloseTo(1.06, 1);
  await stored(asked[0] as number);
  expect(book.list()[0]?.score).toMatchObject({ isFinal: false, unknown: null, ...FIGURES });
  tickAt(1.5);
  expect(await judgedAt(1.7)).toBeCloseTo(1.66, 1);
  await stored(asked[1] as number);
  // What cannot be judged yet keeps the score that it has, and is tried again in ten minutes.
  judgement = { kind: "unknown", unknown: "later", source: null };
  const length = (to - from) / 3_600_000;
  const last = length + Math.max(1, length / 4);
  expect(await judgedAt(last + 0.1)).toBeCloseTo(last, 3);
  tickAt(last + 0.2);
  judgement = { kind: "judged", against: { figures: FIGURES, orders: [] } };
  expect(book.list()[0]?.score?.isFinal).toBe(false);
  expect(await judgedAt(last + 0.3)).toBeCloseTo(last, 3);
  await expect.poll(() => book.list()[0]?.score?.isFinal).toBe(true);
  tickAt(last + 50);
  await book.close();
  // Nothing was judged at the other times.
  expect(asked).toHaveLength(4);
  const { book: reopened } = openedSchedules(dir);
  expect(reopened.list()[0]?.score).toMatchObject({ isFinal: true, unknown: null, ...FIGURES });
  expect((await reopened.find(uid))?.judged).toEqual([]);
  await reopened.close();
});
