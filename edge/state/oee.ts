import type { Asset } from "../contracts/plant.ts";
import type { Tag } from "../contracts/tag.ts";
import type { PartCounts } from "./part-counts.ts";
import type { StateTags, TimeAccount } from "./time-account.ts";

/** A machine whose time and parts count for OEE. */
export interface OeeMachine extends StateTags {
  readonly asset: Asset;
  readonly idealCycleS: number;
  /** Counter of its good parts. */
  readonly good: Tag;
}

/** Ideal cycles that must have gone by before the share of good time means anything. */
const CYCLES_NEEDED = 2;

/**
 * OEE index of ISO 22400-2 in percent: availability x effectiveness x quality
 * ratio, which is PRI x GQ / PBT. Summed over the machines before dividing,
 * never an average of ratios. Planned busy time is what could be seen of the
 * shift, without maintenance; a value above 100 means a wrong ideal cycle and is
 * shown as it is.
 */
export function oeeOf(machines: readonly OeeMachine[], account: TimeAccount, parts: PartCounts): { value: number | null; reason?: string } {
  if (machines.length === 0) return { value: null, reason: "no machine with item state, part counter and an entry in kpis.idealCycles" };
  let busyS = 0;
  let unknownS = 0;
  let earnedS = 0;
  let neededS = 0;
  machines.forEach((machine, index) => {
    const time = account.of(index);
    unknownS += time.unknown;
    if (!parts.isKnown(machine.asset.assetUid)) return;
    busyS += time.production + time.setup + time.delay + time.down;
    earnedS += machine.idealCycleS * parts.madeBy(machine.asset.assetUid);
    neededS += CYCLES_NEEDED * machine.idealCycleS;
  });
  if (busyS === 0) return { value: null, reason: "no planned busy time was seen yet" };
  if (unknownS > busyS) return { value: null, reason: "most of the time is unknown: machines were not connected" };
  if (busyS < neededS) return { value: null, reason: "too early: fewer than two ideal cycles were watched" };
  return { value: (100 * earnedS) / busyS };
}
