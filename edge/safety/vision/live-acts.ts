import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LiveIndication, LiveRiskReader } from "../../contracts/safety/live-risk.ts";
import type { SeenZone } from "../../contracts/safety/vision.ts";
import { zoneRisks } from "../live/zone-risk.ts";

interface StandingActs {
  /** Grows when an act begins or ends, and with its newest figures. */
  readonly version: number;
  indications(): readonly LiveIndication[];
  /** Every zone that a camera sees. */
  seenZones(): readonly SeenZone[];
  onChange(listener: () => void): void;
  now(): Micros;
}

/**
 * Live risk with unsafe acts among the causes of each zone: the highest level counts, as for all others (LV14). A zone
 * that no camera sees now counts one unknown more (rule VE10).
 */
export function withActs(liveRisk: LiveRiskReader, acts: StandingActs): LiveRiskReader {
  return {
    get version() {
      return liveRisk.version + acts.version;
    },
    onChange(listener) {
      liveRisk.onChange(listener);
      acts.onChange(listener);
    },
    state() {
      const state = liveRisk.state();
      const standing = acts.indications();
      const seen = acts.seenZones();
      const blind = seen.filter(({ isBlind }) => isBlind);
      // Cameras are judged all the time, also where nothing follows from tracks: who reads it must not take it for old.
      const isJudged = seen.length > 0 || standing.length > 0;
      const at = isJudged && Number.isNaN(state.at) ? acts.now() : state.at;
      if (standing.length === 0 && blind.length === 0) return { ...state, at };
      const all = [...state.indications, ...standing];
      const occupancy = state.zones.flatMap(({ zone, people }) => (people === undefined ? [] : [{ zone, ...people }]));
      // Causes of unknown inputs are counted again with all the others.
      const unknown = new Map(
        state.zones.map(({ zone, unknown: count }) => [
          zone,
          count - state.indications.filter((one) => one.zone === zone && one.isUnknown).length,
        ]),
      );
      for (const { zone } of blind) unknown.set(zone, (unknown.get(zone) ?? 0) + 1);
      return { ...state, at, indications: all, zones: zoneRisks(all, { occupancy, unknown }) };
    },
  };
}
