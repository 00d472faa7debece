/** Schedules, as the fake edge of the viewer answers: made ones, some in other states, and checks of moves. */
import type {
  CheckedMoves,
  ScheduleConflict,
  ScheduledOperation,
  ScheduleMove,
  TimedOperation,
  WholeSchedule,
} from "../../../edge/contracts/schedule/schedules.ts";
import type { ScheduleScore } from "../../../edge/contracts/schedule/score.ts";
import type { ScheduleAgain } from "../../../twin-viewer/src/data/schedule-api.ts";
import { fakeActuals } from "./actuals.ts";
import { iso, type MadePlan, madeSchedule, nextOpen } from "./made-schedule.ts";

const HOUR_MS = 3600_000;
export const MADE = "00000000-0000-4000-9000-000000000001";
/** Made again from `MADE`. */
export const AGAIN = "00000000-0000-4000-9000-000000000002";
export const WORKING = "00000000-0000-4000-9000-000000000003";
export const WAITING = "00000000-0000-4000-9000-000000000004";
export const FAILED = "00000000-0000-4000-9000-000000000005";

export interface FakeSchedules {
  readonly stored: Map<string, WholeSchedule>;
  /** Whether the plant as it is can be planned. */
  plant: "whole" | "none";
}

export function fakeSchedules(nowMs: number): FakeSchedules {
  const plan = { uid: MADE, name: "Week 49", machines: 30, orders: 110, nowMs };
  const made = scored(madeSchedule(plan));
  const unknown = { ...(made.score as ScheduleScore), unknown: "gap", source: "cell-1" } as const;
  const again = madeSchedule({ ...plan, uid: AGAIN, name: "Week 49 · 10:20", seed: 2, from: made, score: unknown });
  const open = (uid: string, name: string, more: Partial<WholeSchedule>): readonly [string, WholeSchedule] => [
    uid,
    { ...made, uid, name, schedule: null, late: null, setUpMin: null, end: null, cost: null, ...more },
  ];
  return {
    plant: "whole",
    stored: new Map([
      [AGAIN, again],
      [MADE, made],
      open(WORKING, "Works", { state: "working", progress: 0.4, askedAt: iso(nowMs - 20_000) }),
      open(WAITING, "Waits", { state: "waiting", progress: 0, improvements: [], askedAt: iso(nowMs - 9_000) }),
      open(FAILED, "Fails", {
        state: "failed",
        improvements: [],
        failure: "The schedule could not be made: the edge ended twice while it was made. Ask for fewer seconds",
      }),
    ]),
  };
}

/** With what happened up to half of its length: each second order late, the last one not ended. */
function scored(made: WholeSchedule): WholeSchedule {
  const [from, to] = [made.start, made.end as string].map((moment) => Date.parse(moment)) as [number, number];
  const upTo = from + (to - from) / 2;
  const over = (made.schedule?.orders ?? []).filter(({ end }) => Date.parse(end) <= upTo);
  const judged = over.map(({ order, due, end }, at) => ({
    ...{ order, due, plannedEnd: end },
    end: at === 0 ? null : iso(Date.parse(end) + (at % 2) * 1_500_000),
  }));
  const error = { judged: over.length, open: 1, errorMin: 12.5, spreadMin: 25 };
  return {
    ...made,
    judged,
    score: {
      ...{ scoredAt: iso(upTo), upTo: iso(upTo), isFinal: false, unknown: null, source: null },
      onTime: { judged: over.length, planned: over.length, actual: Math.floor(over.length / 2) },
      horizons: [4, 8, null].map((upToHours) => ({ upToHours, ...error })),
      starts: { ...error, onMachine: 0.62 },
    },
  };
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

export function scheduleAnswer(
  { method, path, body }: Asked,
  { schedules, now }: { readonly schedules: FakeSchedules; now(): number },
): object | undefined {
  const { stored } = schedules;
  if (path === "/api/v1/schedules/plant") return plantPlan(now(), schedules.plant);
  if (path === "/api/v1/schedules" && method === "POST") return asked(body, stored, now());
  if (path === "/api/v1/schedules")
    return { schedules: [...stored.values()].toSorted((a, b) => (a.askedAt > b.askedAt ? -1 : 1)) };
  const [, uid = "", part] = /^\/api\/v1\/schedules\/([\w-]+)(\/check|\/actuals|\/closed)?$/.exec(path) ?? [];
  const found = stored.get(uid);
  if (found === undefined) return undefined;
  if (part === "/actuals") return fakeActuals(found);
  if (part === "/closed") return { machines: found.machines, closedUntil: null };
  if (part !== undefined) return checkedMoves(found, (JSON.parse(body) as { moves: ScheduleMove[] }).moves);
  if (method !== "DELETE") return found;
  stored.delete(uid);
  return { uid };
}

function asked(body: string, stored: Map<string, WholeSchedule>, nowMs: number): object {
  const question = JSON.parse(body) as Partial<ScheduleAgain> & { readonly name: string };
  const uid = `00000000-0000-4000-9000-${String(stored.size + 1).padStart(12, "0")}`;
  const from = question.from === undefined ? undefined : stored.get(question.from);
  const plan: MadePlan = { uid, name: question.name, machines: 30, orders: 110, nowMs, seed: stored.size };
  const made = madeSchedule({ ...plan, ...(from === undefined ? {} : { from, locks: question.locks ?? [] }) });
  stored.set(uid, made);
  return made;
}

function plantPlan(nowMs: number, plant: FakeSchedules["plant"]): object {
  const missing = [
    {
      en: "No calendar: the config has no shifts, so every machine counts as open at all times",
      zh: "没有日历：配置中没有班次，所有设备按全天开放安排",
    },
    {
      en: "No set-up times: the record has too few changes of variant",
      zh: "没有换型时间：记录中产品切换太少",
    },
  ];
  if (plant === "none")
    return {
      plan: null,
      missing: [{ en: "No pieces have been recorded yet", zh: "尚无工件记录" }],
    };
  const order = (id: string, hours: number) => ({
    ...{ id, variant: "PH-50A", quantity: 40, priority: 1, material: [] },
    due: iso(nowMs + hours * HOUR_MS),
  });
  const machine = (id: string) => ({ id, powerKw: 0, unavailable: [] });
  const route = [{ id: "turn", fixtures: [], interruptible: false, size: 1, machines: [{ machine: "A", minutes: 3 }] }];
  return {
    plan: {
      ...{ timeZone: "Asia/Shanghai", start: iso(nowMs), horizonDays: 90, setUpAhead: true, kept: [] },
      ...{ calendars: [], setUps: [], fixtures: [] },
      machines: [machine("A"), machine("B")],
      variants: [{ id: "PH-50A", route }],
      orders: [order("ORD-1", 8), order("ORD-2", 12)],
    },
    missing,
  };
}

/** The moved operations as they would be, and what they meet. */
export function checkedMoves(whole: WholeSchedule, moves: readonly ScheduleMove[]): CheckedMoves {
  const operations = whole.schedule?.operations ?? [];
  const of = (one: { readonly order: string; readonly step: string }): string => `${one.order} ${one.step}`;
  const planned = new Map(operations.map((one) => [of(one), one]));
  const placed = moves.flatMap((move) => {
    const found = planned.get(of(move));
    return found === undefined ? [] : [placedAt(found, move, whole)];
  });
  const moved = new Map(placed.map((one) => [of(one), one]));
  const others = operations.map((one) => ({ ...one, ...moved.get(of(one)) }));
  return { operations: placed, conflicts: placed.flatMap((one) => conflictsOf(one, others, whole)) };
}

function placedAt(found: ScheduledOperation, move: ScheduleMove, { machines }: WholeSchedule): TimedOperation {
  const minutes = found.alternatives.find(({ machine }) => machine === move.machine)?.minutes ?? 60;
  const startMs = Date.parse(move.start);
  const setUpMs = Date.parse(found.start) - Date.parse(found.setUpStart);
  const closed = machines.find(({ id }) => id === move.machine)?.closed ?? [];
  const { order, step } = found;
  return {
    ...{ order, step, machine: move.machine },
    setUpStart: iso(startMs - setUpMs),
    start: iso(startMs),
    end: iso(nextOpen(startMs, minutes * 60_000, closed) + minutes * 60_000),
  };
}

function conflictsOf(
  one: TimedOperation,
  others: readonly ScheduledOperation[],
  { machines }: WholeSchedule,
): readonly ScheduleConflict[] {
  const isBatch = machines.find(({ id }) => id === one.machine)?.capacity !== null;
  return others.flatMap((other): ScheduleConflict[] => {
    const isSelf = other.order === one.order && other.step === one.step;
    if (isSelf) return [];
    const { order, step } = other;
    const conflict = { order: one.order, step: one.step, machine: one.machine, with: { order, step } };
    const own = others.filter((before) => before.order === one.order);
    const at = (name: string): number => own.findIndex((before) => before.step === name);
    if (order === one.order && at(step) < at(one.step) && other.end > one.start)
      return [
        {
          ...conflict,
          kind: "before",
          text: {
            en: `Step ${step} of order ${order} ends only after this start; start later`,
            zh: `订单 ${order} 工序 ${step} 在此开始之后才结束；请推后`,
          },
        },
      ];
    const overlaps = other.machine === one.machine && other.setUpStart < one.end && other.end > one.setUpStart;
    if (isBatch || !overlaps) return [];
    return [
      {
        ...conflict,
        kind: "machine",
        text: {
          en: `${one.machine} works on order ${order}, step ${step} at that time; choose another time or machine`,
          zh: `${one.machine} 此时加工订单 ${order} 工序 ${step}；请选择其他时间或设备`,
        },
      },
    ];
  });
}
