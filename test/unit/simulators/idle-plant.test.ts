import { expect, it } from "vitest";
import { Conditions } from "../../../simulators/kernel/faults/condition.ts";
import { Circumstances } from "../../../simulators/kernel/nuisances/circumstance.ts";
import { Random } from "../../../simulators/kernel/random.ts";
import { Dispatcher } from "../../../simulators/plants/machining/fleet/dispatcher.ts";
import type { Surroundings } from "../../../simulators/plants/machining/machine.ts";
import { Chiller } from "../../../simulators/plants/machining/machines/chiller.ts";
import { USUAL_UTILITIES } from "../../../simulators/scenario/scenario.ts";

const calendar = { chilledWaterRests: false };
const around = {
  nowMs: 0,
  hallCel: 24,
  sagged: false,
  utilities: USUAL_UTILITIES,
  calendar,
  conditions: new Conditions(),
  circumstances: new Circumstances(),
} as unknown as Surroundings;

it("a chiller with little load starts and stops: its water stays near the setpoint over a free day", () => {
  const chiller = new Chiller("CHL-01", { around, random: new Random(1) });
  const supply = (): number => chiller.signals.find(({ id }) => id === "water/supply-temperature")?.read() as number;
  chiller.heatKW = 4;
  let [least, most] = [supply(), supply()];
  for (let second = 0; second < 86_400; second++) {
    chiller.slow(1);
    [least, most] = [Math.min(least, supply()), Math.max(most, supply())];
  }
  expect(least).toBeGreaterThan(9);
  expect(most).toBeLessThan(13);
});

it("vehicles without work share the chargers: no battery is empty after a free day", () => {
  const fleet = new Dispatcher([], around, new Random(5));
  let least = 100;
  for (let second = 0; second < 86_400; second++) {
    fleet.slow();
    const stands = fleet.vehicles.every(({ order }) => order === null);
    for (let step = 0; step < (stands ? 1 : 10); step++) fleet.step(stands ? 1 : 0.1);
    least = Math.min(least, ...fleet.vehicles.map(({ battery }) => battery.percent));
  }
  expect(least).toBeGreaterThan(20);
});
