import type { Principal } from "../access/journal.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { AskedSave, Saved, SavedKind } from "./record.ts";

/** The person or program behind a request. */
export interface SavedBy {
  /** `local` while the edge has no users. */
  readonly user: string;
  /** Whether they may change what belongs to the plant. */
  readonly isOperator: boolean;
  readonly principal: Principal;
  readonly at: Micros;
}

type Reader = Pick<SavedBy, "user">;

/** Records that people save while they explore (rules XP1 to XP7 in docs/rules/explore.md). */
export interface SavedBook {
  /** Records that the reader may see, newest change first. */
  list<Kind extends SavedKind>(kind: Kind, reader: Reader): readonly Saved<Kind>[];
  find<Kind extends SavedKind>(kind: Kind, uid: string, reader: Reader): Saved<Kind> | undefined;
  /** Whether this person may change the record. */
  mayChange(saved: Saved, by: Pick<SavedBy, "user" | "isOperator">): boolean;
  /**
   * Saves a new record, or changes one. Resolves when it is on disk and in the audit log. Throws EdgeError
   * `forbidden`, `not-found`, `conflict`, `unavailable`, `disk`.
   */
  save<Kind extends SavedKind>(asked: AskedSave<Kind>, by: SavedBy): Promise<Saved<Kind>>;
  /** Removes a record. Throws as `save`. */
  remove(
    record: { readonly kind: SavedKind; readonly uid: string; readonly revision: number },
    by: SavedBy,
  ): Promise<void>;
}
