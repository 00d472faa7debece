import { expect, it } from "vitest";
import { DistanceWatch } from "../../../../edge/safety/live/distance-watch.ts";
import { FOUND } from "../../../../edge/safety/live/states.ts";
import { Tracks } from "../../../../edge/safety/live/tracks.ts";
import { judgeRandomPairs } from "../../../fakes/safety/random-pairs.ts";
import { randomOf } from "../../../run/seed.ts";

const T0 = Date.UTC(2026, 2, 2) * 1000;
const SETTINGS = {
  ...{ personSpeedMS: 1.6, reactionS: 0.1, intrusionM: 0.2, hysteresisM: 0.3, movesAboveMS: 0.02, staleS: 2 },
  ...{ confirmS: 0, clearAfterS: 1 },
};

/** One robot at (10, 10) that moves at 1 m/s and needs 0.3 s and 0.15 m to stop, and people. */
function oneRobot(people = 1) {
  const tracks = { people: new Tracks({ capacity: 1024, accelerationMS2: 0.5 }), machines: machine() };
  const watch = new DistanceWatch({ ...tracks, floor: { width: 60, depth: 40 }, settings: SETTINGS });
  for (let one = 0; one < people; one++) tracks.people.add();
  let changes = 0;
  const see = (person: number, x: number, at: number) => {
    const { people: all } = tracks;
    [all.x[person], all.y[person], all.accuracyM[person]] = [x, 10, 0.05];
    [all.sensedUs[person], all.receivedUs[person]] = [at, at];
    all.sensed(person);
  };
  const tick = (at: number) => {
    const { machines } = tracks;
    [machines.sensedUs[0], machines.receivedUs[0]] = [at, at];
    watch.tick(at, () => changes++);
  };
  return { ...tracks, watch, see, tick, changes: () => changes, states: watch.states };
}

function machine(): Tracks {
  const machines = new Tracks({ capacity: 256, accelerationMS2: 0.5 });
  machines.add();
  [machines.x[0], machines.y[0], machines.speedMS[0]] = [10, 10, 1];
  [machines.stopS[0], machines.stopM[0], machines.accuracyM[0]] = [0.3, 0.15, 0.02];
  return machines;
}

it("[LV3] the needed distance is the sum of its terms, and each of them is evidence", () => {
  const { see, tick, watch, states } = oneRobot();
  see(0, 11, T0);
  tick(T0);
  // The example of ISO/TS 15066 with these terms: 1.16 m.
  expect(states.limit[0]).toBeCloseTo(1.16, 9);
  const terms = watch.separation.terms(0, 0);
  expect(terms).toEqual({
    ...{ person: expect.closeTo(0.64, 9), personLatency: 0, machine: expect.closeTo(0.1, 9), machineLatency: 0 },
    ...{ stopping: 0.15, intrusion: 0.2, uncertainty: expect.closeTo(0.07, 9) },
  });
  expect(Object.values(terms).reduce((sum, one) => sum + one, 0)).toBeCloseTo(states.limit[0] as number, 9);
});

it("[LV4] of a million random pairs with latency and error, none under the distance is without an indication", () => {
  const found = judgeRandomPairs(1_000_000, randomOf("pairs"));
  expect(found.missed).toBe(0);
  // The test has something to find, and an indication for everything would be none.
  expect(found.near).toBeGreaterThan(300_000);
  expect(found.indicated).toBeLessThan(found.pairs);
  console.log(`false: ${((100 * found.falseOnes) / found.indicated).toFixed(1)} % of ${found.indicated} indications`);
});

it("[LV5] latency counts from the sensor's clock, and from the slowest delivery where that clock is ahead", () => {
  const tracks = new Tracks({ capacity: 1, accelerationMS2: 0.5 });
  tracks.add();
  [tracks.sensedUs[0], tracks.receivedUs[0]] = [T0, T0 + 300_000];
  tracks.sensed(0);
  expect(tracks.latencyS(0, T0 + 400_000)).toBeCloseTo(0.4, 9);
  [tracks.sensedUs[0], tracks.receivedUs[0]] = [T0 + 2_000_000, T0 + 1_000_000];
  tracks.sensed(0);
  expect(tracks.latencyS(0, T0 + 1_100_000)).toBeCloseTo(0.4, 9);
});

it("[LV6] an indication begins at once and ends only beyond the hysteresis, for some time", () => {
  const { see, tick, states } = oneRobot();
  const at = (s: number, x: number) => {
    see(0, x, T0 + s * 1e6);
    tick(T0 + s * 1e6);
    return states.isStanding[0] === 1;
  };
  expect([at(0, 12), at(0.5, 11.1), at(1, 11.3), at(1.5, 11.6), at(2, 11.6), at(2.5, 11.6)]).toEqual([
    ...[false, true, true, true, true],
    false,
  ]);
});

it("[LV7] a robot at rest is not indicated, one of unknown speed counts with its highest", () => {
  const { see, tick, states, machines } = oneRobot();
  see(0, 10.5, T0);
  machines.speedMS[0] = 0;
  tick(T0);
  expect(states.found[0]).toBe(FOUND.none);
  machines.speedMS[0] = 1.5;
  tick(T0);
  expect(states.found[0]).toBe(FOUND.indicated);
});

it("[LV2] what is old is unknown: it begins no indication and ends none", () => {
  const { see, tick, states, watch } = oneRobot();
  see(0, 13, T0);
  tick(T0);
  expect(states.found[0]).toBe(FOUND.none);
  tick(T0 + 3e6);
  expect([states.found[0], states.isStanding[0]]).toEqual([FOUND.unknown, 0]);
  see(0, 10.5, T0 + 4e6);
  tick(T0 + 4e6);
  expect(states.isStanding[0]).toBe(1);
  for (let s = 5; s < 30; s++) tick(T0 + s * 1e6);
  expect([states.found[0], states.isStanding[0]]).toEqual([FOUND.unknown, 1]);
  // The robot itself is silent.
  see(0, 30, T0 + 40e6);
  watch.tick(T0 + 40e6, () => {});
  expect([states.found[0], states.isStanding[0]]).toEqual([FOUND.unknown, 1]);
  // Somebody far away is no doubt.
  tick(T0 + 40e6);
  tick(T0 + 41.5e6);
  expect([states.found[0], states.isStanding[0]]).toEqual([FOUND.none, 0]);
});

it("[LV1] tracks beyond the bound are refused and counted", () => {
  const tracks = new Tracks({ capacity: 2, accelerationMS2: 0.5 });
  expect([tracks.add(), tracks.add(), tracks.add(), tracks.refused]).toEqual([0, 1, -1, 1]);
});

it("[LV1] the grid finds every person that a search of all pairs finds", () => {
  const random = randomOf("grid");
  const { people, machines, watch, tick, states } = oneRobot(200);
  for (let round = 0; round < 200; round++) {
    [machines.x[0], machines.y[0]] = [70 * random() - 5, 50 * random() - 5];
    let least = Number.POSITIVE_INFINITY;
    watch.separation.at(T0);
    [machines.sensedUs[0], machines.receivedUs[0]] = [T0, T0];
    for (let row = 0; row < people.length; row++) {
      [people.x[row], people.y[row]] = [70 * random() - 5, 50 * random() - 5];
      [people.sensedUs[row], people.receivedUs[row]] = [T0 - 1e6 * random(), T0];
      least = Math.min(least, watch.separation.measuredM(row, 0) - watch.separation.neededM(row, 0));
    }
    states.isStanding[0] = 0;
    tick(T0);
    expect(states.isStanding[0] === 1).toBe(least < 0);
  }
});

it("[LV3] a vehicle counts with its speed towards the person", () => {
  const { people, machines, watch, states } = oneRobot();
  [machines.turnRadS[0], machines.halfLengthM[0], machines.halfWidthM[0]] = [0, 0.8, 0.5];
  const judged = (x: number, y: number) => {
    [people.x[0], people.y[0], people.sensedUs[0], people.receivedUs[0]] = [x, y, T0, T0];
    [machines.sensedUs[0], machines.receivedUs[0]] = [T0, T0];
    states.isStanding[0] = 0;
    watch.tick(T0, () => {});
    return states.isStanding[0] === 1;
  };
  // In front of it, beside it, behind it.
  expect([judged(11.6, 10), judged(10, 11.2), judged(8.4, 10)]).toEqual([true, false, false]);
  // It may turn before it stands: 2 rad/s for 0.4 s.
  machines.turnRadS[0] = 2;
  expect([judged(11.6, 10), judged(10, 11.2), judged(8.4, 10)]).toEqual([true, true, false]);
  expect(watch.separation.measuredM(0, 0)).toBeCloseTo(0.8, 9);
});
