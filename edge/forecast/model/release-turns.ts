import type { OrderPlan, StartState } from "./plan.ts";

/** An order that takes turns, with the pieces that are left of it and of its lot. */
interface Turn {
  readonly order: number;
  left: number;
  lotLeft: number;
}

/**
 * From which order the next piece comes: of each in its sequence. Orders in lots take turns, a lot of each, with those
 * of other variants that follow them: each round makes each variant once. An order of a variant that has its turn
 * already, and one without lots, begin when those are done, so that none gets far ahead of its sequence (rule FK90).
 */
export class ReleaseTurns {
  readonly #orders: readonly OrderPlan[];
  readonly #sequence: readonly number[] | undefined;
  /** Next position in the sequence. */
  #next = 0;
  #round: Turn[] = [];
  #turn = 0;

  constructor({ orders, sequence }: Pick<StartState, "orders" | "sequence">) {
    this.#orders = orders;
    this.#sequence = sequence;
  }

  /** Position of the order; undefined when nothing is left to release. */
  next(): number | undefined {
    if (this.#round.length === 0) this.#begin();
    const turn = this.#round[this.#turn];
    if (turn === undefined) return undefined;
    turn.left--;
    turn.lotLeft--;
    if (turn.left <= 0) this.#round.splice(this.#turn, 1);
    else if (turn.lotLeft <= 0) {
      turn.lotLeft = this.#lotOf(turn.order);
      this.#turn++;
    }
    if (this.#turn >= this.#round.length) this.#turn = 0;
    return turn.order;
  }

  #begin(): void {
    const variants = new Set<number>();
    for (; this.#next < this.#orders.length; this.#next++) {
      const order = this.#sequence?.[this.#next] ?? this.#next;
      const { toRelease, variant, lot } = this.#orders[order] as OrderPlan;
      if (toRelease <= 0) continue;
      if (variants.size > 0 && (lot === undefined || variants.has(variant))) return;
      this.#round.push({ order, left: toRelease, lotLeft: this.#lotOf(order) });
      variants.add(variant);
      if (lot !== undefined) continue;
      this.#next++;
      return;
    }
  }

  #lotOf(order: number): number {
    return this.#orders[order]?.lot ?? Number.POSITIVE_INFINITY;
  }
}
