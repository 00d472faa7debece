/** Reasons of scrap and rework, and readings by hand, as people enter them (docs/rules/work.md). */
import type { Answer } from "../answer.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { LocalizedText } from "../plant/tag.ts";

export const ENTRY_KINDS = ["scrap", "rework"] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** Pieces that one entry may count. */
export const MOST_COUNT = 10_000;

/** A reason of the catalogue, `quality.reasons`. */
export interface ReasonView {
  readonly id: string;
  readonly name: LocalizedText;
  readonly kinds: readonly EntryKind[];
}

/** A feature that is read by hand at a station: a plan whose gauge it is. */
export interface ReadingPlan {
  readonly plan: string;
  readonly name: LocalizedText;
  readonly unit: string;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** What somebody entered. A correction is a new version. */
export interface QualityEntry {
  /** Made by the client, so that a repeated request counts once. */
  readonly entryUid: string;
  readonly version: number;
  readonly kind: EntryKind;
  /** Label of the station. */
  readonly station: string;
  readonly reason: string;
  readonly count: number;
  /** Null: a count without the name of a piece. */
  readonly piece: string | null;
  /** When it happened. */
  readonly at: Micros;
  /** Who entered this version. */
  readonly by: string;
  readonly comment: string | null;
  /** It was taken back: it counts no more. */
  readonly isWithdrawn: boolean;
}

export interface EntryQuestion {
  readonly from: Micros;
  readonly to: Micros;
  /** Undefined: all stations. */
  readonly station?: string;
}

export interface EntrySum {
  readonly kind: EntryKind;
  readonly station: string;
  readonly reason: string;
  readonly entries: number;
  readonly count: number;
}

export interface EntryView {
  /** Newest first, at most 200; those that were taken back too. */
  readonly entries: readonly QualityEntry[];
  /** All entries of the time, listed or not. */
  readonly count: number;
  /** Of all entries, most pieces first; without those that were taken back. */
  readonly sums: readonly EntrySum[];
}

/** A value that somebody read on a gauge. */
export interface HandReading {
  readonly plan: string;
  readonly station: string;
  readonly piece: string;
  readonly value: number;
  readonly at: Micros;
  readonly by: string;
}

export interface EntryReader {
  /** False while the book catches up with the log. */
  readonly isCurrent: boolean;
  reasonsAt(station: string): readonly ReasonView[];
  readingsAt(station: string): readonly ReadingPlan[];
  /** Names of all reasons, by id. */
  readonly names: ReadonlyMap<string, LocalizedText>;
  view(question: EntryQuestion): Answer<EntryView>;
  /**
   * Decides on the newest version of an entry, one after the other, and puts the result into the log; resolves when it
   * is on disk. The same object: nothing changes. `ofPiece`: another entry of the same piece, kind and station.
   */
  change(
    entry: Pick<QualityEntry, "entryUid" | "piece" | "kind" | "station">,
    decide: (known: QualityEntry | undefined, ofPiece: QualityEntry | undefined) => QualityEntry,
  ): Promise<QualityEntry>;
  /** Puts the measurement into the log. Whether it is within the limits. */
  read(reading: HandReading): Promise<boolean>;
}
