import type { Conditions } from "../../kernel/faults/condition.ts";
import { specimenOf } from "../../kernel/measurement-error.ts";
import type { Random } from "../../kernel/random.ts";
import type { Signal } from "../../kernel/signal.ts";
import type { PlannedFault } from "../../scenario/scenario.ts";

/** All instruments of the plant by station, with their faults. */
export class Instruments {
  readonly byStation: ReadonlyMap<string, readonly Signal[]>;
  readonly #faulty = new Set<Signal>();

  constructor(byStation: ReadonlyMap<string, readonly Signal[]>) {
    this.byStation = byStation;
  }

  /** Draws the errors of the instruments of these stations, each independent of all other draws. */
  calibrate(stations: Iterable<string>, random: Random): void {
    for (const station of stations)
      for (const signal of this.byStation.get(station) ?? [])
        if (signal.noise > 0) signal.error = specimenOf(signal.unit, random.at(`${station}/${signal.id}`));
  }

  /** Reports the instruments of these faults that do not exist, with those that the station has. */
  unknown(faults: readonly PlannedFault[]): string[] {
    const problems: string[] = [];
    for (const { id, asset, parameters } of faults) {
      const wanted = parameters["signal"];
      if (wanted === undefined) continue;
      const signals = this.byStation.get(asset)?.map((signal) => signal.id) ?? [];
      if (!signals.includes(String(wanted)))
        problems.push(`fault ${id}: ${asset} has no signal ${wanted}; it has ${signals.join(", ") || "none"}`);
    }
    return problems;
  }

  /** Gives each instrument the fault in its station's condition; called every second. */
  slow(conditions: Conditions): void {
    for (const signal of this.#faulty) signal.fault = null;
    this.#faulty.clear();
    for (const [station, { sensors }] of conditions.entries()) {
      if (sensors.size === 0) continue;
      for (const signal of this.byStation.get(station) ?? []) {
        const fault = sensors.get(signal.id);
        if (fault === undefined) continue;
        signal.fault = fault;
        this.#faulty.add(signal);
      }
    }
  }
}
