import type { Choice, Sorting } from "./columns.ts";
import type { Grouping } from "./rows.ts";

/** Filters of the table. */
export interface Shown {
  readonly words: string;
  readonly priorities: ReadonlySet<number>;
  readonly withMembers: boolean;
  readonly grouping: Grouping;
  readonly columns: ReadonlySet<Choice>;
  readonly sorting: Sorting | null;
}
