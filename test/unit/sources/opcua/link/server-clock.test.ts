import { expect, it } from "vitest";
import { ServerClock } from "../../../../../edge/sources/opcua/link/server-clock.ts";
import { STEPS } from "../../../../fakes/clock/clocks.ts";

const OFFSET_MS = 5000;

/** A server whose clock is five seconds ahead and whose CurrentTime is renewed at intervals. */
async function estimateOf(stepMs: number, startMs: number): Promise<{ offsetMs: number; uncertaintyMs: number }> {
  let ownMs = startMs;
  const read = async () => {
    const serverMs = Math.floor((ownMs + OFFSET_MS) / stepMs) * stepMs;
    return { serverMs, ownMs, atMs: ownMs - startMs, roundTripMs: 2 };
  };
  const clock = await new ServerClock(read, async (ms) => {
    ownMs += ms;
  }).estimate();
  return { offsetMs: (clock?.offsetUs ?? 0) / 1000, uncertaintyMs: (clock?.uncertaintyUs ?? 0) / 1000 };
}

it.each([
  ["each millisecond", 1, 2],
  ["every 100 ms", 100, 52],
  ["once a second", 1000, 502],
])(
  "[F20] a server whose clock ticks %s has its offset within the stated uncertainty",
  async (_text, stepMs, atMost) => {
    for (const startMs of [
      1_772_600_000_003, 1_772_600_000_250, 1_772_600_000_520, 1_772_600_000_738, 1_772_600_000_990,
    ]) {
      const { offsetMs, uncertaintyMs } = await estimateOf(stepMs, startMs);
      expect(Math.abs(offsetMs - OFFSET_MS)).toBeLessThanOrEqual(uncertaintyMs);
      expect(uncertaintyMs).toBeLessThanOrEqual(atMost);
    }
  },
);

it.each(STEPS)(
  "[TW9] [F20] a wall clock set %s changes no measurement of a server's resting clock",
  async (_how, stepMs) => {
    let [ownMs, atMs, reads] = [1_772_600_000_000, 0, 0];
    const read = async () => {
      reads++;
      return { serverMs: 1_772_600_000_000, ownMs, atMs, roundTripMs: 2 };
    };
    const estimate = await new ServerClock(read, async (ms) => {
      ownMs += atMs < 1_000 && atMs + ms >= 1_000 ? ms + stepMs : ms;
      atMs += ms;
    }).estimate();
    expect(reads).toBe(62);
    expect(estimate?.uncertaintyUs).toBe(1_512_000);
  },
);
