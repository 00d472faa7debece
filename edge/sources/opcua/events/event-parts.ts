import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** Parts that a rule took from one event or record. */
export interface EventParts {
  /** Undefined where its field has a value that the map does not list. */
  readonly type: string | undefined;
  readonly pieceId?: string;
  readonly jobId?: string;
  /** Label of the asset. */
  readonly label?: string;
  readonly sequence?: number;
  readonly time?: Micros;
  readonly payload: Readonly<Record<string, unknown>>;
}
