import type { Micros } from "../../contracts/path/sample-batch.ts";
import { type GasReading, gasRisk } from "../../contracts/safety/gas.ts";
import type { LiveIndication } from "../../contracts/safety/live-risk.ts";
import { FOUND, States } from "../live/states.ts";
import { type GasDetector, type GasTwin, readGas } from "./detectors.ts";

/** The response time of a detector says enough of a rise; a fall lasts a little before it counts. */
const TIMES = { confirmS: 0, clearAfterS: 10 };

/**
 * Gas among the causes of the risk of each zone (rules LV30 and LV31). It raises no alert: the limits of the tags do,
 * beside every other limit.
 */
export class GasWatch {
  readonly #detectors: readonly GasDetector[];
  readonly #twin: GasTwin;
  readonly #states: States;
  /** Highest contribution that was known last of each detector, for the time in which it is unknown. */
  readonly #levels: Float64Array;

  constructor(detectors: readonly GasDetector[], twin: GasTwin) {
    this.#detectors = detectors;
    this.#twin = twin;
    this.#states = new States(detectors.length, TIMES);
    this.#levels = new Float64Array(detectors.length);
  }

  /** Judges the present. Returns whether an indication began or ended. */
  tick(nowUs: Micros): boolean {
    let hasChanged = false;
    for (const [row, detector] of this.#detectors.entries()) {
      const { value } = readGas(detector, this.#twin);
      const level = value === null ? Number.NaN : gasRisk(value, detector.tag.limits ?? {});
      const found = Number.isNaN(level) ? FOUND.unknown : level > 0 ? FOUND.indicated : FOUND.none;
      if (found === FOUND.indicated) this.#levels[row] = level;
      if (this.#states.take(row, found, nowUs)) hasChanged = true;
    }
    return hasChanged;
  }

  /** Detectors above a level of their alarm. One that became unknown since stands. */
  indications(): readonly LiveIndication[] {
    return this.#detectors.flatMap((detector, row): LiveIndication[] => {
      if (this.#states.isStanding[row] !== 1) return [];
      const { assetUid, value, unit, at } = readGas(detector, this.#twin);
      return [
        {
          ...{ kind: "gas", since: this.#states.sinceUs[row] as number, assetUid },
          ...{ gas: { value, unit }, isUnknown: value === null, level: this.#levels[row] as number },
          ...(at === null ? {} : { sensed: at }),
          ...(detector.zone === undefined ? {} : { zone: detector.zone }),
        },
      ];
    });
  }

  /** Zones with a detector that is unknown and of which nothing stands, one entry for each. */
  unknownZones(): readonly string[] {
    return this.#detectors.flatMap((detector, row) =>
      this.#states.isStanding[row] !== 1 && readGas(detector, this.#twin).value === null ? (detector.zone ?? []) : [],
    );
  }

  /** What detectors report, by zone. */
  readings(): ReadonlyMap<string, readonly GasReading[]> {
    const byZone = Map.groupBy(this.#detectors, ({ zone }) => zone ?? "");
    byZone.delete("");
    return new Map([...byZone].map(([zone, all]) => [zone, all.map((one) => readGas(one, this.#twin))]));
  }
}
