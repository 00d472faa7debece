/** Features of a step for models of consumption: calendar, drivers and, for forecasts, the steps before it. */
import type { FeatureTable } from "../../health/prognosis/trees/binned-table.ts";
import { dayKind, type LoadSeries } from "./load-series.ts";

/**
 * `drivers`: a baseline, which says what a step should have taken by its drivers alone, so that a saving cannot hide in
 * it. `history`: a forecast, which also knows all earlier steps.
 */
export type Knowledge = "drivers" | "history";

const NEAR_LAGS = [1, 2, 3, 4, 5, 6, 8, 12];
const WINDOWS = [4, 8, 16];
const MEASURED_LAGS = [1, 2, 3, 4];
/** Offsets in steps around the same time of earlier days. */
const AROUND = [-1, 0, 1, 2];
/** Earlier days of the same kind that are averaged, and the number of days back at most. */
const ALIKE_DAYS = [5, 10];
const MOST_DAYS_BACK = 28;

type Feature = readonly [name: string, value: (step: number) => number];

/** All steps of a series as rows. Row r knows no amount of step r or later. */
export function loadFeatures(series: LoadSeries, knowledge: Knowledge): FeatureTable {
  const features = [...calendar(series), ...(knowledge === "history" ? history(series) : [])];
  const rows = series.amounts.length;
  return {
    names: features.map(([name]) => name),
    rows,
    columns: features.map(([, value]) => Float32Array.from({ length: rows }, (_, step) => value(step))),
  };
}

function calendar(series: LoadSeries): Feature[] {
  const { slots, weekdays, drivers } = series;
  return [
    ["time-of-day", (step) => valueAt(slots, step)],
    ["weekday", (step) => valueAt(weekdays, step)],
    ...drivers.map(({ name, values }): Feature => [name, (step) => valueAt(values, step)]),
  ];
}

function history(series: LoadSeries): Feature[] {
  const { amounts, measured, stepsPerDay } = series;
  const week = 7 * stepsPerDay;
  const daysBack = [1, 2, 7, 14].flatMap((days) => [-1, 0, 1].map((off) => days * stepsPerDay + off));
  const lags = [...NEAR_LAGS, ...daysBack];
  return [
    ...lags.map((lag): Feature => [`amount-${lag}`, (step) => valueAt(amounts, step - lag)]),
    ...WINDOWS.flatMap((window) => windowFeatures(amounts, window)),
    ...[stepsPerDay, week].map((window): Feature => [`mean-${window}`, meansOf(amounts, window)]),
    ["change", (step) => valueAt(amounts, step - 1) - valueAt(amounts, step - 2)],
    ...ALIKE_DAYS.flatMap((days) => AROUND.map((off) => alikeFeature(series, days, off))),
    ...measured.flatMap(({ name, values }) =>
      MEASURED_LAGS.map((lag): Feature => [`${name}-${lag}`, (step) => valueAt(values, step - lag)]),
    ),
  ];
}

/** Mean, deviation, least and most of the steps before. */
function windowFeatures(amounts: ArrayLike<number>, window: number): Feature[] {
  const mean = meansOf(amounts, window);
  const over = (step: number, join: (a: number, b: number) => number, first: number): number => {
    let result = first;
    for (let lag = 1; lag <= window; lag++) result = join(result, valueAt(amounts, step - lag));
    return result;
  };
  return [
    [`mean-${window}`, mean],
    [
      `deviation-${window}`,
      (step) => {
        const middle = mean(step);
        return Math.sqrt(over(step, (sum, value) => sum + (value - middle) ** 2, 0) / window);
      },
    ],
    [`least-${window}`, (step) => over(step, Math.min, Number.POSITIVE_INFINITY)],
    [`most-${window}`, (step) => over(step, Math.max, Number.NEGATIVE_INFINITY)],
  ];
}

/** Mean of the known ones of the `window` steps before; NaN without one. */
function meansOf(amounts: ArrayLike<number>, window: number): (step: number) => number {
  const sums = new Float64Array(amounts.length + 1);
  const counts = new Int32Array(amounts.length + 1);
  for (let at = 0; at < amounts.length; at++) {
    const value = amounts[at] as number;
    sums[at + 1] = (sums[at] as number) + (Number.isNaN(value) ? 0 : value);
    counts[at + 1] = (counts[at] as number) + (Number.isNaN(value) ? 0 : 1);
  }
  return (step) => {
    const from = Math.max(0, step - window);
    return ((sums[step] as number) - (sums[from] as number)) / ((counts[step] as number) - (counts[from] as number));
  };
}

/** Mean at the same time of the last days of the same kind. */
function alikeFeature(series: LoadSeries, days: number, off: number): Feature {
  const { amounts, stepsPerDay, weekdays } = series;
  return [
    `alike-${days}${off < 0 ? off : `+${off}`}`,
    (step) => {
      const kind = dayKind(weekdays[step] as number);
      let sum = 0;
      let count = 0;
      for (let back = 1; back <= MOST_DAYS_BACK && count < days; back++) {
        const other = step - back * stepsPerDay;
        if (other < 0) break;
        const value = valueAt(amounts, other + off);
        if (Number.isNaN(value) || dayKind(weekdays[other] as number) !== kind) continue;
        sum += value;
        count++;
      }
      return sum / count;
    },
  ];
}

function valueAt(values: ArrayLike<number>, step: number): number {
  return step < 0 ? Number.NaN : (values[step] as number);
}
