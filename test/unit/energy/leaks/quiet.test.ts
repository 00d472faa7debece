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
    band.take(night, 100);
    band.endNight();
    expect(band.band(100)).toBeUndefined();
  }
  band.take(10.2, 100);
  band.endNight();
  expect(band.band(100)?.usual).toBe(10);
  expect(band.band(100)?.high).toBeCloseTo(10 + 6 * 1.4826 * 0.1 * (1 + 4 / 5), 9);
  expect(band.band(1000)?.high).toBe(13);
});

it("[EN19] a flow that stays for 30 nights is the usual one", () => {
  const band = new LeakBand(5);
  const night = (flow: number) => {
    for (let time = 0; time < 3; time++) band.take(flow, 100);
    band.endNight();
  };
  for (let n = 0; n < 6; n++) night(10);
  for (let n = 0; n < 29; n++) night(20);
  expect(band.isLeaking).toBe(true);
  night(20);
  expect([band.isLeaking, band.band(100)?.usual]).toEqual([false, 20]);
});
