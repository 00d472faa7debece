import type { LiveIndication, ZoneRisk } from "../../contracts/safety/live-risk.ts";
import type { Occupancy } from "./people-watch.ts";

/**
 * Risk of each zone that has a cause or a count: the highest level of its causes (rule LV14). Levels are not added or
 * averaged, so that a second cause never hides the first. Pure.
 */
export function zoneRisks(
  indications: readonly LiveIndication[],
  occupancy: readonly Occupancy[] | undefined,
): readonly ZoneRisk[] {
  const zones = new Set([
    ...indications.flatMap(({ zone }) => zone ?? []),
    ...(occupancy ?? []).map(({ zone }) => zone),
  ]);
  return [...zones].map((zone) => {
    const causes = indications.filter((one) => one.zone === zone).sort((a, b) => b.level - a.level);
    const people = occupancy?.find((one) => one.zone === zone);
    return {
      zone,
      level: causes[0]?.level ?? 0,
      causes: [...new Set(causes.map(({ kind }) => kind))],
      ...(people === undefined ? {} : { people: { known: people.known, unknown: people.unknown } }),
    };
  });
}
