import { expect, it } from "vitest";
import { LifeCurve } from "../../../../edge/health/book/life-curve.ts";

const MIN = 60e6;

/** A curve over a number of minutes: health falls by one in a hundred minutes, and one minute has strong evidence. */
function lived(minutes: number, strongAt: number): LifeCurve {
  const curve = new LifeCurve();
  for (let minute = 0; minute < minutes; minute++)
    for (const second of [0, 30e6])
      curve.add(minute * MIN + second, 100 - Math.floor(minute / 100), minute === strongAt && second > 0 ? 12 : 1);
  return curve;
}

it("[HB14] a life has a point each minute at first, with its lowest health and strongest evidence", () => {
  const curve = new LifeCurve();
  curve.add(0, 90, 1);
  curve.add(10e6, 80, 7);
  curve.add(20e6, 85, 2);
  curve.add(MIN, Number.NaN, 0);
  const { times, health, evidence } = curve.columns();
  expect([...times]).toEqual([0, MIN]);
  expect([...health]).toEqual([80, Number.NaN]);
  expect([...evidence]).toEqual([7, 0]);
  expect(curve.lastAt).toBe(MIN);
});

it("[HB14] a long life stays small, and thinning keeps the worst of the merged points", () => {
  const curve = lived(10_000, 4_321);
  const { times, health, evidence } = curve.columns();
  expect(times.length).toBeLessThanOrEqual(192);
  expect(times.length).toBeGreaterThan(96);
  expect(times[0]).toBe(0);
  expect([...times].every((time, at) => at === 0 || time > (times[at - 1] as number))).toBe(true);
  expect(Math.max(...evidence)).toBe(12);
  expect(times[evidence.indexOf(12)] as number).toBeLessThanOrEqual(4_321 * MIN);
  expect(times[evidence.indexOf(12) + 1] as number).toBeGreaterThan(4_321 * MIN);
  expect(health.at(-1)).toBe(1);
});

it("[HB14] an unknown health never hides a known one", () => {
  const curve = new LifeCurve();
  curve.add(0, Number.NaN, 0);
  curve.add(1e6, 60, 0);
  curve.add(2e6, Number.NaN, 0);
  expect([...curve.columns().health]).toEqual([60]);
});

it("[HB14] a clock that was far ahead and is set back does not stop the curve", () => {
  const curve = lived(10, 99);
  const ahead = 60 * 365 * 24 * 60;
  curve.add(ahead * MIN, 40, 3);
  curve.add((ahead + 5) * MIN, 90, 8);
  for (let minute = 10; minute < 20; minute++) curve.add(minute * MIN, 95, 2);
  const { times, health, evidence } = curve.columns();
  expect([...times]).toEqual(Array.from({ length: 20 }, (_, minute) => minute * MIN));
  expect([...health.slice(9)]).toEqual([100, 40, ...Array(9).fill(95)]);
  expect([...evidence.slice(9)]).toEqual([1, 8, ...Array(9).fill(2)]);
});

it("[HB5] [HB14] a curve continues from its snapshot as without a restart", () => {
  const whole = lived(1_000, 500);
  const half = lived(600, 500);
  const other = new LifeCurve();
  other.restore(structuredClone(half.snapshot()));
  for (let minute = 600; minute < 1_000; minute++)
    for (const second of [0, 30e6]) other.add(minute * MIN + second, 100 - Math.floor(minute / 100), 1);
  expect(other.snapshot()).toEqual(whole.snapshot());
  other.clear();
  expect(other.columns().times.length).toBe(0);
});
