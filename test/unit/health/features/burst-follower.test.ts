import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, expect, it } from "vitest";
import { demoPlant } from "../../../../bench/production/plant-tags.ts";
import { type Micros, SampleFlag } from "../../../../edge/contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../../../edge/contracts/path/waveform-block.ts";
import { burstShapes } from "../../../../edge/contracts/plant/burst-tags.ts";
import type { TagShape } from "../../../../edge/contracts/plant/edge-config.ts";
import type { AssetUid, Tag } from "../../../../edge/contracts/plant/tag.ts";
import { BurstFollower } from "../../../../edge/health/features/follower/burst-follower.ts";
import { burstFollower } from "../../../../edge/health/features/follower/plugin.ts";
import { HealthFollower } from "../../../../edge/health/health-follower.ts";
import { WATCH_MAKERS } from "../../../../edge/health/watch-makers.ts";
import { plugins } from "../../../../edge/plugins.ts";
import { randomOf } from "../../../run/seed.ts";

const demo = await demoPlant();
const root = mkdtempSync(join(tmpdir(), "gemba-bursts-"));
afterAll(() => rmSync(root, { recursive: true }));

const BURST = demo.tagOf("CNC-201", "spindle/vibration-burst") as Tag;
const T0 = 1_700_000_000_000_000;
let files = 0;

function open(path = join(root, `${files++}.db`)) {
  const context = { ...demo, path, follows: { uid: "log", uidOfFolder: undefined }, log: pino({ level: "silent" }) };
  return { path, follower: new BurstFollower(context) };
}

function blockAt(start: Micros, more: Partial<WaveformBlock> = {}): WaveformBlock {
  const random = randomOf(`burst ${start}`);
  const points = Float32Array.from({ length: 8192 }, () => random() - 0.5);
  const context = { speedPerMin: 4800 };
  const of = { tag: BURST.ref, dtS: 1 / 25_600, unit: "m/s2", status: 0, flags: SampleFlag.simulated, context };
  return { ...of, start, receivedAt: start, points, ...more };
}

/** Samples of a second by signal. */
function samplesOf(follower: BurstFollower, second: Micros): ReadonlyMap<string, readonly number[]> {
  const { samples } = follower.tick(second) ?? {};
  if (samples === undefined) return new Map();
  return new Map(
    Array.from(samples.tags, (ref, row) => [
      demo.tags.at(ref as Tag["ref"])?.signal ?? "",
      [samples.times, samples.values, samples.statuses, samples.flags].map((column) => column[row] as number),
    ]),
  );
}

it("[WF29] the figures of an acceleration are tags of its component, without an entry in the config", () => {
  const derived = demo.tags.ofAsset(BURST.assetUid).filter(({ signal }) => signal.endsWith("-of-vibration-burst"));
  expect(derived.map(({ signal, unit }) => [signal.replace("-of-vibration-burst", ""), unit])).toEqual([
    ["rms", "m/s2"],
    ["peak", "m/s2"],
    ["crest", "1"],
    ["kurtosis", "1"],
    ["velocity", "mm/s"],
    ["low-band", "m/s2"],
    ["middle-band", "m/s2"],
    ["high-band", "m/s2"],
    ["sidebands", "1"],
    ["outer-race", "m/s2"],
    ["inner-race", "m/s2"],
    ["rolling-element", "m/s2"],
  ]);
  for (const tag of derived) expect(tag).toMatchObject({ component: "spindle", isDerived: true, source: "edge" });
});

it("[WF29] a waveform that says so, one of another quantity, and the ninth of an asset have none", () => {
  const wave = (more: Partial<TagShape>): TagShape => ({
    ...{ component: "fan", signal: "burst", name: { zh: "", en: "" }, type: "waveform", unit: "m/s2" },
    ...more,
  });
  expect(burstShapes([wave({})])).toHaveLength(9);
  expect(burstShapes([wave({ features: false }), wave({ unit: "N" }), wave({ type: "number" })])).toEqual([]);
  expect(burstShapes(Array.from({ length: 12 }, (_, at) => wave({ signal: `burst-${at}` })))).toHaveLength(8 * 9);
  const own = { ...wave({ signal: "rms-of-burst" }), type: "number" } as const;
  expect(burstShapes([wave({}), own]).map(({ signal }) => signal)).not.toContain("rms-of-burst");
});

it("[WF30] a burst gives samples of its start in the next second, marked as derived", () => {
  const { follower } = open();
  follower.takeWaveform(blockAt(T0));
  const samples = samplesOf(follower, T0 + 1e6);
  expect(samples.size).toBe(12);
  for (const [signal, [time, value, status, flags]] of samples) {
    expect([signal, time, status, flags]).toEqual([signal, T0, 0, SampleFlag.simulated | SampleFlag.derived]);
    expect(value, signal).toBeGreaterThan(signal.startsWith("sidebands") ? -1 : 0);
  }
  expect(samplesOf(follower, T0 + 2e6).size).toBe(0);
  follower.close();
});

it("[WF30] the same burst again, and one within a second, give none; one that is sent late does", () => {
  const { follower } = open();
  follower.takeWaveform(blockAt(T0));
  follower.tick(T0 + 1e6);
  follower.takeWaveform(blockAt(T0, { points: new Float32Array(8192).fill(1) }));
  follower.takeWaveform(blockAt(T0 + 0.9e6));
  expect([follower.tick(T0 + 2e6), follower.leftOut]).toEqual([undefined, 1]);
  follower.takeWaveform(blockAt(T0 + 0.8e6));
  expect(follower.leftOut).toBe(2);
  follower.takeWaveform(blockAt(T0 - 60e6));
  expect(samplesOf(follower, T0 + 3e6).get("rms-of-vibration-burst")?.[0]).toBe(T0 - 60e6);
  follower.close();
});

it("[WF30] a figure that a burst does not give is Bad once, and a bad burst gives its own status", () => {
  const { follower } = open();
  const line = "outer-race-of-vibration-burst";
  const said = (at: number, more: Partial<WaveformBlock>) => {
    follower.takeWaveform(blockAt(T0 + at * 1e6, more));
    return samplesOf(follower, T0 + (at + 1) * 1e6);
  };
  expect(said(0, { context: {} }).has(line)).toBe(false);
  expect(said(10, {}).get(line)?.[2]).toBe(0);
  expect(said(20, { context: {} }).get(line)?.slice(1, 3)).toEqual([Number.NaN, 0x809b0000]);
  expect(said(30, { context: {} }).has(line)).toBe(false);
  const bad = said(40, { points: new Float32Array(0), dtS: 0, status: 0x80340000 });
  expect(bad.get("rms-of-vibration-burst")?.slice(1, 3)).toEqual([Number.NaN, 0x80340000]);
  expect(said(50, { status: 0x40000000 }).get("rms-of-vibration-burst")?.[2]).toBe(0x40000000);
  follower.close();
});

/** What is given out at each burst, with a write before some burst and a kill before a later one. */
function led(kills: readonly { readonly write: number; readonly kill: number }[]): ReadonlyMap<number, unknown> {
  const outputs = new Map<number, unknown>();
  let { path, follower } = open();
  const give = (from: number, to: number): void => {
    for (let at = from; at < to; at++) {
      const block = blockAt(T0 + at * 0.8e6, at % 7 === 3 ? { context: {} } : {});
      const output = [...samplesOf(follower, block.start)];
      if (output.length > 0) outputs.set(at, output);
      follower.takeWaveform(block);
    }
  };
  let next = 0;
  for (const { write, kill } of kills) {
    give(next, write);
    follower.write({ position: write, time: T0 });
    give(write, kill);
    follower.close();
    ({ path, follower } = open(path));
    next = follower.mark.position;
  }
  give(next, BURSTS);
  follower.close();
  return outputs;
}
const BURSTS = 30;

it("[WF30] a kill at any burst neither loses a sample nor gives another value", () => {
  const whole = led([]);
  expect(whole.size).toBeGreaterThan(BURSTS / 3);
  const kills = Array.from({ length: BURSTS - 4 }, (_, at) => ({ write: at + 1, kill: at + 1 + (at % 3) }));
  expect([...led(kills)]).toEqual([...whole]);
});

it("[WF31] health never goes by a derived tag, although patterns of components name it", () => {
  const path = join(root, "health.db");
  const log = pino({ level: "silent" });
  const follows = { uid: "log", uidOfFolder: undefined };
  const health = new HealthFollower({ ...demo, path, follows, log, edgeUid: "edge" as AssetUid }, WATCH_MAKERS);
  const read = new Set(health.needs.tags as readonly Tag["ref"][]);
  const derived = demo.tags.all().filter(({ isDerived }) => isDerived === true);
  expect(derived.filter(({ ref }) => read.has(ref))).toEqual([]);
  expect(derived.some(({ signal }) => signal.startsWith("velocity-of-"))).toBe(true);
  expect(read.size).toBeGreaterThan(500);
  health.close();
  const { needs } = open().follower;
  const speeds = (needs.tags as readonly Tag["ref"][]).map((ref) => demo.tags.at(ref)?.isDerived);
  expect(new Set(speeds)).toEqual(new Set([undefined]));
  expect(plugins.followers).toContain(burstFollower);
});
