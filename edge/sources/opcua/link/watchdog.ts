/** Detects that a server is silent. Runs in the worker. */
import type { Job } from "../../../observe/jobs.ts";
import type { Subscription } from "../subscribe/subscription.ts";
import { SESSION_TIMEOUT_MS } from "./client.ts";

const LOOK_EVERY_MS = 250;
/**
 * Keep-alives without an answer until the link counts as half open: with keep-alives of 1 s that takes less than 3 s.
 */
const SILENT_KEEP_ALIVES = 2.5;
/** Silence after which the client object is discarded, whatever repair is under way. */
const DEAD_KEEP_ALIVES = 3;
const LEAST_PATIENCE_MS = 10_000;
/**
 * Patience while the link is cut: a little less than the server keeps the session, which may be the only one that it
 * has room for, or that may use its subscriptions.
 */
const PATIENCE_WHILE_CUT_MS = 0.8 * SESSION_TIMEOUT_MS;

export interface WatchdogOptions {
  subscriptions(): Iterable<Subscription>;
  /** The session's socket is gone, or the subscription has not published since the session was restored. */
  isCut(subscription: Subscription): boolean;
  /** A subscription is overdue. Called once until it publishes again. */
  onSilent(silentMs: number): void;
  /** A subscription has been silent for too long: only a new client helps. */
  onDead(silentMs: number): void;
}

/** Watches publish responses, data or keep-alive, not the socket, which looks sound on a half-open link. */
export function watchdog({ subscriptions, isCut, onSilent, onDead }: WatchdogOptions): Job {
  let lookedAt = performance.now();
  let isSilent = false;
  const run = (): void => {
    const now = performance.now();
    // If this thread itself was suspended, it received nothing; that is not the server's silence.
    const stoppedMs = Math.max(0, now - lookedAt - 2 * LOOK_EVERY_MS);
    lookedAt = now;
    let overdueMs = 0;
    for (const subscription of subscriptions()) {
      subscription.heardAt += stoppedMs;
      const silentMs = now - subscription.heardAt;
      const leastMs = isCut(subscription) ? PATIENCE_WHILE_CUT_MS : LEAST_PATIENCE_MS;
      if (silentMs > Math.max(DEAD_KEEP_ALIVES * subscription.keepAliveMs, leastMs)) {
        onDead(silentMs);
        return;
      }
      if (silentMs > SILENT_KEEP_ALIVES * subscription.keepAliveMs) overdueMs = Math.max(overdueMs, silentMs);
    }
    if (overdueMs > 0 && !isSilent) onSilent(overdueMs);
    isSilent = overdueMs > 0;
  };
  return { name: "watchdog", everyMs: LOOK_EVERY_MS, run };
}
