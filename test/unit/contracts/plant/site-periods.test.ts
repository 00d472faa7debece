import { describe, expect, it } from "vitest";
import { periodsOf } from "../../../../edge/contracts/plant/site-periods.ts";
import { siteCalendar } from "../../../../edge/contracts/plant/time-zone.ts";

const shift = (en: string, start: string, end: string) => ({ name: { zh: en, en }, start, end });
const berlin = siteCalendar({
  timeZone: "Europe/Berlin",
  shifts: [shift("early", "06:00", "14:00"), shift("late", "14:00", "22:00"), shift("night", "22:00", "06:00")],
});
const us = (text: string): number => Date.parse(text) * 1000;
const hours = (periods: readonly { from: number; to: number }[] | undefined): number[] =>
  (periods ?? []).map(({ from, to }) => (to - from) / 3600e6);

describe("periods of a site", () => {
  it("[T6] a day has 23 hours in spring and 25 in autumn, and the days around them 24", () => {
    const spring = periodsOf(
      berlin,
      { from: us("2026-03-27T23:00:00Z"), to: us("2026-03-30T22:00:00Z") },
      { by: "day", most: 10 },
    );
    expect(spring?.map(({ name }) => name)).toEqual(["2026-03-28", "2026-03-29", "2026-03-30"]);
    expect(hours(spring)).toEqual([24, 23, 24]);
    expect(
      hours(
        periodsOf(
          berlin,
          { from: us("2026-10-24T22:00:00Z"), to: us("2026-10-25T23:00:00Z") },
          { by: "day", most: 10 },
        ),
      ),
    ).toEqual([25]);
  });

  it("[T7] the night shift over a change is an hour shorter or longer, and counts for its first day", () => {
    const night = periodsOf(
      berlin,
      { from: us("2026-03-28T21:00:00Z"), to: us("2026-03-29T04:00:00Z") },
      { by: "shift", most: 10 },
    );
    expect(night).toEqual([
      { from: us("2026-03-28T21:00:00Z"), to: us("2026-03-29T04:00:00Z"), name: "2026-03-28 night" },
    ]);
    expect(
      hours(
        periodsOf(
          berlin,
          { from: us("2026-10-24T20:00:00Z"), to: us("2026-10-25T05:00:00Z") },
          { by: "shift", most: 10 },
        ),
      ),
    ).toEqual([9]);
  });

  it("cuts periods at the ends of the range, leaves out time between shifts, and refuses too many", () => {
    const day = siteCalendar({ timeZone: "Asia/Shanghai", shifts: [shift("day", "08:00", "16:30")] });
    const found = periodsOf(
      day,
      { from: us("2026-03-02T02:00:00Z"), to: us("2026-03-03T02:00:00Z") },
      { by: "shift", most: 10 },
    );
    expect(hours(found)).toEqual([6.5, 2]);
    expect(
      hours(
        periodsOf(day, { from: us("2026-03-02T02:30:00Z"), to: us("2026-03-02T04:15:00Z") }, { by: "hour", most: 10 }),
      ),
    ).toEqual([0.5, 1, 0.25]);
    expect(periodsOf(day, { from: 0, to: 3600e6 }, { by: "minute", most: 59 })).toBeUndefined();
    expect(periodsOf(day, { from: 5, to: 3600e6 }, { by: "whole", most: 1 })).toEqual([{ from: 5, to: 3600e6 }]);
  });
});
