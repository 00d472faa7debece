import { LineCounter } from "yaml";
import type { Chance } from "../../../../edge/batch/chance.ts";
import { ConfigDocument } from "../../../../edge/config/document.ts";
import { recentValidator } from "../../../../edge/config/validator.ts";
import type { Schedule } from "../../../../edge/contracts/schedule/schedule.ts";
import { type RouteStep, type WorkPlan, workPlanSchema } from "../../../../edge/contracts/schedule/work-plan.ts";

/** A work plan from the fields that matter; the others have their defaults. */
export function workPlan(fields: object): WorkPlan {
  const plan = structuredClone(fields);
  const document = new ConfigDocument({ shown: "plan.yaml", lines: new LineCounter() });
  if (!recentValidator().check(workPlanSchema, plan, { document, steps: [] }))
    throw new Error(document.problems.map(({ path, message }) => `${path}: ${message.en}`).join("\n"));
  return plan as WorkPlan;
}

const START_MS = Date.parse("2026-12-07T06:00:00Z");

/** Minutes after the start of plans made here. */
export function minute(minutes: number): string {
  return new Date(START_MS + minutes * 60_000).toISOString().replace(".000Z", "Z");
}

/**
 * A random plan with everything that a schedule has to keep: shared machines, set-ups, fixtures, batches, transport,
 * shifts, a breakdown, releases, material.
 */
export function randomPlan(
  chance: Chance,
  { orders, steps, setUpAhead = chance.next() < 0.5 }: { orders: number; steps: number; setUpAhead?: boolean },
): WorkPlan {
  const machines = ["A1", "A2", "B1", "OVEN"];
  const family = () => `f${chance.below(3)}`;
  const step = (at: number): RouteStep => {
    const isOven = chance.next() < 0.25;
    const able = isOven ? ["OVEN"] : machines.slice(0, 3).filter(() => chance.next() < 0.6);
    const names = able.length > 0 ? able : ["A1"];
    return {
      id: `s${at}`,
      family: family(),
      fixtures: isOven ? [] : ["F", "G"].filter(() => chance.next() < 0.3),
      interruptible: !isOven && chance.next() < 0.3,
      size: 1,
      machines: names.map((machine) => ({ machine, minutes: isOven ? 45 : 1 + chance.below(20) })),
      ...(at > 1 && chance.next() < 0.3 ? { after: ["s0"] } : {}),
    };
  };
  const variants = Array.from({ length: 4 }, (_, at) => ({
    id: `v${at}`,
    route: Array.from({ length: 1 + chance.below(steps) }, (_, one) => step(one)),
  }));
  return workPlan({
    start: minute(0),
    setUpAhead,
    calendars: [
      {
        id: "day",
        windows: [
          { from: "06:00", to: "10:00" },
          { from: "10:30", to: "14:00" },
        ],
        closed: ["2026-12-08"],
      },
      { id: "night", windows: [{ days: [1, 2, 3, 4, 5], from: "20:00", to: "04:00" }] },
    ],
    setUps: [{ id: "t", first: 5, same: 0, other: 12, between: [{ from: "f0", to: "f1", minutes: 3 }] }],
    fixtures: [{ id: "F" }, { id: "G", count: 2 }],
    transport: { within: 1, other: 4, between: [{ from: "b", to: "a", minutes: 9 }] },
    machines: [
      { id: "A1", area: "a", calendar: "day", setUps: "t", setUpNow: "f1" },
      { id: "A2", area: "a", setUps: "t", unavailable: [{ from: minute(30), to: minute(90) }] },
      { id: "B1", area: "b", calendar: "night", setUps: "t", freeFrom: minute(20) },
      { id: "OVEN", area: "b", capacity: 6, setUps: "t" },
    ],
    variants,
    orders: Array.from({ length: orders }, (_, at) => ({
      id: `o${at}`,
      variant: `v${chance.below(4)}`,
      quantity: 1 + chance.below(3),
      release: minute(chance.below(200)),
      due: minute(100 + chance.below(2_000)),
      priority: 1 + chance.below(3),
      material: chance.next() < 0.3 ? [{ operation: "s0", from: minute(chance.below(300)) }] : [],
    })),
  });
}

/** A schedule as planned: order, machine, minutes of set-up, start and end; each order has one step of its own name. */
export type Row = readonly [
  order: string,
  machine: string,
  setUpStart: number,
  start: number,
  end: number,
  step?: string,
];

/** A schedule of these rows, of which replanning reads the times only. */
export function scheduled(rows: readonly Row[]): Schedule {
  const ms = (minutes: number): number => Date.parse(minute(minutes));
  const operations = rows.map(([order, machine, setUpStart, start, end, step = "cut"]) => ({
    ...{ order, step, machine, setUpStart: ms(setUpStart), start: ms(start), end: ms(end) },
    isKept: false,
    reason: { kind: "opens", until: ms(0) } as const,
    closedFrom: undefined,
  }));
  return { operations, orders: [], beyondHorizon: [], cost: 0, setUpMin: 0, energyCost: 0, end: 0 };
}

/** Orders of one step of two hours on either of two machines, each of its own variant. */
export function oneStep(fields: object, orders: readonly string[], step: object = {}): WorkPlan {
  return workPlan({
    start: minute(0),
    machines: [{ id: "M1" }, { id: "M2" }],
    variants: orders.map((id) => ({
      id,
      route: [{ id: "cut", machines: ["M1", "M2"].map((machine) => ({ machine, minutes: 120 })), ...step }],
    })),
    orders: orders.map((id) => ({ id, variant: id, due: minute(600) })),
    ...fields,
  });
}
