import type { Choice, Sorting } from "./columns.ts";
import type { Grouping } from "./rows.ts";

/** Filters of the table. */
export interface Shown {
  readonly words: string;
  readonly priorities: ReadonlySet<number>;
  readonly withMembers: boolean;
  /** Null until somebody chooses: by cause while a flood is in progress, else not at all. */
  readonly grouping: Grouping | null;
  readonly columns: ReadonlySet<Choice>;
  readonly sorting: Sorting | null;
}
