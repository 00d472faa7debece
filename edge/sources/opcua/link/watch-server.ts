/** Watches a server while values come: its silence and its clock. Runs in the worker. */
import type { ClientSession } from "node-opcua-client";
import type { SourceClock } from "../../../contracts/path/source-clock.ts";
import type { Job } from "../../../observe/jobs.ts";
import { type Subscription, slowestKeepAlive } from "../subscribe/subscription.ts";
import type { LogLevel } from "./messages.ts";
import { followClock } from "./server-clock.ts";
import { type WatchdogOptions, watchdog } from "./watchdog.ts";

const CLOCK_EVERY_MS = 30_000;

export interface WatchOptions extends WatchdogOptions {
  /** As requested. */
  readonly keepAliveMs: number;
  /** There is no subscription: only the socket shows whether the link is alive. */
  onMute(): void;
  onClock(clock: SourceClock): void;
  /** The server answered between two keep-alives. */
  onHeard(): void;
  log(level: LogLevel, text: string, fields: Readonly<Record<string, unknown>>): void;
}

/**
 * If a server grants only longer keep-alives, its time is read in between, so that the link is checked as often as
 * configured.
 */
export function watchServer(session: ClientSession, granted: readonly Subscription[], options: WatchOptions): Job[] {
  const { keepAliveMs, log } = options;
  const slowest = slowestKeepAlive(granted, keepAliveMs);
  const isQuiet = slowest > 1.5 * keepAliveMs;
  if (isQuiet)
    log("info", "the server grants only a longer keep-alive; its clock is read in between", {
      askedMs: keepAliveMs,
      grantedMs: slowest,
    });
  const isMute = granted.length === 0;
  if (isMute) options.onMute();
  const clockJob = followClock(session, isQuiet || isMute ? keepAliveMs : CLOCK_EVERY_MS, (clock, isFirst) => {
    options.onClock(clock);
    if (isQuiet && !isFirst) options.onHeard();
  });
  return [watchdog(options), clockJob];
}
