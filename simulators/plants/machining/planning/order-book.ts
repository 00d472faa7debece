import type { PlantEvent } from "../../../kernel/events.ts";
import type { Random } from "../../../kernel/random.ts";
import type { OrderPlan } from "../../../scenario/scenario.ts";
import { PALLET_PIECES } from "../material/piece.ts";
import type { Variant } from "../products/variant.ts";
import { customerOf } from "./customers.ts";
import { Order } from "./order.ts";

/** Number of orders planned ahead. */
const PLANNED = 12;
/** Priorities of drawn orders, each equally likely. */
const PRIORITIES = [1, 2, 2, 2, 3] as const;

/**
 * The orders of the plant: placed in advance, supplied with castings, released by the rule, ended when every piece is
 * packed or scrapped.
 */
export class OrderBook {
  readonly #plan: OrderPlan;
  readonly #variants: readonly Variant[];
  readonly #random: Random;
  readonly #nowMs: () => number;
  readonly #report: (event: PlantEvent) => void;
  readonly #startMs: number;
  #open: Order[] = [];
  #placed = 0;

  constructor(options: {
    readonly plan: OrderPlan;
    readonly variants: readonly Variant[];
    readonly random: Random;
    readonly startMs: number;
    nowMs(): number;
    report(event: PlantEvent): void;
  }) {
    this.#plan = options.plan;
    this.#variants = options.variants;
    this.#random = options.random;
    this.#startMs = options.startMs;
    this.#nowMs = options.nowMs;
    this.#report = options.report;
  }

  /** Orders that have not ended. */
  get open(): readonly Order[] {
    return this.#open;
  }

  /** The next order that needs castings, partly supplied orders first; a new order is placed if there is none. */
  toBuy(): Order {
    while (this.#open.filter((order) => order.castings === 0).length < PLANNED) this.#place();
    const begun = this.#open.find((order) => order.castings > 0 && order.castings < order.quantity);
    return begun ?? (this.#ranked(this.#open.filter((order) => order.castings === 0))[0] as Order);
  }

  /**
   * Selects the order to continue with from those with castings in store: running orders first, then by the rule.
   * `family` is the current set-up.
   */
  toRelease(withCastings: ReadonlySet<Order>, family: string): Order | undefined {
    const ready = this.#open.filter((order) => withCastings.has(order));
    return ready.find((order) => order.started > 0) ?? this.#ranked(ready, family)[0];
  }

  bought(order: Order, count: number): void {
    order.castings += count;
    this.#change(order, "AllowedToStart");
  }

  started(order: Order): void {
    order.started++;
    if (order.state !== "Running") this.#change(order, "Running");
  }

  /** A piece was packed or scrapped. */
  counted(order: Order): void {
    if (order.isDone && order.state !== "Ended") {
      this.#change(order, "Ended");
      this.#open = this.#open.filter((other) => other !== order);
    } else {
      this.#change(order, order.state);
    }
  }

  #change(order: Order, state: Order["state"]): void {
    order.state = state;
    this.#report({ type: "order-changed", timeMs: this.#nowMs(), ...order.asEvent });
  }

  #ranked(orders: readonly Order[], family = ""): readonly Order[] {
    const { rule } = this.#plan;
    const rank = (order: Order): number =>
      rule === "priority-due" ? order.priority : rule === "setup" && order.variant.family !== family ? 1 : 0;
    return orders.toSorted((a, b) => rank(a) - rank(b) || a.dueMs - b.dueMs);
  }

  #place(): void {
    const planned = this.#plan.list[this.#placed];
    this.#placed++;
    const id = `ORD-${String(this.#placed).padStart(5, "0")}`;
    const nowMs = this.#nowMs();
    const customer = customerOf(id, this.#random);
    if (planned !== undefined) {
      const variant = this.#variants.find(({ name }) => name === planned.variant) as Variant;
      this.#add(
        new Order(id, {
          customer,
          variant,
          quantity: planned.quantity,
          priority: planned.priority,
          dueMs: this.#startMs + planned.dueS * 1000,
        }),
      );
      return;
    }
    const [least, most] = this.#plan.pallets;
    const pallets = least + Math.floor(this.#random.next() * (most - least + 1));
    const priority = PRIORITIES[Math.floor(this.#random.next() * PRIORITIES.length)] as number;
    const dueMs = nowMs + this.#plan.leadS * 1000 * this.#random.between(0.67, 1.33);
    this.#add(
      new Order(id, {
        customer,
        variant: this.#drawVariant(),
        quantity: pallets * PALLET_PIECES,
        priority,
        dueMs: Math.round(dueMs / 60_000) * 60_000,
      }),
    );
  }

  #add(order: Order): void {
    this.#open.push(order);
    this.#change(order, "NotAllowedToStart");
  }

  #drawVariant(): Variant {
    const total = this.#variants.reduce((sum, { share }) => sum + share, 0);
    let at = this.#random.next() * total;
    for (const variant of this.#variants) {
      at -= variant.share;
      if (at < 0) return variant;
    }
    return this.#variants.at(-1) as Variant;
  }
}
