import { keyOf, type PlannedOperation, type Schedule } from "../contracts/schedule/schedule.ts";
import type { PlanEvents } from "../contracts/schedule/schedules.ts";
import type { WorkPlan } from "../contracts/schedule/work-plan.ts";
import { KeptFloor } from "./kept-floor.ts";
import { rightShifted } from "./right-shift.ts";

export interface Replanned {
  readonly plan: WorkPlan;
  /** Operations that have not begun and lost a start before `freezeUntil`, as planned; some are moved within it. */
  readonly released: readonly PlannedOperation[];
  /** Operations that have not begun and start before `freezeUntil` as planned. */
  readonly frozen: readonly PlannedOperation[];
}

interface AgainAt {
  readonly at: string;
  readonly freezeUntil: string;
  readonly events: PlanEvents;
  /** Operations that a person has placed: they stay where that is their planned place, and are not moved. */
  readonly locks?: WorkPlan["locks"];
}

/**
 * The work plan as of `at`, in which whatever has begun or starts before `freezeUntil` is kept from a schedule, unless
 * its start has become impossible (rule SD15). What only its set-up has begun of has not begun. What runs when its
 * machine breaks down does the rest of its work behind that. What has lost its start is moved to the soonest place
 * between what is kept (rule SD44).
 */
export function replan(
  plan: WorkPlan,
  schedule: Schedule,
  { at, freezeUntil, events, locks = [] }: AgainAt,
): Replanned {
  const changed = withEvents(plan, events, at);
  const floor = new KeptFloor(plan, changed);
  const [now, until] = [Date.parse(at), Date.parse(freezeUntil)];
  const near = schedule.operations.filter((one) => floor.has(one) && (one.start < until || one.setUpStart < now));
  const gapsOf = ({ machine }: PlannedOperation) => (events.breakdowns ?? []).filter((gap) => gap.machine === machine);
  const frozen: PlannedOperation[] = [];
  const isFrozen = (operation: PlannedOperation): boolean => {
    const isDown = gapsOf(operation).some((gap) => overlaps(operation, gap));
    const place = isDown ? undefined : floor.asPlanned(operation, now);
    if (place === undefined) return false;
    floor.keep(place);
    frozen.push(place);
    return true;
  };
  const lost: PlannedOperation[] = [];
  // The piece that is there first has its batch set up.
  for (const [, together] of [...Map.groupBy(near, (one) => one.start)].sort(([a], [b]) => a - b))
    for (const operation of together.toSorted((a, b) => floor.there(a) - floor.there(b))) {
      const gaps = gapsOf(operation);
      if (floor.hasBegun(operation, now, gaps)) floor.run(operation, gaps);
      else if (!isFrozen(operation)) lost.push(operation);
    }
  // A step that is moved may end soon enough for those that follow it.
  const placed = locks.map(({ operation: step, ...lock }) => ({ ...lock, step, start: Date.parse(lock.start) }));
  const pending = new Map(placed.filter((lock) => !floor.isKept(lock)).map((lock) => [keyOf(lock), lock]));
  const released: PlannedOperation[] = [];
  for (const operation of lost) {
    const key = keyOf(operation);
    const lock = pending.get(key);
    const isThere = lock === undefined || (lock.machine === operation.machine && lock.start === operation.start);
    if (isThere && operation.start >= now && isFrozen(operation)) {
      pending.delete(key);
      continue;
    }
    released.push(operation);
    const moved = lock === undefined ? rightShifted(floor, operation, { from: now, until }) : undefined;
    if (moved !== undefined && isClearOf([...pending.values()], moved, until)) floor.keep(moved);
  }
  return { plan: { ...changed, freezeUntil, kept: floor.kept.map(keptOf) }, released, frozen };
}

/**
 * Whether a moved operation leaves locks possible: on its machine it could make the set-up of one longer, and with an
 * end behind `until` it could hold up the steps between it and one.
 */
function isClearOf(
  locks: readonly Pick<PlannedOperation, "machine" | "start">[],
  moved: PlannedOperation,
  until: number,
): boolean {
  if (locks.length === 0) return true;
  return moved.end <= until && locks.every(({ machine, start }) => machine !== moved.machine && moved.end <= start);
}

/** The work plan as of `at` with what has changed. */
export function withEvents(plan: WorkPlan, events: PlanEvents, at: string): WorkPlan {
  const { breakdowns = [], lateMaterial = [], rushOrders = [] } = events;
  return {
    ...plan,
    start: at,
    machines: plan.machines.map((machine) => ({
      ...machine,
      unavailable: [
        ...machine.unavailable,
        ...breakdowns.filter((gap) => gap.machine === machine.id).map(({ from, to }) => ({ from, to })),
      ],
    })),
    orders: [
      ...plan.orders.map((order) => {
        const late = lateMaterial.filter((one) => one.order === order.id);
        const others = order.material.filter((one) => !late.some(({ operation }) => operation === one.operation));
        return { ...order, material: [...others, ...late.map(({ operation, from }) => ({ operation, from }))] };
      }),
      ...rushOrders,
    ],
  };
}

/** Whether a machine is down while an operation or its set-up is to be on it. */
function overlaps({ setUpStart, end }: PlannedOperation, gap: { readonly from: string; readonly to: string }): boolean {
  return Date.parse(gap.from) < end && Date.parse(gap.to) > setUpStart;
}

function keptOf({ order, step, machine, setUpStart, start, end }: PlannedOperation): WorkPlan["kept"][number] {
  const text = (ms: number): string => new Date(ms).toISOString().replace(".000Z", "Z");
  return { order, operation: step, machine, setUpStart: text(setUpStart), start: text(start), end: text(end) };
}
