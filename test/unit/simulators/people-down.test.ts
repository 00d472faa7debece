import { expect, it } from "vitest";
import { nodeAt } from "../../../simulators/plants/machining/fleet/road-map.ts";
import { ROUTE_EDGES } from "../../../simulators/plants/machining/layout.ts";
import { toSegmentM } from "../../../simulators/plants/machining/people/footpaths.ts";
import { CANTEEN } from "../../../simulators/plants/machining/people/work-places.ts";
import { GATES } from "../../../simulators/plants/machining/people/zones.ts";
import { createPlant } from "../../../simulators/plants/machining/plant.ts";
import { parseScenario } from "../../../simulators/scenario/read.ts";
import { Hall } from "../../fakes/safety/hall.ts";
import { SEEDS_IN_SET } from "../../run/long-sets.ts";
import { SEED } from "../../run/seed.ts";

const SEEDS = Array.from({ length: SEEDS_IN_SET }, (_, at) => (SEED + at) % 2 ** 31);
/** A body that lies sways by 4.5 mm on each axis. */
const LIES_M = 0.02;
/** Of people who stand before a gate, or in the cell behind it. */
const AT_GATE_M = 1.6;

const down = (person: string, at: string, lasts: string): string =>
  `{ kind: person-down, asset: positioning, at: ${at}, lasts: ${lasts}, with: { person: ${person} } }`;
const alone = (at: string, lasts: string): string =>
  `{ kind: lone-worker, asset: positioning, at: ${at}, lasts: ${lasts}, with: { person: P-06 } }`;
const inCell = (robot: string, at: string, lasts: string): string =>
  `{ kind: person-in-cell, asset: ${robot}, at: ${at}, lasts: ${lasts} }`;

/** How far anybody who lies has moved from where that was first seen. */
function mostMovedM(hall: Hall, untilS: number): number {
  const places = new Map<string, { x: number; y: number }>();
  let most = 0;
  hall.runTo(untilS, () => {
    for (const { id, lies, x, y } of hall.people.people) {
      const place = places.get(id);
      if (!lies) places.delete(id);
      else if (place === undefined) places.set(id, { x, y });
      else most = Math.max(most, Math.hypot(x - place.x, y - place.y));
    }
  });
  return most;
}

/** The farthest that the people nearest to an open gate were from it. */
function farthestFromOpenGateM(hall: Hall, untilS: number): { farthestM: number; openS: number } {
  let [farthestM, openS] = [0, 0];
  hall.runTo(untilS, () => {
    for (const { station, x, y } of GATES) {
      if (!hall.people.isGateOpen(station)) continue;
      openS += 0.1;
      farthestM = Math.max(farthestM, Math.min(...hall.people.people.map((one) => Math.hypot(one.x - x, one.y - y))));
    }
  });
  return { farthestM, openS };
}

it.each(SEEDS)(
  "[PM48] somebody who lies stays when all are called away, and follows once up again, seed %i",
  (seed) => {
    const hall = new Hall(seed, down("P-03", "20 s", "5 min"), down("T-01", "40 s", "5 min"), alone("2 min", "20 min"));
    hall.runTo(60);
    expect([hall.walker("P-03").lies, hall.walker("T-01").lies]).toEqual([true, true]);
    expect(mostMovedM(hall, 310)).toBeLessThan(LIES_M);
    hall.runTo(700);
    for (const id of ["P-03", "T-01", "T-02"]) {
      const { x, y } = hall.walker(id);
      expect(Math.hypot(x - CANTEEN.x, y - CANTEEN.y), id).toBeLessThan(1);
    }
  },
);

it.each(SEEDS)("[PM48] no technician who lies is called to a cell or walks on in it, seed %i", (seed) => {
  const visits = ["ROB-01", "ROB-02", "ROB-03"].map((robot) => inCell(robot, "30 s", "4 min"));
  const hall = new Hall(seed, down("T-01", "10 s", "2 min"), down("T-02", `${40 + (seed % 60)} s`, "2 min"), ...visits);
  expect(mostMovedM(hall, 240)).toBeLessThan(LIES_M);
  const { farthestM, openS } = farthestFromOpenGateM(hall, 900);
  expect(openS).toBeGreaterThan(0);
  expect(farthestM).toBeLessThan(AT_GATE_M);
  for (const { station } of GATES) {
    expect(hall.people.isGateOpen(station)).toBe(false);
    expect(hall.people.isInside(station)).toBe(false);
  }
});

it.each(SEEDS)("[PM48] a technician who is in a cell comes out through its gate before leaving, seed %i", (seed) => {
  const visits = [inCell("ROB-01", "10 s", "4 min"), inCell("ROB-03", "50 s", "4 min")];
  const hall = new Hall(seed, ...visits, alone(`${20 + (seed % 200)} s`, "15 min"));
  const { farthestM, openS } = farthestFromOpenGateM(hall, 840);
  expect(openS).toBeGreaterThan(60);
  expect(farthestM).toBeLessThan(AT_GATE_M);
  for (const id of ["T-01", "T-02"]) expect(hall.walker(id).y, id).toBeGreaterThan(CANTEEN.y - 1);
});

it.each(SEEDS)("[PM48] of two people who fall, each is observable once that person lies, seed %i", (seed) => {
  const isOnLane = ({ x, y }: { readonly x: number; readonly y: number }): boolean =>
    ROUTE_EDGES.some(([from, to]) => toSegmentM({ x, y }, nodeAt(from), nodeAt(to)) < 1);
  let crossesS = 0;
  const before = new Hall(seed);
  before.runTo(1800, (timeS) => {
    if (crossesS === 0 && Number.isInteger(timeS) && isOnLane(before.walker("P-10"))) crossesS = timeS;
  });
  expect(crossesS).toBeGreaterThan(0);
  const hall = new Hall(seed, down("P-03", "1 s", "1 h"), down("P-10", `${crossesS} s`, "1 h"));
  hall.runTo(crossesS + 30);
  const shown = hall.truth.flatMap((event) =>
    event.type === "fault" && event.phase === "observable" ? [[event.parameters["person"], event.timeMs / 1000]] : [],
  );
  expect(shown.map(([person]) => person)).toEqual(["P-03", "P-10"]);
  expect(shown[1]?.[1]).toBeGreaterThan(crossesS);
  expect(isOnLane(hall.walker("P-10"))).toBe(false);
});

it.each(["person-down", "lone-worker", "unsafe-act"])(
  "[PM48] %s of a person whom the plant does not have is refused",
  (kind) => {
    const fault = `{ id: nobody, kind: ${kind}, asset: positioning, at: 0 s, with: { person: P-99 } }`;
    const scenario = parseScenario(`scenario: 1\ntitle: { zh: 测试, en: Test }\nfaults: [${fault}]\n`, "test.yaml");
    expect(() => createPlant({ seed: SEED, scenario, startMs: 0, warmUpS: 0 })).toThrow(
      /^fault nobody: the plant has no person P-99; it has P-01, .*P-10, T-01, T-02$/,
    );
  },
);
