import type { PlaceStock, PlantModel } from "../../../kernel/contract.ts";
import { keepsStock, type PlantEvent } from "../../../kernel/events.ts";

/** Each place is listed at least so often. */
const ALL_EVERY_MS = 60_000;

/**
 * What places that keep pieces or pallets have to list: each once, then when something came or went, and all of them
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

  /** What is to be listed now, as it is now. */
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
