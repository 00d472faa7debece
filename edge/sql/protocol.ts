/** Messages between the edge and the process of one statement. */
import type { EdgeErrorCode } from "../contracts/errors.ts";
import type { LentHistory } from "../contracts/path/lent-history.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { SqlFormat } from "../contracts/sql/queries.ts";
import type { Reach } from "./check/bounds.ts";
import type { SqlView } from "./check/statement.ts";

/** What the process is started for. */
export interface Order {
  readonly statement: string;
  readonly format: SqlFormat;
  readonly from?: Micros | undefined;
  readonly to?: Micros | undefined;
  readonly now: Micros;
  /** The site's, for times without an offset and for days. */
  readonly timeZone: string;
  /** Where the answer is written. */
  readonly answer: string;
  readonly limits: Limits;
}

interface Limits {
  readonly memoryMb: number;
  readonly maxRows: number;
  readonly maxBytes: number;
}

/** What a statement that may run needs. */
export interface Needs {
  readonly views: readonly SqlView[];
  /** Absent where it reads neither samples nor events. */
  readonly reach: Reach | undefined;
}

/** Files with rows as lines of JSON, by view. */
export type Tables = Readonly<Partial<Record<"tags" | "assets" | "alerts" | "pieces", string>>>;

export interface Supplies {
  readonly tables: Tables;
  readonly lent: LentHistory | undefined;
}

export type ToStatement =
  | { readonly kind: "order"; readonly order: Order }
  | { readonly kind: "supplies"; readonly supplies: Supplies };

export type FromStatement =
  | { readonly kind: "needs"; readonly needs: Needs }
  | { readonly kind: "done"; readonly rows: number; readonly bytes: number }
  | { readonly kind: "failed"; readonly code: EdgeErrorCode; readonly message: string };
