/** Where energy and media flow, by a tree of meters (docs/production.md). */
import type { Answer } from "../answer.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { Medium, MediumUnit } from "../plant/media.ts";
import type { AssetUid } from "../plant/tag.ts";
import type { TreeView } from "./energy-tree.ts";

/**
 * One meter in a stretch of time. Amounts are in the unit of the medium; null where they are not known.
 */
export interface EnergyNode {
  readonly assetUid: AssetUid;
  readonly label: string;
  readonly medium: Medium;
  /** Label of the meter above it. */
  readonly below: string | null;
  /** Asset whose consumption it measures. */
  readonly of: AssetUid | null;
  readonly amount: number | null;
  readonly unit: MediumUnit;
  /** `counter`: from the meter's own count. `integrated`: from its power, which is less sure. */
  readonly method: "counter" | "integrated";
  /**
   * The counter fell without a known reason, or its integrated power was missing for a time: the amount may be too
   * small.
   */
  readonly isUncertain: boolean;
  /** Now, kW or m3/h; null when it is not live. */
  readonly rate: number | null;
  /**
   * Standard uncertainty of the amount, from the meter's class and from possible counts between its readings at both
   * ends: limit / sqrt 3 (GUM, 4.3.7).
   */
  readonly u: number | null;
  /**
   * Amount that the meters directly below it do not account for, with its combined standard uncertainty; null where one
   * of the amounts is unknown or uncertain.
   */
  readonly residual: { readonly amount: number; readonly uc: number } | null;
  /** 5 % quantile of the power while the machine does not execute, kW, and the number of readings. */
  readonly idle: { readonly kW: number; readonly readings: number } | null;
  /** Amount for each good piece of the machine, and how many those were; null where it made none or none is counted. */
  readonly perPiece: { readonly amount: number; readonly good: number } | null;
}

/** Good pieces that a machine made in a time; a machine whose pieces nobody counts has no entry. */
export interface GoodPieces {
  readonly assetUid: AssetUid;
  readonly good: number;
}

export interface EnergyReader {
  /** Time of the oldest stored count; undefined while there is none. Earlier times are unknown. */
  since(): Answer<Micros | undefined>;
  nodes(from: Micros, to: Micros): Answer<readonly EnergyNode[]>;
  /**
   * The media tree: reconciled amounts, and what does not fit. `interval`: length of the intervals that are reconciled
   * one by one, µs; default the whole stretch.
   */
  tree(from: Micros, to: Micros, interval?: Micros): Answer<TreeView>;
}
