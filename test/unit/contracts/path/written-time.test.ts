import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { PACKAGE_DIR } from "../../../../edge/cli/options.ts";
import type { EdgeEvent } from "../../../../edge/contracts/path/event-batch.ts";
import { wallClockOf, writtenTime } from "../../../../edge/contracts/path/written-time.ts";
import type { Site } from "../../../../edge/contracts/plant/plant.ts";
import { materialReader } from "../../../../edge/contracts/production/material-reader.ts";

const MODULE = pathToFileURL(join(PACKAGE_DIR, "edge/contracts/path/written-time.ts")).href;
const berlin = wallClockOf("Europe/Berlin");
const utc = (text: string) => Date.parse(text) * 1000;

describe("[T9] a time without a zone is local time of the site, in any zone of the process", () => {
  it("in a process of another zone", () => {
    const meant = [
      ["2026-07-01T12:00:00", "2026-07-01T10:00:00Z"],
      ["2026-01-01 12:00:00", "2026-01-01T11:00:00Z"],
      ["2026-07-01T12:00", "2026-07-01T10:00:00Z"],
      ["2026-03-29T12:00:00", "2026-03-29T10:00:00Z"],
      ["2026-03-29T01:59:59", "2026-03-29T00:59:59Z"],
      ["2026-10-25T12:00:00", "2026-10-25T11:00:00Z"],
    ] as const;
    // A process reads TZ when it starts.
    const code = `
      const { wallClockOf, writtenTime } = await import(${JSON.stringify(MODULE)});
      const wall = wallClockOf("Europe/Berlin");
      const texts = ${JSON.stringify(meant.map(([text]) => text))};
      const offset = new Date(2026, 6, 1).getTimezoneOffset();
      console.log(JSON.stringify([offset, texts.map((text) => writtenTime(text, wall))]));`;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
      env: { ...process.env, TZ: "America/New_York" },
      encoding: "utf8",
    });
    expect(JSON.parse(stdout)).toEqual([240, meant.map(([, time]) => utc(time))]);
  });

  it("keeps microseconds, and respects Z and offsets", () => {
    expect(writtenTime("2026-07-01T12:00:00.123456", berlin)).toBe(utc("2026-07-01T10:00:00Z") + 123_456);
    expect(writtenTime("2026-07-01T12:00:00,5", berlin)).toBe(utc("2026-07-01T10:00:00Z") + 500_000);
    expect(writtenTime("2026-07-01T12:00:00.25Z", berlin)).toBe(utc("2026-07-01T12:00:00Z") + 250_000);
    for (const offset of ["+08:00", "+0800", "+08"])
      expect(writtenTime(`2026-07-01T12:00:00${offset}`, berlin)).toBe(utc("2026-07-01T04:00:00Z"));
    expect(writtenTime("Wed, 01 Jul 2026 12:00:00 GMT", berlin)).toBe(utc("2026-07-01T12:00:00Z"));
  });

  it("is refused without a known form or a zone", () => {
    for (const text of [
      "",
      "soon",
      "Wed Jul 01 2026 12:00:00",
      "2026-13-40T99:00:00",
      "2026-13-40T99:00:00+01:00",
      "07/01/2026 12:00",
    ])
      expect(writtenTime(text, berlin), text).toBeNaN();
  });

  it("an ambiguous time is the one near its arrival, else the first", () => {
    const first = utc("2026-10-25T00:30:00Z");
    const second = utc("2026-10-25T01:30:00Z");
    const read = (arrived: string) => writtenTime("2026-10-25T02:30:00", berlin, Date.parse(arrived));
    expect([read("2026-10-25T00:30:02Z"), read("2026-10-25T01:30:02Z"), read("2026-10-26T09:00:00Z")]).toEqual([
      first,
      second,
      first,
    ]);
    expect(writtenTime("2026-10-25T02:30:00", berlin)).toBe(first);
    expect(writtenTime("2026-10-25T03:00:00", berlin, Date.parse("2026-10-25T02:00:01Z"))).toBe(
      utc("2026-10-25T02:00:00Z"),
    );
  });

  it("times that the clocks skipped take the earlier offset, so that they stay distinct and in order", () => {
    expect(writtenTime("2026-03-29T02:15:00", berlin)).toBe(utc("2026-03-29T01:15:00Z"));
    expect(writtenTime("2026-03-29T02:45:00", berlin)).toBe(utc("2026-03-29T01:45:00Z"));
    expect(writtenTime("2026-03-29T03:15:00", berlin)).toBe(utc("2026-03-29T01:15:00Z"));
  });

  it("holds for times of orders, too", () => {
    const read = materialReader({ assets: [], site: { timeZone: "Europe/Berlin" } as Site });
    const event = {
      type: "order.changed",
      time: 0,
      receivedAt: 0,
      payload: { order: "O1", due: "2026-07-01T12:00" },
    } as unknown as EdgeEvent;
    expect(read(event)).toMatchObject({ due: utc("2026-07-01T10:00:00Z") });
  });

  it("agrees with the zone at every quarter of an hour of a year, in zones of whole and half hours", () => {
    for (const zone of ["Europe/Berlin", "Australia/Lord_Howe", "Asia/Shanghai", "America/St_Johns"]) {
      const wall = wallClockOf(zone);
      const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
      for (let ms = Date.UTC(2026, 2, 25); ms < Date.UTC(2026, 3, 10); ms += 900_000) {
        expect(writtenTime(format.format(ms), wall, ms)).toBe(ms * 1000);
      }
    }
  });
});
