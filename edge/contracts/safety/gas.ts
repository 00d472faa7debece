/** What gas detectors report. A value that is unknown is unknown, never low. */
import type { Micros } from "../path/sample-batch.ts";
import type { AssetUid, TagLimits } from "../plant/tag.ts";
import type { NamedPlace } from "./register.ts";

/** One channel of a detector now. */
export interface GasReading {
  readonly assetUid: AssetUid;
  /** Tag of the concentration, as configs write it: a detector may have several. */
  readonly tag: string;
  /** In `unit`; null: the detector is silent or faulty. */
  readonly value: number | null;
  /** UCUM code, such as %{LEL} or [ppm]. */
  readonly unit: string;
  /** Time of its newest sample; null: it never had one. */
  readonly at: Micros | null;
}

/** Asked by the API. */
export interface GasReader {
  /** What detectors report at a place, in a zone around it, or in its area; empty where there are none. */
  around(place: Pick<NamedPlace, "place" | "area">): readonly GasReading[];
}

/**
 * Contribution of a concentration to the risk of its zone, 0 to 1 (rule LV30): 0.5 at the first level of the alarm, 1
 * at the second one; with one level alone 1. Below both it contributes nothing, which does not say that there is none.
 */
export function gasRisk(value: number, { lowLow, low, high, highHigh }: TagLimits): number {
  const negative = (limit: number | undefined) => (limit === undefined ? undefined : -limit);
  return Math.max(beyond(value, high, highHigh), beyond(-value, negative(low), negative(lowLow)));
}

function beyond(value: number, first: number | undefined, second: number | undefined): number {
  const begin = first ?? second;
  if (begin === undefined || !(value >= begin)) return 0;
  return first === undefined || second === undefined
    ? 1
    : Math.min(1, 0.5 + (0.5 * (value - first)) / (second - first));
}
