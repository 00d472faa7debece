/** The operations of a schedule as jobs of machines: made once for the schedule in force. */
import { createHash } from "node:crypto";
import { wholeName } from "../../contracts/schedule/plant-names.ts";
import type { PlannedOperation } from "../../contracts/schedule/schedule.ts";
import type { MadePlan } from "../../contracts/schedule/schedules.ts";
import { type RouteStop, stopsOf } from "../../contracts/schedule/steps-made.ts";
import type { RouteStep, WorkPlan } from "../../contracts/schedule/work-plan.ts";
import type { Routes } from "../record/made-pieces.ts";

/** Names that machines take (OPC 40001-3 has no limit; ours is that of POST /api/v1/jobs). */
const LONGEST_ID = 100;

/** Moments in ms since 1970. */
export interface PlannedJob {
  readonly order: string;
  readonly step: string;
  readonly machine: string;
  readonly jobId: string;
  readonly productionOrder: string;
  readonly variant: string;
  readonly operation: string;
  readonly quantity: number;
  readonly setUp: { readonly from: string; readonly to: string } | null;
  readonly setUpStart: number;
  readonly start: number;
  readonly end: number;
  readonly release: number | null;
  readonly material: number | null;
  /** Steps of the order that must have ended. */
  readonly before: readonly string[];
  /** Machines that can make the step. */
  readonly machines: ReadonlySet<string>;
  /** Its order is a whole one and not what is left of one: its first step takes raw pieces. */
  readonly isWhole: boolean;
  /** Steps of its order: what is left of an order has fewer than the whole. */
  readonly routeLength: number;
}

export interface PlannedJobs {
  /** By machine, in planned order. */
  readonly byMachine: ReadonlyMap<string, readonly PlannedJob[]>;
  readonly byId: ReadonlyMap<string, PlannedJob>;
  /** By production order and step: the job that pieces come to first is the first. */
  readonly byStep: ReadonlyMap<string, readonly PlannedJob[]>;
  /** By production order: the longest of those that are planned of it. */
  readonly routes: Routes;
  readonly timeZone: string;
  readonly startMs: number;
}

export const stepKey = (productionOrder: string, step: string): string => JSON.stringify([productionOrder, step]);

/** @param operationOf the operation of a station by the config; undefined: its step's name */
export function plannedJobs(
  { plan, schedule }: Pick<MadePlan, "plan" | "schedule">,
  operationOf: (machine: string) => string | undefined,
): PlannedJobs {
  const orders = new Map(plan.orders.map((order) => [order.id, order]));
  const routes = new Map(plan.variants.map(({ id, route }) => [id, route]));
  const setUpNow = new Map(plan.machines.map(({ id, setUpNow: now }) => [id, now]));
  const stops = new Map([...routes].map(([variant, route]) => [variant, stopsOf(route, operationOf)]));
  const routeOf = new Map<string, readonly RouteStop[]>();
  const lists = Map.groupBy(schedule.operations, ({ machine }) => machine);
  const byMachine = new Map<string, readonly PlannedJob[]>();
  for (const [machine, operations] of lists) {
    let family = setUpNow.get(machine);
    const jobs = operations
      .toSorted((a, b) => a.start - b.start)
      .flatMap((operation): readonly PlannedJob[] => {
        const order = orders.get(operation.order);
        const route = routes.get(order?.variant ?? "") ?? [];
        const step = route.find(({ id }) => id === operation.step);
        if (order === undefined || step === undefined) return [];
        const to = step.family ?? order.variant;
        const setUp = family === undefined || family === to ? null : { from: family, to };
        family = to;
        const job = jobOf(operation, order, { route, step, operationOf });
        const known = routeOf.get(job.productionOrder)?.length ?? 0;
        if (route.length > known) routeOf.set(job.productionOrder, stops.get(order.variant) ?? []);
        return [{ ...job, setUp }];
      });
    byMachine.set(machine, jobs);
  }
  const all = [...byMachine.values()].flat();
  const byStep = Map.groupBy(all, ({ productionOrder, step }) => stepKey(productionOrder, step));
  for (const jobs of byStep.values()) jobs.sort((a, b) => a.routeLength - b.routeLength);
  return {
    ...{ byMachine, byStep },
    byId: new Map(all.map((job) => [job.jobId, job])),
    routes: routeOf,
    ...{ timeZone: plan.timeZone, startMs: Date.parse(plan.start) },
  };
}

function jobOf(
  { order: name, step: id, machine, setUpStart, start, end }: PlannedOperation,
  order: WorkPlan["orders"][number],
  { route, step, operationOf }: { route: readonly RouteStep[]; step: RouteStep; operationOf: OperationOf },
): Omit<PlannedJob, "setUp"> {
  const [first] = route;
  const isRest = first !== undefined && wholeName(name, first.id) !== name;
  const isRestOfBoth = isRest && wholeName(order.variant, first.id) !== order.variant;
  const at = route.indexOf(step);
  const machines = new Set(step.machines.map((one) => one.machine));
  const material = order.material.find(({ operation }) => operation === id)?.from;
  const previous = route[at - 1]?.id;
  return {
    ...{ order: name, step: id, machine, setUpStart, start, end },
    jobId: jobIdOf(name, id),
    productionOrder: isRestOfBoth ? wholeName(name, first.id) : name,
    variant: isRestOfBoth ? wholeName(order.variant, first.id) : order.variant,
    operation: operationOf(machine) ?? id,
    quantity: order.quantity,
    release: order.release === undefined ? null : Date.parse(order.release),
    material: material === undefined ? null : Date.parse(material),
    before: step.after ?? (previous === undefined ? [] : [previous]),
    machines,
    isWhole: !isRest,
    routeLength: route.length,
  };
}

type OperationOf = (machine: string) => string | undefined;

/** The same for the same operation in every schedule, so that what was given stays given (rule DI9). */
function jobIdOf(order: string, step: string): string {
  const id = `GEMBA-${order}/${step}`;
  if (id.length <= LONGEST_ID) return id;
  const hash = createHash("sha256").update(id).digest("hex").slice(0, 12);
  return `${id.slice(0, LONGEST_ID - hash.length - 1)}~${hash}`;
}
