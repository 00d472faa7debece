/** The baseline of a consumer, and what it saved against it. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { BaselineQuestion, BaselineView } from "../../contracts/production/baseline.ts";
import { changePointOf } from "./change-point.ts";
import { judgedFit, learnEnergyModel, type ModelTask, predictLoad } from "./energy-model.ts";
import type { LoadSeries } from "./load-series.ts";
import { savingOf } from "./saving.ts";

const HOUR_US = 3600e6;
const DAY_H = 24;
/** Known hours from which a baseline is learnt: a week, so that each day of the week was seen. */
const FEWEST_HOURS = 7 * DAY_H;
const SEED = 1;

export interface BaselineParts {
  readonly label: string;
  readonly unit: BaselineView["unit"];
  /** Hours from the earlier beginning to the later end of both times. */
  readonly series: LoadSeries;
  readonly start: Micros;
}

/** Learns from the base period and compares the other one. The same series give the same figures, bit for bit. */
export function baselineOf(question: BaselineQuestion, { label, unit, series, start }: BaselineParts): BaselineView {
  const { assetUid } = question;
  const stepOf = (time: Micros): number => Math.round((time - start) / HOUR_US);
  const base = { from: stepOf(question.baseFrom), to: stepOf(question.baseTo) };
  const asked = { from: stepOf(question.from), to: stepOf(question.to) };
  const learned = slice(series, base.from, base.to);
  const baseHours = count(learned.amounts);
  const plain = {
    assetUid,
    label,
    unit,
    drivers: ["hour", "weekday", ...series.drivers.map(({ name }) => name)],
    baseHours,
  };
  if (baseHours < FEWEST_HOURS) return { ...plain, fit: null, saving: null, outsideHours: 0, change: null, hours: [] };
  const task: ModelTask = { knowledge: "drivers", end: base.to - base.from, seed: SEED };
  const fit = judgedFit(learned, task);
  const compared = slice(series, asked.from, asked.to);
  const predicted = predictLoad(learnEnergyModel(learned, task), compared, 0);
  const { n: hours, cvRmsePercent, nmbePercent } = fit;
  return {
    ...plain,
    fit: hours === 0 ? null : { hours, cvRmsePercent, nmbePercent },
    saving: savingOf({ actual: compared.amounts, predicted }, fit),
    outsideHours: outsideOf(learned, compared),
    change: changeOf({ fit, learned, compared, predicted, from: question.from }),
    hours: Array.from(predicted, (expected, at) => {
      const actual = compared.amounts[at] as number;
      return { start: question.from + at * HOUR_US, actual: Number.isNaN(actual) ? null : actual, expected };
    }),
  };
}

interface ChangeParts {
  readonly fit: { readonly cvRmsePercent: number; readonly nmbePercent: number; readonly autocorrelation: number };
  readonly learned: LoadSeries;
  readonly compared: LoadSeries;
  readonly predicted: Float64Array;
  readonly from: Micros;
}

/** Changes by daily sums; their usual spread follows from the hourly one of steps that the model had not seen. */
function changeOf({ fit, learned, compared, predicted, from }: ChangeParts): BaselineView["change"] {
  const { amounts } = learned;
  const mean = Array.from(amounts).reduce((sum, one) => sum + (Number.isNaN(one) ? 0 : one), 0) / count(amounts);
  const correlation = Math.max(0, Math.min(0.95, fit.autocorrelation));
  const hourly = (fit.cvRmsePercent * mean) / 100;
  const deviation = hourly * Math.sqrt((DAY_H * (1 + correlation)) / (1 - correlation));
  const errors = Array.from({ length: Math.floor(predicted.length / DAY_H) }, (_, day) => {
    let sum = 0;
    for (let at = day * DAY_H; at < (day + 1) * DAY_H; at++)
      sum += (compared.amounts[at] as number) - (predicted[at] as number);
    return sum;
  });
  const found = changePointOf(errors, { deviation, bias: (fit.nmbePercent * mean * DAY_H) / 100 });
  if (found === null) return null;
  const dayAt = (day: number): Micros => from + day * DAY_H * HOUR_US;
  return { from: dayAt(found.began), seenAt: dayAt(found.seen + 1), towards: found.towards };
}

/** Hours with a driver beyond its range in the base period. */
function outsideOf(learned: LoadSeries, compared: LoadSeries): number {
  const ranges = learned.drivers.map(({ values }) => rangeOf(values));
  let outside = 0;
  for (let at = 0; at < compared.amounts.length; at++)
    if (
      compared.drivers.some(({ values }, driver) => {
        const value = values[at] as number;
        const { low, high } = ranges[driver] as { low: number; high: number };
        return value < low || value > high;
      })
    )
      outside++;
  return outside;
}

function rangeOf(values: ArrayLike<number>): { readonly low: number; readonly high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

function slice(series: LoadSeries, from: number, to: number): LoadSeries {
  const part = (values: ArrayLike<number>): number[] => Array.prototype.slice.call(values, from, to) as number[];
  const driver = <Of extends LoadSeries["drivers"]>(of: Of) =>
    of.map(({ name, values }) => ({ name, values: part(values) }));
  return {
    stepsPerDay: series.stepsPerDay,
    slots: part(series.slots),
    weekdays: part(series.weekdays),
    amounts: part(series.amounts),
    drivers: driver(series.drivers),
    measured: driver(series.measured),
  };
}

function count(values: ArrayLike<number>): number {
  let known = 0;
  for (let at = 0; at < values.length; at++) if (!Number.isNaN(values[at])) known++;
  return known;
}
