import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Count } from "../energy-store.ts";
import type { MeterCounts } from "./meter-counts.ts";

/** Counts that are read from the disk once: an interval begins where the one before it ends. For one question. */
export function remembered(counts: MeterCounts): MeterCounts {
  const known = new Map<string, Map<Micros, Count | undefined>>();
  return {
    ...counts,
    at(label, time) {
      const ofLabel = known.get(label) ?? new Map<Micros, Count | undefined>();
      known.set(label, ofLabel);
      if (!ofLabel.has(time)) ofLabel.set(time, counts.at(label, time));
      return ofLabel.get(time);
    },
  };
}
