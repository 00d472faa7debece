import type { ConfigText } from "../../contracts/plant/config-text.ts";
import { keyOf, type PlacedStep, type PlannedOperation } from "../../contracts/schedule/schedule.ts";
import type { ConflictKind } from "../../contracts/schedule/schedules.ts";
import type { PlannedMachine, RouteStep, WorkPlan } from "../../contracts/schedule/work-plan.ts";
import { momentText } from "../../contracts/words/time-text.ts";
import { MINUTE_MS, OpenTime } from "./open-time.ts";

/** Set-ups and work are rounded to seconds. */
export const ROUNDING_MS = 1_000;

export type Timed = Pick<PlannedOperation, "order" | "step" | "machine" | "setUpStart" | "start" | "end">;

/** A constraint that an operation violates; `with`: the other operation, where there is one. */
export interface ScheduleFault {
  readonly kind: ConflictKind | "missing" | "kept" | "locked";
  readonly operation: PlacedStep & { readonly machine: string };
  readonly with: PlacedStep | null;
  readonly text: ConfigText;
}

/** Takes a fault. */
export type Report = (
  kind: ScheduleFault["kind"],
  operation: ScheduleFault["operation"],
  text: ConfigText,
  other?: PlacedStep | null,
) => void;

/** An operation as it is asked for. */
export interface Asked {
  readonly order: WorkPlan["orders"][number];
  readonly step: RouteStep;
  /** Steps that it follows. */
  readonly before: readonly string[];
}

/** Turns of a machine, from one on, whose pieces are there at a moment, and the work then left of those before. */
export interface Supply {
  readonly from: number;
  readonly at: number;
  readonly leftMs: number;
}

/** A work plan as it is written, and the times of a schedule for it. Moments are ms since 1970. */
export class Facts {
  readonly plan: WorkPlan;
  readonly operations: readonly Timed[];
  readonly asked: ReadonlyMap<string, Asked>;
  readonly machines: ReadonlyMap<string, PlannedMachine>;
  readonly open: OpenTime;
  readonly startMs: number;
  /** How operations get their pieces from the steps before them, as far as that was asked. */
  readonly supplies = new Map<Timed, readonly Supply[]>();
  readonly #byStep: ReadonlyMap<string, Timed>;
  readonly #kept: ReadonlyMap<string, WorkPlan["kept"][number]>;
  readonly #of: ReadonlySet<string> | undefined;
  readonly #ordersOf: ReadonlySet<string> | undefined;
  readonly #onMachine: ReadonlyMap<string, readonly Timed[]>;

  /** `of`: the operations that are looked at; undefined for all. */
  constructor(plan: WorkPlan, operations: readonly Timed[], of: readonly PlacedStep[] | undefined) {
    this.plan = plan;
    this.operations = operations;
    this.asked = askedIn(plan);
    this.machines = new Map(plan.machines.map((machine) => [machine.id, machine]));
    this.open = new OpenTime(plan);
    this.startMs = Date.parse(plan.start);
    this.#byStep = new Map(operations.map((one) => [keyOf(one), one]));
    this.#kept = new Map(plan.kept.map((one) => [keyOf({ order: one.order, step: one.operation }), one]));
    this.#of = of === undefined ? undefined : new Set(of.map(keyOf));
    this.#ordersOf = of === undefined ? undefined : new Set(of.map(({ order }) => order));
    this.#onMachine = Map.groupBy(operations, ({ machine }) => machine);
  }

  planned(place: PlacedStep): Timed | undefined {
    return this.#byStep.get(keyOf(place));
  }

  askedFor(place: PlacedStep): Asked | undefined {
    return this.asked.get(keyOf(place));
  }

  kept(place: PlacedStep): WorkPlan["kept"][number] | undefined {
    return this.#kept.get(keyOf(place));
  }

  isLookedAt(place: PlacedStep): boolean {
    return this.#of === undefined || this.#of.has(keyOf(place));
  }

  isOrderLookedAt(order: string): boolean {
    return this.#ordersOf === undefined || this.#ordersOf.has(order);
  }

  onMachine(machine: string): readonly Timed[] {
    return this.#onMachine.get(machine) ?? [];
  }

  /** How long pieces take from one machine to another. */
  wayMs(earlier: Timed, planned: Timed): number {
    const { within, other, between } = this.plan.transport;
    const [from, to] = [this.machines.get(earlier.machine), this.machines.get(planned.machine)];
    const pair = between.find((one) => one.from === from?.area && one.to === to?.area);
    return MINUTE_MS * (from === to ? 0 : (pair?.minutes ?? (from?.area === to?.area ? within : other)));
  }

  /** Pieces that its machine takes at once. */
  atOnce(planned: Timed): number {
    const capacity = this.machines.get(planned.machine)?.capacity;
    const size = this.askedFor(planned)?.step.size ?? 1;
    return capacity === undefined ? 1 : Math.max(1, Math.floor(capacity / size));
  }

  /** Minutes of a piece, or of a batch, on its machine; 0 where that cannot make it. */
  minutes(planned: Timed): number {
    const options = this.askedFor(planned)?.step.machines ?? [];
    return options.find(({ machine }) => machine === planned.machine)?.minutes ?? 0;
  }

  family(place: PlacedStep): string {
    const { order, step } = this.askedFor(place) ?? {};
    return step?.family ?? order?.variant ?? "";
  }

  load(place: PlacedStep): number {
    const { order, step } = this.askedFor(place) ?? {};
    return (step?.size ?? 1) * (order?.quantity ?? 1);
  }

  /** A moment by the plant's clocks. */
  moment(ms: number): string {
    return momentText(ms, this.plan.timeZone, false);
  }
}

/** Each operation of a plan by its name. */
function askedIn({ variants, orders }: WorkPlan): ReadonlyMap<string, Asked> {
  const routes = new Map(variants.map(({ id, route }) => [id, route]));
  return new Map(
    orders.flatMap((order) =>
      (routes.get(order.variant) ?? []).map((step, at, route) => {
        const before = step.after ?? route.slice(Math.max(0, at - 1), at).map(({ id }) => id);
        return [keyOf({ order: order.id, step: step.id }), { order, step, before }] as const;
      }),
    ),
  );
}

export function minutesOf(ms: number): number {
  return Math.round((10 * ms) / MINUTE_MS) / 10;
}
