import { expect, it } from "vitest";
import { Strain, type StrainReading } from "../../../edge/observe/strain.ts";

const S = 1e6;
const CALM: StrainReading = { loopLagMs: 30, sampleWaitMs: 40, diskWaitMs: 5, followerLagS: 0, busyShare: 0.4 };

/** Checks once a second, with one reading after the other. */
function looks(strain: Strain, readings: readonly StrainReading[], from = 0) {
  return readings.map((reading, i) => strain.look(reading, (from + i) * S));
}
const times = (count: number, reading: Partial<StrainReading> = {}) =>
  Array.from({ length: count }, () => ({ ...CALM, ...reading }));

it("[A88] strain raises after its on-delay and clears after its off-delay, with the exceeded measures", () => {
  const strain = new Strain();
  const rising = looks(strain, times(12, { loopLagMs: 1500 }));
  expect(rising[5]).toEqual({ stands: false, isForming: true, reasons: ["loop"] });
  expect(rising.at(-1)).toMatchObject({ stands: true, isForming: false });
  expect(looks(strain, times(5, { sampleWaitMs: 4000 }), 12).at(-1)?.reasons).toEqual(["loop", "samples"]);
  const falling = looks(strain, times(25), 17);
  expect(falling[10]?.stands).toBe(true);
  expect(falling.at(-1)).toEqual({ stands: false, isForming: false, reasons: [] });
});

it("[A88] single pauses are not strain, repeated ones are", () => {
  const pauses = looks(
    new Strain(),
    Array.from({ length: 200 }, (_, i) => (i % 5 === 0 ? { ...CALM, loopLagMs: 1200 } : CALM)),
  );
  expect(pauses.some(({ stands }) => stands)).toBe(false);
  const waves = looks(
    new Strain(),
    Array.from({ length: 40 }, (_, i) => (i % 4 === 3 ? CALM : { ...CALM, diskWaitMs: 9000 })),
  );
  expect(waves.at(-1)?.stands).toBe(true);
});

it("[A88] a loop that hung between two checks counts for that time, up to a bound", () => {
  const strain = new Strain();
  strain.look({ ...CALM, loopLagMs: 4000 }, 0);
  strain.look({ ...CALM, loopLagMs: 60_000 }, 60 * S);
  expect(strain.state.stands).toBe(false);
  expect(strain.look({ ...CALM, loopLagMs: 6000 }, 66 * S).stands).toBe(true);
});

it("[A107] a busy loop is strain after half a minute; it holds new silence back from its first second on", () => {
  const strain = new Strain();
  const rising = looks(strain, times(40, { busyShare: 0.99 }));
  expect(rising[0]).toMatchObject({ stands: false, isForming: true });
  expect(rising.findIndex(({ stands }) => stands)).toBe(30);
  expect(rising.at(-1)).toMatchObject({ stands: true, reasons: ["busy"] });
  // A start, a long answer and a load with idle time are not strain.
  expect(looks(new Strain(), [...times(25, { busyShare: 1 }), ...times(30)]).some(({ stands }) => stands)).toBe(false);
  expect(looks(new Strain(), times(120, { busyShare: 0.9 })).some(({ stands, isForming }) => stands || isForming)).toBe(
    false,
  );
});
