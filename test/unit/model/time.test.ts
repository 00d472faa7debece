import { describe, expect, it } from "vitest";
import type { Shift } from "../../../edge/contracts/plant/plant.ts";
import { siteCalendar, Zone } from "../../../edge/contracts/plant/time-zone.ts";

const HOUR = 3_600_000_000;
const micros = (iso: string) => Date.parse(iso) * 1000;
const iso = (time: number) => new Date(time / 1000).toISOString();
const shift = (en: string, start: string, end: string): Shift => ({ name: { zh: en, en }, start, end });
const THREE = [shift("Early", "06:00", "14:00"), shift("Late", "14:00", "22:00"), shift("Night", "22:00", "06:00")];

it("[T1] whole microseconds in a double are exact until the year 2255", () => {
  const last = micros("2255-01-01T00:00:00Z");
  expect(Number.isSafeInteger(last)).toBe(true);
  expect(last + 1 - last).toBe(1);
});

it("[T6] local time is that of the zone's rules at every second around a change, however often it is asked", () => {
  for (const [timeZone, change] of [
    ["Europe/Berlin", "2026-03-29T01:00:00Z"],
    ["Australia/Lord_Howe", "2026-04-04T15:00:00Z"],
    ["Asia/Kathmandu", "1985-12-31T18:30:00Z"],
    // Until 1972 the offset was 44 min 30 s, so the change is not on a quarter of an hour.
    ["Africa/Monrovia", "1972-01-07T00:44:30Z"],
  ] as const) {
    const zone = new Zone(timeZone);
    const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
    for (let s = -2_000; s <= 2_000; s += 7) {
      const at = Date.parse(change) + s * 1000;
      expect(new Date(zone.toLocal(at)).toISOString().slice(0, 19)).toBe(format.format(at).replace(" ", "T"));
    }
  }
});

describe("[T6] days", () => {
  it.each([
    ["Asia/Shanghai", "2026-11-24T16:30:00Z", "2026-11-25", "2026-11-24T16:00:00.000Z", 24],
    ["Europe/Berlin", "2026-03-29T10:00:00Z", "2026-03-29", "2026-03-28T23:00:00.000Z", 23],
    ["Europe/Berlin", "2026-10-25T22:59:59.999Z", "2026-10-25", "2026-10-24T22:00:00.000Z", 25],
    ["America/New_York", "2026-11-01T12:00:00Z", "2026-11-01", "2026-11-01T04:00:00.000Z", 25],
    // Clocks go from 00:00 to 01:00: the day begins at 01:00.
    ["Africa/Cairo", "2026-04-24T12:00:00Z", "2026-04-24", "2026-04-23T22:00:00.000Z", 23],
    // Half an hour.
    ["Australia/Lord_Howe", "2026-04-05T02:00:00Z", "2026-04-05", "2026-04-04T13:00:00.000Z", 24.5],
    // 30 December 2011 was left out.
    ["Pacific/Apia", "2011-12-30T10:30:00Z", "2011-12-31", "2011-12-30T10:00:00.000Z", 24],
    ["Pacific/Kiritimati", "2026-06-01T10:00:00Z", "2026-06-02", "2026-06-01T10:00:00.000Z", 24],
  ])("in %s at %s it is %s, a day of the right length", (timeZone, at, date, from, hours) => {
    const day = siteCalendar({ timeZone, shifts: [] }).dayAt(micros(at));
    expect([day.date, iso(day.from), (day.to - day.from) / HOUR]).toEqual([date, from, hours]);
  });

  it("follow each other without a gap through a whole year, at every hour", () => {
    const calendar = siteCalendar({ timeZone: "Europe/Berlin", shifts: [] });
    let before = calendar.dayAt(micros("2026-01-01T12:00:00Z"));
    const lengths = new Map<number, number>();
    for (let time = before.to; time < micros("2027-01-01T00:00:00Z"); time = before.to) {
      const day = calendar.dayAt(time);
      expect(day.from).toBe(before.to);
      expect(calendar.dayAt(day.to - 1)).toEqual(day);
      lengths.set((day.to - day.from) / HOUR, (lengths.get((day.to - day.from) / HOUR) ?? 0) + 1);
      before = day;
    }
    expect([lengths.get(23), lengths.get(24), lengths.get(25)]).toEqual([1, 363, 1]);
  });
});

describe("[T7] shifts", () => {
  const berlin = siteCalendar({ timeZone: "Europe/Berlin", shifts: THREE });

  it("begin and end by the wall clock and count for the day they began on", () => {
    const night = berlin.shiftAt(micros("2026-06-10T02:00:00Z"));
    expect([night?.shift.name.en, night?.date, iso(night?.from ?? 0), iso(night?.to ?? 0)]).toEqual([
      "Night",
      "2026-06-09",
      "2026-06-09T20:00:00.000Z",
      "2026-06-10T04:00:00.000Z",
    ]);
  });

  it.each([
    ["2026-03-29T02:00:00Z", 7],
    ["2026-10-25T02:00:00Z", 9],
    ["2026-10-26T02:00:00Z", 8],
  ])("the night of %s has %d hours", (at, hours) => {
    const night = berlin.shiftAt(micros(at));
    expect([night?.shift.name.en, ((night?.to ?? 0) - (night?.from ?? 0)) / HOUR]).toEqual(["Night", hours]);
  });

  it("that fill the day leave no gap, over both changes of the clock", () => {
    for (const start of ["2026-03-28T00:00:00Z", "2026-10-24T00:00:00Z"]) {
      let span = berlin.shiftAt(micros(start));
      for (let n = 0; n < 9; n++) {
        const next = berlin.shiftAt(span?.to ?? 0);
        expect(next?.from).toBe(span?.to);
        expect(next?.shift).not.toBe(span?.shift);
        span = next;
      }
    }
  });

  it("may leave gaps, and one may last the whole day", () => {
    expect(
      siteCalendar({ timeZone: "UTC", shifts: [shift("Day", "08:00", "16:00")] }).shiftAt(
        micros("2026-01-01T16:00:00Z"),
      ),
    ).toBeUndefined();
    const whole = siteCalendar({ timeZone: "UTC", shifts: [shift("All", "06:00", "06:00")] }).shiftAt(
      micros("2026-01-02T05:59:00Z"),
    );
    expect([whole?.date, iso(whole?.from ?? 0)]).toEqual(["2026-01-01", "2026-01-01T06:00:00.000Z"]);
    expect(siteCalendar({ timeZone: "UTC", shifts: [] }).shiftAt(0)).toBeUndefined();
  });
});

it("[T8] an ambiguous local time is the first one, a skipped one the moment of the change", () => {
  const berlin = siteCalendar({ timeZone: "Europe/Berlin", shifts: [shift("Odd", "02:30", "05:00")] });
  expect(iso(berlin.shiftAt(micros("2026-10-25T02:00:00Z"))?.from ?? 0)).toBe("2026-10-25T00:30:00.000Z");
  expect(iso(berlin.shiftAt(micros("2026-03-29T02:00:00Z"))?.from ?? 0)).toBe("2026-03-29T01:00:00.000Z");
});

it("local text is the wall clock's, also before 1970 and within a second", () => {
  const shanghai = siteCalendar({ timeZone: "Asia/Shanghai", shifts: [] });
  expect(shanghai.localText(micros("2026-11-24T16:00:00.999Z"))).toBe("2026-11-25T00:00:00");
  expect(siteCalendar({ timeZone: "UTC", shifts: [] }).localText(-1)).toBe("1969-12-31T23:59:59");
});
