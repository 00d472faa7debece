import { setTimeout as wait } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { loopUse, type StrainParts, StrainWatch } from "../../../../edge/compose/alerting/strain-watch.ts";
import type { SampleBatch } from "../../../../edge/contracts/path/sample-batch.ts";

const S = 1e6;

/** A watch over manually set parts; `commit` adds a batch that arrived some time ago. */
function rig() {
  const parts = {
    waitingMs: 0,
    problem: undefined as string | undefined,
    committedItems: 0,
    backlogItems: 0,
    state: "running" as "running" | "degraded",
    now: 1e15,
    stepUs: 0,
    stalled: 0,
    busy: 0.2,
  };
  let hear: Parameters<StrainParts["listeners"]["add"]>[0] = () => undefined;
  const watch = new StrainWatch();
  watch.start({
    commitLog: {
      get storage() {
        return {
          backlogShare: 0,
          slowest: undefined,
          wentUnread: false,
          isLow: false,
          refused: undefined,
          waitingMs: parts.waitingMs,
          problem: parts.problem,
        };
      },
      get counters() {
        return { committedItems: parts.committedItems } as StrainParts["commitLog"]["counters"];
      },
    },
    listeners: {
      add: (listener) => {
        hear = listener;
        return () => undefined;
      },
    },
    followers: () => [{ backlogItems: parts.backlogItems, state: parts.state }],
    sources: { health: () => [{ counts: { stalled: parts.stalled } }] },
    busy: () => parts.busy,
    now: () => parts.now + parts.stepUs,
    elapsed: () => parts.now,
  });
  /** One sample with the given arrival and age. */
  const commit = (waitedUs: number, ageUs = 0) => {
    const receivedAt = parts.now - waitedUs;
    const batch = { receivedAt, length: 1, times: Float64Array.of(receivedAt - ageUs), flags: Uint8Array.of(0) };
    hear({
      batches: [batch as unknown as SampleBatch],
      events: [],
      waveforms: [],
      position: 1,
      ends: { batches: [1], waveforms: [] },
    });
  };
  const tick = () => {
    parts.now += S;
    watch.tick();
    return watch.state;
  };
  return { parts, watch, commit, tick };
}

it("[A88] a main thread that hung for a second is detected by the loop's own clock", async () => {
  const { watch, tick } = rig();
  await wait(60);
  // Every turn of the loop is long, and there is a check in each of them.
  const reasons = new Set<string>();
  for (let turn = 0; turn < 3; turn++) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_100);
    await wait(25);
    for (const reason of tick().reasons) reasons.add(reason);
  }
  expect([...reasons]).toEqual(["loop"]);
  watch.stop();
});

it("[A88] delayed samples, and data waiting for the disk, are strain; data refused by the disk are not", () => {
  const { parts, watch, commit, tick } = rig();
  commit(0.5 * S);
  expect(tick().reasons).not.toContain("samples");
  commit(4 * S);
  expect(tick().reasons).toContain("samples");
  parts.waitingMs = 5_000;
  expect(tick().reasons).toContain("disk");
  parts.problem = "no space left";
  expect(tick()).toMatchObject({ isHeld: true });
  watch.stop();
});

it("[A88] a follower more than a minute behind is strain, one that catches up is not", () => {
  const run = (backlog: (second: number) => number, change: Partial<ReturnType<typeof rig>["parts"]> = {}) => {
    const { parts, watch, tick } = rig();
    const reasons = new Set<string>();
    for (let second = 0; second < 95; second++) {
      if (second === 45) Object.assign(parts, change);
      parts.committedItems += 1_000;
      parts.backlogItems = backlog(second);
      for (const reason of tick().reasons) reasons.add(reason);
    }
    watch.stop();
    return reasons.has("followers");
  };
  expect(run((second) => 50_000 + second * 900)).toBe(true);
  expect(run((second) => 900_000 - second * 5_000)).toBe(false);
  expect(run(() => 2_000)).toBe(false);
  // A clock step, and a follower that cannot work at all, are not load.
  expect(run((second) => 2_000 + second * 10, { stepUs: 3600 * S })).toBe(false);
  expect(run((second) => (second < 45 ? 0 : 50_000 + second * 900), { state: "degraded" })).toBe(false);
});

it("[A107] sources that stop reading are strain even with an idle loop; catching up after an outage is not", () => {
  const stands = (
    ageS: (second: number) => number,
    { isStalled = true, busy = (_second: number): number => 0.2 } = {},
  ) => {
    const { parts, watch, commit, tick } = rig();
    const seen: boolean[] = [];
    for (let second = 0; second < 150; second++) {
      parts.busy = busy(second);
      if (isStalled) parts.stalled++;
      commit(0, ageS(second) * S);
      seen.push(tick().stands);
    }
    watch.stop();
    return { at: seen.indexOf(true), atEnd: seen.at(-1) };
  };
  // A full queue at the broker keeps its age, an unbounded one grows older.
  expect(stands(() => 3)).toEqual({ at: expect.any(Number), atEnd: true });
  expect(stands((second) => second * 0.6).atEnd).toBe(true);
  // A minute after the start, for half a minute.
  expect(stands(() => 3).at).toBeGreaterThan(85);
  // After an outage of an hour, three seconds of it in each second.
  expect(stands((second) => 3_600 - 3 * second)).toEqual({ at: -1, atEnd: false });
  expect(stands((second) => 3_600 - 3 * second, { isStalled: false, busy: () => 1 }).at).toBe(-1);
  expect(stands(() => 3, { isStalled: false, busy: () => 1 }).atEnd).toBe(true);
  expect(stands(() => 3, { isStalled: false }).at).toBe(-1);
  // Measured at three times the sustainable load: a busy loop occasionally waits for the other side.
  const shares = [0.99, 0.97, 0.98, 0.92, 0.99, 0.995, 0.957, 0.955, 0.988];
  expect(stands(() => 3, { isStalled: false, busy: (second) => shares[second % shares.length] as number }).atEnd).toBe(
    true,
  );
});

it("[A107] a disk that takes nothing holds its sources, which is a separate alarm and not overload", () => {
  const { parts, watch, tick } = rig();
  parts.problem = "no space left";
  for (let second = 0; second < 120; second++) {
    parts.stalled++;
    tick();
  }
  expect(watch.state).toMatchObject({ stands: false, isForming: false, isHeld: true });
  watch.stop();
});

it("[A107] idle time is measured: none for a busy loop, some for one that waits", async () => {
  const use = loopUse();
  let resting = 1;
  // On a busy machine the loop may have no rest within 50 ms.
  await vi.waitFor(async () => {
    use();
    await wait(50);
    resting = use();
    expect(resting).toBeLessThan(1);
  });
  const until = performance.now() + 50;
  while (performance.now() < until);
  expect(use()).toBeGreaterThan(resting);
});
