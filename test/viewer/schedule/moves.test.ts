import { describe, expect, it } from "vitest";
import type { ScheduledOperation, WholeSchedule } from "../../../edge/contracts/schedule/schedules.ts";
import type { Span } from "../../../twin-viewer/src/data/api.ts";
import { comparisonOf } from "../../../twin-viewer/src/screens/schedule/compare.ts";
import { fittingOrders, NO_FILTER } from "../../../twin-viewer/src/screens/schedule/filter.ts";
import {
  canMake,
  editsOf,
  lockOf,
  moveOf,
  newLocks,
  placedBy,
  redone,
  undone,
  withLock,
  withoutLock,
} from "../../../twin-viewer/src/screens/schedule/moves.ts";
import { keyOf, openParts, type PlanView, planViewOf } from "../../../twin-viewer/src/screens/schedule/plan-view.ts";
import * as state from "../../../twin-viewer/src/screens/schedule/state.ts";
import { madeSchedule } from "../../fakes/viewer/made-schedule.ts";
import { checkedMoves } from "../../fakes/viewer/schedules.ts";
import { freeOperation, madePlan, NOW_MS } from "./plans.ts";

const HOUR = 3_600_000;
const whole = madeSchedule({ uid: "a", name: "A", machines: 30, orders: 110, nowMs: NOW_MS });
const plan = planViewOf(whole) as PlanView;
const free = freeOperation(plan);
const elsewhere = { ...lockOf(free), startMs: free.start + HOUR };

describe("operations that are moved and locked", () => {
  it("[SD36] a conflict counts while its operation stands where it was checked", () => {
    state.openPlan(plan);
    const first = withLock(editsOf(plan), elsewhere);
    state.edits.value = first;
    const { order, step, machine } = free;
    const operations = checkedMoves(whole, [moveOf(elsewhere)]).operations;
    const text = { en: "late", zh: "晚" };
    const conflict = { kind: "before", order, step, machine, with: null, text } as const;
    state.checked.value = { operations, conflicts: [conflict] };
    expect(state.conflicts.value.size).toBe(1);
    state.edits.value = undone(first);
    expect(state.conflicts.value.size).toBe(0);
    state.openPlan(undefined);
  });

  it("[SD35] a dropped operation is locked there, one lock for each; its lock taken back it is where it was", () => {
    const once = withLock(editsOf(plan), elsewhere);
    const twice = withLock(once, { ...elsewhere, startMs: free.start + 2 * HOUR });
    expect(twice.locks).toHaveLength(1);
    expect(placedBy(plan, twice.locks, undefined)[free.at]).toMatchObject({
      start: free.start + 2 * HOUR,
      end: free.end + 2 * HOUR,
      isLocked: true,
    });
    const back = withoutLock(twice, free);
    expect(placedBy(plan, back.locks, undefined)[free.at]).toEqual(free);
    expect(withoutLock(back, free)).toBe(back);
  });

  it("[SD35] every step can be taken back and made again, until another is made", () => {
    const start = editsOf(plan);
    const steps = [withLock(start, elsewhere)];
    steps.push(withLock(steps[0] as typeof start, { ...elsewhere, startMs: free.start }));
    const last = steps[1] as typeof start;
    expect(undone(last).locks).toEqual(steps[0]?.locks);
    expect(undone(undone(last)).locks).toEqual([]);
    expect(undone(undone(undone(last))).locks).toEqual([]);
    expect(redone(redone(undone(undone(last)))).locks).toEqual(last.locks);
    expect(redone(withoutLock(undone(last), free)).locks).toEqual([]);
    let many = start;
    for (let i = 1; i < 300; i++) many = withLock(many, { ...elsewhere, startMs: free.start + i * 300_000 });
    expect(many.past).toHaveLength(200);
  });

  it("[SD35] an operation has the time of the machine it is moved to, and the set-up and end of the check", () => {
    const longer = { machine: "OTHER", minutes: (2 * (free.end - free.start)) / 60_000 };
    const own: PlanView = {
      ...plan,
      operations: plan.operations.map((one) => (one === free ? { ...one, alternatives: [longer] } : one)),
    };
    const view = { ...own, byKey: new Map(own.operations.map((one) => [keyOf(one), one])) };
    const lock = { ...elsewhere, machine: "OTHER" };
    const [without, late] = [placedBy(view, [lock], undefined)[free.at], { ...lock, startMs: lock.startMs + 1000 }];
    expect(without?.end).toBe(lock.startMs + 2 * (free.end - free.start));
    const checked = checkedMoves(whole, [moveOf(elsewhere)]);
    const setUpMs = free.start - free.setUpStart;
    expect(placedBy(plan, [elsewhere], checked)[free.at]).toMatchObject({
      setUpStart: elsewhere.startMs - setUpMs,
      end: Date.parse(checked.operations[0]?.end ?? ""),
    });
    // An answer about a former place says nothing of this one.
    expect(placedBy(view, [late], checked)[free.at]?.setUpStart).toBe(late.startMs);
    expect([canMake(free, free.machine), canMake(free, "NONE")]).toEqual([true, false]);
  });

  it("[SD37] a schedule opens with the locks that it was made with, of which only changes are checked", () => {
    const again = madeSchedule({
      ...{ uid: "b", name: "B", machines: 30, orders: 110, nowMs: NOW_MS },
      from: whole,
      locks: [moveOf(elsewhere)],
    });
    const next = planViewOf(again) as PlanView;
    const { locks } = editsOf(next);
    expect(locks).toEqual([elsewhere]);
    expect(newLocks(next, locks)).toEqual([]);
    expect(newLocks(next, [{ ...elsewhere, startMs: elsewhere.startMs + 1000 }])).toHaveLength(1);
    expect(placedBy(next, [], undefined)[free.at]?.isLocked).toBe(false);
  });
});

describe("schedules side by side", () => {
  it("[SD37] starts that moved are counted among the operations of both; added and missing ones beside them", () => {
    const schedule = whole.schedule as NonNullable<WholeSchedule["schedule"]>;
    const same = comparisonOf({ plan, schedule }, { plan, schedule });
    expect(same).toMatchObject({ moved: 0, common: plan.operations.length, added: 0, gone: 0 });
    const [first, second, ...others] = schedule.operations as [ScheduledOperation, ScheduledOperation];
    const changed = {
      ...schedule,
      operations: [{ ...first, start: second.end }, ...others],
      orders: schedule.orders.map((one) => ({ ...one, end: one.due })),
    };
    const after = planViewOf({ ...whole, schedule: changed }) as PlanView;
    expect(comparisonOf({ plan, schedule }, { plan: after, schedule: changed })).toMatchObject({
      moved: 1,
      common: plan.operations.length - 1,
      added: 0,
      gone: 1,
      before: { late: whole.late },
      after: { late: 0 },
    });
  });
});

describe("set-up and work on a machine that closes", () => {
  it("[SD32] rest while it is closed or down", () => {
    const { id, gaps } = plan.machines.find((one) => one.gaps.length > 2) as (typeof plan.machines)[number];
    const [first, second] = gaps as [Span, Span];
    const whole = { fromMs: first.fromMs - 5, toMs: second.toMs + 5 };
    expect(openParts(plan, id, whole)).toEqual([
      { fromMs: whole.fromMs, toMs: first.fromMs },
      { fromMs: first.toMs, toMs: second.fromMs },
      { fromMs: second.toMs, toMs: whole.toMs },
    ]);
    expect(openParts(plan, id, first)).toEqual([]);
    expect(openParts(plan, "NONE", whole)).toEqual([whole]);
    for (const one of plan.machines)
      for (const [i, gap] of one.gaps.entries()) expect(gap.fromMs).toBeGreaterThan(one.gaps[i - 1]?.toMs ?? 0);
  });
});

describe("the filter of orders", () => {
  it("[SD38] by variant, machine, lateness and a part of the number; nothing chosen lets all pass", () => {
    const fits = (filter: Partial<typeof NO_FILTER>) =>
      [...(fittingOrders(plan, plan.operations, { ...NO_FILTER, ...filter }) ?? [])].map(
        (order) => plan.orders.get(order) as NonNullable<ReturnType<typeof plan.orders.get>>,
      );
    expect(fittingOrders(plan, plan.operations, { ...NO_FILTER, text: "  " })).toBeUndefined();
    expect(fits({ variant: "ZX-7" }).every(({ variant }) => variant === "ZX-7")).toBe(true);
    expect(fits({ isLate: true })).toHaveLength(whole.late as number);
    expect(fits({ text: "ord-4103" }).map(({ order }) => order)).toEqual(["ORD-4103"]);
    const machine = plan.machines[3]?.id ?? "";
    expect(new Set(fits({ machine }).map(({ order }) => order))).toEqual(
      new Set(plan.operations.filter((one) => one.machine === machine).map(({ order }) => order)),
    );
    expect(madePlan().orders.size).toBe(110);
  });
});
