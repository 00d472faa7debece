/** Ground truth of demand: the mean power from the grid in each quarter of an hour. */
import type { TruthEvent } from "../../../kernel/events.ts";

const WINDOW_MS = 900_000;

export class DemandTruth {
  /** Energy from the grid at the last quarter of an hour; NaN before the first. */
  #atStartWh = Number.NaN;

  /** Called every second. The event of a quarter of an hour that ends with it, of which the beginning was seen too. */
  second(timeMs: number, energyWh: number): readonly TruthEvent[] {
    if (timeMs % WINDOW_MS !== 0) return [];
    const kW = (energyWh - this.#atStartWh) / 1000 / (WINDOW_MS / 3_600_000);
    this.#atStartWh = energyWh;
    return Number.isNaN(kW) ? [] : [{ type: "plant-demand", timeMs, kW }];
  }
}
