import { expect, it } from "vitest";
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

it("[PM43] a vehicle that comes holds people back at a crossing, one that stands and looks away not for ever", () => {
  const from = { x: 24, y: 33.6 };
  const wish = { who: from, to: { x: 24, y: 38.4 }, speedMS: 1.2, waitedS: 1 };
  const at = (x: number, theta: number, vx: number) =>
    new Crossings(() => [
      { pose: { x, y: 35.3, theta }, velocity: { vx, vy: 0, omega: 0 }, order: null, lastNodeSequenceId: 0 },
    ]);
  expect(at(16, 0, 1.5).isFree(wish)).toBe(false);
  expect(at(16, Math.PI, 1.5).isFree(wish)).toBe(true);
  expect(at(10, 0, 1.5).isFree(wish)).toBe(true);
  expect(at(21, 0, 0).isFree(wish)).toBe(false);
  expect(at(21.5, 0, 0).isFree({ ...wish, waitedS: 60 })).toBe(false);
  expect(at(21, Math.PI, 0).isFree({ ...wish, waitedS: 60 })).toBe(true);
  expect(at(24.5, 0, 0).isFree({ ...wish, waitedS: 60 })).toBe(false);
});

it("[PM43] a vehicle at the end of its order holds people back as one without an order does", () => {
  const wish = { who: { x: 24, y: 33.6 }, to: { x: 24, y: 38.4 }, speedMS: 1.2 };
  const order = { orderId: "o", orderUpdateId: 0, nodes: ["N14", "N15"], releasedNodes: 2, action: "pick" } as const;
  const isFree = (x: number, { waitedS = 1, vx = 0, ends = true }) =>
    [null, ...(ends ? [order] : [])].map((one) => {
      const pose = { x, y: 35.3, theta: 0 };
      const velocity = { vx, vy: 0, omega: 0 };
      return new Crossings(() => [{ pose, velocity, order: one, lastNodeSequenceId: 2 }]).isFree({ ...wish, waitedS });
    });
  expect(isFree(21, {})).toEqual([false, false]);
  expect(isFree(21, { waitedS: 60 })).toEqual([false, false]);
  expect(isFree(19, { waitedS: 60 })).toEqual([true, true]);
  expect(isFree(21, { vx: 0.1 })).toEqual([false, false]);
});

it("[PM43] a vehicle that turns off before the crossing holds nobody back, one that turns into it does", () => {
  const wish = { who: { x: 18.4, y: 24 }, to: { x: 13.6, y: 24 }, speedMS: 1.2, waitedS: 2 };
  const free = (...nodes: string[]) => {
    const order = { orderId: "o", orderUpdateId: 0, nodes, releasedNodes: 2, action: "park" } as const;
    const pose = { x: 20, y: 20.7, theta: Math.PI };
    return new Crossings(() => [{ pose, velocity: { vx: 1, vy: 0, omega: 0 }, order, lastNodeSequenceId: 0 }]);
  };
  expect(free("N14", "N15", "N16").isFree(wish)).toBe(false);
  expect(free("N14", "N15").isFree(wish)).toBe(true);
});
