/** Hours of a consumer with their drivers, from quarters of an hour. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { Zone } from "../../contracts/plant/time-zone.ts";
import type { LoadSeries } from "./load-series.ts";

const HOUR_US = 3600e6;
const QUARTERS = 4;
/** Variants with a driver of their own; pieces of rarer ones count together. */
const MOST_VARIANTS = 12;

/** What is known of a consumer, by quarter of an hour. */
export interface QuarterRows {
  readonly amounts: Iterable<{ readonly start: Micros; readonly amount: number; readonly isUncertain: boolean }>;
  /** Of all machines that it feeds; several may have the same start. */
  readonly machines: Iterable<{
    readonly start: Micros;
    readonly executingS: number;
    readonly standingS: number;
    readonly pieces: readonly (readonly [variant: string, count: number])[];
  }>;
  /** Mean outdoor temperature by start. */
  readonly outdoor: ReadonlyMap<Micros, number>;
}

interface HourRange {
  readonly from: Micros;
  readonly hours: number;
  readonly timeZone: string;
  /** Local dates, `YYYY-MM-DD`, that are like Sundays. */
  readonly holidays: ReadonlySet<string>;
}

/** Hours from `from` on. An hour's amount is known where all of its quarters are, and none is uncertain. */
export function hourlySeries({ amounts, machines, outdoor }: QuarterRows, range: HourRange): LoadSeries {
  const { from, hours } = range;
  const hourOf = (start: Micros): number => Math.floor((start - from) / HOUR_US);
  const isInside = (hour: number): boolean => hour >= 0 && hour < hours;
  const sums = new Float64Array(hours);
  const known = new Uint8Array(hours);
  for (const { start, amount, isUncertain } of amounts) {
    const hour = hourOf(start);
    if (!isInside(hour) || isUncertain) continue;
    sums[hour] = (sums[hour] as number) + amount;
    known[hour] = (known[hour] as number) + 1;
  }
  const [executing, standing] = [new Float64Array(hours), new Float64Array(hours)];
  const pieces = new Map<string, Float64Array>();
  for (const { start, executingS, standingS, pieces: made } of machines) {
    const hour = hourOf(start);
    if (!isInside(hour)) continue;
    executing[hour] = (executing[hour] as number) + executingS / 3600;
    standing[hour] = (standing[hour] as number) + standingS / 3600;
    for (const [variant, count] of made) {
      const column = pieces.get(variant) ?? new Float64Array(hours);
      column[hour] = (column[hour] as number) + count;
      pieces.set(variant, column);
    }
  }
  return {
    stepsPerDay: 24,
    ...calendarOf(range),
    amounts: sums.map((sum, hour) => (known[hour] === QUARTERS ? sum : Number.NaN)),
    drivers: [
      { name: "executing", values: executing },
      { name: "standing", values: standing },
      ...pieceDrivers(pieces, hours),
      ...outdoorDriver(outdoor, range),
    ],
    measured: [],
  };
}

function calendarOf({ from, hours, timeZone, holidays }: HourRange): Pick<LoadSeries, "slots" | "weekdays"> {
  const zone = new Zone(timeZone);
  const locals = Array.from({ length: hours }, (_, hour) => new Date(zone.toLocal((from + hour * HOUR_US) / 1000)));
  return {
    slots: locals.map((local) => local.getUTCHours()),
    weekdays: locals.map((local) => (holidays.has(local.toISOString().slice(0, 10)) ? 6 : (local.getUTCDay() + 6) % 7)),
  };
}

function pieceDrivers(pieces: ReadonlyMap<string, Float64Array>, hours: number): LoadSeries["drivers"] {
  const totals = [...pieces].map(([variant, column]) => ({
    variant,
    column,
    total: column.reduce((sum, count) => sum + count, 0),
  }));
  totals.sort((a, b) => b.total - a.total || (a.variant < b.variant ? -1 : 1));
  const all = new Float64Array(hours);
  for (const { column } of totals)
    for (const [hour, count] of column.entries()) all[hour] = (all[hour] as number) + count;
  return [
    { name: "pieces", values: all },
    ...totals.slice(0, MOST_VARIANTS).map(({ variant, column }) => ({ name: `pieces ${variant}`, values: column })),
  ];
}

function outdoorDriver(outdoor: ReadonlyMap<Micros, number>, { from, hours }: HourRange): LoadSeries["drivers"] {
  if (outdoor.size === 0) return [];
  const values = Float64Array.from({ length: hours }, (_, hour) => {
    const found = [0, 1, 2, 3].flatMap((quarter) => outdoor.get(from + hour * HOUR_US + quarter * (HOUR_US / 4)) ?? []);
    return found.length === 0 ? Number.NaN : found.reduce((sum, one) => sum + one, 0) / found.length;
  });
  return [{ name: "outdoor-temperature", values }];
}
