import { afterEach, expect, it, vi } from "vitest";
import { GroupWriter } from "../../../../edge/historian/log/group-writer.ts";
import { STEPS, stepWallClock, stopClocks } from "../../../fakes/clock/clocks.ts";
import { log } from "../../detect/bench-plant.ts";

afterEach(() => void vi.useRealTimers());

it.each(STEPS)("[TW9] a wall clock set %s while the log closes leaves the disk its three seconds", async (_how, ms) => {
  stopClocks();
  const space = { expectRoom: () => Promise.reject(new Error("ENOSPC: no space left on device")) };
  const parts = { logUid: "log", nextNumber: 1, retention: {}, space };
  const writer = new GroupWriter(
    { dir: "/dev/null/log", log } as unknown as ConstructorParameters<typeof GroupWriter>[0],
    parts as unknown as ConstructorParameters<typeof GroupWriter>[1],
  );
  let retries = 0;
  const stored = await writer.store({ entries: [], from: 0, to: 1, bytes: 0 }, AbortSignal.abort(), async () => {
    if (retries++ === 0) stepWallClock(ms);
    vi.advanceTimersByTime(1_000);
  });
  expect([stored, retries]).toEqual([false, 3]);
});
