import { expect, it } from "vitest";
import type { WaveformBlock } from "../../../../edge/contracts/path/waveform-block.ts";
import type { Component } from "../../../../edge/contracts/plant/components.ts";
import type { Tag, TagRef } from "../../../../edge/contracts/plant/tag.ts";
import type { ComponentWatch, WatchedAsset } from "../../../../edge/health/watch.ts";
import { vibrationLevels } from "../../../../edge/health/watches/vibration-levels.ts";
import { randomOf } from "../../../run/seed.ts";

const WAVEFORM = { ref: 7 as TagRef, type: "waveform", unit: "[g]" } as Tag;
const NAME = { zh: "", en: "" };
const BEARING: Component = {
  path: "fan/bearing",
  kind: "bearing",
  name: NAME,
  tags: [WAVEFORM],
  environment: [],
  components: [],
};
const ASSET = { components: [BEARING] } as unknown as WatchedAsset;

/** The bearing of a fan, measured once a minute. */
class Fan {
  readonly watch = vibrationLevels(ASSET)[0] as ComponentWatch;
  readonly #random: () => number;
  bursts = 0;

  constructor(name: string) {
    this.#random = randomOf(name);
  }

  run(count: number, { gain = 1, ...more }: Partial<WaveformBlock> & { readonly gain?: number } = {}): this {
    for (let burst = 0; burst < count; burst++) {
      const level = gain * (1 + 0.2 * (this.#random() - 0.5));
      const points = Float32Array.from({ length: 600 }, () => level * (this.#random() - 0.5));
      const start = ++this.bursts * 60e6;
      const block = { tag: WAVEFORM.ref, start, receivedAt: start, dtS: 1e-4, unit: "[g]", status: 0, flags: 0 };
      this.watch.waveform?.({ ...block, points, context: { speedPerMin: 1470 }, ...more });
    }
    return this;
  }

  get strength(): number {
    return this.watch.strengths[0] as number;
  }
}

it("[WF22] a bearing without a geometry is watched by its levels: watched at `warn`, with a finding at `act`", () => {
  const fan = new Fan("rise").run(99);
  expect([fan.watch.isLearning, fan.strength]).toEqual([true, 0]);
  fan.run(60);
  expect(fan.watch.isLearning).toBe(false);
  expect(fan.strength).toBeLessThan(5);
  fan.run(20, { gain: 1.6 });
  expect(fan.strength).toBeGreaterThanOrEqual(5);
  expect(fan.strength).toBeLessThan(9);
  const raisedBefore = fan.bursts;
  fan.run(20, { gain: 5 });
  expect(fan.strength).toBeGreaterThanOrEqual(9);
  const { value, since } = fan.watch.describe(0);
  expect(value).toBeGreaterThan(8);
  expect(since).toBeGreaterThan(159 * 60e6);
  expect(since).toBeLessThanOrEqual(raisedBefore * 60e6);
});

it("[WF22] bursts that name a tool or a program, and bad ones, are not counted", () => {
  const fan = new Fan("tool").run(120);
  const before = fan.watch.snapshot();
  fan.run(3, { context: { speedPerMin: 1470, tool: "T1" } });
  fan.run(3, { context: { speedPerMin: 1470, program: "P" } });
  fan.run(3, { status: 0x80000000 });
  expect(fan.watch.snapshot()).toEqual(before);
});

it("[WF22] a renewed bearing and a sensor of another rate start over; a restored watch continues", () => {
  const fan = new Fan("same").run(130).run(15, { gain: 4 });
  const other = vibrationLevels(ASSET)[0] as ComponentWatch;
  other.restore(structuredClone(fan.watch.snapshot()));
  expect([...other.strengths]).toEqual([fan.strength]);
  const stored = structuredClone(fan.watch.snapshot());
  fan.run(5, { gain: 4 });
  const again = new Fan("same").run(145);
  again.watch.restore(stored);
  expect(again.strength).toBeGreaterThanOrEqual(9);
  fan.run(1, { dtS: 2e-4 });
  expect([fan.watch.isLearning, fan.strength]).toEqual([true, 0]);
  again.watch.renewed(0);
  expect([again.watch.isLearning, again.strength]).toEqual([true, 0]);
});
