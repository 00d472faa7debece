import { expect, it } from "vitest";
import { LeakBand } from "../../../../edge/energy/leaks/leak-band.ts";
import { Quiet } from "../../../../edge/energy/leaks/quiet.ts";

const MIN = 60e6;

it("[EN17] quiet by finished pieces, or by machines where no piece is reported", () => {
  const quiet = new Quiet(45);
  expect(quiet.since(100 * MIN)).toBeUndefined();
  quiet.machineWorks("a", true, 0);
  expect(quiet.since(100 * MIN)).toBeUndefined();
  quiet.machineWorks("a", false, 110 * MIN);
  expect([quiet.since(154 * MIN), quiet.since(155 * MIN)]).toEqual([undefined, 155 * MIN]);
  quiet.pieceFinished(200 * MIN);
  // A machine that says that it works although nothing leaves it does not count.
  quiet.machineWorks("b", true, 201 * MIN);
  expect(new Quiet(45, quiet.state).since(300 * MIN)).toBe(245 * MIN);
});

it("[EN18] the band is median and spread of past nights, no finer than 0.3 % of the mean flow", () => {
  const band = new LeakBand(5);
  for (const night of [10, 10.1, 9.9, 10]) {
    band.take(night, { mean: 100, working: [] });
    band.endNight();
    expect(band.band(100, [])).toBeUndefined();
  }
  band.take(10.2, { mean: 100, working: [] });
  band.endNight();
  expect(band.band(100, [])?.usual).toBe(10);
  expect(band.band(100, [])?.high).toBeCloseTo(10 + 6 * 1.4826 * 0.1 * (1 + 4 / 5), 9);
  expect(band.band(1000, [])?.high).toBe(13);
});

it("[EN19] a flow that stays for 30 nights is the usual one", () => {
  const band = new LeakBand(5);
  const night = (flow: number) => {
    for (let time = 0; time < 3; time++) band.take(flow, { mean: 100, working: [] });
    band.endNight();
  };
  for (let n = 0; n < 6; n++) night(10);
  for (let n = 0; n < 29; n++) night(20);
  expect(band.isLeaking).toBe(true);
  night(20);
  expect([band.isLeaking, band.band(100, [])?.usual]).toEqual([false, 20]);
});

it("[EN28] nights are compared with nights of the same machines at work, else with those of more at work", () => {
  const band = new LeakBand(5, { nights: [10, 10, 10, 10, 10], beyond: 0, within: 0, isLeaking: false, leaking: [] });
  const night = (flow: number, ...working: string[]) => {
    for (let time = 0; time < 3; time++) band.take(flow, { mean: 100, working });
    const isLeaking = band.isLeaking;
    band.endNight();
    return isLeaking;
  };
  // A robot that holds a part draws air: no night of it is known, so nothing is said.
  expect([night(12, "ROB-1"), night(12, "ROB-1"), night(12, "ROB-1")]).toEqual([false, false, false]);
  expect(band.band(100, ["ROB-1"])).toBeUndefined();
  // Nights without it stay as they were, and a leak in one is found.
  expect(band.band(100, [])?.usual).toBe(10);
  night(12, "ROB-1");
  night(12, "ROB-1");
  expect(band.band(100, ["ROB-1"])?.usual).toBe(12);
  expect([night(10), night(12)]).toEqual([false, true]);
  // A leak of one with the robot at work.
  const other = new LeakBand(5, band.state);
  for (let time = 0; time < 3; time++) other.take(14, { mean: 100, working: ["ROB-1"] });
  expect(other.isLeaking).toBe(true);
  // Too few nights of its own: those with more at work flow as much or more.
  const fresh = new LeakBand(5);
  for (let n = 0; n < 5; n++) {
    fresh.take(10, { mean: 100, working: ["OVN-1"] });
    fresh.endNight();
  }
  expect(fresh.band(100, [])?.usual).toBe(10);
});
