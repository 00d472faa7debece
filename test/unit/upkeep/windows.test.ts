/** Proposed windows: rule UP10 in docs/rules/upkeep.md. */
import { expect, it } from "vitest";
import { Zone } from "../../../edge/contracts/plant/time-zone.ts";
import { WorkCalendar } from "../../../edge/production/state/work-calendar.ts";
import { proposedWindow, type WindowContext } from "../../../edge/upkeep/windows.ts";
import { ASSETS, maintenance } from "../../fakes/production/upkeep.ts";

const at = (text: string) => Date.parse(text) * 1000;
const zone = new Zone("Europe/Berlin");
/** A Monday, 08:00 in Berlin. */
const now = at("2026-06-01T06:00:00Z");
const [asset] = ASSETS as [(typeof ASSETS)[number]];
const title = { zh: "计划停机", en: "Planned stop" };
const stopsOf = (...stops: readonly object[]) => maintenance({ stops: stops.map((one) => ({ title, ...one })) }).stops;

function context(more: Partial<WindowContext> = {}, shifts: readonly [string, string][] = []): WindowContext {
  const site = { timeZone: "Europe/Berlin", shifts: shifts.map(([start, end]) => ({ name: title, start, end })) };
  const calendar = new WorkCalendar(site, { breaks: [] });
  return {
    now,
    zone,
    stops: [],
    hasShifts: shifts.length > 0,
    planned: (one, from, to) => calendar.planned(one, from, to),
    orderEnd: () => null,
    ...more,
  };
}
const proposed = (due: string | null, lastsMin: number | null, where: WindowContext) => {
  const { window, noWindow } = proposedWindow({ asset, lastsMin, due: due === null ? null : at(due) }, where);
  return window === null ? noWindow : [window.basis, new Date(window.from / 1000).toISOString()];
};
const DAY_SHIFT: [string, string][] = [["06:00", "22:00"]];

it("[UP10] the latest planned stop before the due time goes before time outside of shifts", () => {
  const stops = stopsOf(
    { weekday: 7, start: "10:00", lastsMin: 240 },
    { on: "2026-06-03", start: "12:00", lastsMin: 60 },
  );
  const where = context({ stops }, DAY_SHIFT);
  expect(proposed("2026-06-16T00:00:00Z", 120, where)).toEqual(["planned-stop", "2026-06-14T08:00:00.000Z"]);
  expect(proposed("2026-06-05T00:00:00Z", 60, where)).toEqual(["planned-stop", "2026-06-03T10:00:00.000Z"]);
  // Too short for the work: the night before is long enough.
  expect(proposed("2026-06-05T12:00:00Z", 90, where)).toEqual(["outside-shifts", "2026-06-04T20:00:00.000Z"]);
});

it("[UP10] work in a planned stop is over before it is due", () => {
  const stops = stopsOf(
    { on: "2026-06-03", start: "12:00", lastsMin: 240 },
    { on: "2026-06-04", start: "12:00", lastsMin: 240 },
  );
  expect(proposed("2026-06-04T11:00:00Z", 120, context({ stops }))).toEqual([
    "planned-stop",
    "2026-06-03T10:00:00.000Z",
  ]);
});

it("[UP10] for work whose time has come it is the next one", () => {
  expect(proposed("2026-05-20T00:00:00Z", 60, context({}, DAY_SHIFT))).toEqual([
    "outside-shifts",
    "2026-06-01T20:00:00.000Z",
  ]);
  const stops = stopsOf({ weekday: 3, start: "05:00", lastsMin: 120 });
  expect(proposed("2026-06-01T06:30:00Z", 60, context({ stops }))).toEqual([
    "planned-stop",
    "2026-06-03T03:00:00.000Z",
  ]);
});

it("[UP10] the end of the order at the machine is the last choice", () => {
  const orderEnd = () => at("2026-06-02T09:00:00Z");
  const allDay: [string, string][] = [["06:00", "06:00"]];
  expect(proposed("2026-06-05T00:00:00Z", 60, context({ orderEnd }, allDay))).toEqual([
    "order-end",
    "2026-06-02T09:00:00.000Z",
  ]);
  expect(proposed("2026-06-02T09:30:00Z", 60, context({ orderEnd }, allDay))).toBe("no-gap");
});

it("[UP10] says why there is none", () => {
  expect(proposed("2026-06-05T00:00:00Z", 60, context())).toBe("no-plan-known");
  expect(proposed("2026-06-05T00:00:00Z", 60, context({}, [["06:00", "06:00"]]))).toBe("no-gap");
  expect(proposed("2026-06-05T00:00:00Z", null, context({}, DAY_SHIFT))).toBe("no-duration");
  expect(proposed("2026-07-07T00:00:00Z", 60, context({}, DAY_SHIFT))).toBe("far-ahead");
  expect(proposed(null, 60, context({}, DAY_SHIFT))).toBe("no-time");
  const others = stopsOf({ weekday: 3, start: "05:00", lastsMin: 120, of: { assets: ["PMP-1"] } });
  expect(proposed("2026-06-05T00:00:00Z", 60, context({ stops: others }))).toBe("no-plan-known");
});

it("[UP10] a planned stop of each week keeps its clock time where clocks change", () => {
  const stops = stopsOf({ weekday: 7, start: "06:00", lastsMin: 60 });
  const where = { ...context({ stops }), now: at("2026-10-19T00:00:00Z") };
  expect(proposed("2026-10-26T00:00:00Z", 60, where)).toEqual(["planned-stop", "2026-10-25T05:00:00.000Z"]);
});
