import type { PlannedOperation, Schedule } from "../contracts/schedule/schedule.ts";
import type { WorkPlan } from "../contracts/schedule/work-plan.ts";

/** What has changed since a plan was made. */
export interface PlanEvents {
  /** Machines that cannot work for a while; what they are at goes on behind it. */
  readonly breakdowns?: readonly { readonly machine: string; readonly from: string; readonly to: string }[];
  readonly lateMaterial?: readonly { readonly order: string; readonly operation: string; readonly from: string }[];
  readonly rushOrders?: readonly WorkPlan["orders"][number][];
}

export interface Replanned {
  readonly plan: WorkPlan;
  /** Operations that have not begun, were to start before `freezeUntil`, and cannot start then any more. */
  readonly released: readonly PlannedOperation[];
  /** Operations that have not begun and start before `freezeUntil` as planned. */
  readonly frozen: readonly PlannedOperation[];
}

/**
 * The work plan as of `at`, in which whatever has begun or starts before `freezeUntil` is kept from a schedule, unless
 * an event makes its start impossible: its machine is down, its material is late, or an operation before it or on its
 * machine ends later. What runs when its machine breaks down ends that much later.
 */
export function replan(
  plan: WorkPlan,
  schedule: Schedule,
  { at, freezeUntil, events }: { readonly at: string; readonly freezeUntil: string; readonly events: PlanEvents },
): Replanned {
  const changed = withEvents(plan, events, at);
  const [now, until] = [Date.parse(at), Date.parse(freezeUntil)];
  const near = schedule.operations.filter(({ start, setUpStart }) => start < until || setUpStart < now);
  const kept: PlannedOperation[] = [];
  const released: PlannedOperation[] = [];
  const frozen: PlannedOperation[] = [];
  /** Operations that end later than planned, with their fixtures. */
  const longer: PlannedOperation[] = [];
  const freeAt = new Map<string, number>();
  const isReleased = new Set<string>();
  for (const operation of near.toSorted((a, b) => a.start - b.start)) {
    const down = (events.breakdowns ?? []).filter(({ machine }) => machine === operation.machine);
    const end = down.reduce((time, gap) => time + overlapMs(operation, gap), operation.end);
    const hasBegun = operation.setUpStart < now;
    const isHeld = down.some((gap) => overlapMs(operation, gap) > 0) || isLate(changed, operation);
    const busyUntil = freeAt.get(operation.machine) ?? Number.NEGATIVE_INFINITY;
    const sharesBatch = kept.some((one) => one.machine === operation.machine && one.start === operation.start);
    const isBlocked = (!sharesBatch && operation.setUpStart < busyUntil) || lacksFixture(changed, operation, longer);
    if (!hasBegun && (isHeld || isBlocked || followsReleased(changed, operation, { isReleased, kept }))) {
      released.push(operation);
      isReleased.add(nameOf(operation));
      continue;
    }
    kept.push({ ...operation, end: hasBegun ? end : operation.end });
    if (hasBegun && end > operation.end) longer.push({ ...operation, end });
    if (!hasBegun) frozen.push(operation);
    freeAt.set(operation.machine, Math.max(busyUntil, hasBegun ? end : operation.end));
  }
  return { plan: { ...changed, start: at, freezeUntil, kept: kept.map(keptOf) }, released, frozen };
}

function withEvents(plan: WorkPlan, events: PlanEvents, at: string): WorkPlan {
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

/** How long an operation and its set-up overlap a gap. */
function overlapMs({ setUpStart, end }: PlannedOperation, gap: { readonly from: string; readonly to: string }): number {
  return Math.max(0, Math.min(end, Date.parse(gap.to)) - Math.max(setUpStart, Date.parse(gap.from)));
}

function isLate(plan: WorkPlan, { order, step, start }: PlannedOperation): boolean {
  const material = plan.orders.find(({ id }) => id === order)?.material ?? [];
  return material.some(({ operation, from }) => operation === step && Date.parse(from) > start);
}

/** Whether a step before it is released, or ends too late for it. */
function followsReleased(
  plan: WorkPlan,
  { order, step, start }: PlannedOperation,
  { isReleased, kept }: { readonly isReleased: ReadonlySet<string>; readonly kept: readonly PlannedOperation[] },
): boolean {
  const variant = plan.orders.find(({ id }) => id === order)?.variant;
  const route = plan.variants.find(({ id }) => id === variant)?.route ?? [];
  const place = route.findIndex(({ id }) => id === step);
  const before = route[place]?.after ?? route.slice(Math.max(0, place - 1), place).map(({ id }) => id);
  return before.some(
    (name) =>
      isReleased.has(nameOf({ order, step: name })) ||
      kept.some((one) => one.order === order && one.step === name && one.end > start),
  );
}

/** Whether an operation that ends later than planned still has one of its fixtures. */
function lacksFixture(plan: WorkPlan, operation: PlannedOperation, longer: readonly PlannedOperation[]): boolean {
  const own = fixturesOf(plan, operation);
  return longer.some(
    (other) => other.end > operation.setUpStart && fixturesOf(plan, other).some((fixture) => own.includes(fixture)),
  );
}

function fixturesOf(plan: WorkPlan, { order, step }: PlannedOperation): readonly string[] {
  const variant = plan.orders.find(({ id }) => id === order)?.variant;
  return plan.variants.find(({ id }) => id === variant)?.route.find(({ id }) => id === step)?.fixtures ?? [];
}

function nameOf({ order, step }: Pick<PlannedOperation, "order" | "step">): string {
  return JSON.stringify([order, step]);
}

function keptOf({ order, step, machine, setUpStart, start, end }: PlannedOperation): WorkPlan["kept"][number] {
  const text = (ms: number): string => new Date(ms).toISOString().replace(".000Z", "Z");
  return { order, operation: step, machine, setUpStart: text(setUpStart), start: text(start), end: text(end) };
}
