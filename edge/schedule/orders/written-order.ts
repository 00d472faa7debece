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
  /** A weight, or a rank of which 1 is the most urgent; both empty: the weight 1. */
  readonly priority: string;
  readonly rank: string;
}

/** Of a file, before it is known whether they are too many. */
export interface ReadOrders extends GivenOrders {
  /** Where the first one stands that no plan has room for; those behind it were not read. */
  readonly tooManyAt?: number;
}

/** What orders are looked at against: the plan's variants, its zone for moments without an offset, its own orders. */
export type OrderContext = Pick<WorkPlan, "variants" | "timeZone" | "orders">;
