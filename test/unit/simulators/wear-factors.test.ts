import { expect, it } from "vitest";
import { observe } from "../../../simulators/kernel/signal.ts";
import { createPlant } from "../../../simulators/plants/machining/plant.ts";
import { run } from "./demo-types.ts";

const START_MS = Date.UTC(2026, 2, 2, 1);

function factorsOf(scenario: string): {
  read(asset: string, part: string): unknown;
  plant: ReturnType<typeof createPlant>;
} {
  const plant = createPlant({ seed: 1, scenario, startMs: START_MS, warmUpS: 0 });
  const read = (asset: string, part: string): unknown => {
    const signal = plant.signals(asset).find(({ id }) => id === `${part}/wear-factor`);
    return signal === undefined ? undefined : observe(signal, plant.nowMs);
  };
  return { read, plant };
}

it("machines publish the acceleration of wear, the same before and after a fault", () => {
  const { read, plant } = factorsOf("demo");
  const published = () => [
    read("CNC-103", "tool"),
    read("CNC-201", "tool"),
    read("CNC-206", "spindle"),
    read("CNC-102", "spindle"),
  ];
  // Tools have the factor of the scenario's faults; one bearing reaches 0.7 of the damage of a month in seven minutes,
  // another needs 11 hours.
  const expected = [24, 3, Math.round((10 * 0.7 * 30 * 86_400) / 420) / 10, Math.round((10 * 30 * 24) / 11) / 10];
  expect(published()).toEqual(expected);
  run(plant, 60);
  expect(published()).toEqual(expected);
});

it("parts without an entry in the scenario wear as in a real plant", () => {
  const { read } = factorsOf("demo");
  expect([
    read("CNC-104", "tool"),
    read("CNC-104", "spindle"),
    read("ROB-01", "gears"),
    read("COB-01", "gears"),
  ]).toEqual([1, 1, 1, 1]);
  const healthy = factorsOf("healthy");
  expect([healthy.read("CNC-103", "tool"), healthy.read("CNC-206", "spindle")]).toEqual([1, 1]);
});

it("gears of a robot have one factor", () => {
  const { read } = factorsOf("month-of-wear");
  expect(read("ROB-01", "gears")).toBe((90 * 24) / 60);
});
