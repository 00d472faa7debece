import fc from "fast-check";
import { expect, it } from "vitest";
import { formatMicros, parseTime } from "../../../../edge/api/http/times.ts";

const NOW = 1_000_000_000_000_000;
const FIRST = Date.parse("0000-01-01T00:00:00.000Z") * 1000;
const LAST = Date.parse("9999-12-31T23:59:59.999Z") * 1000 + 999;

it("times are read back to the microsecond", () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 52), max: 2 ** 52 }), (us) => {
      expect(parseTime(formatMicros(us) ?? "", NOW)).toBe(us);
    }),
  );
  expect(formatMicros(Date.UTC(2026, 10, 24, 2, 42, 7, 120) * 1000)).toBe("2026-11-24T02:42:07.120000Z");
});

it("times that RFC 3339 cannot express are null", () => {
  expect([Number.NaN, Number.POSITIVE_INFINITY, FIRST - 1000, LAST + 1, 1e300].map(formatMicros)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
});

it.each([
  ["now", NOW],
  ["-30s", NOW - 30e6],
  ["-10m", NOW - 600e6],
  ["-8h", NOW - 8 * 3600e6],
  ["-7d", NOW - 7 * 86_400e6],
  ["1970-01-01T00:00:01Z", 1e6],
  ["1970-01-01t00:00:01.5z", 1.5e6],
  ["1970-01-01T00:00:00.1234567Z", 123_456],
  ["1970-01-01T08:00:00+08:00", 0],
  ["1970-01-01T08:00:00 08:00", 0],
  ["1969-12-31T18:30:00-05:30", 0],
  ["2024-02-29T00:00:00Z", Date.UTC(2024, 1, 29) * 1000],
])("reads %s", (text, us) => {
  expect(parseTime(text, NOW)).toBe(us);
});

it.each([
  "",
  "10m",
  "+10m",
  "-10",
  "-1w",
  "2026-11-24",
  "2026-11-24T02:42Z",
  "2026-11-24T02:42:07",
  "2026-02-29T00:00:00Z",
  "2026-13-01T00:00:00Z",
  "2026-11-24T25:00:00Z",
  "2026-11-24T00:00:00+24:00",
  "1e99",
  "NaN",
  "-999999999d",
  "2026-11-24T00:00:00Z\n",
])("refuses %j", (text) => {
  expect(parseTime(text, NOW)).toBeUndefined();
});
