/** The part of a running edge that reads and changes its plant's config (docs/rules/config-edits.md). */
import type { CheckedChange, ConfigChange, ConfigTree, ConfigVersion, FileDiff, SavedChange } from "./config-edit.ts";
import type { ComparedProposal, ProposalFile, ProposalQuestion } from "./proposal.ts";
import type { TagComparison } from "./tag-table/comparison.ts";

/** The person behind a save, what they note, and a last check that may throw. */
export interface SaveAct {
  readonly by: string;
  readonly note?: string;
  /** Gets the sections whose values change. Throws where the person may not change them. */
  permit?(sections: readonly string[]): void;
}

/** Reads and changes the config of a running edge's plant. */
export interface ConfigEditor {
  read(): Promise<ConfigTree>;
  /** The JSON Schema of the whole config, as editors complete it. */
  schema(): Promise<object>;
  /** Loads the config with the change and writes nothing. Throws EdgeError `conflict`, `bad-request`, `not-found`. */
  check(change: ConfigChange): Promise<CheckedChange>;
  /** The same, then writes. Throws ConfigRefused `bad-request` with all problems too. */
  save(change: ConfigChange, act: SaveAct): Promise<SavedChange>;
  /** The table of all tags and limits as a workbook, in pieces. */
  tagSheet(language: "zh" | "en"): Promise<AsyncIterable<Buffer>>;
  /** What a workbook of that table changes, cell by cell. Writes nothing, and never throws for its content. */
  compareTags(workbook: Uint8Array): Promise<TagComparison>;
  /** Sections for another plant. Throws EdgeError `not-found`, or `conflict` where a version lacks secrets. */
  propose(question: ProposalQuestion, by: string): Promise<ProposalFile>;
  /** What a proposal of another plant changes. Writes nothing, and never throws for its content. */
  compareProposal(file: unknown): Promise<ComparedProposal>;
  /** Newest first. */
  versions(): readonly ConfigVersion[];
  /** Throws EdgeError `not-found`. */
  version(id: number): ConfigVersion & { readonly diff: readonly FileDiff[] };
}
