import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { watchdog } from "../../../../../edge/sources/opcua/link/watchdog.ts";
import type { Subscription } from "../../../../../edge/sources/opcua/subscribe/subscription.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Seconds of silence before a client is discarded. */
function patienceS(keepAliveMs: number, isCut: boolean): number {
  const subscription = { keepAliveMs, heardAt: performance.now() } as Subscription;
  const onDead = vi.fn();
  const job = watchdog({ subscriptions: () => [subscription], isCut: () => isCut, onSilent: () => undefined, onDead });
  let ms = 0;
  while (onDead.mock.calls.length === 0 && ms < 120_000) {
    ms += 250;
    vi.advanceTimersByTime(250);
    job.run();
  }
  return Math.floor(ms / 1000);
}

it("[F3] a silent client is discarded after 10 s, with a cut link after 24 s, never before three keep-alives", () => {
  expect([patienceS(1_000, false), patienceS(1_000, true)]).toEqual([10, 24]);
  expect([patienceS(5_000, false), patienceS(5_000, true), patienceS(10_000, true)]).toEqual([15, 24, 30]);
});
