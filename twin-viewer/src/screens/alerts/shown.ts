import type { Choice, Sorting } from "./columns.ts";
import type { Grouping } from "./rows.ts";

/** What the table shows of what there is. */
export interface Shown {
  readonly words: string;
  readonly priorities: ReadonlySet<number>;
  readonly withMembers: boolean;
  readonly grouping: Grouping;
  readonly columns: ReadonlySet<Choice>;
  readonly sorting: Sorting | null;
}
