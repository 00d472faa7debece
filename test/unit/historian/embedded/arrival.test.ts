import { expect, it } from "vitest";
import { arrivals, byArrival } from "../../../../edge/historian/embedded/arrival.ts";

const HOUR = 3600e6;
const NOW = Date.UTC(2026, 2, 2) * 1000;
const at = (hour: number, position?: number, arrived?: number | null, logUid = "log") => ({
  from: NOW + (hour - 1) * HOUR,
  to: NOW + hour * HOUR,
  ...(position === undefined ? {} : { placed: { logUid, position, ...(arrived === undefined ? {} : { arrived }) } }),
});
const hoursOf = (found: readonly number[]): number[] => found.map((time) => (time - NOW) / HOUR);

it("[D18] a span of an earlier version counts as arrived after its predecessors in the log, and before now", () => {
  const years = -24 * 365 * 56;
  // For a span without a position its own end counts. A span with source times of 1970 is placed by its position in the
  // log.
  const spans = [
    at(-9),
    at(-8, 100),
    at(years, 150),
    at(-5, 200),
    at(-7, 300),
    at(9, 400),
    at(years * 2, 50, undefined, "before"),
  ];
  expect(hoursOf(arrivals(spans, NOW))).toEqual([-9, -8, -8, -5, -5, 0, -9]);
});

it("[D17] stored arrivals count; data from while the clock was untrusted count as arrived now and last", () => {
  const spans = [at(-9, 1, NOW - 2 * HOUR), at(-8, 3, null), at(-7, 2, null), at(-6, 4, NOW - 3 * HOUR)];
  expect(hoursOf(arrivals(spans, NOW))).toEqual([-2, 0, 0, -3]);
  expect(byArrival(spans)).toEqual([spans[3], spans[0], spans[2], spans[1]]);
});
