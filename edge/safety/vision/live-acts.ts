import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LiveIndication, LiveRiskReader } from "../../contracts/safety/live-risk.ts";
import { zoneRisks } from "../live/zone-risk.ts";

interface StandingActs {
  /** Grows when an act begins or ends. */
  readonly version: number;
  indications(): readonly LiveIndication[];
  onChange(listener: () => void): void;
  now(): Micros;
}

/** Live risk with unsafe acts among the causes of each zone: the highest level counts, as for all others (LV14). */
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
      if (standing.length === 0) return state;
      const all = [...state.indications, ...standing];
      const occupancy = state.zones.flatMap(({ zone, people }) => (people === undefined ? [] : [{ zone, ...people }]));
      // Causes of unknown inputs are counted again with all the others.
      const unknown = new Map(
        state.zones.map(({ zone, unknown: count }) => [
          zone,
          count - state.indications.filter((one) => one.zone === zone && one.isUnknown).length,
        ]),
      );
      const at = Number.isNaN(state.at) ? acts.now() : state.at;
      return { ...state, at, indications: all, zones: zoneRisks(all, { occupancy, unknown }) };
    },
  };
}
