/** The record of islands as the API asks it (docs/rules/islands.md). */
import type { ConfigText } from "../plant/config-text.ts";
import type { Island, IslandChange, IslandsReader, WantedIslands } from "./islands.ts";

/** Machines side by side on the ways of pieces. */
export interface IslandStep {
  /** The operation, or the pattern of the way. */
  readonly name: string;
  readonly machines: readonly string[];
}

/** What a plant's config says of its machines, as far as islands go. */
export interface IslandFacts {
  readonly assets: readonly string[];
  readonly steps: readonly IslandStep[];
  /** Names that `islands.variants` lists; empty: it lists none, and any name may be one. */
  readonly variants: readonly string[];
  canMake(machine: string, variant: string): boolean;
}

/** A problem with its place: position of the island, and of the entry in its list. */
export interface IslandProblem extends ConfigText {
  readonly steps: readonly [island: number, key: "id"] | readonly [number, "machines" | "variants", number];
}

/** Machines of a variant at a step, by the islands in force and by those that somebody wants. */
export interface VariantMove {
  readonly variant: string;
  readonly step: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What a change would do. */
export interface IslandPreview {
  /** None: the change is possible. */
  readonly problems: readonly IslandProblem[];
  /** Only where the machines change. */
  readonly moves: readonly VariantMove[];
}

/** The islands as the config has them, until somebody changes them. */
export interface ConfiguredIslands {
  readonly islands: readonly Island[];
  readonly facts: IslandFacts;
}

/** The controller of a plant's islands. */
export interface IslandPlant {
  readonly source: string;
  readonly mayWrite: boolean;
  readonly isOnline: boolean;
  /** Reports that were not taken into account, because a newer one followed within the same second. */
  readonly passedOver: number;
}

export interface IslandBook extends IslandsReader {
  /** They are those of a recording, and never change. */
  readonly isRecorded?: true;
  /** Oldest first, each in its newest state. */
  readonly changes: readonly IslandChange[];
  readonly configured: ConfiguredIslands;
  /** The plant's own controller; undefined where it reports no islands. */
  readonly plant: IslandPlant | undefined;
  /** `seen`: variants of which there are pieces or orders. */
  preview(islands: readonly Island[], seen: readonly string[]): IslandPreview;
  /**
   * Puts islands into force, or asks the plant for them. On disk when it returns. Throws EdgeError `conflict` where
   * they have changed since or a change is under way, `bad-request` for islands that cannot be, `forbidden` where the
   * plant's own islands may not be written, `unavailable` where nothing can be sent, `disk`.
   */
  change(wanted: WantedIslands, of: { readonly by: string; readonly seen: readonly string[] }): IslandChange;
}
