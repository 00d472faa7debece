/** Meters and forecasts: rules UP6, UP7 and UP12 in docs/rules/upkeep.md. */
import { expect, it } from "vitest";
import type { UsageRow } from "../../../edge/contracts/production/usage.ts";
import { DAY_US, forecastOf, rateOf, thinned, usedSince } from "../../../edge/upkeep/meter.ts";

const T0 = Date.UTC(2026, 8, 1) * 1000;
const H = 3_600;

/** A day with so many hours of operation, all of it seen. */
const day = (n: number, hours: number, more: Partial<UsageRow> = {}): UsageRow => ({
  from: T0 + n * DAY_US,
  to: T0 + (n + 1) * DAY_US,
  operatingS: hours * H,
  cycles: hours * 10,
  seenS: 24 * H,
  ...more,
});

it("[UP5] what was used since an instant is the sum of the rows, with the share of the one it lies in", () => {
  const rows = [day(0, 8), day(1, 16), day(2, 4, { seenS: 6 * H })];
  const now = T0 + 3 * DAY_US;
  expect(usedSince(rows, "operatingS", { since: T0, now })).toEqual({ amount: 28 * H, unseenS: 18 * H });
  expect(usedSince(rows, "operatingS", { since: T0 + 1.5 * DAY_US, now }).amount).toBe(12 * H);
  expect(usedSince(rows, "cycles", { since: T0 + 2 * DAY_US, now }).amount).toBe(40);
});

it("[UP7] the rate is the mean of the days that were seen; divided days are put together", () => {
  const half = (n: number, part: 0 | 1): UsageRow => ({
    ...day(n, 6),
    from: T0 + (n + part / 2) * DAY_US,
    to: T0 + (n + (part + 1) / 2) * DAY_US,
    seenS: 12 * H,
  });
  const unseen = day(4, 0, { seenS: H });
  const rows = [day(0, 10), half(1, 0), half(1, 1), day(2, 14), day(3, 12), unseen];
  const rate = rateOf(rows, "operatingS", T0 + 5 * DAY_US);
  expect(rate).toEqual({ perDay: 12 * H, deviation: expect.closeTo(Math.sqrt(8 / 3) * H, 3), days: 4 });
});

it("[UP7] few days give a time without an interval, and less than an hour gives none", () => {
  const hours: UsageRow = { from: T0, to: T0 + DAY_US / 4, operatingS: 3 * H, cycles: 30, seenS: 6 * H };
  const now = T0 + DAY_US / 4;
  const rate = rateOf([hours], "operatingS", now);
  expect(rate).toEqual({ perDay: 12 * H, deviation: null, days: 0.25 });
  expect(forecastOf(24 * H, rate, now)).toEqual({ at: now + 2 * DAY_US, earliest: null, latest: null });
  expect(rateOf([{ ...hours, seenS: 1_800 }], "operatingS", now)).toBeUndefined();
  expect(forecastOf(24 * H, undefined, now)).toEqual({ at: null, earliest: null, latest: null });
  const slow = { perDay: 1, deviation: null, days: 10 };
  expect(forecastOf(1e6, slow, now).at).toBeNull();
});

it("[UP7] days without variation leave no doubt, and more variation a wider interval", () => {
  const now = T0;
  const same = forecastOf(100 * H, { perDay: 10 * H, deviation: 0, days: 28 }, now);
  expect([same.earliest, same.at, same.latest].map((at) => Math.round(((at as number) - now) / DAY_US))).toEqual([
    10, 10, 10,
  ]);
  const widthOf = (deviation: number) => {
    const { earliest, latest } = forecastOf(100 * H, { perDay: 10 * H, deviation, days: 28 }, now);
    return (latest as number) - (earliest as number);
  };
  expect(widthOf(4 * H)).toBeGreaterThan(widthOf(2 * H));
  // Three days that differ by more than their mean do not exclude that it stands from now on.
  expect(forecastOf(100 * H, { perDay: 2 * H, deviation: 8 * H, days: 3 }, now).latest).toBeNull();
});

it("[UP7] the interval holds what comes in about 80 % of all cases", () => {
  let state = 7;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const hoursOfDay = () => 24 * random();
  let inside = 0;
  const trials = 600;
  for (let trial = 0; trial < trials; trial++) {
    const rows = Array.from({ length: 28 }, (_, n) => day(n, hoursOfDay()));
    const now = T0 + 28 * DAY_US;
    const { earliest, latest } = forecastOf(240 * H, rateOf(rows, "operatingS", now), now);
    let left = 240;
    let days = 0;
    while (left > 0) {
      const hours = hoursOfDay();
      days += Math.min(1, left / hours);
      left -= hours;
    }
    const at = now + days * DAY_US;
    if (at >= (earliest ?? Number.NEGATIVE_INFINITY) && at <= (latest ?? Number.POSITIVE_INFINITY)) inside++;
  }
  expect(inside / trials).toBeGreaterThan(0.75);
  expect(inside / trials).toBeLessThan(0.88);
});

it("[UP12] a meter with too many rows joins the older ones in pairs and keeps their sums", () => {
  const rows = Array.from({ length: 801 }, (_, n) => day(n, n % 24));
  const fewer = thinned(rows);
  expect(fewer).toHaveLength(601);
  const sum = (all: readonly UsageRow[]) => all.reduce((total, { operatingS }) => total + operatingS, 0);
  expect(sum(fewer)).toBe(sum(rows));
  expect(fewer.every(({ from }, at) => at === 0 || from === fewer[at - 1]?.to)).toBe(true);
  expect(thinned(rows.slice(1))).toHaveLength(800);
});
