import type { OrderState, OrderStateName } from "../../../kernel/events.ts";
import type { Variant } from "../products/variant.ts";

/** A production order. Pieces carry it from the casting on. */
export class Order {
  readonly id: string;
  readonly customer: string;
  readonly variant: Variant;
  readonly quantity: number;
  /** 1 is the most urgent. */
  readonly priority: number;
  readonly dueMs: number;
  /** Castings that were bought for it. */
  castings = 0;
  /** Pieces that entered the first operation. */
  started = 0;
  /** Pieces packed. */
  good = 0;
  scrapped = 0;
  state: OrderStateName = "NotAllowedToStart";

  constructor(id: string, options: Pick<Order, "customer" | "variant" | "quantity" | "priority" | "dueMs">) {
    this.id = id;
    this.customer = options.customer;
    this.variant = options.variant;
    this.quantity = options.quantity;
    this.priority = options.priority;
    this.dueMs = options.dueMs;
  }

  /** True once every piece is packed or scrapped. */
  get isDone(): boolean {
    return this.good + this.scrapped >= this.quantity;
  }

  get asEvent(): OrderState {
    const { customer, quantity, priority, dueMs, state, started, good, scrapped } = this;
    const counts = { started, good, scrapped };
    return { order: this.id, customer, variant: this.variant.name, quantity, priority, dueMs, state, ...counts };
  }
}
