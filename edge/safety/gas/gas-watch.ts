import type { Micros } from "../../contracts/path/sample-batch.ts";
import { type GasReading, gasRisk } from "../../contracts/safety/gas.ts";
import type { LiveIndication } from "../../contracts/safety/live-risk.ts";
import { FOUND, States } from "../live/states.ts";
import { type GasDetector, type GasTwin, readGas } from "./detectors.ts";

/** Detectors are slow by themselves, so a rise needs no confirmation; a fall must last. */
const TIMES = { confirmS: 0, clearAfterS: 10 };

/**
 * Gas among the causes of the risk of each zone (rules LV30 and LV31). It raises no alert: the limits of the tags do,
 * beside every other limit.
 */
export class GasWatch {
  readonly #detectors: readonly GasDetector[];
  readonly #twin: GasTwin;
  readonly #states: States;
  /** Newest contribution above a level of each detector, for the time in which it is unknown. */
  readonly #levels: Float64Array;
  /** What each detector reported at the last tick. */
  #readings: readonly GasReading[];

  constructor(detectors: readonly GasDetector[], twin: GasTwin) {
    this.#detectors = detectors;
    this.#twin = twin;
    this.#states = new States(detectors.length, TIMES);
    this.#levels = new Float64Array(detectors.length);
    this.#readings = this.#read();
  }

  /** Judges the present. Returns whether an indication began or ended. */
  tick(nowUs: Micros): boolean {
    this.#readings = this.#read();
    let hasChanged = false;
    for (const [row, { value }] of this.#readings.entries()) {
      const level = value === null ? Number.NaN : gasRisk(value, this.#detectors[row]?.tag.limits ?? {});
      const found = Number.isNaN(level) ? FOUND.unknown : level > 0 ? FOUND.indicated : FOUND.none;
      if (found === FOUND.indicated) this.#levels[row] = level;
      if (this.#states.take(row, found, nowUs)) hasChanged = true;
    }
    return hasChanged;
  }

  /** Detectors above a level of their alarm. One that became unknown since stands. */
  indications(): readonly LiveIndication[] {
    return this.#readings.flatMap(({ assetUid, tag, value, unit, at }, row): LiveIndication[] => {
      if (this.#states.isStanding[row] !== 1) return [];
      const zone = this.#detectors[row]?.zone;
      return [
        {
          ...{ kind: "gas", since: this.#states.sinceUs[row] as number, assetUid },
          ...{ gas: { tag, value, unit }, isUnknown: value === null, level: this.#levels[row] as number },
          ...(at === null ? {} : { sensed: at }),
          ...(zone === undefined ? {} : { zone }),
        },
      ];
    });
  }

  /** Zones with a detector that is unknown and of which nothing stands, one entry for each. */
  unknownZones(): readonly string[] {
    return this.#readings.flatMap(({ value }, row) =>
      this.#states.isStanding[row] !== 1 && value === null ? (this.#detectors[row]?.zone ?? []) : [],
    );
  }

  /** What detectors report, by zone. */
  readings(): ReadonlyMap<string, readonly GasReading[]> {
    const byZone = new Map<string, GasReading[]>();
    for (const [row, reading] of this.#readings.entries()) {
      const zone = this.#detectors[row]?.zone;
      if (zone !== undefined) byZone.set(zone, [...(byZone.get(zone) ?? []), reading]);
    }
    return byZone;
  }

  #read(): readonly GasReading[] {
    return this.#detectors.map((detector) => readGas(detector, this.#twin));
  }
}
