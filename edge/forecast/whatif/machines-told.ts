import type { ChangedTime, MachinesTold } from "../../contracts/forecast/answer.ts";
import type { PlantHistory } from "../../contracts/forecast/history.ts";
import type { Snapshot } from "../../contracts/forecast/snapshot.ts";
import type { Learnt } from "../learn/learnt.ts";
import type { Rate } from "../learn/rates.ts";

/** Of machines and belts. Null where no states were recorded, so that nothing is known of failures. */
export function machinesTold(
  { machines }: Pick<PlantHistory, "machines">,
  { places }: Pick<Learnt, "places">,
  { at, out }: Pick<Snapshot, "at" | "out">,
): MachinesTold | null {
  if (machines === undefined) return null;
  const standing = places.filter(
    ({ label, kind }, place) => kind !== "buffer" && places.findIndex((one) => one.label === label) === place,
  );
  return {
    failures: standing.flatMap(({ label, failures }) => {
      if (failures === null) return [];
      const { n, isOfGroup, rate, repairRate } = failures;
      const meanH = ({ n: times, seconds }: Rate): number => seconds / times / 3600;
      return [{ machine: label, n, isOfGroup, betweenH: meanH(rate), repairH: meanH(repairRate) }];
    }),
    out: standing.flatMap(({ label }) => {
      const now = out.get(label);
      return now === undefined ? [] : [{ machine: label, forH: (at - now.since) / 3600e6 }];
    }),
  };
}

/** Whose times of work have changed, in the order of the ways and variants. */
export function changedTimes({ from, places }: Pick<Learnt, "from" | "places">): readonly ChangedTime[] {
  return places.flatMap(({ label, drifts }) =>
    drifts.map(({ variant, sinceS, fromS, toS }) => ({
      machine: label,
      variant,
      since: from + sinceS * 1e6,
      fromMin: fromS / 60,
      toMin: toS / 60,
    })),
  );
}
