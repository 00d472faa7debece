import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { OrderEvent } from "../../contracts/production/material-event.ts";
import type { StateStore, Write } from "./state-store.ts";
import { INTO } from "./unwritten.ts";

/** Orders whose variant is remembered. */
const MOST_ORDERS = 10_000;

/** Variant, start and end of each order. */
export class OrderTimes {
  readonly #variants: Map<string, string>;
  readonly #starts: Map<string, Micros>;

  constructor(store: Pick<StateStore, "state">) {
    this.#variants = new Map((store.state("variants") ?? []) as [string, string][]);
    this.#starts = new Map((store.state("orderStarts") ?? []) as [string, Micros][]);
  }

  get state(): Readonly<Record<string, unknown>> {
    return { variants: [...this.#variants], orderStarts: [...this.#starts] };
  }

  variantOf(order: string): string {
    return this.#variants.get(order) ?? "";
  }

  remember(order: string, variant: string): void {
    if (this.#variants.get(order) === variant) return;
    this.#variants.set(order, variant);
    const oldest = this.#variants.size > MOST_ORDERS ? this.#variants.keys().next().value : undefined;
    if (oldest !== undefined) this.#variants.delete(oldest);
  }

  /** Returns the writes for the event. */
  take({ order, variant, state, due }: OrderEvent, time: Micros): readonly Write[] {
    if (variant !== undefined) this.remember(order, variant);
    if (state === "Running" && !this.#starts.has(order) && this.#starts.size < MOST_ORDERS)
      this.#starts.set(order, time);
    if (state !== "Ended") return [];
    const started = this.#starts.get(order) ?? null;
    this.#starts.delete(order);
    return [[INTO.order, order, started, time, due ?? null]];
  }
}
