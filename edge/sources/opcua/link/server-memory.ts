/** State of a server across its sessions. Runs in main. */
import type { SourceContext } from "../../../contracts/path/plugin.ts";
import type { SourceClock } from "../../../contracts/path/source-clock.ts";
import type { EventDesk } from "../events/event-desk.ts";
import type { HistoryTimestamps } from "../subscribe/history-timestamps.ts";
import type { Progress } from "../subscribe/progress.ts";

/** A server clock that is further off than this is logged, because samples are stored by its source times. */
const CLOCK_TOLERANCE_US = 1_000_000;

export interface ServerMemory {
  /** Progress of the edge in the server's subscriptions. */
  readonly progress: Progress;
  readonly events: EventDesk;
  /** No session of this process was open yet: samples are missing because the edge was down. */
  isNew: boolean;
  clock: SourceClock;
  isClockFarOff: boolean;
  /** Timestamps in its history; undefined until history is read. */
  history: HistoryTimestamps | undefined;
  /** Consecutive transfers after which the server did not publish for all subscriptions. */
  barrenTransfers: number;
}

/** Takes a new estimate of the server's clock. */
export function noteClock(
  memory: ServerMemory,
  clock: SourceClock,
  { reportClock, log }: Pick<SourceContext, "reportClock" | "log">,
): void {
  memory.clock = clock;
  reportClock(clock);
  // A change must hold whatever the error of the estimate: a clock right at the limit would change each minute.
  const leeway = memory.isClockFarOff ? clock.uncertaintyUs : -clock.uncertaintyUs;
  const isFarOff = Math.abs(clock.offsetUs) + leeway > CLOCK_TOLERANCE_US;
  if (isFarOff !== memory.isClockFarOff)
    log.warn(
      { ...clock },
      isFarOff ? "the server's clock differs from the edge's" : "the server's clock agrees with the edge's again",
    );
  memory.isClockFarOff = isFarOff;
}
