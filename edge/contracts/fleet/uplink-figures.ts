import type { LogPosition } from "../path/source.ts";

/** How the uplink stands, for metrics. */
export interface UplinkFigures {
  /** The hub has everything before it. */
  readonly position: LogPosition;
  /** Committed items after it. */
  readonly behind: number;
  readonly bytesSent: number;
  readonly inFlightBytes: number;
  /** Bytes that may be sent now; infinite without a budget. */
  readonly budgetBytes: number;
  /** How often what was on its way was sent again. */
  readonly attempts: number;
}
