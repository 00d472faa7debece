import type { Micros } from "../path/sample-batch.ts";
import type { Verdict } from "./material-event.ts";

/**
 * History of one machine before the edge began, from a recording: the books import it for the time that they have not
 * observed.
 */
export interface MachinePast {
  /** Label of the machine. */
  readonly label: string;
  readonly from: Micros;
  readonly to: Micros;
  /**
   * Changes in order of time: MachineryItemState and MachineryOperationMode (OPC 40001-1) from then on. Columns of
   * equal length.
   */
  readonly times: readonly Micros[];
  readonly states: readonly number[];
  readonly modes: readonly number[];
  readonly completions: readonly PastCompletion[];
}

/** A piece that the machine finished. */
export interface PastCompletion {
  readonly time: Micros;
  readonly start: Micros;
  readonly piece: string;
  readonly order: string;
  readonly variant: string;
  readonly verdict: Verdict;
}
