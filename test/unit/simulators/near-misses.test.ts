import { expect, it } from "vitest";
import type { TruthEvent } from "../../../simulators/kernel/events.ts";
import { createPlant, type Plant } from "../../../simulators/plants/machining/plant.ts";
import { parseScenario } from "../../../simulators/scenario/read.ts";

const HEAD = "scenario: 1\ntitle: { zh: 测试, en: Test }\n";
const START_MS = Date.UTC(2026, 2, 2);
const NEAR_M = 0.3;
const SEED = 3;

function plantOf(faults: string): { plant: Plant; truth: TruthEvent[] } {
  const scenario = parseScenario(`${HEAD}faults: [${faults}]\n`, "test.yaml");
  const plant = createPlant({ seed: SEED, scenario, startMs: START_MS, warmUpS: 60 });
  const truth: TruthEvent[] = [];
  plant.onTruth((event) => void (event.type === "fault" && truth.push(event)));
  return { plant, truth };
}

/** Gap between a moving vehicle's outline and the nearest person. */
function leastM({ vehicles, safety }: Plant): number {
  let least = Number.POSITIVE_INFINITY;
  for (const { pose, velocity } of vehicles) {
    if (Math.abs(velocity.vx) < 0.1) continue;
    const [cos, sin] = [Math.cos(pose.theta), Math.sin(pose.theta)];
    for (const { x, y } of safety.people) {
      const [east, north] = [x - pose.x, y - pose.y];
      const along = Math.max(0, Math.abs(cos * east + sin * north) - 0.8);
      const across = Math.max(0, Math.abs(cos * north - sin * east) - 0.5);
      least = Math.min(least, Math.hypot(along, across) - 0.25);
    }
  }
  return least;
}

it("[PM44] somebody steps in front of a vehicle or behind it, and the truth says when the gap fell below 0.3 m", () => {
  const faults = [1, 2, 3, 4, 5, 6].map((n) => `{ kind: near-miss, asset: AGV-0${n}, at: 1 s, lasts: 3 h }`);
  const { plant, truth } = plantOf(faults.join(", "));
  let missed = 0;
  for (let step = 0; step < 36_000 && missed === 0; step++) {
    plant.step();
    const seen = truth.filter((event) => event.type === "fault" && event.phase === "observable");
    missed = seen.length;
    if (missed === 0) continue;
    // Faults are looked at once a second.
    expect(seen[0]?.timeMs).toBeGreaterThan(plant.nowMs - 1000);
  }
  expect(missed).toBeGreaterThan(0);
});

it("[PM44] without one nobody comes that near", () => {
  const { plant } = plantOf("");
  let near = 0;
  for (let step = 0; step < 6000; step++) {
    plant.step();
    if (leastM(plant) < NEAR_M) near++;
  }
  expect(near).toBe(0);
});

it("[PM45] a bypass outlives the maintenance that it was made for", () => {
  const bypass = "{ kind: forgotten-bypass, asset: ROB-02, at: 5 s, growth: { law: linear, over: 8 min } }";
  const { plant, truth } = plantOf(bypass);
  const gate = plant.safety.devices.find(({ id }) => id === "ROB-02/gate");
  let [inside, shown] = [0, 0];
  for (let second = 0; second < 660; second++) {
    plant.advanceTo(START_MS + 1000 * (second + 1));
    if (plant.safety.people.some(({ x, y }) => x > 62.8 && x < 67.2 && y > 44.9 && y < 49.9)) inside++;
    if (gate?.active === true) shown++;
  }
  expect(inside).toBeGreaterThan(10);
  expect(inside).toBeLessThan(540);
  expect(shown).toBe(0);
  expect(truth.filter((event) => event.type === "fault" && event.phase === "repaired")).toEqual([]);
  expect(truth.some((event) => event.type === "fault" && event.phase === "observable")).toBe(true);
});
