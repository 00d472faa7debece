import { expect, it } from "vitest";
import { ConflictWatch } from "../../../../edge/safety/live/conflict-watch.ts";
import { Paths, STEPS } from "../../../../edge/safety/live/paths.ts";
import { RoutesAhead } from "../../../../edge/safety/live/routes-ahead.ts";
import { FOUND } from "../../../../edge/safety/live/states.ts";
import { Tracks } from "../../../../edge/safety/live/tracks.ts";
import { CONFLICT_SETTINGS, ENCOUNTERS_8H, judgeEncounters } from "../../../fakes/safety/judge-encounters.ts";

const T0 = Date.UTC(2026, 2, 2) * 1000;
const ACCELERATION_MS2 = 0.1;

type Move = (s: number) => readonly [x: number, y: number];

/** Vehicles and people that are seen ten times a second. */
function scene({ vehicles: drives, people: walks = [] }: { vehicles: readonly Move[]; people?: readonly Move[] }) {
  const people = new Tracks({ capacity: 8, accelerationMS2: ACCELERATION_MS2 });
  const vehicles = new Tracks({ capacity: 8, accelerationMS2: 0.5 });
  const routes = new RoutesAhead(8);
  const watch = new ConflictWatch({ people, vehicles, routes, settings: CONFLICT_SETTINGS });
  for (const _ of walks) people.add();
  for (const _ of drives) {
    const row = vehicles.add();
    [vehicles.halfLengthM[row], vehicles.halfWidthM[row]] = [0.8, 0.5];
  }
  const see = (tracks: Tracks, moves: readonly Move[], s: number) => {
    for (const [row, move] of moves.entries()) {
      [tracks.x[row], tracks.y[row]] = move(s) as [number, number];
      [tracks.error95M[row], tracks.sensedUs[row], tracks.receivedUs[row]] = [0.05, T0 + s * 1e6, T0 + s * 1e6];
      tracks.sensed(row);
    }
  };
  const run = (fromS: number, toS: number) => {
    for (let step = Math.round(fromS * 10); step <= Math.round(toS * 10); step++) {
      see(vehicles, drives, step / 10);
      see(people, walks, step / 10);
      tick(step / 10);
    }
  };
  const tick = (s: number) => {
    watch.tickVehicles(T0 + s * 1e6, () => {});
    watch.tickPeople(T0 + s * 1e6, () => {});
  };
  return { people, vehicles, routes, watch, run, tick };
}

const route = (...nodes: readonly (readonly [x: number, y: number, released: boolean])[]) =>
  JSON.stringify({
    order: "o",
    last: "",
    nodes: nodes.map(([x, y, released]) => ({ id: "n", x, y, released })),
    edges: [],
  });

it("[LV8] a person who walks into the way of a vehicle is foretold, one who walks beside it is not", () => {
  const east: Move = (s) => [s - 10, 0];
  const crossing = scene({ vehicles: [east], people: [(s) => [0, 1.2 * (s - 10)]] });
  crossing.run(0, 7.5);
  expect(crossing.watch.withPeople.isStanding[0]).toBe(1);
  expect(crossing.watch.withPeople.aheadS[0]).toBeGreaterThan(1);
  const beside = scene({ vehicles: [east], people: [(s) => [1.2 * s - 9, 1.8]] });
  beside.run(0, 12);
  expect(beside.watch.withPeople.isStanding[0]).toBe(0);
});

it("[LV9] a vehicle is predicted along its base: it turns off, and waits at the end of it", () => {
  const vehicles: readonly Move[] = [(s) => [s - 10, 0]];
  const stands: readonly Move[] = [() => [4, 0]];
  const straight = scene({ vehicles, people: stands });
  straight.routes.take(0, route([0, 0, true], [20, 0, true]));
  straight.run(0, 10);
  const turnsOff = scene({ vehicles, people: stands });
  turnsOff.routes.take(0, route([1, 0, true], [1, 20, true]));
  turnsOff.run(0, 10);
  const waits = scene({ vehicles, people: stands });
  waits.routes.take(0, route([1, 0, true], [20, 0, false]));
  waits.run(0, 10);
  expect([straight, turnsOff, waits].map(({ watch }) => watch.withPeople.isStanding[0])).toEqual([1, 0, 0]);
});

it("[LV8] somebody who walks up to a vehicle that will stand by then is not in its way", () => {
  const stands = (isReleased: boolean) => {
    const { routes, watch, run } = scene({
      vehicles: [(s) => [Math.min(0, s - 6), 0]],
      people: [(s) => [1, -7.2 + 0.8 * s]],
    });
    routes.take(0, route([0, 0, true], [20, 0, isReleased]));
    run(0, 4.5);
    return watch.withPeople.isStanding[0];
  };
  expect([true, false].map(stands)).toEqual([1, 0]);
});

it("[LV9] a vehicle with an order of which nothing is released brakes; one without an order goes straight on", () => {
  const standing = (text: string | undefined) => {
    const { routes, watch, run } = scene({ vehicles: [(s) => [0.7 * s - 6, 0]], people: [() => [1, 0]] });
    routes.take(0, text);
    run(0, 5);
    return watch.withPeople.isStanding[0];
  };
  expect([undefined, route(), route([9, 9, false])].map(standing)).toEqual([1, 1, 0]);
});

it("[LV9] a vehicle whose speed grows goes on to its highest so far, and a slow one stays slow", () => {
  const foretold = (speedAt: (s: number) => number) => {
    let x = -30;
    const places = Array.from({ length: 300 }, (_, step) => (x += speedAt(step / 10) / 10));
    const { routes, watch, run } = scene({
      vehicles: [(s) => [places[Math.round(10 * s)] as number, 0]],
      people: [() => [(places[200] as number) + 4.5, 0]],
    });
    routes.take(0, route([90, 0, true]));
    run(0, 20);
    return watch.withPeople.isStanding[0];
  };
  const starts = (s: number) => (s < 10 ? 1.5 : Math.max(0, 0.5 * (s - 19)));
  const creeps = (s: number) => (s < 10 ? 1.5 : 0.5);
  expect([starts, creeps].map(foretold)).toEqual([1, 0]);
});

it("[LV9] a vehicle that stops in bends stands there while it turns, and then goes on", () => {
  const atEnd = (bendSpeedMS: number) => {
    const tracks = new Tracks({ capacity: 1, accelerationMS2: 0.5 });
    tracks.error95M[tracks.add()] = 0.05;
    const routes = new RoutesAhead(1);
    routes.take(0, route([0, 0, true], [0, 20, true]));
    const paths = new Paths(tracks, routes, { ...CONFLICT_SETTINGS, bendSpeedMS, turnRadS: 1 });
    for (let step = 0; step <= 30; step++) {
      [tracks.x[0], tracks.sensedUs[0], tracks.receivedUs[0]] = [step / 10 - 4, T0 + step * 1e5, T0 + step * 1e5];
      tracks.sensed(0);
      paths.predict({ nowUs: T0 + step * 1e5, staleS: 4 });
    }
    return { y: paths.y[STEPS - 1] as number, standing: paths.stepMS.filter((speed) => speed === 0).length };
  };
  const [stops, rolls] = [atEnd(0), atEnd(0.6)];
  expect(stops.standing).toBeGreaterThanOrEqual(15);
  expect(stops.standing).toBeLessThan(19);
  expect(stops.y).toBeGreaterThan(0.3);
  expect(rolls.standing).toBe(0);
  expect(rolls.y).toBeGreaterThan(stops.y + 1);
});

it("[LV9] a vehicle that keeps beside the line between nodes is predicted as far beside it, in bends too", () => {
  // Both keep 0.7 m to the right: a gap of 0.4 m. On the lines they would meet.
  const meeting = (isSeenFrom: boolean) => {
    const { routes, watch, run } = scene({ vehicles: [(s) => [s - 20, -0.7], (s) => [20 - s, 0.7]] });
    if (isSeenFrom) routes.take(0, route([-40, 0, true], [10, 0, true]));
    if (isSeenFrom) routes.take(1, route([40, 0, true], [-10, 0, true]));
    routes.take(0, route([10, 0, true]));
    routes.take(1, route([-10, 0, true]));
    run(0, 17);
    return watch.withVehicles.isStanding[0];
  };
  expect([true, false].map(meeting)).toEqual([0, 1]);
  const tracks = new Tracks({ capacity: 1, accelerationMS2: 0.5 });
  tracks.error95M[tracks.add()] = 0.05;
  const routes = new RoutesAhead(1);
  const paths = new Paths(tracks, routes, CONFLICT_SETTINGS);
  const see = (x: number, y: number, s: number) => {
    [tracks.x[0], tracks.y[0]] = [x, y];
    [tracks.sensedUs[0], tracks.receivedUs[0]] = [T0 + s * 1e6, T0 + s * 1e6];
    tracks.sensed(0);
    paths.predict({ nowUs: T0 + s * 1e6, staleS: 4 });
  };
  routes.take(0, route([-10, 0, true], [0, 0, true], [0, 20, true]));
  for (let step = 0; step <= 50; step++) {
    if (step === 20) routes.take(0, route([0, 0, true], [0, 20, true]));
    see(step / 10 - 8, -0.7, step / 10);
  }
  expect(paths.besideM[0]).toBeCloseTo(0.7, 1);
  // It turns north where both lanes meet, and keeps to the right there too.
  expect(paths.x[STEPS - 1]).toBeCloseTo(0.7, 1);
  expect(paths.y[STEPS - 1]).toBeGreaterThan(0);
});

it("[LV9] text that is no route, or has no places, counts as no route", () => {
  const routes = new RoutesAhead(1);
  const counted = (text: string | undefined) => {
    routes.take(0, text);
    return routes.count[0];
  };
  expect(
    [undefined, "", "[]", '{"nodes":7}', '{"nodes":[null]}', route([1, 2, true], [3, 4, false])].map(counted),
  ).toEqual([-1, -1, -1, -1, -1, 1]);
  expect(counted(route([3, 4, false]))).toBe(0);
  expect(counted(route(...Array.from({ length: 99 }, (_, x) => [x, 0, true] as const)))).toBe(64);
});

it("[LV10] of two vehicles whose ways cross the first carries the indication; one that waits is no conflict", () => {
  const vehicles: readonly Move[] = [(s) => [s - 10, 0], (s) => [0, s - 10]];
  const crossing = scene({ vehicles });
  crossing.run(0, 7.5);
  const { isStanding, other } = crossing.watch.withVehicles;
  expect([isStanding[0], isStanding[1], other[0]]).toEqual([1, 0, 1]);
  const waits = scene({ vehicles });
  waits.routes.take(1, route([0, -3.5, true], [0, 9, false]));
  waits.run(0, 5.5);
  expect(waits.watch.withVehicles.isStanding[0]).toBe(0);
});

it("[LV10] one that follows another in its lane is a conflict only where it is too near to stop for it", () => {
  const follows = (gapM: number, its: Move) => {
    const { watch, run } = scene({ vehicles: [(s) => [1.5 * s - gapM - 1.6, 0], its] });
    run(0, 3);
    return watch.withVehicles.isStanding[0];
  };
  // It comes up with one that drives slowly, from 9.6 m behind in the first second to 5.1 m.
  const slow: Move = (s) => [0.5 * s, 0];
  expect([8, 4].map((gapM) => follows(gapM, slow))).toEqual([0, 1]);
  // One that stands across the lane is in the way from afar.
  const across = scene({ vehicles: [(s) => [1.5 * s - 12, 0], () => [0, 0]] });
  across.vehicles.headingRad[1] = Math.PI / 2;
  across.run(0, 4.5);
  expect(across.watch.withVehicles.isStanding[0]).toBe(1);
});

it("[LV11] an unknown position begins no conflict and ends none", () => {
  const { watch, run, tick } = scene({ vehicles: [(s) => [s - 10, 0]], people: [(s) => [0, 1.2 * (s - 10)]] });
  run(0, 7.5);
  for (let s = 10; s < 20; s++) tick(s);
  expect([watch.withPeople.isStanding[0], watch.withPeople.found[0]]).toEqual([1, FOUND.unknown]);
});

// Seeds 1 and 2 chose the settings, a look at these the last two. `npm run bench -- safety` has seeds that chose none.
it.each([
  ["people", 600],
  ["vehicles", 60],
] as const)(
  "[LV12] near misses of generated encounters with %s are foretold, with few false ones",
  (between, encounters) => {
    const asked = { seeds: [101, 102], encounters, settings: CONFLICT_SETTINGS, between };
    const { encounters: all, nearMisses, foretold, falseOnes } = judgeEncounters(asked);
    expect(nearMisses).toBeGreaterThan(15);
    expect(foretold / nearMisses).toBeGreaterThanOrEqual(0.95);
    expect((ENCOUNTERS_8H * falseOnes) / all).toBeLessThanOrEqual(1);
  },
);
