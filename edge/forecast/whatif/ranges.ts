import type { Micros } from "../../contracts/path/sample-batch.ts";
import { quantileOf } from "../learn/learnt.ts";

/** An interval and its middle; 10, 50 and 90 % of the runs where nothing else is said. */
export interface Range {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/** One line of the calibration table: a forecast of the past, and what happened. */
export interface Trial {
  readonly at: Micros;
  readonly foreseen: number;
  readonly happened: number;
}

/** Relative error of a forecast where nothing could be tried: what the model leaves out. */
const USUAL_ERROR = 0.015;
/** As if so many trials had shown the usual error, because few trials say little. */
const USUAL_TRIALS = 4;
/** Half widths of intervals of 80 and 90 % of a normal distribution, in standard deviations. */
export const NORMAL_80 = 1.282;
export const NORMAL_90 = 1.645;

/** Relative standard error of forecasts: of the trials, and of usual ones. */
export function modelError(trials: readonly Trial[]): number {
  const squares = trials.flatMap(({ foreseen: said, happened }) => (happened > 0 ? (said / happened - 1) ** 2 : []));
  const sum = squares.reduce((total, square) => total + square, 0) + USUAL_TRIALS * USUAL_ERROR ** 2;
  return Math.sqrt(sum / (squares.length + USUAL_TRIALS));
}

/** The interval around the middle, `deviations` wide, with the spread of the runs and the model's own error. */
export function widened(runs: readonly number[], error: number, deviations: number): Range {
  const { middle } = rangeOf(runs);
  const mean = runs.reduce((sum, value) => sum + value, 0) / runs.length;
  const variance = runs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, runs.length - 1);
  const half = deviations * Math.sqrt(variance + (error * middle) ** 2);
  return { low: Math.max(0, middle - half), middle, high: middle + half };
}

/** Values below which 10, 50 and 90 % lie, by straight lines between the sorted ones. */
export function rangeOf(values: readonly number[]): Range {
  const sorted = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return { low: quantileOf(sorted, 0.1), middle: quantileOf(sorted, 0.5), high: quantileOf(sorted, 0.9) };
}
