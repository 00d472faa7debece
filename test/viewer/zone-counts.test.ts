import { afterEach, expect, it, vi } from "vitest";
import { moment, second } from "../../twin-viewer/src/data/signals.ts";
import { followZoneCounts, zoneMinute } from "../../twin-viewer/src/data/zone-counts.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  moment.value = null;
});

it("an unanswered request for the people of a past minute is repeated, not stored as zero", async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 24, 8) });
  const minute = Date.now() - 600_000;
  const answer = {
    minutes: [{ from: new Date(minute).toISOString(), heardSeconds: 54, zones: [{ zone: "hall", most: 2 }] }],
  };
  let asked = 0;
  vi.stubGlobal("fetch", () =>
    ++asked === 1 ? Promise.reject(new Error("timed out")) : Promise.resolve(Response.json(answer)),
  );
  followZoneCounts();
  moment.value = { atMs: minute, speed: 0 } as NonNullable<typeof moment.value>;
  await vi.advanceTimersByTimeAsync(1_000);
  expect([asked, zoneMinute.value]).toEqual([1, null]);
  second.value++;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked, "not every second").toBe(1);
  await vi.advanceTimersByTimeAsync(15_000);
  second.value++;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(zoneMinute.value).toEqual({ fromMs: minute, heardS: 54, zones: [{ zone: "hall", most: 2 }] });
});
