import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LiveIndication, LiveRiskReader, ZoneRisk } from "../../contracts/safety/live-risk.ts";
import { zoneRisks } from "../live/zone-risk.ts";

/** Live risk with unsafe acts among the causes of each zone: the highest level counts, as for all others (LV14). */
export function withActs(
  liveRisk: LiveRiskReader,
  { indications, now }: { indications(): readonly LiveIndication[]; now(): Micros },
): LiveRiskReader {
  return {
    state() {
      const state = liveRisk.state();
      const acts = indications();
      if (acts.length === 0) return state;
      const all = [...state.indications, ...acts];
      const counted = state.zones.flatMap(({ zone, people: there }) =>
        there === undefined ? [] : [{ zone, ...there }],
      );
      const zones: readonly ZoneRisk[] = zoneRisks(all, counted);
      return { ...state, at: Number.isNaN(state.at) ? now() : state.at, indications: all, zones };
    },
  };
}
