import { expect, it } from "vitest";
import { Conditions } from "../../../simulators/kernel/faults/condition.ts";
import type { GasTruth } from "../../../simulators/kernel/gas-truth.ts";
import type { Surroundings } from "../../../simulators/plants/machining/machine.ts";
import { GasDetector } from "../../../simulators/plants/machining/media/gas-detector.ts";
import { GasSpread } from "../../../simulators/plants/machining/media/gas-spread.ts";
import { createPlant } from "../../../simulators/plants/machining/plant.ts";
import { parseScenario } from "../../../simulators/scenario/read.ts";
import { SEED } from "../../run/seed.ts";

/** A leak at an asset from second 0 on, for so long: the highest value at each detector, and the truth. */
function leak(asset: string, m3h: number, { leakS = 3600, runS = 7200 } = {}) {
  const conditions = new Conditions();
  const spread = new GasSpread(conditions);
  const truth: GasTruth[] = [];
  const highest: Record<string, number> = { "GD-01": 0, "GD-02": 0, "GD-03": 0 };
  for (let s = 0; s < runS; s++) {
    conditions.of(asset).gasLeakM3h = s < leakS ? m3h : 0;
    spread.slow(1, { nowMs: 1000 * s, report: (event) => truth.push(event) });
    for (const id of Object.keys(highest)) highest[id] = Math.max(highest[id] as number, spread.percentLel(id));
  }
  return { highest, truth, spread };
}

it("[PM60] gas gathers at the detector above the leak, reaches the next one later, and is aired out", () => {
  const { highest, truth, spread } = leak("OVN-01", 14);
  expect(highest["GD-01"]).toBeGreaterThan(100);
  expect(highest["GD-02"]).toBeGreaterThan(25);
  expect(highest["GD-02"]).toBeLessThan((highest["GD-01"] as number) / 2);
  const first = (id: string) => truth.find(({ detector, level }) => detector === id && level === 1)?.timeMs as number;
  expect(first("GD-02")).toBeGreaterThan(first("GD-01") + 120_000);
  for (const id of ["GD-01", "GD-02", "GD-03"]) expect(spread.percentLel(id)).toBeLessThan(1);
});

it("[PM60] each meter's branch leaks to its own detector, and small leaks stay below the first level", () => {
  for (const [asset, detector] of [
    ["OVN-01", "GD-01"],
    ["MTR-G-DRY-01", "GD-02"],
    ["plant", "GD-03"],
    ["MTR-G-HEATING", "GD-03"],
  ] as const) {
    const { highest } = leak(asset, 6);
    expect(Math.max(...Object.values(highest))).toBe(highest[detector]);
    expect(highest[detector]).toBeGreaterThan(50);
  }
  // The largest leak of the scenario `leaks`, and the usual one.
  expect(leak("plant", 0.3).highest["GD-03"]).toBeLessThan(5);
  expect(leak("plant", 0.3).truth).toEqual([]);
});

it("[PM60] the first level is reached from 2.2 m³/h on at dryer and intake, from 2.6 m³/h on at the oven", () => {
  const isReached = (asset: string, m3h: number): boolean =>
    leak(asset, m3h, { leakS: 36_000, runS: 36_000 }).truth.length > 0;
  for (const asset of ["DRY-01", "plant", "MTR-G-HEATING"])
    expect(
      [2.1, 2.2].map((m3h) => isReached(asset, m3h)),
      asset,
    ).toEqual([false, true]);
  expect([2.5, 2.6].map((m3h) => isReached("OVN-01", m3h))).toEqual([false, true]);
});

it("[PM61] the truth has each crossing of a level, up and down", () => {
  const { truth } = leak("plant", 6);
  expect(truth.map(({ detector, level }) => `${detector} ${level}`)).toEqual([
    "GD-03 1",
    "GD-03 2",
    "GD-03 1",
    "GD-03 0",
  ]);
});

it("[PM62] a detector shows 90 % of a step after 30 s, above its background", () => {
  const around = { conditions: new Conditions() } as unknown as Surroundings;
  const detector = new GasDetector("GD-01", { spread: { percentLel: () => 50 }, around });
  const concentration = detector.signals.find(({ id }) => id === "gas/concentration");
  expect(concentration?.read()).toBe(1);
  for (let s = 0; s < 30; s++) detector.slow(1);
  expect(concentration?.read()).toBeCloseTo(1 + 0.9 * 50, 6);
});

it("[PM62] a detector that gives nothing says so; a leak shows at the detector and at the meter of its branch", () => {
  const faults = `faults:
  - { kind: gas-leak, asset: OVN-01, at: 0 s, growth: { over: 1 s }, with: { m3h: 12 } }
  - { kind: sensor-dropped, asset: GD-02, at: 60 s, lasts: 60 s, with: { signal: gas/concentration } }`;
  const scenario = parseScenario(`scenario: 1\ntitle: { zh: 甲, en: A }\n${faults}`, "a.yaml");
  const plant = createPlant({ seed: SEED, scenario, startMs: scenario.startMs, warmUpS: 0 });
  const read = (id: string, signal: string) =>
    plant.instruments.byStation
      .get(id)
      ?.find((one) => one.id === signal)
      ?.read();
  const flags: unknown[] = [];
  for (let s = 0; s < 400; s++) {
    for (let step = 0; step < 10; step++) plant.step();
    if (s % 30 === 15) flags.push(read("GD-02", "sensor/fault"));
  }
  expect(flags.slice(0, 6)).toEqual([false, false, true, true, false, false]);
  expect(read("GD-01", "gas/concentration")).toBeGreaterThan(25);
  expect(plant.flows.ovenGasM3h).toBeGreaterThan(11);
});
