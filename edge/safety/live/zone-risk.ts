import type { Zone } from "../../contracts/plant/plant.ts";
import { isInside } from "../../contracts/plant/robot-zone.ts";
import type { GasReading } from "../../contracts/safety/gas.ts";
import type { LiveIndication, ZoneRisk } from "../../contracts/safety/live-risk.ts";
import type { Occupancy } from "./people-watch.ts";
import type { Tracks } from "./tracks.ts";

/** How many of the tracks are of unknown place and were last seen in each zone; zones without any are left out. */
export function unknownOf(
  groups: readonly Tracks[],
  { zones, nowUs, staleS }: { readonly zones: readonly Zone[]; readonly nowUs: number; readonly staleS: number },
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const tracks of groups)
    for (let row = 0; row < tracks.length; row++) {
      if (!tracks.hasPlace(row) || tracks.latencyS(row, nowUs) <= staleS) continue;
      const [x, y] = [tracks.x[row] as number, tracks.y[row] as number];
      for (const { id, polygon } of zones) if (isInside(polygon, x, y)) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  return counts;
}

/**
 * Risk of each zone that has a cause, a count, a gas detector or something unknown: the highest level of its causes
 * (rule LV14). Levels are not added or averaged, so that a second cause never hides the first. Pure.
 */
export function zoneRisks(
  indications: readonly LiveIndication[],
  {
    occupancy,
    unknown,
    gas,
  }: {
    readonly occupancy: readonly Occupancy[] | undefined;
    readonly unknown: ReadonlyMap<string, number>;
    /** What gas detectors report, by zone. */
    readonly gas?: ReadonlyMap<string, readonly GasReading[]> | undefined;
  },
): readonly ZoneRisk[] {
  const zones = new Set([
    ...indications.flatMap(({ zone }) => zone ?? []),
    ...(occupancy ?? []).map(({ zone }) => zone),
    ...unknown.keys(),
    ...(gas?.keys() ?? []),
  ]);
  return [...zones].map((zone) => {
    const causes = indications.filter((one) => one.zone === zone).sort((a, b) => b.level - a.level);
    const readings = gas?.get(zone);
    const people = occupancy?.find((one) => one.zone === zone);
    return {
      zone,
      level: causes[0]?.level ?? 0,
      causes: [...new Set(causes.map(({ kind }) => kind))],
      unknown: (unknown.get(zone) ?? 0) + causes.filter(({ isUnknown }) => isUnknown).length,
      ...(people === undefined ? {} : { people: { known: people.known, unknown: people.unknown } }),
      ...(readings === undefined ? {} : { gas: readings }),
    };
  });
}
