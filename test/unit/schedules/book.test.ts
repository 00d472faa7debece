import { readdirSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { ConfigRefused } from "../../../edge/contracts/plant/config-text.ts";
import type { PlanEvents, ScheduleQuestion } from "../../../edge/contracts/schedule/schedules.ts";
import type { Schedules } from "../../../edge/schedules/book.ts";
import { at, madeSchedule, NEW, openedSchedules, PLAN, planned, scheduleFolder } from "../../fakes/schedule-book.ts";

async function problemsOf(book: Schedules, question: ScheduleQuestion) {
  const error = await book.ask(question, "li").catch((one: unknown) => one);
  if (!(error instanceof ConfigRefused)) throw error;
  return { code: error.code, problems: error.problems.map(({ path, code, line }) => ({ path, code, line })) };
}

it("[SD19] a schedule is made in its turn, and says who does what when and why", async () => {
  const dir = scheduleFolder();
  const { book } = openedSchedules(dir);
  const { uid, state, orders, operations } = await book.ask(NEW, "li");
  expect([state, orders, operations]).toEqual(["working", 6, 12]);
  const whole = await madeSchedule(book, uid);
  expect(whole).toMatchObject({ state: "done", progress: 1, by: "li", from: null, keptStarts: null });
  expect(whole.schedule?.operations).toHaveLength(12);
  expect(whole.improvements.length).toBeGreaterThan(0);
  expect(whole.improvements.at(-1)?.cost).toBe(whole.cost);
  const [first] = whole.schedule?.operations ?? [];
  expect(first).toMatchObject({ order: "O1", step: "mill", family: "P1", isKept: false, isLocked: false });
  expect(first?.alternatives).toEqual([
    { machine: "MILL-1", minutes: 60 },
    { machine: "MILL-2", minutes: 60 },
  ]);
  expect(whole.schedule?.orders[0]).toMatchObject({ order: "O1", variant: "P1", quantity: 10, due: at(120) });
  expect(whole.schedule?.orders[0]?.onTime).toBeGreaterThan(0);
  const wash = whole.machines.find(({ id }) => id === "WASH");
  expect(wash?.closed.every(({ from, to }) => from < to)).toBe(true);
  await book.close();
  expect(readdirSync(dir)).toEqual([`${uid}.json`]);
});

it("[SD20] what a stop left is made at the next start, from the disk", async () => {
  const dir = scheduleFolder();
  const first = openedSchedules(dir, async (_task, signal) => {
    signal.throwIfAborted();
    const { promise, reject } = Promise.withResolvers<never>();
    signal.addEventListener("abort", () => reject(signal.reason));
    return await promise;
  }).book;
  const { uid } = await first.ask(NEW, "li");
  await first.close();
  const { book } = openedSchedules(dir);
  expect(book.list().map(({ state }) => state)).toEqual(["waiting"]);
  book.tick();
  expect(await madeSchedule(book, uid)).toMatchObject({ state: "done", by: "li", late: expect.any(Number) });
  await book.close();
});

it("[SD21] everything that is wrong with a plan is refused at its place", async () => {
  const { book } = openedSchedules(scheduleFolder());
  const orders = [{ id: "O1", variant: "P9", due: planned(60) }];
  expect(await problemsOf(book, { ...NEW, plan: { ...PLAN, orders } })).toEqual({
    code: "bad-request",
    problems: [{ path: "plan.orders[0].variant", code: "work-plan-unknown", line: 1 }],
  });
  expect((await problemsOf(book, { ...NEW, plan: { ...PLAN, start: "today" } })).problems[0]?.path).toBe("plan.start");
  const text = "order,variant,due\nA-1,P1,2026-12-08 12:00\nA-2,P7,soon\n";
  expect((await problemsOf(book, { ...NEW, orders: { text } })).problems).toEqual([
    { path: "A-2, variant", code: "order-variant", line: 3 },
    { path: "A-2, due", code: "order-moment", line: 3 },
  ]);
  expect(book.list()).toEqual([]);
  await book.close();
});

it("[SD23] is made again around locks and events, and keeps what has begun", async () => {
  const { book } = openedSchedules(scheduleFolder());
  const first = await madeSchedule(book, (await book.ask(NEW, "li")).uid);
  const moment = at(30);
  const open = first.schedule?.operations.filter((one) => one.step === "mill" && one.start > at(90)) ?? [];
  const [one] = open;
  if (one === undefined) throw new Error("nothing is left to lock");
  const locks = [{ order: one.order, step: "mill", machine: one.machine, start: at(400) }];
  const events = {
    breakdowns: [{ machine: "WASH", from: at(200), to: at(260) }],
    rushOrders: [{ id: "RUSH", variant: "P1", quantity: 5, due: at(300) }],
  };
  const question = { name: "again", seconds: 1, seed: 1, from: first.uid, at: moment, locks, events };
  const again = await madeSchedule(book, (await book.ask(question, "wang")).uid);
  expect(again).toMatchObject({ state: "done", from: first.uid, orders: 7, start: moment, failure: null });
  const made = again.schedule?.operations ?? [];
  expect(made.find((other) => other.order === one.order && other.step === "mill")).toMatchObject({
    ...{ machine: one.machine, start: at(400), isLocked: true },
    reason: { kind: "locked", until: at(400) },
  });
  for (const begun of first.schedule?.operations.filter(({ start }) => start < moment) ?? [])
    expect(made.find((other) => other.order === begun.order && other.step === begun.step)).toMatchObject({
      ...{ machine: begun.machine, start: begun.start, isKept: true },
    });
  expect(again.keptStarts).toBeGreaterThanOrEqual(0);
  await book.close();
});

it("[SD24] a lock that cannot be kept is refused with its conflict, and unknown names at their place", async () => {
  const { book } = openedSchedules(scheduleFolder());
  const { uid: from } = await madeSchedule(book, (await book.ask(NEW, "li")).uid);
  const question = { name: "again", seconds: 1, seed: 1, from, at: at(0), events: {} };
  const lock = { order: "O6", step: "wash", machine: "WASH", start: at(10) };
  expect(await problemsOf(book, { ...question, locks: [lock] })).toEqual({
    code: "conflict",
    problems: [{ path: "locks[0]", code: "schedule-conflict-before", line: 1 }],
  });
  const night = { ...lock, start: at(15 * 60) };
  expect((await problemsOf(book, { ...question, locks: [night] })).problems[0]?.code).toBe(
    "schedule-conflict-calendar",
  );
  expect((await problemsOf(book, { ...question, locks: [{ ...lock, machine: "MILL-1" }] })).problems).toEqual([
    { path: "locks[0].machine", code: "work-plan-lock", line: 1 },
  ]);
  const events = { breakdowns: [{ machine: "MILL-9", from: at(1), to: at(2) }] };
  expect((await problemsOf(book, { ...question, locks: [], events })).problems).toEqual([
    { path: "events.breakdowns[0].machine", code: "work-plan-unknown", line: 1 },
  ]);
  await book.close();
});

it("[SD45] what an event makes wrong has the place of the event", async () => {
  const { book } = openedSchedules(scheduleFolder());
  const { uid: from } = await madeSchedule(book, (await book.ask(NEW, "li")).uid);
  const question = { name: "again", seconds: 1, seed: 1, from, at: at(0), locks: [] };
  const pathsOf = async (events: PlanEvents) =>
    (await problemsOf(book, { ...question, events })).problems.map(({ path }) => path);
  const fine = { machine: "WASH", from: at(200), to: at(260) };
  expect(
    await pathsOf({ breakdowns: [fine, { machine: "MILL-1", from: at(9), to: at(10) }, { ...fine, to: at(100) }] }),
  ).toEqual(["events.breakdowns[2]"]);
  const material = { order: "O2", operation: "mill", from: at(60) };
  const other = { ...material, order: "O1" };
  expect(await pathsOf({ lateMaterial: [other, { ...material, operation: "paint" }] })).toEqual([
    "events.lateMaterial[1].operation",
  ]);
  expect(await pathsOf({ lateMaterial: [other, { ...material, from: at(400 * 1_440) }] })).toEqual([
    "events.lateMaterial[1]",
  ]);
  const rush = { id: "RUSH", variant: "P1", quantity: 5, due: at(300), priority: 1, material: [] };
  expect(await pathsOf({ rushOrders: [rush, { ...rush, id: "R2", variant: "P9" }] })).toEqual([
    "events.rushOrders[1].variant",
  ]);
  await book.close();
});

it("[SD21] a plan that is too large is refused before it is looked at", async () => {
  const { book } = openedSchedules(scheduleFolder());
  const [step] = PLAN.variants[0]?.route ?? [];
  const route = Array.from({ length: 3 }, (_, number) => ({ ...step, id: `s${number}` }));
  const orders = Array.from({ length: 5_000 }, () => ({ id: "twice", variant: "P1", due: planned(60) }));
  const asked = book.ask({ ...NEW, plan: { ...PLAN, variants: [{ id: "P1", route }], orders } }, "li");
  await expect(asked).rejects.toThrow("15000 operations");
  await book.close();
});

it("[SD24] a refused lock has its number in the question, where others are kept so anyway", async () => {
  const { book } = openedSchedules(scheduleFolder());
  const first = await madeSchedule(book, (await book.ask(NEW, "li")).uid);
  const begun = first.schedule?.operations.find(({ start }) => start < at(30));
  if (begun === undefined) throw new Error("nothing has begun");
  const kept = { order: begun.order, step: begun.step, machine: begun.machine, start: begun.start };
  const lock = { order: "O6", step: "wash", machine: "WASH", start: at(40) };
  const question = { name: "again", seconds: 1, seed: 1, from: first.uid, at: at(30), events: {} };
  expect((await problemsOf(book, { ...question, locks: [kept, lock] })).problems[0]?.path).toBe("locks[1]");
  const { problems } = await problemsOf(book, { ...question, locks: [kept, { ...lock, machine: "MILL-1" }] });
  expect(problems[0]?.path).toBe("locks[1].machine");
  await book.close();
});

it("[SD26] the plant is read once for all who ask within some seconds", async () => {
  let reads = 0;
  const { book, clock } = openedSchedules(scheduleFolder(), undefined, () => void reads++);
  await Promise.all([book.plant(), book.plant()]);
  clock.now += 19e6;
  await book.plant();
  expect(reads).toBe(1);
  clock.now += 2e6;
  await book.plant();
  expect(reads).toBe(2);
  await book.close();
});

it("[IS17] the plan of the plant is read again once its islands have changed, also while it is read", async () => {
  let reads = 0;
  const { book } = openedSchedules(scheduleFolder(), undefined, () => void reads++);
  const before = book.plant();
  book.forgetPlant();
  await Promise.all([before, book.plant()]);
  expect(reads).toBe(2);
  await book.plant();
  expect(reads).toBe(2);
  book.forgetPlant();
  await book.plant();
  expect(reads).toBe(3);
  await book.close();
});

it("[SD20] what the disk refused is written once more at a stop", async () => {
  const dir = scheduleFolder();
  const { book, shelf } = openedSchedules(dir);
  const refused = Promise.withResolvers<void>();
  const { put } = shelf;
  let isFull = true;
  vi.spyOn(shelf, "put").mockImplementation(async (item, ...rest) => {
    if (item.schedule === null || !isFull) return await put.call(shelf, item, ...rest);
    isFull = false;
    refused.resolve();
    throw new Error("no space");
  });
  const { uid } = await book.ask(NEW, "li");
  await refused.promise;
  await book.close();
  expect(openedSchedules(dir).book.list()).toMatchObject([{ uid, state: "done" }]);
});

it("[SD48] [SD66] says from when on closed times are left out, and gives those of any window", async () => {
  const { book } = openedSchedules(scheduleFolder());
  const windows = Array.from({ length: 40 }, (_, at) => ({
    from: `${String(Math.floor(at / 2)).padStart(2, "0")}:${at % 2 === 0 ? "00" : "30"}`,
    to: `${String(Math.floor(at / 2)).padStart(2, "0")}:${at % 2 === 0 ? "20" : "50"}`,
  }));
  const calendars = [...PLAN.calendars, { id: "holes", windows }];
  const machines = [...PLAN.machines, { id: "SPARE", calendar: "holes" }];
  const orders = [{ id: "O1", variant: "P1", due: planned(100 * 1_440) }];
  const plan = { ...PLAN, calendars, machines, orders };
  const { uid } = await book.ask({ ...NEW, plan }, "li");
  const whole = await madeSchedule(book, uid);
  const all = whole.machines.flatMap(({ closed, unavailable }) => [...closed, ...unavailable]);
  expect(all.length).toBe(2_000);
  const until = whole.closedUntil ?? "";
  expect(all.every(({ from }) => from <= until)).toBe(true);
  // [SD66] What is left out is there for a window behind it.
  const from = Date.parse(until) + 20 * 86_400_000;
  const window = await book.closed(uid, { from, to: from + 86_400_000 });
  const times = window?.machines.find(({ id }) => id === "SPARE")?.closed ?? [];
  expect([times.length, window?.closedUntil]).toEqual([40, null]);
  expect(times.every((one) => Date.parse(one.from) >= from && Date.parse(one.to) <= from + 86_400_000)).toBe(true);
  expect(await book.closed("none", { from, to: from + 1 })).toBeUndefined();
  // Long before its start nothing is known of calendars, so nothing is said to be closed.
  const before = Date.parse(PLAN.start) - 9 * 86_400_000;
  const early = await book.closed(uid, { from: before, to: before + 5 * 86_400_000 });
  expect(early?.machines.flatMap(({ closed }) => closed)).toEqual([]);
  const few = await book.ask(NEW, "li");
  expect((await madeSchedule(book, few.uid)).closedUntil).toBeNull();
  await book.close();
});
