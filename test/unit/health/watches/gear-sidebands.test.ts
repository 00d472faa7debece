import { expect, it } from "vitest";
import type { WaveformBlock } from "../../../../edge/contracts/path/waveform-block.ts";
import type { Component } from "../../../../edge/contracts/plant/components.ts";
import type { Tag, TagRef } from "../../../../edge/contracts/plant/tag.ts";
import { BurstTracking } from "../../../../edge/health/features/waveform/burst-tracking.ts";
import type { ComponentWatch, WatchedAsset } from "../../../../edge/health/watch.ts";
import { gearSidebands } from "../../../../edge/health/watches/gear-sidebands.ts";
import { randomOf } from "../../../run/seed.ts";

const RATE_HZ = 25_600;
const POINTS = 16_384;
const NAME = { zh: "", en: "" };
const TAG = { ref: 7 as TagRef, type: "waveform", unit: "m/s2" } as Tag;
const GEAR: Component = {
  ...{ path: "drive/gear", kind: "gear", name: NAME, tags: [TAG], environment: [], components: [] },
  geometry: { teeth: 23, drivenTeeth: 31 },
};
const assetOf = (components: readonly Component[]) =>
  ({ components, speeds: new BurstTracking([]) }) as unknown as WatchedAsset;

interface Running {
  readonly shaftHz?: number;
  readonly input?: number;
  readonly output?: number;
  readonly load?: () => number;
}

/** A gear that is measured once a minute: two wheels, each with a tooth that may bear less, in noise. */
class Gear {
  readonly watch = gearSidebands(assetOf([GEAR]))[0] as ComponentWatch;
  readonly #random: () => number;
  #bursts = 0;
  /** Strongest evidence so far. */
  most = 0;

  constructor(name: string) {
    this.#random = randomOf(name);
  }

  run(
    count: number,
    { shaftHz = 41, input = 0, output = 0, load = () => 1 }: Running = {},
    more: Partial<WaveformBlock> = {},
  ): this {
    for (let burst = 0; burst < count; burst++) {
      const start = ++this.#bursts * 60e6;
      const points = this.#burst({ shaftHz, input, output, load: load() });
      const context = { speedPerMin: 60 * shaftHz };
      const of = { tag: TAG.ref, start, receivedAt: start, dtS: 1 / RATE_HZ, unit: "m/s2", status: 0, flags: 0 };
      this.watch.waveform?.({ ...of, points, context, ...more });
      this.most = Math.max(this.most, ...this.watch.strengths);
    }
    return this;
  }

  #burst({ shaftHz, input, output, load }: { shaftHz: number; input: number; output: number; load: number }) {
    const random = this.#random;
    const [first, second, tone] = [random(), random(), random()];
    const dent = (turns: number): number => Math.exp(-0.5 * (((((turns % 1) + 1) % 1) - 0.5) / 0.02) ** 2);
    return Float32Array.from({ length: POINTS }, (_, at) => {
      const turns = (shaftHz * at) / RATE_HZ;
      // Wheels that run a little out of true modulate the mesh in any gear.
      const mesh = 1 + 0.05 * Math.sin(2 * Math.PI * (turns + first));
      const bump = input * dent(turns + first) + output * dent((turns * 23) / 31 + second);
      let sum = 0.1 * (random() + random() + random() - 1.5);
      for (let harmonic = 1; harmonic <= 3; harmonic++)
        sum += ((load * (mesh + bump)) / harmonic) * Math.sin(2 * Math.PI * harmonic * 23 * turns + tone);
      return sum;
    });
  }

  get strengths(): readonly number[] {
    return [...this.watch.strengths];
  }
}

it("[WF34] a damaged tooth is found by the sidebands of its wheel, and the right wheel is named", () => {
  for (const [at, damage] of [{ input: 1.5 }, { output: 1.5 }].entries()) {
    const gear = new Gear(`damage ${at}`).run(60);
    expect(gear.watch.isLearning).toBe(false);
    expect(gear.most).toBeLessThan(5);
    gear.run(25, damage);
    expect(gear.strengths[at], `${at}`).toBeGreaterThanOrEqual(9);
    expect(gear.strengths[1 - at], `${at}`).toBe(0);
    const { value, usual, since } = gear.watch.describe(at);
    expect(value).toBeGreaterThan(usual?.high ?? Number.NaN);
    expect(since).toBeGreaterThan(59 * 60e6);
  }
});

it("[WF34] loads, speeds and noise of a sound gear give no evidence, and what is usual is its own", () => {
  const gear = new Gear("sound");
  const random = randomOf("loads");
  // A wheel that has always run out of true is usual.
  const eccentric = { input: 0.2, load: () => 0.3 + 1.4 * random() };
  for (let round = 0; round < 12; round++) gear.run(10, { ...eccentric, shaftHz: [41, 33, 57][round % 3] as number });
  expect(gear.most).toBeLessThan(5);
});

it("[WF34] bursts of programs, tools or unknown speed, and bad ones, change nothing; a new gear starts over", () => {
  const gear = new Gear("other").run(40);
  const before = gear.watch.snapshot();
  gear.run(2, { input: 0.8 }, { context: { speedPerMin: 2460, program: "P" } });
  gear.run(2, { input: 0.8 }, { context: { speedPerMin: 2460, tool: "T" } });
  gear.run(2, { input: 0.8 }, { context: {} });
  gear.run(2, { input: 0.8 }, { status: 0x80000000 });
  expect(gear.watch.snapshot()).toEqual(before);
  gear.run(20, { input: 0.8 });
  const restored = gearSidebands(assetOf([GEAR]))[0] as ComponentWatch;
  restored.restore(structuredClone(gear.watch.snapshot()) as never);
  expect([...restored.strengths]).toEqual(gear.strengths);
  expect(restored.snapshot()).toEqual(gear.watch.snapshot());
  gear.watch.renewed(0);
  expect([gear.strengths, gear.watch.isLearning]).toEqual([[0, 0], true]);
});

it("[WF34] a gear without teeth is watched at its input, and only gears with a waveform are watched", () => {
  const { geometry: _, ...unknown } = GEAR;
  expect(gearSidebands(assetOf([unknown]))[0]?.indications).toEqual(["input-sidebands"]);
  expect(gearSidebands(assetOf([{ ...GEAR, geometry: { ratio: 25 } }]))[0]?.indications).toHaveLength(2);
  expect(
    gearSidebands(
      assetOf([
        { ...GEAR, kind: "belt" },
        { ...GEAR, tags: [] },
      ]),
    ),
  ).toEqual([]);
});
