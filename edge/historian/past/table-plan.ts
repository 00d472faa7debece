/** How a table of past samples of another system is read (rules PH1 to PH5 in docs/rules/past-data.md). */
import type { EnumLabel, TagRef, TagType } from "../../contracts/plant/tag.ts";

export const QUALITY_CODES = ["opc-ua", "opc-da"] as const;
/** Codes of a quality that is a number. */
type QualityCodes = (typeof QUALITY_CODES)[number];

/** One file. */
export interface TablePlan {
  readonly path: string;
  /** `long`: a row is a reading. `wide`: a row is a time, each other column a tag. */
  readonly form: "long" | "wide";
  readonly columns: {
    readonly time: string;
    /** For a long table. */
    readonly tag: string;
    readonly value: string;
    readonly quality?: string;
  };
  /** `iso`, `s`, `ms`, `us`, `ns` since 1970, or a pattern of strptime such as `%d.%m.%Y %H:%M:%S`. */
  readonly timeFormat: string;
  /** Between the fields of a line; no matter in Parquet. */
  readonly separator: string;
  readonly decimal: "." | ",";
  readonly qualityCodes?: QualityCodes;
}

/** A tag and how the other system calls it. */
export interface MappedTag {
  readonly from: string;
  readonly ref: TagRef;
  readonly type: TagType;
  /** `value * factor + offset` is in the tag's unit. */
  readonly factor: number;
  readonly offset: number;
  readonly labels: readonly EnumLabel[];
}

interface Named {
  readonly name: string;
  readonly count: number;
}

export interface BadReading {
  /** Line of the file, its head being line 1; of Parquet the number of the row. */
  readonly line: number;
  readonly text: string;
  readonly reason: BadReason;
}

export type BadReason = "fields" | "time" | "value" | "quality";

/**
 * The use of a file: `readings` = used + unmapped + ignored + empty + bad. A line is one reading of a long table, and
 * as many as it has columns of a wide one.
 */
export interface TableCounts {
  readonly path: string;
  readonly lines: number;
  readonly readings: number;
  readonly used: number;
  /** Readings of names that the mapping does not have. */
  readonly unmapped: number;
  /** Readings of names that the mapping leaves out on purpose. */
  readonly ignored: number;
  /** Readings without a value. */
  readonly empty: number;
  readonly bad: number;
  /** Lines earlier than the line before; they are sorted. */
  readonly outOfOrder: number;
  /** The first ones. */
  readonly firstBad: readonly BadReading[];
  /** Those with most readings. */
  readonly unmappedNames: readonly Named[];
}
