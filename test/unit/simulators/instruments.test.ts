import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { expect, it } from "vitest";
import { loadConfig } from "../../../edge/config/load.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { createDetectors } from "../../../edge/detect/create-detectors.ts";
import { buildPlant } from "../../../edge/model/plant.ts";
import { plugins } from "../../../edge/plugins.ts";
import { type Condition, Conditions } from "../../../simulators/kernel/faults/condition.ts";
import { isPhysical, withError } from "../../../simulators/kernel/measurement-error.ts";
import { Random } from "../../../simulators/kernel/random.ts";
import { observe, type Signal } from "../../../simulators/kernel/signal.ts";
import { FAULT_KINDS } from "../../../simulators/plants/machining/faults/registry.ts";
import { FaultSchedule } from "../../../simulators/plants/machining/faults/schedule.ts";
import type { Cnc } from "../../../simulators/plants/machining/machines/cnc.ts";
import { createPlant, type Plant } from "../../../simulators/plants/machining/plant.ts";
import { remainingLifeTruth } from "../../../simulators/plants/machining/truth.ts";
import { parseScenario } from "../../../simulators/scenario/read.ts";
import { SEED } from "../../run/seed.ts";

const HEAD = "scenario: 1\ntitle: { zh: 测试, en: Test }\n";
const START_MS = Date.UTC(2026, 2, 2, 0);
const plantOf = (text = "", seed = SEED): Plant =>
  createPlant({ seed, scenario: parseScenario(`${HEAD}${text}`, "test.yaml"), startMs: START_MS, warmUpS: 60 });
const machineSignals = (plant: Plant): readonly (readonly [string, Signal])[] =>
  [...plant.machines].flatMap(([id, { signals }]) => signals.map((signal) => [id, signal] as const));

/** Physical units of what a control sets, counts or finds at the end of an operation. */
const NOT_MEASURED = /setpoint|^axis-.\/speed$|^tcp\/speed$|^ram\/speed$|brake-torque$|^result\//;

it("[PM7] every physical quantity has an error of its own instrument, within the instrument's class", () => {
  const plant = plantOf();
  const measured = machineSignals(plant).filter(
    ([, { type, unit, isStatic }]) => type === "number" && !isStatic && isPhysical(unit),
  );
  const exact = measured.filter(([, { error, id }]) => error === null && !NOT_MEASURED.test(id));
  expect(exact.map(([station, { id }]) => `${station} ${id}`)).toEqual([]);
  const bearings = measured.filter(([, { id }]) => id === "spindle/bearing-temperature");
  const offsets = bearings.map(([, { error }]) => error?.offset ?? 0);
  expect(new Set(offsets).size).toBe(bearings.length);
  for (const offset of offsets) expect(Math.abs(offset)).toBeLessThanOrEqual(0.4);
});

it("[PM7] an instrument's error follows from seed, station and moment, and reading draws nothing", () => {
  const of = (seed: number, again = 1): unknown[] => {
    const plant = plantOf("", seed);
    const signals = machineSignals(plant).filter(([, { noise }]) => noise > 0);
    for (let time = 1; time < again; time++) for (const [, signal] of signals) observe(signal, plant.nowMs);
    plant.advanceTo(START_MS + 1000);
    return signals.slice(0, 300).map(([, signal]) => observe(signal, plant.nowMs));
  };
  expect(of(SEED, 4)).toEqual(of(SEED));
  expect(of(SEED + 1)).not.toEqual(of(SEED));
});

it("[PM7] the zero wanders slowly within its limits", () => {
  const error = { gain: 1, offset: 0, drift: 0.15, seed: SEED };
  const zeros = Array.from({ length: 2000 }, (_, minute) => withError(0, error, START_MS + 60_000 * minute));
  for (const [at, zero] of zeros.entries()) {
    expect(Math.abs(zero)).toBeLessThanOrEqual(0.15);
    if (at > 0) expect(Math.abs(zero - (zeros[at - 1] as number))).toBeLessThan(0.005);
  }
  expect(Math.max(...zeros) - Math.min(...zeros)).toBeGreaterThan(0.05);
});

it("[PM8] wear land is the last measurement of the tools, not their true wear", () => {
  const plant = plantOf("wear: 20\n");
  const cnc = plant.machines.get("CNC-101") as Cnc;
  const shown = (): number => {
    const signal = cnc.signals.find(({ id }) => id === "tool/wear-land");
    return Number(signal === undefined ? undefined : observe(signal, plant.nowMs));
  };
  const [before, trueUm] = [shown(), 1000 * cnc.magazine.critical.flankMm];
  expect(Math.abs(before - trueUm)).toBeLessThanOrEqual(18);
  while (1000 * cnc.magazine.critical.flankMm === trueUm) plant.advanceTo(plant.nowMs + 1000);
  expect(shown()).toBe(before);
  for (let measurement = 0; measurement < 40; measurement++) cnc.magazine.setter.measure();
  const wornUm = 1000 * cnc.magazine.critical.flankMm;
  const errors = Array.from({ length: 200 }, () => {
    cnc.magazine.setter.measure();
    return cnc.magazine.setter.wearLandUm - wornUm;
  });
  expect(errors.filter((error) => Math.abs(error) <= 10).length).toBeGreaterThan(170);
  expect(new Set(errors).size).toBeGreaterThan(190);
});

it("[PM8] the true life of a tool counts the coolant that is lost and the brand in use", () => {
  const cnc = plantOf().machines.get("CNC-101") as Cnc;
  cnc.condition.coolantLoss = 0.5;
  cnc.circumstance.toolWear = 1.2;
  const truth = remainingLifeTruth(cnc.context.around, [cnc], {});
  const expected = cnc.magazine.tools.map((tool) => [
    `CNC-101/tool-${tool.spec.number}`,
    Math.round(tool.remainingS(2.4)),
  ]);
  expect(truth).toMatchObject({ ofS: Object.fromEntries(expected) });
});

/** The asset on which each growing kind is tried, and the field of the condition that it writes. */
const GROWING: Readonly<Record<string, string>> = {
  "bearing-wear": "CNC-101",
  imbalance: "CNC-102",
  "tool-wear": "CNC-103",
  backlash: "CNC-201",
  "coolant-loss": "CNC-202",
  "gear-wear": "ROB-01",
  "battery-fade": "AGV-01",
  "oven-heater": "OVN-01",
  "filter-clogging": "DBR-01",
  "cooling-loss": "CHL-01",
  "air-leak": "COB-01",
  "water-leak": "plant",
  "gas-leak": "plant",
  "sensor-drift": "CMP-01",
};

/** All that a fault has written into the condition of its asset. */
function written(condition: Condition): number {
  const numbers = Object.entries(condition).flatMap(([key, value]) =>
    value instanceof Map && key !== "sensorsBefore" ? [...value.values()] : [value],
  );
  return numbers.reduce((sum, value) => sum + (typeof value === "number" ? value : Number(value?.amount ?? 0)), 0);
}

/** Each fault grows for a minute, is repaired, and comes back: three times, observed every other second. */
const [GROWS_S, EVERY_S, CYCLES, LOOK_S] = [60, 91, 3, 2];

/**
 * Tags that change in each growth and whose order of values is the order of the damages. What changes in one growth
 * alone, such as the place of a vehicle that drives once, has that order by chance.
 */
function revealing(
  damage: readonly number[],
  tags: readonly { readonly name: string; readonly values: readonly number[] }[],
) {
  const order = damage.map((_, at) => at).sort((a, b) => (damage[a] as number) - (damage[b] as number));
  const perCycle = Math.ceil(damage.length / CYCLES);
  return tags.flatMap(({ name, values }) => {
    const cycles = Array.from({ length: CYCLES }, (_, at) => values.slice(at * perCycle, (at + 1) * perCycle));
    if (cycles.some((cycle) => new Set(cycle).size < 4)) return [];
    let [rises, falls] = [0, 0];
    for (let at = 1; at < order.length; at++) {
      const [before, after] = [order[at - 1] as number, order[at] as number];
      if (damage[after] === damage[before]) continue;
      const step = (values[after] as number) - (values[before] as number);
      if (step > 0) rises++;
      if (step < 0) falls++;
    }
    return Math.min(rises, falls) === 0 ? [name] : [];
  });
}

it("[PM9] no number of the plant rises and falls with a fault alone, for every kind that grows", () => {
  const growing = [...FAULT_KINDS.values()].filter(
    ({ course, level }) => course === "progressive" && (level === "physical" || level === "sensor"),
  );
  expect(growing.map(({ name }) => name).sort()).toEqual(Object.keys(GROWING).sort());
  const faults = Object.entries(GROWING).map(([kind, asset]) => {
    const own = kind === "sensor-drift" ? ", with: { signal: oil/temperature }" : "";
    const repair = `repair: { after: ${GROWS_S + 1} s }, every: ${EVERY_S} s`;
    const course = `growth: { law: linear, over: ${GROWS_S} s }, ${repair}`;
    return `  - { kind: ${kind}, asset: ${asset}, at: 0 s, severity: 0.8, ${course}${own} }\n`;
  });
  const text = `faults:\n${faults.join("")}`;
  const plant = plantOf(text);
  const conditions = new Conditions();
  const schedule = new FaultSchedule(parseScenario(`${HEAD}${text}`, "test.yaml").faults, {
    conditions,
    random: new Random(SEED).at("faults"),
    truth: () => {},
  });
  const damages = Object.entries(GROWING).map(([kind, asset]) => ({ kind, asset, damage: [] as number[] }));
  const tags = [...plant.instruments.byStation].flatMap(([station, all]) =>
    all
      .filter(({ type, isStatic }) => type === "number" && !isStatic)
      .map((signal) => ({ name: `${station} ${signal.id}`, signal, values: [] as number[] })),
  );
  for (let second = 1; second < CYCLES * EVERY_S; second++) {
    plant.advanceTo(START_MS + 1000 * second);
    schedule.step(second, plant.nowMs);
    if (second % LOOK_S !== 0) continue;
    for (const { asset, damage } of damages) damage.push(written(conditions.of(asset)));
    for (const { signal, values } of tags) values.push(Number(observe(signal, plant.nowMs)));
  }
  for (const { kind, damage } of damages) {
    expect(new Set(damage).size, kind).toBeGreaterThan(20);
    expect(revealing(damage, tags), kind).toEqual([]);
  }
  expect(
    revealing(damages[0]?.damage ?? [], [{ name: "the damage itself", values: damages[0]?.damage ?? [] }]),
  ).toHaveLength(1);
});

it("[PM9] no detector, rule or suppression of the demo reads the published acceleration of wear", async () => {
  const config = await loadConfig(join(import.meta.dirname, "../../../config/demo"), plugins, { env: {} });
  const slots = { size: 0, assign: (wanted: readonly unknown[]) => wanted.map((_, at) => at as TagRef) };
  const { plant, tags } = buildPlant(config, slots, plugins);
  const log = pino({ level: "silent" });
  const detectors = createDetectors({ config: config.detectors, plant, tags, links: () => [], log });
  const watched = new Set(detectors.flatMap(({ watches }) => [...watches]));
  const factors = tags.all().filter(({ role }) => role === "wear-factor");
  expect(factors.length).toBeGreaterThan(10);
  expect(watched.size).toBeGreaterThan(100);
  expect(factors.filter(({ ref }) => watched.has(ref))).toEqual([]);
  // They do not read it by name either, in expressions and suppressions.
  const text = readFileSync(join(import.meta.dirname, "../../../config/demo/alerts.yaml"), "utf8");
  expect(text).not.toMatch(/wear-factor/);
});
