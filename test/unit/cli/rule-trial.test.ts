import { expect, it } from "vitest";
import { trialText } from "../../../edge/cli/alerts.ts";
import { tryRules } from "../../../edge/cli/rule-trial.ts";
import type { ReplayReader } from "../../../edge/contracts/path/replay.ts";
import type { LinkRef } from "../../../edge/contracts/plant/tag.ts";
import { BenchPlant, batchOf, configOf, log, type Reading, S, T0 } from "../detect/bench-plant.ts";

const bench = new BenchPlant([
  { label: "CNC-101", tags: [{ component: "spindle", signal: "temperature", limits: { high: 75 }, range: [0, 100] }] },
]);
const ref = bench.ref("CNC-101", "temperature");
const MINUTE = 60 * S;

/** History as the embedded historian answers it: (from, to], in order of time. */
function historyOf(readings: readonly Reading[]): ReplayReader {
  return {
    range: async () => undefined,
    keyframe: async () => {
      throw new Error("not asked");
    },
    stretch: async ({ from, to }) => ({
      from,
      to,
      samples: batchOf(
        readings.filter(({ at }) => at > from && at <= to),
        to,
      ),
      events: [],
      alertChanges: [],
    }),
  };
}

function tried(readings: readonly Reading[], detectors: unknown = {}, minutes = 10) {
  const links = [{ ref: 0 as LinkRef, name: "line", source: "line" }];
  const plan = {
    config: configOf(detectors),
    plant: bench.plant,
    tags: bench.tags,
    links,
    history: historyOf(readings),
    from: T0,
    to: T0 + minutes * MINUTE,
    log,
  };
  return tryRules(plan, new AbortController().signal);
}

const at = (minute: number) => T0 + minute * MINUTE;

it("[A39] reports alerts that a limit would have raised, with durations, also for constant values", async () => {
  const trial = await tried([
    { ref, value: 70, at: at(1) },
    { ref, value: 80, at: at(2) },
    { ref, value: 60, at: at(4) },
    { ref, value: 81, at: at(8) },
  ]);
  expect([trial.samples, trial.raised]).toEqual([4, 2]);
  const [first, second] = trial.alerts;
  expect(((first?.finding.at ?? 0) - at(2)) / S).toBeGreaterThanOrEqual(0);
  expect(((first?.finding.at ?? 0) - at(2)) / S).toBeLessThanOrEqual(6);
  expect(((first?.clearedAt ?? 0) - at(4)) / S).toBeLessThanOrEqual(11);
  expect(((first?.clearedAt ?? 0) - at(4)) / S).toBeGreaterThanOrEqual(0);
  expect(second?.clearedAt).toBeUndefined();
  const text = trialText(trial, { from: T0, to: T0 + 10 * MINUTE, labelOf: () => "CNC-101" });
  expect(text).toMatch(
    /4 samples, 2 alerts would have been raised, 2\.00 in 10 minutes\n +2 {2}spindle-temperature\/high\n/,
  );
  expect(text).toMatch(/stands {2}advisory {4}CNC-101 {2}spindle-temperature\/high/);
});

it("[A39] another delay gives other alerts over the same history", async () => {
  const readings = Array.from({ length: 600 }, (_, i) => ({
    ref,
    value: i >= 120 && i < 240 ? 80 : 70,
    at: T0 + (i + 1) * S,
  }));
  expect((await tried(readings)).raised).toBe(1);
  expect((await tried(readings, { limits: { onDelayS: 180 } })).raised).toBe(0);
});

it("[A39] without a link's history silence raises nothing", async () => {
  expect((await tried([{ ref, value: 70, at: at(1) }], {}, 120)).raised).toBe(0);
});
