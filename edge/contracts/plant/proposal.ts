/** Parts of one plant's config that are proposed for another, as a file (docs/rules/config-edits.md, CE17 and CE18). */
import type { ConfigEdit, ConfigPath, ProposalOrigin } from "./config-edit.ts";
import type { ConfigText } from "./config-text.ts";

export interface ProposalFile extends ProposalOrigin {
  /** Version of the format. */
  readonly gembaProposal: 1;
  /** Whole sections as they are written, without secrets. */
  readonly sections: Readonly<Record<string, unknown>>;
}

/** What to export. */
export interface ProposalQuestion {
  readonly sections: readonly string[];
  readonly version?: number;
  readonly note: string;
}

/** A value in which the proposal differs from the plant. */
export interface ProposedChange {
  readonly path: ConfigPath;
  readonly kind: "added" | "changed" | "removed";
  /** Undefined where there is none. */
  readonly before?: unknown;
  readonly after?: unknown;
  readonly edit: ConfigEdit;
}

/** A value that cannot be taken over, and what to do. */
export interface ProposalRefusal extends ConfigText {
  /** Empty where the file as a whole is meant. */
  readonly path: ConfigPath;
}

export interface ComparedProposal {
  /** Of the config that it was compared with. */
  readonly revision: string;
  /** Null for a file that is no proposal. */
  readonly origin: ProposalOrigin | null;
  readonly changes: readonly ProposedChange[];
  readonly refused: readonly ProposalRefusal[];
}

/** Beyond the end of every list: an item is added at its end. */
export const LIST_END = 1_000_000;

/** The edits of some changes, in an order in which none moves the place of another. */
export function editsOfChanges(changes: readonly ProposedChange[]): readonly ConfigEdit[] {
  const edits = changes.map(({ edit }) => edit);
  const of = (kind: ConfigEdit["kind"]) => edits.filter((edit) => edit.kind === kind);
  return [...of("set"), ...of("insert"), ...of("remove").sort((a, b) => laterFirst(a.path, b.path))];
}

function laterFirst(one: ConfigPath, other: ConfigPath): number {
  const at = one.findIndex((step, i) => step !== other[i]);
  const [a, b] = [one[at], other[at]];
  return typeof a === "number" && typeof b === "number" ? b - a : 0;
}
