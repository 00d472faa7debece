import type { PlaceStock, PlantModel } from "../../../kernel/contract.ts";
import { keepsStock, type PlantEvent } from "../../../kernel/events.ts";

/** Longest time between two listings of a place. */
const ALL_EVERY_MS = 60_000;

/**
 * The listings of places that store pieces or pallets: each place at the start, after every change, and all of them
 * each minute.
 */
export class StockWatch {
  readonly #plant: Pick<PlantModel, "nowMs" | "book">;
  readonly #changed = new Set<string>();
  #allDueMs = Number.NEGATIVE_INFINITY;

  constructor(plant: Pick<PlantModel, "nowMs" | "book">) {
    this.#plant = plant;
  }

  take(event: PlantEvent): void {
    if (
      (event.type === "piece-arrived" ||
        event.type === "piece-departed" ||
        event.type === "pallet-arrived" ||
        event.type === "pallet-departed") &&
      keepsStock(event.place)
    )
      this.#changed.add(event.place.id);
  }

  /** The places to be listed now, with their contents. */
  due(): readonly PlaceStock[] {
    const { nowMs } = this.#plant;
    const isAll = nowMs >= this.#allDueMs;
    if (isAll) this.#allDueMs = nowMs + ALL_EVERY_MS;
    if (!isAll && this.#changed.size === 0) return [];
    const stock = this.#plant.book.stock();
    const due = isAll ? stock : stock.filter(({ place }) => this.#changed.has(place));
    this.#changed.clear();
    return due;
  }
}
