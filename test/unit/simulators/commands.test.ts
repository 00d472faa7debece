import { expect, it } from "vitest";
import type { TruthEvent } from "../../../simulators/kernel/events.ts";
import type { PlantCommand } from "../../../simulators/plants/machining/commands.ts";
import { createPlant, type Plant } from "../../../simulators/plants/machining/plant.ts";
import { parseScenario } from "../../../simulators/scenario/read.ts";
import { SEED } from "../../run/seed.ts";

const MINUTE = 60_000;

function plantOf(more: string): Plant {
  const scenario = parseScenario(`scenario: 1\ntitle: { zh: 甲, en: A }\n${more}`, "a.yaml");
  return createPlant({ seed: SEED, scenario, startMs: scenario.startMs, warmUpS: 60 });
}

const value = (plant: Plant, station: string, signal: string): number =>
  plant
    .signals(station)
    .find(({ id }) => id === signal)
    ?.read() as number;

it("[PM39] settings and repairs hold from the time of their command", () => {
  const plant = plantOf("faults: [{ id: off, kind: quality-shift, asset: CNC-101, at: 10 s }]");
  const truth: string[] = [];
  plant.onTruth((event: TruthEvent) => {
    if (event.type === "fault") truth.push(`${event.phase} ${event.timeMs - start}`);
  });
  const start = plant.nowMs;
  const give = (command: Omit<PlantCommand, "atMs">, atMs: number): void =>
    plant.command({ ...command, atMs: start + atMs } as PlantCommand);
  give({ kind: "repair", fault: "off" } as PlantCommand, 40_000);
  give({ kind: "chilled-water", byK: 2 } as PlantCommand, 30_000);
  give({ kind: "air-band", byBar: -0.4 } as PlantCommand, 20_000);
  plant.advanceTo(start + 29_000);
  expect(value(plant, "CHL-01", "water/setpoint")).toBe(12);
  plant.advanceTo(start + 31_000);
  expect(value(plant, "CHL-01", "water/setpoint")).toBe(14);
  plant.advanceTo(start + 3 * MINUTE);
  expect(truth.map((line) => line.split(" ")[0])).toEqual(["begins", "observable", "repaired"]);
  expect(truth[2]).toBe("repaired 40000");
  let lowest = Number.POSITIVE_INFINITY;
  for (let second = 0; second < 180; second++) {
    plant.advanceTo(plant.nowMs + 1000);
    lowest = Math.min(lowest, value(plant, "CMP-01", "net/pressure"));
  }
  // It loads at 6.4 instead of 6.8 bar.
  expect(lowest).toBeLessThan(6.5);
  expect(lowest).toBeGreaterThan(6.2);
});

it("[PM40] a station in standby draws 15 % from ten minutes after its last work on, and nothing else changes", () => {
  const night = "calendar: { shifts: [{ name: day, start: '20:00', hours: 1 }] }";
  const [usual, switched] = [plantOf(night), plantOf(night)];
  switched.command({ kind: "standby", station: "CNC-101", atMs: switched.nowMs });
  const power = (plant: Plant): number => value(plant, "CNC-101", "power/active");
  for (const plant of [usual, switched]) plant.advanceTo(plant.nowMs + 5 * MINUTE);
  expect(power(switched)).toBe(power(usual));
  for (const plant of [usual, switched]) plant.advanceTo(plant.nowMs + 20 * MINUTE);
  expect(power(switched)).toBeCloseTo(0.15 * power(usual), 6);
  expect(value(switched, "CNC-102", "power/active")).toBe(value(usual, "CNC-102", "power/active"));
});
