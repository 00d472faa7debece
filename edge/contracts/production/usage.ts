/** How much a machine ran, for upkeep by hours and cycles (docs/maintenance.md). */
import type { Micros } from "../path/sample-batch.ts";
import type { AssetUid } from "../plant/tag.ts";

/** A stretch of one machine's time and what it did in it. */
export interface UsageRow {
  readonly from: Micros;
  readonly to: Micros;
  /** Operating time by its states (APT + AUST of ISO 22400), in planned time and outside of it, seconds. */
  readonly operatingS: number;
  /** Pieces or strokes that it finished (PQ of ISO 22400). */
  readonly cycles: number;
  /** Time of which its state is known, seconds. In the rest it may have run unseen. */
  readonly seenS: number;
}

export interface AssetUsage {
  readonly rows: readonly UsageRow[];
  /** The order that it worked on last; empty where none is known. */
  readonly order: string;
}

export interface UsageReader {
  /** Machines whose states are read; others have no meter. */
  readonly machines: ReadonlySet<AssetUid>;
  /**
   * Usage between each bound and the next, bounds in rising order. Rejects with EdgeError `not-found` for an asset
   * whose states are not read, `unavailable`.
   */
  usage(asset: AssetUid, bounds: readonly Micros[]): Promise<AssetUsage>;
}
