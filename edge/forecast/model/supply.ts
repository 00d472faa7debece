import type { Streams } from "../kernel/streams.ts";
import type { OrderPlan, StartState } from "./plan.ts";
import { PURPOSE } from "./purposes.ts";
import { ReleaseTurns } from "./release-turns.ts";

/** Which piece the source gives next: of the known orders in their order, then of orders that follow by the mix. */
export class Supply {
  readonly #start: Pick<StartState, "orders" | "sequence" | "refill">;
  readonly #streams: Streams;
  readonly #turns: ReleaseTurns;
  #followOn = -1;
  #followOnLeft = 0;

  constructor(start: Pick<StartState, "orders" | "sequence" | "refill">, streams: Streams) {
    this.#start = start;
    this.#streams = streams;
    this.#turns = new ReleaseTurns(start);
  }

  /** Variant and position of the order (-1: none that is known); undefined when there is nothing to release. */
  next(): { readonly variant: number; readonly order: number } | undefined {
    const { refill } = this.#start;
    const order = this.#turns.next();
    if (order !== undefined) return { variant: (this.#start.orders[order] as OrderPlan).variant, order };
    if (refill === undefined || refill.quantity < 1) return undefined;
    if (this.#followOnLeft === 0) {
      const { shares } = refill;
      let left = this.#streams.draw(PURPOSE.refill, 0, (share) => share);
      this.#followOn = shares.findIndex((share) => {
        left -= share;
        return left < 0;
      });
      if (this.#followOn < 0) this.#followOn = shares.length - 1;
      this.#followOnLeft = refill.lots?.get(this.#followOn) ?? refill.quantity;
    }
    this.#followOnLeft--;
    return { variant: this.#followOn, order: -1 };
  }
}
