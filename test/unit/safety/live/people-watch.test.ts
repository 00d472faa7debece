/** People without movement: rule LV18 in docs/rules/live-risk.md. */
import { expect, it } from "vitest";
import { PeopleWatch } from "../../../../edge/safety/live/people-watch.ts";
import { Tracks } from "../../../../edge/safety/live/tracks.ts";
import { randomOf } from "../../../run/seed.ts";

const S = 1e6;
const T0 = Date.UTC(2026, 2, 2) * 1000;
const TICKS = 20;

/** One person, seen every `everyTicks` ticks of 50 ms; a look each second. */
function hall(downAfterS: number) {
  const people = new Tracks({ capacity: 1, accelerationMS2: 1 });
  const row = people.add();
  const watch = new PeopleWatch(people, { staleS: 4, loneAfterS: 900, loneWithinM: 10, downAfterS });
  let tick = 0;
  const sense = (x: number, y: number) => {
    const nowUs = T0 + (tick * S) / TICKS;
    [people.x[row], people.y[row], people.sensedUs[row], people.receivedUs[row]] = [x, y, nowUs, nowUs];
    people.sensed(row);
  };
  /** Runs some seconds; returns when the person first counts as down, s. */
  const run = (seconds: number, each: (tick: number) => void): number | undefined => {
    let first: number | undefined;
    for (const end = tick + seconds * TICKS; tick < end; tick++) {
      const nowUs = T0 + (tick * S) / TICKS;
      each(tick);
      watch.measure(nowUs);
      if (tick % TICKS === 0) watch.tick(nowUs);
      if (watch.isDown(row)) first ??= tick / TICKS;
    }
    return first;
  };
  return { people, row, sense, run };
}

const near = (seed: string, errorM: number) => {
  const random = randomOf(seed);
  return () => 20 + errorM * (random() - 0.5);
};

it.each([10, 12, 13, 25, 120])("[LV18] who lies is down at the first look after `downAfterS` of %s s", (downAfterS) => {
  const { sense, run } = hall(downAfterS);
  const place = near(`LV18 lies ${downAfterS}`, 0.02);
  const first = run(3 * downAfterS, (tick) => void (tick % 2 === 0 && sense(place(), place())));
  expect(first).toBeGreaterThanOrEqual(downAfterS);
  expect(first).toBeLessThanOrEqual(downAfterS + 1);
});

it("[LV18] a place that was forgotten is not measured again", () => {
  const { people, row, sense, run } = hall(12);
  // Twice a second is too seldom to compare: the 0.8 m alone count, however the person sways.
  const sways = (tick: number) => 20 + 0.3 * Math.sin(tick / 40);
  const first = run(20, (tick) => {
    if (tick % TICKS === 0 || tick % TICKS === 16) sense(sways(tick), 20);
    if (tick % TICKS === 4) people.forget(row);
  });
  expect(first).toBeLessThanOrEqual(13);
});

it("[LV18] a source at the bound of measurements is not judged by the 0.8 m alone once its parts were compared", () => {
  const sways = (tick: number) => 20 + 0.3 * Math.sin(tick / 40);
  const begun = hall(12);
  const each = (one: typeof begun, every: number) => (tick: number) =>
    void (tick % every === 0 && one.sense(sways(tick), 20));
  expect(begun.run(15, each(begun, 4))).toBeUndefined();
  // Between three and four measurements in a part.
  expect(begun.run(60, each(begun, 6))).toBeUndefined();
  // Of a source that measures as seldom from the beginning, the 0.8 m alone count.
  const seldom = hall(12);
  expect(seldom.run(60, each(seldom, 6))).toBeLessThanOrEqual(13);
});
