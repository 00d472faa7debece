import { expect, it, vi } from "vitest";
import { SessionMemory } from "../../../../edge/sources/mqtt/session-memory.ts";
import { FakeInlet } from "../../../fakes/source/inlet.ts";

it("[Q10] a wall clock that is set back does not delay the next write of the session's memory", () => {
  vi.useFakeTimers();
  const parts = {
    delivery: { declaresOutages: false },
    continuity: {},
    outlet: { flush: () => undefined, position: 0 },
    reader: {},
    socket: {},
  };
  const memory = new SessionMemory(parts as unknown as ConstructorParameters<typeof SessionMemory>[0]);
  expect(memory.isDue).toBe(true);
  memory.remember(new FakeInlet(), new AbortController().signal);
  expect(memory.isDue).toBe(false);
  vi.setSystemTime(Date.now() - 3_600_000);
  vi.advanceTimersByTime(1_000);
  expect(memory.isDue).toBe(true);
  vi.useRealTimers();
});
