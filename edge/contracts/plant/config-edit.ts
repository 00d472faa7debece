/** Changes of a plant's config over the API, their check, and their versions (docs/rules/config-edits.md). */
import type { Micros } from "../path/sample-batch.ts";
import type { ConfigProblem } from "./config-text.ts";

/** Steps to a value of the config after all includes are joined; numbers count items of lists from 0. */
export type ConfigPath = readonly (string | number)[];

/**
 * One edit. `set` makes or replaces a value; secrets that a new map does not mention stay. `insert` puts an item into a
 * list before the index at the end of the path. `secret` writes a text into a private file of its own and refers to it.
 */
export type ConfigEdit =
  | { readonly kind: "set" | "insert"; readonly path: ConfigPath; readonly value: unknown }
  | { readonly kind: "remove"; readonly path: ConfigPath }
  | { readonly kind: "secret"; readonly path: ConfigPath; readonly value: string };

/** Where a proposal comes from, as its file says. */
export interface ProposalOrigin {
  /** Enterprise and id of the site: `acme/test`. */
  readonly plant: string;
  /** Person who exported it. */
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
  /** Version of the config whose state it is; null for the state at the export. */
  readonly version: number | null;
  readonly note: string;
  /** SHA-256 of the content, in hexadecimal. */
  readonly hash: string;
}

/** Edits in order, of the config as it is or of a former version whose state comes back. */
export interface ConfigChange {
  /** The revision that was read. */
  readonly revision: string;
  readonly edits?: readonly ConfigEdit[];
  /** Restores the state right after this version. */
  readonly version?: number;
  readonly note?: string;
  /** The proposal from which the edits were taken; kept with the version. */
  readonly origin?: ProposalOrigin;
}

/** Where a secret comes from; `config`: it stands in a file of the config, in plain text. */
export interface ConfigSecret {
  readonly path: ConfigPath;
  readonly from: "file" | "environment" | "config";
}

/** The config as it is written, without its secrets. */
export interface ConfigTree {
  readonly revision: string;
  /** Relative to the plant's folder, in the order in which they are joined. */
  readonly files: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
  readonly secrets: readonly ConfigSecret[];
  readonly problems: readonly ConfigProblem[];
}

/** One line of a difference. `line`: number in the new file, of removed lines in the old one. */
export interface DiffLine {
  readonly kind: "same" | "removed" | "added";
  readonly line: number;
  readonly text: string;
}

/** The changed lines of one file, each with two lines around it. */
export interface FileDiff {
  readonly file: string;
  readonly lines: readonly DiffLine[];
  /** True when more lines differ than are listed. */
  readonly isCut: boolean;
}

/** What a change would do. */
export interface CheckedChange {
  /** Empty when it may be saved. */
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
  readonly diff: readonly FileDiff[];
  /** Sections whose values change. */
  readonly sections: readonly string[];
  /** Parts that take effect at once, and those that need a restart of the edge. */
  readonly applied: readonly string[];
  readonly restart: readonly string[];
}

export interface SavedChange extends Pick<CheckedChange, "sections" | "applied" | "restart"> {
  readonly revision: string;
  /** Files of the plant's folder that were written; empty when nothing differs. */
  readonly files: readonly string[];
  /** Null when nothing differs. */
  readonly version: number | null;
}

/** A save of the config. */
export interface ConfigVersion {
  /** From 1, without holes. */
  readonly id: number;
  readonly at: Micros;
  readonly by: string;
  readonly kind: "edits" | "layout" | "restore" | "promotion";
  readonly note: string;
  /** Of a promotion. */
  readonly origin?: ProposalOrigin;
  readonly files: readonly string[];
}
