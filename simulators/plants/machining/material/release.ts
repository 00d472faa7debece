import type { Islands } from "../planning/islands.ts";
import type { Order } from "../planning/order.ts";
import type { OrderBook } from "../planning/order-book.ts";
import type { Piece } from "./piece.ts";

/** Which order the next pallet is of. Islands are fed side by side, the one with the fewest pieces first. */
export class Release {
  readonly #orders: OrderBook;
  readonly #islands: Islands;
  /** The family that was released last, by island. */
  readonly #families = new Map<string, string>();
  /** Released pieces that no lathe has taken yet. */
  #ahead: readonly Piece[] = [];

  constructor(orders: OrderBook, islands: Islands) {
    this.#orders = orders;
    this.#islands = islands;
  }

  next(withCastings: ReadonlySet<Order>): Order | undefined {
    if (this.#islands.list.length === 0) return this.#orders.toRelease(withCastings, this.#families.get("") ?? "");
    this.#ahead = this.#ahead.filter(({ place }) => place.kind === "vehicle" || place.id === "BUF-TURN-IN");
    const byIsland = Map.groupBy(withCastings, ({ variant }) => this.#islands.of(variant));
    const waitsFor = ([island, [order]]: [string, Order[]]): number => {
      const ahead = this.#ahead.filter(({ variant }) => this.#islands.of(variant) === island).length;
      return ahead / Math.max(1, order === undefined ? 0 : this.#islands.lathesFor(order.variant));
    };
    const next = [...byIsland].toSorted((a, b) => waitsFor(a) - waitsFor(b) || (a[0] < b[0] ? -1 : 1))[0];
    return next && this.#orders.toRelease(new Set(next[1]), this.#families.get(next[0]) ?? "");
  }

  /** A pallet has left the store. */
  released(pieces: readonly Piece[]): void {
    const { variant } = pieces[0] as Piece;
    this.#families.set(this.#islands.of(variant), variant.family);
    if (this.#islands.list.length > 0) this.#ahead = [...this.#ahead, ...pieces];
  }
}
