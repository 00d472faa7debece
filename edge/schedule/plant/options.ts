import { keyOf } from "../../contracts/schedule/schedule.ts";
import type { RouteStep, WorkPlan } from "../../contracts/schedule/work-plan.ts";
import { capacitiesOf, takenAtOnce, timesFor } from "./batches.ts";
import type { WorkCalendar } from "./calendar.ts";
import type { Moments } from "./moments.ts";

type Order = WorkPlan["orders"][number];
type Option = RouteStep["machines"][number];

/** Which machines can make a step of an order: those whose calendar has a window that is long enough for it. */
export class Options {
  readonly #calendars: ReadonlyMap<string, WorkCalendar>;
  /** Of batch machines. */
  readonly #capacities: ReadonlyMap<string, number>;
  readonly #kept: ReadonlySet<string>;
  /** Machine of each operation that a person has placed. */
  readonly #locked: ReadonlyMap<string, string>;

  constructor(plan: WorkPlan, moments: Moments) {
    const calendars = new Map(plan.calendars.map((calendar) => [calendar.id, moments.calendar(calendar, [])]));
    this.#calendars = new Map(
      plan.machines.flatMap(({ id, calendar }) => {
        const own = calendars.get(calendar ?? "");
        return own === undefined ? [] : [[id, own]];
      }),
    );
    this.#capacities = capacitiesOf(plan);
    this.#kept = new Set(plan.kept.map(({ order, operation, machine }) => JSON.stringify([order, operation, machine])));
    this.#locked = new Map(plan.locks.map((one) => [keyOf({ order: one.order, step: one.operation }), one.machine]));
  }

  /** A second at least, so that an operation starts after those it follows. */
  work({ quantity }: Order, step: RouteStep, { machine, minutes }: Option): number {
    return Math.max(1, Math.round(minutes * 60 * timesFor(quantity, step, this.#capacities.get(machine))));
  }

  /** Pieces that the machine of an option takes at once. */
  take(step: RouteStep, { machine }: Option): number {
    return takenAtOnce(step, this.#capacities.get(machine));
  }

  /** Longest window of a machine's calendar, seconds. */
  longest({ machine }: Option): number {
    return this.#calendars.get(machine)?.longest ?? Number.POSITIVE_INFINITY;
  }

  /** Those that fit, and the one on which it is kept; of one that is locked, its machine, if that can make it. */
  of(order: Order, step: RouteStep): readonly Option[] {
    const locked = this.#locked.get(keyOf({ order: order.id, step: step.id }));
    const own = step.machines.filter(({ machine }) => machine === locked);
    return (own.length > 0 ? own : step.machines).filter(
      (option) =>
        step.interruptible ||
        this.work(order, step, option) <= this.longest(option) ||
        this.#kept.has(JSON.stringify([order.id, step.id, option.machine])),
    );
  }
}
