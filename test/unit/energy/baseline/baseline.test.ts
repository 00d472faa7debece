import { expect, it } from "vitest";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { baselineOf } from "../../../../edge/energy/baseline/baseline.ts";
import { changePointOf } from "../../../../edge/energy/baseline/change-point.ts";
import { hourlySeries } from "../../../../edge/energy/baseline/hourly-series.ts";
import type { LoadSeries } from "../../../../edge/energy/baseline/load-series.ts";
import { savingOf } from "../../../../edge/energy/baseline/saving.ts";
import { randomOf } from "../../../run/seed.ts";

const HOUR = 3600e6;
const T0 = Date.UTC(2026, 0, 5) * 1000;

function consumer(hours: number, name: string, change: (hour: number) => number): LoadSeries {
  const random = randomOf(name);
  const at = Array.from({ length: hours }, (_, hour) => hour);
  const pieces = at.map((hour) => (hour % 24 >= 6 && hour % 24 < 22 ? 20 + Math.floor(20 * random()) : 0));
  return {
    stepsPerDay: 24,
    slots: at.map((hour) => hour % 24),
    weekdays: at.map((hour) => Math.floor(hour / 24) % 7),
    amounts: at.map((hour) => change(hour) * (30 + 2 * (pieces[hour] as number) + 8 * (random() - 0.5))),
    drivers: [{ name: "pieces", values: pieces }],
    measured: [],
  };
}

const baselineIn = (series: LoadSeries, from: number, to: number) =>
  baselineOf(
    { assetUid: "a" as AssetUid, baseFrom: T0, baseTo: T0 + 1344 * HOUR, from: T0 + from * HOUR, to: T0 + to * HOUR },
    { label: "OVN-1", unit: "kWh", series, start: T0 },
  );

it("[EB4] a saving of a tenth is found within its uncertainty, and none where nothing changed", () => {
  const saved = baselineIn(
    consumer(2016, "saved", (hour) => (hour >= 1344 ? 0.9 : 1)),
    1344,
    2016,
  );
  expect(saved.fit?.cvRmsePercent).toBeLessThan(10);
  const { expected = 0, saved: amount = 0, uncertainty = 0, steps } = saved.saving ?? {};
  expect(steps).toBe(672);
  expect(amount / expected).toBeCloseTo(0.1, 1);
  expect(amount).toBeGreaterThan(uncertainty);
  expect(saved.change).toMatchObject({ towards: "less" });
  const same = baselineIn(
    consumer(2016, "same", () => 1),
    1344,
    2016,
  );
  expect(Math.abs(same.saving?.saved ?? 1e9) / (same.saving?.expected ?? 1)).toBeLessThan(0.02);
  expect(same.hours).toHaveLength(672);
});

it("[EB4] hours beyond the range of the base period are counted", () => {
  const series = consumer(1500, "outside", () => 1);
  const pieces = Array.from(series.drivers[0]?.values ?? [], (one, hour) => (hour >= 1400 && hour < 1410 ? 500 : one));
  expect(baselineIn({ ...series, drivers: [{ name: "pieces", values: pieces }] }, 1344, 1500).outsideHours).toBe(10);
});

it("[EB4] the uncertainty grows with correlated errors and shrinks with more steps", () => {
  const fit = { n: 400, cvRmsePercent: 20, nmbePercent: 0, autocorrelation: 0 };
  const of = (steps: number, autocorrelation: number): number =>
    savingOf(
      { actual: new Float64Array(steps).fill(9), predicted: new Float64Array(steps).fill(10) },
      { ...fit, autocorrelation },
    )?.uncertainty ?? Number.NaN;
  // 1.645 · 1.26 · 20 % · sqrt((1 + 2/400) / 100) of 1,000.
  expect(of(100, 0)).toBeCloseTo(1.645 * 1.26 * 0.2 * Math.sqrt(1.005 / 100) * 1000, 6);
  expect(of(100, 0.5)).toBeGreaterThan(1.7 * of(100, 0));
  expect(of(400, 0) / 4).toBeCloseTo(of(100, 0) / 2, 6);
});

it("[EB3] a base period of less than a week gives no figures", () => {
  const series = consumer(300, "short", () => 1);
  const view = baselineOf(
    { assetUid: "a" as AssetUid, baseFrom: T0, baseTo: T0 + 167 * HOUR, from: T0, to: T0 + 300 * HOUR },
    { label: "OVN-1", unit: "kWh", series, start: T0 },
  );
  expect(view).toMatchObject({ baseHours: 167, fit: null, saving: null, change: null, hours: [] });
});

it("[EB5] a shift is seen after some days and dated to its first one; days within the reference are none", () => {
  const random = randomOf("cusum");
  // Errors below half a deviation never raise a sum; from day 30 each day adds 1.2 to 4.7 of the 5 that a change takes.
  const deviation = 1 / Math.sqrt(3);
  const days = Array.from({ length: 60 }, (_, day) =>
    day < 30 ? 0.99 * deviation * (random() - 0.5) : 2 + 2 * (random() - 0.5),
  );
  for (const towards of ["more", "less"] as const) {
    const sign = towards === "more" ? 1 : -1;
    const errors = days.map((error) => 7 + sign * error);
    const found = changePointOf(errors, { deviation, bias: 7 });
    expect(found).toMatchObject({ towards, began: 30 });
    expect(found?.seen).toBeGreaterThan(30);
    expect(found?.seen).toBeLessThan(35);
    expect(changePointOf(errors.slice(0, 30), { deviation, bias: 7 })).toBeNull();
  }
  expect(changePointOf([1, -1, 1, -1, Number.NaN, 1], { deviation: 1, bias: 0 })).toBeNull();
});

it("[EB5] noise alone gives about one false change in 465 days", () => {
  const random = randomOf("false changes");
  const noise = Float64Array.from(
    { length: 465 * 2000 },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
  let [from, changes] = [0, 0];
  for (;;) {
    const found = changePointOf(noise.subarray(from), { deviation: 1, bias: 0 });
    if (found === null) break;
    from += found.seen + 1;
    changes++;
  }
  // 2,000 are expected, with a deviation of about 45: a seventh is more than six deviations.
  expect(changes).toBeGreaterThan(1700);
  expect(changes).toBeLessThan(2300);
});

it("[EB3] an hour is known where all its quarters are sure; drivers are summed over machines", () => {
  const quarter = (n: number, amount: number, isUncertain = false) => ({
    start: T0 + (n * HOUR) / 4,
    amount,
    isUncertain,
  });
  const made = (n: number, count: number) => ({
    start: T0 + (n * HOUR) / 4,
    executingS: 450,
    standingS: 450,
    pieces: [["PH-50", count]] as const,
  });
  const series = hourlySeries(
    {
      amounts: [0, 1, 2, 3, 4, 5, 6].map((n) => quarter(n, 2)).concat(quarter(7, 2, true)),
      machines: [made(0, 3), made(0, 4), made(5, 1)],
      outdoor: new Map([
        [T0, 4],
        [T0 + HOUR / 4, 6],
      ]),
    },
    { from: T0, hours: 3, timeZone: "Asia/Shanghai", holidays: new Set(["2026-01-05"]) },
  );
  expect([...Array.from(series.amounts)]).toEqual([8, Number.NaN, Number.NaN]);
  const driver = (name: string) => Array.from(series.drivers.find((one) => one.name === name)?.values ?? []);
  expect(driver("executing")).toEqual([0.25, 0.125, 0]);
  expect(driver("pieces")).toEqual([7, 1, 0]);
  expect(driver("pieces PH-50")).toEqual([7, 1, 0]);
  expect(driver("outdoor-temperature")).toEqual([5, Number.NaN, Number.NaN]);
  // 00:00 UTC on Monday 5 January is 08:00 in Shanghai; the holiday is like a Sunday.
  expect([Array.from(series.slots), Array.from(series.weekdays)]).toEqual([
    [8, 9, 10],
    [6, 6, 6],
  ]);
});
