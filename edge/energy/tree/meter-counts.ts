import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Medium } from "../../contracts/plant/media.ts";
import type { Count, Reading } from "../energy-store.ts";
import type { Accuracy } from "./uncertainty.ts";

/** The counts of meters, as the tree asks for them, by label. */
export interface MeterCounts {
  /** Undefined where the asset has neither counter nor flow. */
  mediumOf(label: string): Medium | undefined;
  accuracyOf(label: string): Accuracy;
  at(label: string, time: Micros): Count | undefined;
  /** Stored readings of a stretch of time, oldest first, at most one a minute. */
  readings(label: string, from: Micros, to: Micros): readonly Reading[];
  /** Whether a part of the count in [from, to) may be missing. */
  isDoubtful(label: string, from: Micros, to: Micros): boolean;
}
