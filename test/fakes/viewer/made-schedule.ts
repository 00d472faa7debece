/** Schedules of made plants in the form of the API: each operation as early as its machine and its order allow. */
import type { ScheduledOperation, ScheduleMove, WholeSchedule } from "../../../edge/contracts/schedule/schedules.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const AREAS = [
  ["Turning", "TRN", "turn"],
  ["Milling", "MIL", "mill"],
  ["Grinding", "GRD", "grind"],
  ["Washing", "WSH", "wash"],
  ["Assembly", "ASM", "assemble"],
] as const;
const WASHING = 3;
const VARIANTS = ["PH-50A", "PH-50B", "PH-63A", "PH-63C", "VB-20", "VB-32", "VB-40", "ZX-7", "ZX-9"] as const;

export interface MadePlan {
  readonly uid: string;
  readonly name: string;
  readonly machines: number;
  readonly orders: number;
  readonly nowMs: number;
  readonly seed?: number;
  /** The schedule that it is made again from. */
  readonly from?: WholeSchedule;
  readonly locks?: readonly ScheduleMove[];
  readonly score?: WholeSchedule["score"];
  readonly judged?: WholeSchedule["judged"];
}

export const iso = (ms: number): string => new Date(ms).toISOString();

/** Park and Miller's random numbers, 0 to 1. */
function random(seed: number): () => number {
  let state = seed * 7919 + 17;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

type Closed = WholeSchedule["machines"][number]["closed"];

/** The first moment from which on a machine is open for a while. */
export function nextOpen(fromMs: number, lengthMs: number, closed: Closed): number {
  let at = fromMs;
  for (const gap of closed) {
    const [begin, end] = [Date.parse(gap.from), Date.parse(gap.to)];
    if (at < end && at + lengthMs > begin) at = end;
  }
  return at;
}

/** From ten at night to six in the morning of Shanghai, for two weeks. */
function nights(startMs: number): Closed {
  const first = Math.floor(startMs / DAY_MS) * DAY_MS + 14 * HOUR_MS - DAY_MS;
  return Array.from({ length: 15 }, (_, day) => ({
    from: iso(first + day * DAY_MS),
    to: iso(first + day * DAY_MS + 8 * HOUR_MS),
  }));
}

function machinesOf(count: number, startMs: number): WholeSchedule["machines"] {
  return Array.from({ length: count }, (_, i) => {
    const area = Math.floor((i * AREAS.length) / count);
    const number = i - Math.ceil((area * count) / AREAS.length) + 1;
    const [name, prefix] = AREAS[area] as (typeof AREAS)[number];
    return {
      id: `${prefix}-${String(number).padStart(2, "0")}`,
      area: name,
      capacity: area === WASHING ? 40 : null,
      closed: area === WASHING ? [] : nights(startMs),
      unavailable: i === 7 ? [{ from: iso(startMs + 3 * HOUR_MS), to: iso(startMs + 8 * HOUR_MS) }] : [],
    };
  });
}

export function madeSchedule(plan: MadePlan): WholeSchedule {
  // At eight in the morning of Shanghai: a schedule is the same whatever the time of day.
  const startMs = Math.floor(plan.nowMs / DAY_MS) * DAY_MS;
  const machines = machinesOf(plan.machines, startMs);
  const operations = operationsOf(plan, machines, startMs);
  const orders = ordersOf(plan, operations, startMs);
  const endMs = Math.max(...operations.map(({ end }) => Date.parse(end)));
  const setUpMin = operations.reduce(
    (sum, { start, setUpStart }) => sum + (Date.parse(start) - Date.parse(setUpStart)) / MINUTE_MS,
    0,
  );
  const late = orders.filter(({ end, due }) => end > due).length;
  const cost = late * 240 + setUpMin * 0.1 + (endMs - startMs) / MINUTE_MS / 20;
  const improvements = Array.from({ length: 9 }, (_, i) => ({
    afterMs: 40 + i * i * 420,
    cost: cost * (1 + 0.8 / (i + 1) ** 1.5 - 0.8 / 27),
  }));
  return {
    ...{ uid: plan.uid, name: plan.name, by: "li", state: "done", progress: 1, late, setUpMin, cost },
    askedAt: iso(plan.nowMs - (plan.from === undefined ? 2 * HOUR_MS : 600_000)),
    from: plan.from?.uid ?? null,
    orders: orders.length,
    operations: operations.length,
    end: iso(endMs),
    keptStarts: plan.from === undefined ? null : 0.6,
    score: plan.score ?? null,
    failure: null,
    question: { seconds: 30, seed: 1, locks: plan.locks ?? [], events: {} },
    improvements,
    timeZone: "Asia/Shanghai",
    start: iso(startMs),
    freezeUntil: iso(startMs + 4 * HOUR_MS),
    horizon: iso(startMs + 90 * DAY_MS),
    machines,
    closedUntil: null,
    schedule: { operations, orders, beyondHorizon: [], cost, setUpMin, energyCost: 0, end: iso(endMs) },
    released: [],
    judged: plan.judged ?? [],
  };
}

const variantOf = (order: number): string => VARIANTS[(order * 5) % VARIANTS.length] as string;
const nameOf = (order: number): string => `ORD-${String(4100 + order)}`;

function operationsOf(
  { orders, seed = 1, locks = [] }: MadePlan,
  machines: WholeSchedule["machines"],
  startMs: number,
): readonly ScheduledOperation[] {
  const draw = random(seed);
  const last = new Map<string, ScheduledOperation>();
  const made: ScheduledOperation[] = [];
  for (let order = 0; order < orders; order++) {
    let before: ScheduledOperation | undefined;
    for (const [area, , step] of AREAS.filter((_, i) => i === 0 || i === WASHING || draw() > 0.2)) {
      const able = machines
        .filter((one) => one.area === area)
        .filter((_, i) => i % 2 === order % 2 || area === "Washing");
      const minutes = area === "Washing" ? 60 : 30 + Math.floor(draw() * 20) * 9;
      const next = placed({ order, step, able, minutes, before, last, startMs, locks });
      before = next;
      last.set(next.machine, next);
      made.push(next);
    }
  }
  return made;
}

interface ToPlace {
  readonly order: number;
  readonly step: string;
  readonly able: WholeSchedule["machines"];
  readonly minutes: number;
  readonly before: ScheduledOperation | undefined;
  readonly last: ReadonlyMap<string, ScheduledOperation>;
  readonly startMs: number;
  readonly locks: readonly ScheduleMove[];
}

/** On the machine where it can start first; a lock says where and when. */
function placed({ order, step, able, minutes, before, last, startMs, locks }: ToPlace): ScheduledOperation {
  const family = variantOf(order);
  const lock = locks.find((one) => one.order === nameOf(order) && one.step === step);
  const readyMs = Math.max(startMs, Date.parse(before?.end ?? "") || 0);
  const choices = able.map((machine) => {
    const busy = last.get(machine.id);
    const setUpMs = machine.capacity === null && busy !== undefined && busy.family !== family ? 20 * MINUTE_MS : 0;
    const freeMs = machine.capacity === null ? Math.max(startMs, Date.parse(busy?.end ?? "") || 0) + setUpMs : startMs;
    const earliest = Math.max(readyMs, freeMs);
    const gaps = [...machine.closed, ...machine.unavailable].toSorted((a, b) => (a.from < b.from ? -1 : 1));
    const start = nextOpen(earliest, minutes * MINUTE_MS, gaps);
    return { machine, busy, setUpMs, freeMs, earliest, start };
  });
  const best = choices.reduce((a, b) => (b.start < a.start ? b : a));
  const start = lock === undefined ? best.start : Date.parse(lock.start);
  const by = best.freeMs >= readyMs ? best.busy : before;
  const isKept = start < startMs + 2 * HOUR_MS;
  return {
    ...{ order: nameOf(order), step, family, machine: lock?.machine ?? best.machine.id },
    alternatives: able.map(({ id }) => ({ machine: id, minutes })),
    setUpStart: iso(start - best.setUpMs),
    start: iso(start),
    end: iso(start + minutes * MINUTE_MS),
    isKept,
    isLocked: lock !== undefined,
    reason: isKept
      ? { kind: "kept" }
      : by === undefined
        ? { kind: "opens", until: iso(best.earliest) }
        : best.freeMs >= readyMs
          ? { kind: "machine", until: by.end, by: stepOf(by), setUpMin: best.setUpMs / MINUTE_MS }
          : { kind: "step", until: by.end, by: stepOf(by), transportMin: 0, setUpMin: 0 },
    closedFrom: best.start > best.earliest ? iso(best.earliest) : null,
  };
}

const stepOf = ({ order, step }: ScheduledOperation) => ({ order, step });

const MOST_LINKS = 6;

function ordersOf(
  { orders }: MadePlan,
  operations: readonly ScheduledOperation[],
  startMs: number,
): NonNullable<WholeSchedule["schedule"]>["orders"] {
  const byKey = new Map(operations.map((one) => [`${one.order} ${one.step}`, one]));
  const byOrder = Map.groupBy(operations, ({ order }) => order);
  return Array.from({ length: orders }, (_, order) => {
    const own = byOrder.get(nameOf(order)) ?? [];
    const end =
      own
        .map((one) => one.end)
        .toSorted()
        .at(-1) ?? "";
    const due = iso(Math.round((startMs + 5 * HOUR_MS + order * 0.75 * HOUR_MS) / HOUR_MS) * HOUR_MS);
    const chain: { order: string; step: string }[] = [];
    let link = end > due ? own.at(-1) : undefined;
    while (link !== undefined && chain.length < MOST_LINKS) {
      chain.push(stepOf(link));
      link = "by" in link.reason ? byKey.get(`${link.reason.by.order} ${link.reason.by.step}`) : undefined;
    }
    const slackH = (Date.parse(due) - Date.parse(end)) / HOUR_MS;
    return {
      ...{ order: nameOf(order), variant: variantOf(order), quantity: 20 + (order % 7) * 10, priority: 1 },
      ...{ due, end, chain, onTime: Math.min(0.98, Math.max(0.02, 1 / (1 + Math.exp(-slackH)))) },
    };
  });
}
