/** The reading of a machine's meter: operating time and cycles since an instant, and how fast they grow. Pure. */
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { UsageRow } from "../contracts/production/usage.ts";

export const DAY_US = 86_400e6;
/** Days whose usage gives the rate: four weeks, so that each weekday has the same weight. */
const RATE_DAYS = 28;
/** Length from which stretches count as a day; a day on which clocks are set forward has 23 hours. */
const WHOLE_DAY_US = 23 * 3600e6;
/** Number of days from which their spread gives an interval. */
const LEAST_DAYS = 3;
/** Least observed time for a rate, seconds. */
const LEAST_SEEN_S = 3_600;
/** Rows of one meter; beyond it the older ones are joined in pairs. */
const MOST_ROWS = 800;

export type Quantity = "operatingS" | "cycles";

/** Rows of one machine, oldest first and without overlap. */
export type MeterRows = readonly UsageRow[];

export interface Used {
  readonly amount: number;
  /** Time since then without a known state, seconds: the machine may have run unseen. */
  readonly unseenS: number;
}

/** Amount in [since, now). Within a row it is spread evenly. */
export function usedSince(rows: MeterRows, quantity: Quantity, { since, now }: { since: Micros; now: Micros }): Used {
  let amount = 0;
  let seenS = 0;
  for (const row of rows) {
    const share = Math.max(0, Math.min(row.to, now) - Math.max(row.from, since)) / (row.to - row.from);
    amount += share * row[quantity];
    seenS += share * row.seenS;
  }
  return { amount, unseenS: Math.max(0, (now - since) / 1e6 - seenS) };
}

/** How fast an amount grows. */
export interface Rate {
  readonly perDay: number;
  /** Standard deviation of a day's amount; null with too few days. */
  readonly deviation: number | null;
  /** Days that it comes from, less than one where only hours were seen. */
  readonly days: number;
}

/** From the days of the last four weeks of which at least half was seen; undefined where hardly anything was. */
export function rateOf(rows: MeterRows, quantity: Quantity, now: Micros): Rate | undefined {
  const recent = rows.filter(({ to }) => to > now - RATE_DAYS * DAY_US && to <= now);
  const days = daysOf(recent, quantity);
  if (days.length >= LEAST_DAYS) {
    const mean = days.reduce((sum, one) => sum + one, 0) / days.length;
    const squares = days.reduce((sum, one) => sum + (one - mean) ** 2, 0);
    return { perDay: mean, deviation: Math.sqrt(squares / (days.length - 1)), days: days.length };
  }
  const seenS = recent.reduce((sum, row) => sum + row.seenS, 0);
  if (seenS < LEAST_SEEN_S) return undefined;
  const amount = recent.reduce((sum, row) => sum + row[quantity], 0);
  return { perDay: (amount / seenS) * 86_400, deviation: null, days: seenS / 86_400 };
}

/** Amounts of whole days, newest first; stretches of a day that was divided are put together again. */
function daysOf(rows: MeterRows, quantity: Quantity): number[] {
  const days: number[] = [];
  let open = { us: 0, amount: 0, seenS: 0 };
  for (const row of rows.toReversed()) {
    open = { us: open.us + row.to - row.from, amount: open.amount + row[quantity], seenS: open.seenS + row.seenS };
    if (open.us < WHOLE_DAY_US) continue;
    if (open.seenS * 1e6 >= open.us / 2) days.push((open.amount / (open.seenS * 1e6)) * DAY_US);
    open = { us: 0, amount: 0, seenS: 0 };
  }
  return days;
}

/** When an amount will be used up: the expected time, and the bounds before and after which it is with 10 % each. */
export interface Forecast {
  readonly at: Micros | null;
  /** Null with too few days for an interval. */
  readonly earliest: Micros | null;
  /** Null where it may never come, or is not known. */
  readonly latest: Micros | null;
}

/** No date is given beyond it: a rate of some weeks says nothing about it. */
const MOST_AHEAD_DAYS = 3_650;
const Z_90 = 1.2816;

/**
 * The sum of n independent days has a variance of n s², and the mean of m days that is known has one of s²/m: the
 * sum is n mean ± t √(n s² + n² s²/m), and the amount is reached where a bound crosses it.
 */
export function forecastOf(remaining: number, rate: Rate | undefined, now: Micros): Forecast {
  if (rate === undefined || !(rate.perDay > 0)) return { at: null, earliest: null, latest: null };
  const after = (days: number) => (days > MOST_AHEAD_DAYS ? null : now + days * DAY_US);
  const at = after(remaining / rate.perDay);
  if (rate.deviation === null || remaining <= 0) return { at, earliest: null, latest: null };
  const { perDay, deviation, days } = rate;
  const spread = (n: number) => studentT(days - 1) * deviation * Math.sqrt(n + (n * n) / days);
  return {
    at,
    earliest: after(crossing((n) => n * perDay + spread(n), remaining)),
    latest: after(crossing((n) => n * perDay - spread(n), remaining)),
  };
}

/** The first n at which a function that ends up rising passes the amount, in days; infinite where it does not. */
function crossing(sum: (n: number) => number, amount: number): number {
  let high = 1 / 64;
  while (sum(high) < amount) {
    high *= 2;
    if (high > 2 * MOST_AHEAD_DAYS) return Number.POSITIVE_INFINITY;
  }
  let low = 0;
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (sum(middle) < amount) low = middle;
    else high = middle;
  }
  return high;
}

/** 90 % quantile of Student's t by its expansion in the normal quantile (Abramowitz and Stegun, 26.7.5). */
function studentT(freedom: number): number {
  const z = Z_90;
  return z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2);
}

/** Joins the older half in pairs where there are too many rows: sums stay, and old instants become less exact. */
export function thinned(rows: MeterRows): MeterRows {
  if (rows.length <= MOST_ROWS) return rows;
  const older = rows.slice(0, MOST_ROWS / 2);
  const joined: UsageRow[] = [];
  for (let at = 0; at < older.length; at += 2) {
    const [a, b] = [older[at] as UsageRow, older[at + 1] as UsageRow];
    joined.push({
      from: a.from,
      to: b.to,
      operatingS: a.operatingS + b.operatingS,
      cycles: a.cycles + b.cycles,
      seenS: a.seenS + b.seenS,
    });
  }
  return [...joined, ...rows.slice(MOST_ROWS / 2)];
}
