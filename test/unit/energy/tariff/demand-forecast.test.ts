import { expect, it } from "vitest";
import { DemandForecast } from "../../../../edge/energy/tariff/demand-forecast.ts";
import { RecursiveRegression } from "../../../../edge/energy/tariff/recursive-regression.ts";
import { randomOf } from "../../../run/seed.ts";

it("[TF9] the regression finds the coefficients of rows without noise", () => {
  const random = randomOf("regression");
  const regression = new RecursiveRegression(3);
  for (let n = 0; n < 20_000; n++) {
    const row = Float64Array.from({ length: 3 }, () => random() - 0.5);
    regression.learn(row, 0.3 * (row[0] as number) - 0.8 * (row[1] as number) + 0.1 * (row[2] as number));
  }
  const { coefficients } = regression.snapshot();
  for (const [at, expected] of [0.3, -0.8, 0.1].entries()) expect(coefficients[at]).toBeCloseTo(expected, 2);
});

/** A plant with noise, and a break of 20 minutes at the same time every day. */
function minuteOf(minute: number, random: () => number): number {
  const isBreak = minute % 1440 >= 600 && minute % 1440 < 620;
  return (isBreak ? 100 : 200) + 4 * (random() - 0.5);
}

it("[TF9] it foresees a daily break that the minutes before do not show, and its interval holds", () => {
  const random = randomOf("break");
  const forecast = new DemandForecast(14);
  const minutes: number[] = [];
  const before: number[] = [];
  let [held, judged] = [0, 0];
  let pending: ReturnType<DemandForecast["forecast"]>;
  for (let minute = 0; minute < 8 * 1440; minute++) {
    const power = minuteOf(minute, random);
    forecast.minute(power);
    minutes.push(power);
    if (minute % 10 === 9) {
      const mean = minutes.slice(-10).reduce((sum, one) => sum + one, 0) / 10;
      if (minute > 2 * 1440 && pending !== undefined) {
        judged++;
        if (mean >= pending.low && mean <= pending.high) held++;
      }
      pending = forecast.forecast(10);
      if (minute % 1440 === 599) before.push(pending?.expected ?? Number.NaN);
    }
  }
  expect(before[0]).toBeGreaterThan(190);
  expect(before[7]).toBeLessThan(145);
  expect(held / judged).toBeGreaterThan(0.8);
});

it("[TF7] without the last five minutes there is no forecast, and later there is one again", () => {
  const forecast = new DemandForecast(14);
  for (let minute = 0; minute < 30; minute++) forecast.minute(100);
  expect(forecast.forecast(10)?.expected).toBeCloseTo(100, 9);
  forecast.minute(Number.NaN);
  expect(forecast.forecast(10)).toBeUndefined();
  for (let minute = 0; minute < 5; minute++) forecast.minute(120);
  expect(forecast.forecast(10)?.expected).toBeCloseTo(120, 9);
});

it("[TF12] it resumes from a snapshot bit for bit", () => {
  const random = randomOf("resume");
  const minutes: number[] = [];
  let parted = new DemandForecast(14);
  const whole = new DemandForecast(14);
  for (let minute = 0; minute < 2000; minute++) {
    const power = minuteOf(minute, random);
    whole.minute(power);
    parted.minute(power);
    minutes.push(power);
    if (random() > 0.01) continue;
    const state = JSON.parse(JSON.stringify(parted.snapshot())) as ReturnType<DemandForecast["snapshot"]>;
    parted = new DemandForecast(14, minutes);
    parted.restore(state);
  }
  expect(parted.forecast(9)).toEqual(whole.forecast(9));
  expect(parted.snapshot()).toEqual(whole.snapshot());
});
