import { expect, it } from "vitest";
import { judgedFit, learnEnergyModel, predictLoad } from "../../../../edge/energy/baseline/energy-model.ts";
import type { LoadSeries } from "../../../../edge/energy/baseline/load-series.ts";
import { modelFit } from "../../../../edge/energy/baseline/model-fit.ts";
import { randomOf } from "../../../run/seed.ts";

/** Hours of a consumer: a base load, 2 kWh a piece and 0.5 kWh per degree below 18 °C, with noise. */
function consumer(hours: number, name: string, change = (_hour: number) => 1): LoadSeries {
  const random = randomOf(name);
  const at = Array.from({ length: hours }, (_, hour) => hour);
  const pieces = at.map((hour) => (hour % 24 >= 6 && hour % 24 < 22 && hour % 168 < 120 ? 20 + 20 * random() : 0));
  const outdoor = at.map((hour) => 10 + 8 * Math.sin((hour * 2 * Math.PI) / 240) + random());
  return {
    stepsPerDay: 24,
    slots: at.map((hour) => hour % 24),
    weekdays: at.map((hour) => Math.floor(hour / 24) % 7),
    amounts: at.map((hour) => {
      const use = 30 + 2 * (pieces[hour] as number) + 0.5 * Math.max(0, 18 - (outdoor[hour] as number));
      return change(hour) * (use + 4 * (random() - 0.5));
    }),
    drivers: [
      { name: "pieces", values: pieces },
      { name: "outdoor-temperature", values: outdoor },
    ],
    measured: [{ name: "reactive", values: at.map(() => random()) }],
  };
}

const TASK = { knowledge: "drivers", end: 1000, seed: 3 } as const;

it("[EB1] CV(RMSE), NMBE and the correlation of errors, by hand", () => {
  const fit = modelFit([10, 20, Number.NaN, 30], [12, 17, 5, 30]);
  expect(fit.n).toBe(3);
  expect(fit.cvRmsePercent).toBeCloseTo((100 * Math.sqrt(13 / 3)) / 20, 9);
  expect(fit.nmbePercent).toBeCloseTo((100 * 1) / 60, 9);
  expect(fit.autocorrelation).toBeCloseTo(-6 / 13, 9);
});

it("[EB1] [EB2] by its drivers a consumer is known to a few percent, and the same rows give the same model", () => {
  const series = consumer(1500, "drivers");
  const fit = judgedFit(series, TASK);
  expect(fit.n).toBe(250);
  expect(fit.cvRmsePercent).toBeLessThan(8);
  expect(Math.abs(fit.nmbePercent)).toBeLessThan(3);
  expect(judgedFit(series, TASK)).toEqual(fit);
});

it("[EB2] a prediction knows no step of its own or later; a baseline knows no amount at all", () => {
  const series = consumer(1500, "future");
  const other = Array.from(series.amounts, (amount, step) => (step >= 1200 ? amount * 3 : amount));
  const reactive = Array.from(series.measured[0]?.values ?? [], (one, step) => (step >= 1200 ? one + 9 : one));
  const changed = { ...series, amounts: other, measured: [{ name: "reactive", values: reactive }] };
  for (const knowledge of ["drivers", "history"] as const) {
    const model = learnEnergyModel(series, { ...TASK, knowledge, trees: 40 });
    const [one, two] = [predictLoad(model, series, 1000), predictLoad(model, changed, 1000)];
    expect(one.subarray(0, 201)).toEqual(two.subarray(0, 201));
    if (knowledge === "drivers") expect(one).toEqual(two);
    else expect(one).not.toEqual(two);
  }
});

it("[EB2] a forecast takes a lasting error back", () => {
  const series = consumer(1800, "drift", (hour) => (hour >= 1000 ? 0.8 : 1));
  const model = learnEnergyModel(series, { ...TASK, knowledge: "history", trees: 150 });
  const predicted = predictLoad(model, series, 1000);
  const { nmbePercent } = modelFit(
    Array.prototype.slice.call(series.amounts, 1400) as number[],
    predicted.subarray(400),
  );
  expect(Math.abs(nmbePercent)).toBeLessThan(2);
});
