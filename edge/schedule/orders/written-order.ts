import type { ConfigText } from "../../contracts/plant/config-text.ts";
import type { WorkPlan } from "../../contracts/schedule/work-plan.ts";

type PlannedOrder = WorkPlan["orders"][number];

/** What is wrong with a file of orders: where it is, and what to do. */
export interface OrderProblem extends ConfigText {
  /** From 1. */
  readonly line: number;
  /** Such as `ORD-7, due`. */
  readonly path: string;
}

/** An order that is right, and where its file has it. */
export interface GivenOrder {
  readonly line: number;
  readonly order: PlannedOrder;
}

export interface GivenOrders {
  readonly orders: readonly GivenOrder[];
  /** Orders that are finished, cancelled or closed by what the file says: left out. */
  readonly finished: number;
  readonly problems: readonly OrderProblem[];
}

/** An order as a file has it, before it is looked at. */
export interface WrittenOrder {
  readonly line: number;
  readonly id: string;
  readonly variant: string;
  /** Undefined: one piece. */
  readonly quantity: string | undefined;
  readonly release: string;
  readonly due: string;
  readonly priority: string;
}

/** What orders are looked at against: the plan's variants, and its zone for moments without an offset. */
export type OrderContext = Pick<WorkPlan, "variants" | "timeZone">;
