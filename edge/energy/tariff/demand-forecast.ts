/**
 * Forecast of the mean power of the next minutes: the mean of the last five, corrected by a regression on how power ran
 * just now, and a day and a week ago. One regression for each number of minutes ahead; all learn as the plant runs.
 */
import { RecursiveRegression, type RegressionState } from "./recursive-regression.ts";

const MINUTES_OF_DAY = 1440;
const MINUTES_OF_WEEK = 7 * MINUTES_OF_DAY;
/** Minutes that are remembered: a week, and the features of its first minute. */
export const REMEMBERED_MIN = MINUTES_OF_WEEK + 60;
/** Level on which the forecast rests. Chosen on two working days of the simulated plant. */
const LEVEL_MIN = 5;
const WINDOWS_MIN = [1, 2, 10, 15, 30, 60];
const FEATURES = WINDOWS_MIN.length + 2;
/** Errors by which the interval is set, for each number of minutes ahead. */
const ERRORS = 300;
/** The interval is wide until it rests on so many errors. */
const FEWEST_ERRORS = 60;
/** Half width without experience, as a share of the level. */
const UNSURE = 0.2;
/** The interval holds the middle nine tenths of earlier errors. */
const TAIL = 0.05;

/** Mean power, in the unit of the input, with its interval of 90 %. */
export interface MeanForecast {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

export interface ForecastState {
  readonly leads: readonly { readonly model: RegressionState; readonly errors: readonly number[] }[];
  /** Features of the last minutes, newest last, and the levels on which their forecasts rest. */
  readonly rows: readonly (readonly number[])[];
}

interface Lead {
  readonly model: RecursiveRegression;
  /** Actual less forecast, as a share of the level, newest last. */
  readonly errors: number[];
}

export class DemandForecast {
  /** Forecasts of 1 minute, 2 minutes … ahead. */
  readonly #leads: readonly Lead[];
  /** Newest last, at most `REMEMBERED_MIN`; NaN where a minute is not known. */
  readonly #minutes: number[];
  /** Newest last: one row for each of the last minutes, its level as the last member. */
  readonly #rows: Float64Array[] = [];

  /** `minutes`: the remembered ones, newest last. */
  constructor(mostLead: number, minutes: readonly number[] = []) {
    this.#leads = Array.from({ length: mostLead }, () => ({ model: new RecursiveRegression(FEATURES), errors: [] }));
    this.#minutes = minutes.slice(-REMEMBERED_MIN);
  }

  /** Takes the mean power of the minute that has just ended, and learns from the forecasts that it settles. */
  minute(power: number): void {
    this.#minutes.push(power);
    if (this.#minutes.length > REMEMBERED_MIN) this.#minutes.shift();
    for (const [at, lead] of this.#leads.entries()) {
      const row = this.#rows[this.#rows.length - 1 - at];
      if (row !== undefined) this.#learn(lead, row, at + 1);
    }
    this.#rows.push(this.#row());
    if (this.#rows.length > this.#leads.length) this.#rows.shift();
  }

  /** Mean power of the next `minutes`; undefined while the last five minutes are not known. */
  forecast(minutes: number): MeanForecast | undefined {
    const lead = this.#leads[minutes - 1];
    const row = this.#rows.at(-1);
    const level = row?.[FEATURES] ?? Number.NaN;
    if (lead === undefined || row === undefined || Number.isNaN(level)) return undefined;
    const expected = this.#predict(lead, row, minutes);
    const { errors } = lead;
    if (errors.length < FEWEST_ERRORS)
      return { expected, low: expected - UNSURE * level, high: expected + UNSURE * level };
    const sorted = errors.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] as number;
    return { expected, low: expected + level * at(TAIL), high: expected + level * at(1 - TAIL) };
  }

  snapshot(): ForecastState {
    return {
      leads: this.#leads.map(({ model, errors }) => ({ model: model.snapshot(), errors: [...errors] })),
      rows: this.#rows.map((row) => [...row]),
    };
  }

  /** Resumes, with the minutes that the constructor got. States of another number of leads are not taken. */
  restore({ leads, rows }: ForecastState): void {
    if (leads.length !== this.#leads.length) return;
    for (const [at, { model, errors }] of leads.entries()) {
      this.#leads[at]?.model.restore(model);
      this.#leads[at]?.errors.splice(0, ERRORS, ...errors);
    }
    this.#rows.splice(0, this.#rows.length, ...rows.map((row) => Float64Array.from(row)));
  }

  #learn(lead: Lead, row: Float64Array, minutes: number): void {
    const level = row[FEATURES] as number;
    const actual = this.#mean(minutes, 0);
    if (Number.isNaN(level) || Number.isNaN(actual) || level === 0) return;
    lead.errors.push((actual - this.#settled(lead, row, minutes)) / Math.abs(level));
    if (lead.errors.length > ERRORS) lead.errors.shift();
    lead.model.learn(this.#inputs(row, minutes, minutes), (actual - level) / Math.abs(level));
  }

  #predict(lead: Lead, row: Float64Array, minutes: number): number {
    const level = row[FEATURES] as number;
    return level + Math.abs(level) * lead.model.predict(this.#inputs(row, minutes, 0));
  }

  /** The forecast that stood `minutes` ago, by the coefficients of now: these change slowly. */
  #settled(lead: Lead, row: Float64Array, minutes: number): number {
    const level = row[FEATURES] as number;
    return level + Math.abs(level) * lead.model.predict(this.#inputs(row, minutes, minutes));
  }

  /** Inputs of a forecast that was made `ago` minutes ago, relative to its level. */
  #inputs(row: Float64Array, minutes: number, ago: number): Float64Array {
    const inputs = row.slice(0, FEATURES);
    for (const [at, back] of [MINUTES_OF_DAY, MINUTES_OF_WEEK].entries())
      inputs[WINDOWS_MIN.length + at] = this.#changeThen(back + ago, minutes);
    return inputs;
  }

  /** By which share power changed in the `minutes` that followed, so long ago; 0 where that is not known. */
  #changeThen(ago: number, minutes: number): number {
    const level = this.#mean(LEVEL_MIN, ago);
    const next = this.#mean(minutes, ago - minutes);
    const change = (next - level) / Math.abs(level);
    return Number.isFinite(change) ? change : 0;
  }

  #row(): Float64Array {
    const row = new Float64Array(FEATURES + 1);
    const level = this.#mean(LEVEL_MIN, 0);
    for (const [at, window] of WINDOWS_MIN.entries()) {
      const share = (this.#mean(window, 0) - level) / Math.abs(level);
      row[at] = Number.isFinite(share) ? share : 0;
    }
    row[FEATURES] = level;
    return row;
  }

  /** Mean of `count` minutes that ended `ago` minutes ago; NaN where one of them is not known. */
  #mean(count: number, ago: number): number {
    const end = this.#minutes.length - ago;
    let sum = 0;
    for (let at = end - count; at < end; at++) sum += this.#minutes[at] ?? Number.NaN;
    return sum / count;
  }
}
