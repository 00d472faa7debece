/** One line of the table of capabilities, and how it stands against what is demanded (rules QY43 and QY44). */
import type { Micros } from "../path/sample-batch.ts";
import type { Index } from "./capability.ts";
import type { CapabilityView, FeatureView, SeriesView } from "./quality.ts";

/** Least Cpk that is usual where a plan demands none (4σ from the mean to the nearer limit). */
export const USUAL_CPK = 1.33;
/** Values below which a capability says little: AIAG, Production Part Approval Process, 4th edition, 2.2.11.3. */
export const FEW_VALUES = 100;

export interface CapabilityRow
  extends Pick<FeatureView, "plan" | "name" | "feature" | "unit" | "characteristic" | "isDeviation" | "requiredCpk">,
    Pick<SeriesView, "machine" | "phase" | "isOutOfControl" | "limitsVersion" | "limitsAt" | "newestAt">,
    Pick<CapabilityView, "operation" | "operationName" | "tolerance" | "capability" | "isCut"> {}

export interface CapabilityTable {
  /** False while the book catches up with the log. */
  readonly isCurrent: boolean;
  readonly from: Micros;
  readonly to: Micros;
  /** In the order of the plans. */
  readonly rows: readonly CapabilityRow[];
  /** All charts; `rows` begin at the one that was asked for. */
  readonly count: number;
}

/**
 * `below`: the index is below what is demanded. `open`: it is above, but its interval reaches below, or is not known.
 * `met`: the whole interval is above. Null: there is no index.
 */
export type CapabilityVerdict = "below" | "open" | "met";

type Indices = { readonly [Name in "cpk" | "ppk"]: MaybeIndex | null };
type MaybeIndex = { readonly [Name in keyof Index]: number | null };

/** Cpk, or Ppk of values that are not normal, against what is demanded. */
export function capabilityVerdict(capability: Indices | null, requiredCpk: number | null): CapabilityVerdict | null {
  const index = capability === null ? null : (capability.cpk ?? capability.ppk);
  if (index?.value == null) return null;
  const required = requiredCpk ?? USUAL_CPK;
  if (index.value < required) return "below";
  return index.low !== null && index.low >= required ? "met" : "open";
}
