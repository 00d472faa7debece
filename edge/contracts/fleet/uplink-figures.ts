import type { LogPosition } from "../path/source.ts";

/** How the uplink stands, for metrics. */
export interface UplinkFigures extends LogFigures {
  /** Files of the site that the hub does not get. */
  readonly filesLeftOut: number;
}

/** How the log stands on its way. */
export interface LogFigures {
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
  /** Items that the hub could not read, and that count as lost, since the start. */
  readonly givenUp: number;
}
