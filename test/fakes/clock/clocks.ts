import { vi } from "vitest";

/** Steps of the wall clock, as NTP or a person makes them: how they are called in a test's name, and their size, ms. */
export const STEPS: readonly (readonly [how: string, ms: number])[] = [
  ["an hour forward", 3_600_000],
  ["two hours back", -7_200_000],
];

/** Stops both clocks until `vi.useRealTimers()`; `vi.advanceTimersByTime` moves both. */
export function stopClocks(): void {
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
}

/** Sets the wall clock; the monotonic clock stays. */
export function stepWallClock(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}
