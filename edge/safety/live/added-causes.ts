import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { GasReading } from "../../contracts/safety/gas.ts";
import type { LiveIndication, LiveRiskReader } from "../../contracts/safety/live-risk.ts";
import { zoneRisks } from "./zone-risk.ts";

/** Causes that do not follow from tracks, such as unsafe acts and gas. */
export interface AddedCauses {
  /** Grows when one begins or ends. */
  readonly version: number;
  /** They are judged all the time, also where nothing follows from tracks. */
  readonly isJudged: boolean;
  indications(): readonly LiveIndication[];
  /** A zone for each input that is unknown, of which nothing stands. */
  unknownZones(): readonly string[];
  /** What gas detectors report, by zone. Only the outermost adds them: zones are made anew. */
  readonly gas?: () => ReadonlyMap<string, readonly GasReading[]>;
  onChange(listener: () => void): void;
  /** When they were judged last; NaN before the first time. */
  judgedAt(): Micros;
}

/** A part that was not judged for so long makes the whole old: what it said last may not hold any more. */
const OLD_US = 5e6;

function oldest(tracks: Micros, added: Micros): Micros {
  return Number.isNaN(tracks) || tracks - added > OLD_US ? added : tracks;
}

/**
 * Live risk with more causes of each zone: the highest level counts, as for all others (LV14). A zone counts one
 * unknown more for each input that is unknown there (rules VE10 and LV31).
 */
export function withCauses(liveRisk: LiveRiskReader, added: AddedCauses): LiveRiskReader {
  return {
    get version() {
      return liveRisk.version + added.version;
    },
    onChange(listener) {
      liveRisk.onChange(listener);
      added.onChange(listener);
    },
    state() {
      const state = liveRisk.state();
      const standing = added.indications();
      const blind = added.unknownZones();
      const gas = added.gas?.();
      // Whoever reads it must not take it for old where nothing follows from tracks.
      const isJudged = added.isJudged || standing.length > 0;
      const at = isJudged ? oldest(state.at, added.judgedAt()) : state.at;
      if (standing.length === 0 && blind.length === 0 && (gas?.size ?? 0) === 0) return { ...state, at };
      const all = [...state.indications, ...standing];
      const occupancy = state.zones.flatMap(({ zone, people }) => (people === undefined ? [] : [{ zone, ...people }]));
      // Causes of unknown inputs are counted again with all the others.
      const unknown = new Map(
        state.zones.map(({ zone, unknown: count }) => [
          zone,
          count - state.indications.filter((one) => one.zone === zone && one.isUnknown).length,
        ]),
      );
      for (const zone of blind) unknown.set(zone, (unknown.get(zone) ?? 0) + 1);
      return { ...state, at, indications: all, zones: zoneRisks(all, { occupancy, unknown, gas }) };
    },
  };
}
