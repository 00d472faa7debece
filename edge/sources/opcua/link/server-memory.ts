/** What is known of a server across its sessions. Runs in main. */
import type { SourceContext } from "../../../contracts/path/plugin.ts";
import type { SourceClock } from "../../../contracts/path/source-clock.ts";
import type { EventDesk } from "../events/event-desk.ts";
import type { HistoryTimestamps } from "../subscribe/history-timestamps.ts";
import type { Progress } from "../subscribe/progress.ts";

/** A server clock further off than this is said in the log: its source times are what everything is stored by. */
const CLOCK_TOLERANCE_US = 1_000_000;

export interface ServerMemory {
  /** How far it was taken. */
  readonly progress: Progress;
  readonly events: EventDesk;
  /** No session of this process was open yet: what is missing is missing because the edge was down. */
  isNew: boolean;
  clock: SourceClock;
  isClockFarOff: boolean;
  /** Which times its history has; undefined until it was read. */
  history: HistoryTimestamps | undefined;
  /** How often in a row it said that it gave us our subscriptions, and then did not publish for all of them. */
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
  const isFarOff = Math.abs(clock.offsetUs) - clock.uncertaintyUs > CLOCK_TOLERANCE_US;
  if (isFarOff !== memory.isClockFarOff)
    log.warn(
      { ...clock },
      isFarOff ? "the server's clock differs from the edge's" : "the server's clock agrees with the edge's again",
    );
  memory.isClockFarOff = isFarOff;
}
