import { expect, it } from "vitest";
import { Random } from "../../../simulators/kernel/random.ts";
import { nodeAt } from "../../../simulators/plants/machining/fleet/road-map.ts";
import { ROUTE_EDGES } from "../../../simulators/plants/machining/layout.ts";
import { Crossings } from "../../../simulators/plants/machining/people/crossings.ts";
import { type Point, toSegmentM, wayOnFoot } from "../../../simulators/plants/machining/people/footpaths.ts";
import { createPlant } from "../../../simulators/plants/machining/plant.ts";
import { parseScenario } from "../../../simulators/scenario/read.ts";
import { SEED } from "../../run/seed.ts";

const EMPTY = parseScenario("scenario: 1\ntitle: { zh: 测试, en: Test }\n", "test.yaml");
/** Vehicles keep right by 0.7 m and are 1 m wide; a person's radius is 0.25 m. */
const ON_LANE_M = 0.7 + 0.5 + 0.25;

function toLaneM(place: Point): number {
  return Math.min(...ROUTE_EDGES.map(([from, to]) => toSegmentM(place, nodeAt(from), nodeAt(to))));
}

it("[PM43] people step on a lane only on the way over a crossing", () => {
  const plant = createPlant({ seed: SEED, scenario: EMPTY, startMs: Date.UTC(2026, 2, 2), warmUpS: 0 });
  const places = plant.safety.people.map(({ x, y }) => ({ x, y }));
  const canteen = { x: 30, y: 61 };
  let crossed = 0;
  for (const from of [...places, canteen])
    for (const to of [...places, canteen]) {
      let at: Point = from;
      for (const next of wayOnFoot(from, to)) {
        const { x, y } = at;
        const steps = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
        const least = Math.min(
          ...steps.map((share) => toLaneM({ x: x + share * (next.x - x), y: y + share * (next.y - y) })),
        );
        if (next.crosses) crossed++;
        else expect(least, `${JSON.stringify(from)} to ${JSON.stringify(to)}`).toBeGreaterThan(ON_LANE_M);
        at = next;
      }
    }
  expect(crossed).toBeGreaterThan(50);
});

it("[PM43] a vehicle that comes holds people back at a crossing, one that stands not for ever", () => {
  const from = { id: "P-01", x: 24, y: 33.6 };
  const wish = { who: from, to: { x: 24, y: 38.4 }, speedMS: 1.2, waitedS: 1 };
  const at = (x: number, theta: number, vx: number) =>
    new Crossings(() => [{ pose: { x, y: 35.3, theta }, velocity: { vx, vy: 0, omega: 0 } }], new Random(SEED));
  expect(at(16, 0, 1.5).isFree(wish)).toBe(false);
  expect(at(16, Math.PI, 1.5).isFree(wish)).toBe(true);
  expect(at(10, 0, 1.5).isFree(wish)).toBe(true);
  expect(at(21, 0, 0).isFree(wish)).toBe(false);
  expect(at(21, 0, 0).isFree({ ...wish, waitedS: 60 })).toBe(true);
  expect(at(24.5, 0, 0).isFree({ ...wish, waitedS: 60 })).toBe(false);
});
