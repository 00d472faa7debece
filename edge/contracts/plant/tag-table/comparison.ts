/** What a workbook of the table of tags changes (docs/rules/config-edits.md, CE15). */
import type { ConfigEdit } from "../config-edit.ts";
import type { ConfigText } from "../config-text.ts";
import type { TagColumnKey } from "./columns.ts";
import type { TagValue } from "./rows.ts";

export interface TagCellChange {
  /** Place in the sheet, such as `H12`. */
  readonly cell: string;
  readonly column: TagColumnKey;
  readonly type: string;
  /** `spindle/speed`. */
  readonly tag: string;
  readonly kind: "added" | "changed" | "removed";
  readonly before: TagValue | null;
  readonly after: TagValue | null;
}

/** A cell, a row or a whole sheet that is not taken, and what to do. */
export interface TagRefusal extends ConfigText {
  /** Place in the sheet, of a row its first cell; null where the sheet as a whole is meant. */
  readonly cell: string | null;
  readonly tag: string | null;
}

export interface TagComparison {
  /** Of the config that the sheet was compared with. */
  readonly revision: string;
  /** Rows that belong to a tag. */
  readonly rows: number;
  readonly changes: readonly TagCellChange[];
  readonly refused: readonly TagRefusal[];
  /** Refusals beyond those that are listed. */
  readonly moreRefused: number;
  /** Headings of columns that the table does not have. */
  readonly ignored: readonly string[];
  /** They make the changes. */
  readonly edits: readonly ConfigEdit[];
}
