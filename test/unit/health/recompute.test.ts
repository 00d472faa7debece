import { expect, it } from "vitest";
import type { ReplayReader } from "../../../edge/contracts/path/replay.ts";
import type { WaveformBlock } from "../../../edge/contracts/path/waveform-block.ts";
import type { WaveformReader } from "../../../edge/contracts/path/waveform-reader.ts";
import type { Evidence } from "../../../edge/contracts/records/evidence.ts";
import { PlantHealth } from "../../../edge/health/plant-health.ts";
import { recompute, takenAt } from "../../../edge/health/recompute.ts";
import type { ComponentWatch } from "../../../edge/health/watch.ts";
import { FakeWatch, signatureOf } from "../../fakes/health/fake-watch.ts";
import { LevelWatch } from "../../fakes/health/level-watch.ts";
import { randomOf } from "../../run/seed.ts";
import { BenchPlant, batchOf, type Reading, S, T0 } from "../detect/bench-plant.ts";

const SECONDS = 3000;
const RISES_AT = 2000;
const bench = new BenchPlant([
  {
    label: "ROB",
    kind: "robot",
    tags: [
      { component: "joint-1", signal: "torque" },
      { component: "joint-1", signal: "burst", type: "waveform" },
    ],
  },
]);
const [torque, burst] = [bench.ref("ROB", "torque"), bench.ref("ROB", "burst")];

function readings(): readonly Reading[] {
  const random = randomOf("recompute");
  return Array.from({ length: SECONDS }, (_, second) => ({
    ref: torque,
    at: T0 + second * S + 400_000,
    value: 10 + random() + (second >= RISES_AT ? 3 : 0),
  }));
}

const made = (makers: () => readonly ComponentWatch[]) => ({
  plant: bench.plant,
  tags: bench.tags,
  makers: [makers],
  onBroken: ({ error }: { error: unknown }) => {
    throw error;
  },
});
const level = () => [new LevelWatch(torque)];

/** Evidence of the last finding of a running edge: each sample arrives 30 ms after it was measured. */
function liveEvidence(all: readonly Reading[]): readonly Evidence[] {
  const health = new PlantHealth(made(level));
  let said: readonly Evidence[] = [];
  for (const reading of all) {
    health.observe(batchOf([reading], reading.at + 30_000));
    const second = (Math.floor(reading.at / S) + 1) * S;
    said = health.second(second).findLast(({ standing }) => standing)?.evidence ?? said;
  }
  return said;
}

function historyOf(all: readonly Reading[], waveforms: readonly WaveformBlock[] = []): ReplayReader & WaveformReader {
  return {
    range: async () => undefined,
    keyframe: () => Promise.reject(new Error("not asked")),
    stretch: async ({ from, to }) => {
      const samples = batchOf(
        all.filter(({ at }) => at > from && at <= to),
        to,
      );
      return { from, to, samples, events: [], alertChanges: [] };
    },
    waveforms: async ({ ref, from, to }) =>
      waveforms
        .filter((one) => one.tag === ref && one.start >= from && one.start < to)
        .map(({ points, ...head }) => ({ ...head, length: points.length })),
    waveform: async (ref, start) => waveforms.find((one) => one.tag === ref && one.start === start),
  };
}

const again = (all: readonly Reading[], evidence: readonly Evidence[], from = T0) =>
  recompute(
    {
      ...made(level),
      history: historyOf(all),
      from,
      subject: { assetUid: bench.uid("ROB"), component: "joint-1" },
      evidence,
      onProgress: () => undefined,
    },
    new AbortController().signal,
  );

it("[HB12] evidence of any watch is computed again from history, to the last digit", async () => {
  const all = readings();
  const said = liveEvidence(all);
  expect(takenAt(said)).toBeGreaterThan(T0 + RISES_AT * S);
  const { compared, samples, isLearning } = await again(all, said);
  expect(compared).toMatchObject([{ verdict: "exact", difference: 0 }]);
  expect(compared[0]?.again).toEqual(compared[0]?.said);
  expect(samples).toBe(((takenAt(said) as number) - T0) / S);
  expect(isLearning).toBe(false);
});

it("[HB12] [HB13] another history gives another result, and one without the time of learning gives none", async () => {
  const all = readings();
  const said = liveEvidence(all);
  const changed = all.map((one) => (one.at > T0 + RISES_AT * S ? { ...one, value: one.value + 1 } : one));
  expect((await again(changed, said)).compared).toMatchObject([{ verdict: "differs" }]);
  const begin = T0 + (SECONDS - 500) * S;
  const lost = await again(
    all.filter(({ at }) => at >= begin),
    said,
    begin,
  );
  expect(lost.compared).toMatchObject([{ verdict: "absent", difference: Number.NaN }]);
  expect(lost.isLearning).toBe(true);
});

it("[HB12] waveforms count at their arrival, each once", async () => {
  const taken: number[] = [];
  class Listening extends FakeWatch {
    readonly waveforms = [burst];
    waveform({ receivedAt }: WaveformBlock): void {
      taken.push((receivedAt - T0) / S);
    }
  }
  const block = (start: number): WaveformBlock => ({
    tag: burst,
    start: T0 + start * S,
    receivedAt: T0 + (start + 5) * S,
    dtS: 0.001,
    unit: "m/s2",
    points: new Float32Array(2),
    status: 0,
    flags: 0,
    context: {},
  });
  const blocks = [-3, 10, 3598, 3700, 7300].map(block);
  const evidence: Evidence[] = [
    {
      tag: torque,
      detector: "health",
      to: T0 + 7200 * S,
      why: { zh: "", en: "" },
      statistic: { name: { zh: "", en: "" }, meaning: { zh: "", en: "" }, value: 1, unit: "1" },
    },
  ];
  await recompute(
    {
      ...made(() => [new Listening("joint-1", [signatureOf("worn", { x: 1 })])]),
      history: historyOf([], blocks),
      from: T0,
      subject: { assetUid: bench.uid("ROB"), component: "joint-1" },
      evidence,
      onProgress: () => undefined,
    },
    new AbortController().signal,
  );
  expect(taken).toEqual([2, 15, 3603, 3705]);
});
