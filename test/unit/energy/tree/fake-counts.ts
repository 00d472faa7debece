import type { Medium } from "../../../../edge/contracts/plant/media.ts";
import type { MeterCounts } from "../../../../edge/energy/tree/meter-counts.ts";
import type { Accuracy } from "../../../../edge/energy/tree/uncertainty.ts";
import { T0 } from "../../detect/bench-plant.ts";

export const HOUR = 3600e6;
const MINUTE = 60e6;

interface FakeMeters {
  /** Count of each meter, hours after T0. */
  readonly counts: Readonly<Record<string, (hours: number) => number>>;
  readonly medium?: Medium;
  readonly classPercent?: number;
  readonly doubtful?: readonly string[];
  /** When their counts are doubtful, hours after T0; default at all times. */
  readonly doubt?: { readonly from: number; readonly to: number };
  readonly accuracy?: Omit<Accuracy, "classPercent">;
}

/** Meters whose counts are functions of time. */
export function fakeCounts({
  counts,
  medium = "electricity",
  classPercent = 1,
  doubtful = [],
  doubt = { from: -1e9, to: 1e9 },
  accuracy = { clockSeconds: 0 },
}: FakeMeters): MeterCounts {
  return {
    mediumOf: (label) => (label in counts ? medium : undefined),
    accuracyOf: () => ({ classPercent, ...accuracy }),
    at(label, time) {
      const total = counts[label]?.((time - T0) / HOUR);
      return total === undefined || time < T0 ? undefined : { total, limit: 0 };
    },
    readings(label, from, to) {
      const first = Math.ceil(from / MINUTE);
      const times = Array.from({ length: Math.floor(to / MINUTE) - first + 1 }, (_, n) => (first + n) * MINUTE);
      return times.flatMap((time) => {
        const total = counts[label]?.((time - T0) / HOUR);
        return total === undefined || time < T0 ? [] : [{ time, total }];
      });
    },
    isDoubtful: (label, from, to) =>
      doubtful.includes(label) && from < T0 + doubt.to * HOUR && to > T0 + doubt.from * HOUR,
  };
}
