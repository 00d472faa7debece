import { keyOf } from "../../contracts/schedule/schedule.ts";
import { MOST_CAPACITY, type RouteStep, type WorkPlan } from "../../contracts/schedule/work-plan.ts";
import { lotFor } from "./batches.ts";
import type { WorkCalendar } from "./calendar.ts";
import { NONE } from "./floor-state.ts";
import { Moments } from "./moments.ts";
import { Options } from "./options.ts";
import type { KeptOperation, Plant, SetUpTable } from "./plant.ts";
import { inTurn, stepsBefore } from "./route.ts";
import { familiesOf, unitsOf } from "./sizes.ts";

/** One operation of an order, before it is in columns. */
interface Operation {
  readonly order: number;
  readonly step: RouteStep;
  /** Machines that can make it, with its work there and how many pieces it takes at once. */
  readonly options: readonly { readonly machine: string; readonly work: number; readonly take: number }[];
  /** Operations that it follows. */
  readonly before: readonly number[];
  readonly material: number;
  readonly lockedAt: number;
  readonly family: string;
}

/** The columns of a work plan that has no problems (`workPlanProblems`). */
export function readPlant(plan: WorkPlan): Plant {
  const moments = new Moments(plan);
  const operations = operationsOf(plan, moments);
  const machines = new Map(plan.machines.map(({ id }, at) => [id, at]));
  const families = familiesOf(plan);
  const columns = operationColumns(plan, operations, families);
  const kept = keptOf(plan, { moments, operations, machines, columns });
  const { firstOf } = columns;
  const tariff = moments.tariff(plan.tariff);
  return {
    ...columns,
    names: {
      machines: plan.machines.map(({ id }) => id),
      orders: plan.orders.map(({ id }) => id),
      steps: operations.map(({ step }) => step.id),
      families: [...families.keys()],
      fixtures: plan.fixtures.map(({ id }) => id),
    },
    startMs: moments.startMs,
    timeZone: plan.timeZone,
    opensAt: plan.freezeUntil === undefined ? 0 : moments.seconds(plan.freezeUntil),
    horizon: moments.horizon,
    isSetUpAhead: plan.setUpAhead,
    objective: plan.objective,
    tariff,
    mayWaitForPrice: plan.objective.energy > 0 && !tariff.isFlat,
    firstOf,
    due: Float64Array.from(plan.orders, ({ due }) => moments.seconds(due)),
    priority: Float64Array.from(plan.orders, ({ priority }) => priority),
    releaseOf: Float64Array.from(plan.orders, ({ release }) => (release === undefined ? 0 : moments.seconds(release))),
    quantityOf: Int32Array.from(plan.orders, ({ quantity }) => quantity),
    hasLots: columns.lotOf.some((lot) => lot > 0),
    ...machineColumns(plan, moments, families),
    kept,
  };
}

/** Operations order after order, each behind those it follows. */
function operationsOf(plan: WorkPlan, moments: Moments): Operation[] {
  const variants = new Map(plan.variants.map((variant) => [variant.id, variant]));
  const options = new Options(plan, moments);
  const locks = new Map(
    plan.locks.map((lock) => [keyOf({ order: lock.order, step: lock.operation }), moments.seconds(lock.start)]),
  );
  const operations: Operation[] = [];
  for (const [at, order] of plan.orders.entries()) {
    const { variant, material } = order;
    const route = variants.get(variant)?.route ?? [];
    const from = new Map(material.map((one) => [one.operation, moments.seconds(one.from)]));
    const first = operations.length;
    const turn = inTurn(route);
    const before = stepsBefore(route);
    for (const place of turn) {
      const step = route[place] as RouteStep;
      operations.push({
        order: at,
        step,
        options: options.of(order, step).map((option) => ({
          machine: option.machine,
          work: options.work(order, step, option),
          take: options.take(step, option),
        })),
        before: (before[place] as number[]).map((other) => first + turn.indexOf(other)),
        material: from.get(step.id) ?? 0,
        lockedAt: locks.get(keyOf({ order: order.id, step: step.id })) ?? NONE,
        family: step.family ?? variant,
      });
    }
  }
  return operations;
}

function operationColumns(plan: WorkPlan, operations: readonly Operation[], families: ReadonlyMap<string, number>) {
  const machines = new Map(plan.machines.map(({ id }, at) => [id, at]));
  const fixtures = new Map(plan.fixtures.map(({ id }, at) => [id, at]));
  const options = operations.flatMap((operation) => operation.options);
  const after: number[][] = operations.map(() => []);
  for (const [at, { before }] of operations.entries()) for (const other of before) (after[other] as number[]).push(at);
  const perOrder = new Int32Array(plan.orders.length + 1);
  for (const { order } of operations) perOrder[order + 1] = (perOrder[order + 1] as number) + 1;
  return {
    firstOf: sums(perOrder),
    orderOf: Int32Array.from(operations, ({ order }) => order),
    materialOf: Float64Array.from(operations, ({ material }) => material),
    lockedAt: Float64Array.from(operations, ({ lockedAt }) => lockedAt),
    familyOf: Int32Array.from(operations, ({ family }) => families.get(family) ?? 0),
    // No machine has more room than that.
    loadOf: Int32Array.from(operations, ({ order, step }) =>
      Math.min(MOST_CAPACITY + 1, step.size * (plan.orders[order]?.quantity ?? 1)),
    ),
    lotOf: Int32Array.from(operations, ({ order, step }) => lotFor(plan.orders[order]?.quantity ?? 1, step)),
    isInterruptible: Uint8Array.from(operations, ({ step }) => Number(step.interruptible)),
    ...lists(
      "before",
      operations.map(({ before }) => before),
    ),
    ...lists("after", after),
    fixturesFrom: begins(operations.map(({ step }) => step.fixtures)),
    fixtureOf: Int32Array.from(operations.flatMap(({ step }) => step.fixtures.map((name) => fixtures.get(name) ?? 0))),
    optionsFrom: begins(operations.map((operation) => operation.options)),
    machineOf: Int32Array.from(options, ({ machine }) => machines.get(machine) ?? 0),
    workOf: Float64Array.from(options, ({ work }) => work),
    takeOf: Int32Array.from(options, ({ take }) => take),
  };
}

function lists<Name extends string>(name: Name, rows: readonly (readonly number[])[]) {
  return { [name]: Int32Array.from(rows.flat()), [`${name}From`]: begins(rows) } as Record<
    Name | `${Name}From`,
    Int32Array
  >;
}

/** Where each list begins if all are joined, and the end. */
function begins(rows: readonly (readonly unknown[])[]): Int32Array {
  return sums(Int32Array.from([0, ...rows.map(({ length }) => length)]));
}

function sums(counts: Int32Array): Int32Array {
  for (let at = 1; at < counts.length; at++) counts[at] = (counts[at] as number) + (counts[at - 1] as number);
  return counts;
}

/** When each machine works. */
export function machineCalendars(plan: WorkPlan, moments: Moments): WorkCalendar[] {
  const calendars = new Map(plan.calendars.map((calendar) => [calendar.id, calendar]));
  const gap = ({ from, to }: { from: string; to: string }) => ({
    from: moments.seconds(from),
    to: moments.seconds(to),
  });
  return plan.machines.map(({ calendar, unavailable }) =>
    moments.calendar(calendar === undefined ? undefined : calendars.get(calendar), unavailable.map(gap)),
  );
}

function machineColumns(plan: WorkPlan, moments: Moments, families: ReadonlyMap<string, number>) {
  const tables = new Map(plan.setUps.map(({ id }, at) => [id, at + 1]));
  return {
    calendars: machineCalendars(plan, moments),
    capacityOf: Int32Array.from(plan.machines, ({ capacity }) => capacity ?? 0),
    powerOf: Float64Array.from(plan.machines, ({ powerKw }) => powerKw),
    freeFrom: Float64Array.from(plan.machines, ({ freeFrom }) =>
      freeFrom === undefined ? 0 : Math.max(0, moments.seconds(freeFrom)),
    ),
    setUpNow: Int32Array.from(plan.machines, ({ setUpNow }) => families.get(setUpNow ?? "") ?? 0),
    tableOf: Int32Array.from(plan.machines, ({ setUps }) => tables.get(setUps ?? "") ?? 0),
    setUpTables: setUpTables(plan, families),
    transport: transportTimes(plan),
    fixtureCount: Int32Array.from(unitsOf(plan)),
  };
}

/** The first takes no time: machines without a table have it. */
function setUpTables({ setUps }: WorkPlan, families: ReadonlyMap<string, number>): SetUpTable[] {
  const none = { first: 0, same: 0, other: 0, between: [] };
  return [none, ...setUps].map(({ first, same, other, between }) => {
    const pairs = between.flatMap((pair) => {
      const [from, to] = [families.get(pair.from), families.get(pair.to)];
      return from === undefined || to === undefined ? [] : [{ from, to, work: seconds(pair.minutes) }];
    });
    const [rowOf, rows] = numbered(
      families.size,
      pairs.map(({ from }) => from),
    );
    const [columnOf, columns] = numbered(
      families.size,
      pairs.map(({ to }) => to),
    );
    const times = new Float64Array(rows * columns).fill(NONE);
    for (const { from, to, work } of pairs) times[(rowOf[from] as number) * columns + (columnOf[to] as number)] = work;
    return { first: seconds(first), same: seconds(same), other: seconds(other), rowOf, columnOf, columns, times };
  });
}

/** Numbers those of so many that are in a list; `NONE` in the place of all others. */
function numbered(size: number, list: readonly number[]): [places: Int32Array, count: number] {
  const places = new Int32Array(size).fill(NONE);
  let count = 0;
  for (const one of list) if (places[one] === NONE) places[one] = count++;
  return [places, count];
}

function seconds(minutes: number): number {
  return Math.round(60 * minutes);
}

/** From a machine to itself it takes no time. */
function transportTimes({ machines, transport }: WorkPlan): Float64Array {
  const { within, other, between } = transport;
  const ways = new Map(between.map(({ from, to, minutes }) => [JSON.stringify([from, to]), minutes]));
  const minutes = machines.flatMap(({ area: from }, a) =>
    machines.map(({ area: to }, b) => {
      if (a === b) return 0;
      return ways.get(JSON.stringify([from, to])) ?? (from === to ? within : other);
    }),
  );
  return Float64Array.from(minutes, seconds);
}

function keptOf(
  plan: WorkPlan,
  of: {
    readonly moments: Moments;
    readonly operations: readonly Operation[];
    readonly machines: ReadonlyMap<string, number>;
    readonly columns: Pick<Plant, "optionsFrom" | "machineOf">;
  },
): KeptOperation[] {
  const { moments, operations, machines, columns } = of;
  const places = new Map(
    operations.map(({ order, step }, at) => [keyOf({ order: plan.orders[order]?.id ?? "", step: step.id }), at]),
  );
  const kept = plan.kept.map(({ order, operation: step, machine, setUpStart, start, end }) => {
    const operation = places.get(keyOf({ order, step })) ?? 0;
    const wanted = machines.get(machine);
    let option = columns.optionsFrom[operation] as number;
    while (columns.machineOf[option] !== wanted) option++;
    const [from, begin, until] = [setUpStart, start, end].map((moment) => moments.seconds(moment));
    return { operation, option, setUpStart: from as number, start: begin as number, end: until as number };
  });
  return kept.sort((a, b) => a.start - b.start || a.operation - b.operation);
}
