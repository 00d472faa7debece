import type { Streams } from "../kernel/streams.ts";
import type { StartState } from "./plan.ts";
import { PURPOSE } from "./purposes.ts";

/** Which piece the source gives next: of the known orders in their order, then of orders that follow by the mix. */
export class Supply {
  readonly #start: Pick<StartState, "orders" | "sequence" | "refill">;
  readonly #streams: Streams;
  #at = 0;
  #given = 0;
  #followOn = -1;
  #followOnLeft = 0;

  constructor(start: Pick<StartState, "orders" | "sequence" | "refill">, streams: Streams) {
    this.#start = start;
    this.#streams = streams;
  }

  /** Variant and position of the order (-1: none that is known); undefined when there is nothing to release. */
  next(): { readonly variant: number; readonly order: number } | undefined {
    const { orders, sequence, refill } = this.#start;
    for (; this.#at < orders.length; this.#at++, this.#given = 0) {
      const order = sequence?.[this.#at] ?? this.#at;
      const { toRelease, variant } = orders[order] as (typeof orders)[number];
      if (this.#given >= toRelease) continue;
      this.#given++;
      return { variant, order };
    }
    if (refill === undefined || refill.quantity < 1) return undefined;
    if (this.#followOnLeft === 0) {
      const { shares } = refill;
      let left = this.#streams.draw(PURPOSE.refill, 0, (share) => share);
      this.#followOn = shares.findIndex((share) => {
        left -= share;
        return left < 0;
      });
      if (this.#followOn < 0) this.#followOn = shares.length - 1;
      this.#followOnLeft = refill.quantity;
    }
    this.#followOnLeft--;
    return { variant: this.#followOn, order: -1 };
  }
}
