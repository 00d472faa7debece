import type { MachinesTold } from "../../contracts/forecast/answer.ts";
import type { PlantHistory } from "../../contracts/forecast/history.ts";
import type { Snapshot } from "../../contracts/forecast/snapshot.ts";
import type { Learnt } from "../learn/learnt.ts";

/** Null where no states of machines were recorded, so that nothing is known of failures. */
export function machinesTold(
  { machines }: Pick<PlantHistory, "machines">,
  { places }: Pick<Learnt, "places">,
  { at, out }: Pick<Snapshot, "at" | "out">,
): MachinesTold | null {
  if (machines === undefined) return null;
  const stations = places.filter(({ kind }) => kind === "station");
  return {
    failures: stations.flatMap(({ label, failures }) => {
      if (failures === null) return [];
      const { n, isOfGroup, workingS, repair } = failures;
      return [{ machine: label, n, isOfGroup, betweenH: workingS / n / 3600, repairH: repair.mean / 3600 }];
    }),
    out: stations.flatMap(({ label }) => {
      const now = out.get(label);
      return now === undefined ? [] : [{ machine: label, forH: (at - now.since) / 3600e6 }];
    }),
  };
}
