/** Meters that are kept: rules UP5 and UP6 in docs/rules/upkeep.md. */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Micros } from "../../../edge/contracts/path/sample-batch.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { siteCalendar } from "../../../edge/contracts/plant/time-zone.ts";
import type { Figures, StateSpan } from "../../../edge/contracts/production/production.ts";
import type { UsageReader } from "../../../edge/contracts/production/usage.ts";
import { usageOf } from "../../../edge/production/state/usage.ts";
import { DAY_US, usedSince } from "../../../edge/upkeep/meter.ts";
import { Meters } from "../../../edge/upkeep/meters.ts";
import { log } from "../detect/bench-plant.ts";

const LATHE = "urn:t:lathe" as AssetUid;
const OTHER = "urn:t:other" as AssetUid;
const HOUR = 3_600e6;
const T0 = Date.UTC(2026, 8, 1) * 1000;
const calendar = siteCalendar({ timeZone: "UTC", shifts: [] });

let dir: string;
/** Stretches in which the machine ran, as the book knows them now; before `since` it knows nothing. */
let ran: readonly (readonly [from: Micros, to: Micros])[];
let since: Micros;
let asked: (readonly Micros[])[];

const overlap = (from: Micros, to: Micros, [a, b]: readonly [Micros, Micros]) =>
  Math.max(0, Math.min(to, b) - Math.max(from, a));
const usage: UsageReader = {
  machines: new Set([LATHE]),
  usage(_asset, bounds) {
    asked.push(bounds);
    const rows = bounds.slice(1).map((to, at) => {
      const from = bounds[at] as Micros;
      const operatingS = ran.reduce((sum, one) => sum + overlap(from, to, one), 0) / 1e6;
      return { from, to, operatingS, cycles: operatingS / 60, seenS: overlap(from, to, [since, to]) / 1e6 };
    });
    return Promise.resolve({ rows, order: "PO-1" });
  },
};
const open = (keepDays = 90) => Meters.open({ dir, usage, calendar, keepDays, log }, [LATHE]);
const hoursSince = (meters: Meters, from: Micros, now: Micros) =>
  usedSince(meters.rows(LATHE) ?? [], "operatingS", { since: from, now }).amount / 3_600;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-meters-"));
  asked = [];
  since = T0;
  ran = [];
});
afterEach(() => rmSync(dir, { recursive: true }));

it("[UP6] counts late data until the day has settled, and never twice", async () => {
  const meters = await open();
  ran = [[T0 + HOUR, T0 + 5 * HOUR]];
  await meters.count(LATHE, T0 + 3 * DAY_US, []);
  expect(hoursSince(meters, T0, T0 + 3 * DAY_US)).toBe(4);
  await meters.count(LATHE, T0 + 3 * DAY_US, []);
  expect(hoursSince(meters, T0, T0 + 3 * DAY_US)).toBe(4);
  // Data of the first day come on the sixth.
  ran = [...ran, [T0 + 10 * HOUR, T0 + 12 * HOUR]];
  await meters.count(LATHE, T0 + 6 * DAY_US, []);
  expect(hoursSince(meters, T0, T0 + 6 * DAY_US)).toBe(6);
  expect(meters.orderOf(LATHE)).toBe("PO-1");
});

it("[UP6] what has settled outlives a restart and the days that the book keeps", async () => {
  const meters = await open();
  ran = [[T0, T0 + 8 * HOUR]];
  await meters.count(LATHE, T0 + 9 * DAY_US, []);
  // The book has forgotten the first day.
  ran = [[T0 + 8 * DAY_US, T0 + 8 * DAY_US + HOUR]];
  const again = await open();
  expect(again.rows(LATHE)).toBeUndefined();
  await again.count(LATHE, T0 + 9.5 * DAY_US, []);
  expect(hoursSince(again, T0, T0 + 9.5 * DAY_US)).toBe(9);
  expect(asked.at(-1)?.[0]).toBe(T0 + 2 * DAY_US);
});

it("[UP6] a kill before the file was written counts again from the book; a damaged file is moved aside", async () => {
  ran = [[T0, T0 + 8 * HOUR]];
  const meters = await open();
  await meters.count(LATHE, T0 + 9 * DAY_US, []);
  const folder = join(dir, "meters");
  const [file = ""] = readdirSync(folder);
  rmSync(join(folder, file));
  const killed = await open();
  await killed.count(LATHE, T0 + 9 * DAY_US, []);
  expect(hoursSince(killed, T0, T0 + 9 * DAY_US)).toBe(8);
  writeFileSync(join(folder, file), "00000000 {}\n");
  const damaged = await open();
  await damaged.count(LATHE, T0 + 9 * DAY_US, []);
  expect(hoursSince(damaged, T0, T0 + 9 * DAY_US)).toBe(8);
  expect(readdirSync(folder).some((name) => name.startsWith(`${file}.damaged-`))).toBe(true);
});

it("[UP6] a day that settles writes the meter of its machine alone", async () => {
  ran = [[T0, T0 + 8 * HOUR]];
  const meters = await Meters.open({ dir, usage, calendar, keepDays: 90, log }, [LATHE, OTHER]);
  await meters.count(LATHE, T0 + 9 * DAY_US, []);
  const [first = ""] = readdirSync(join(dir, "meters"));
  const { mtimeNs } = statSync(join(dir, "meters", first), { bigint: true });
  await meters.count(OTHER, T0 + 9 * DAY_US, []);
  expect(readdirSync(join(dir, "meters"))).toHaveLength(2);
  expect(statSync(join(dir, "meters", first), { bigint: true }).mtimeNs).toBe(mtimeNs);
});

it("[UP6] [UP12] a day is one row, also where the book keeps a single day and it is counted every second", async () => {
  ran = [[T0, T0 + 30 * HOUR]];
  const meters = await open(1);
  for (let hour = 25; hour < 30; hour++) await meters.count(LATHE, T0 + hour * HOUR, []);
  expect(meters.rows(LATHE)).toHaveLength(2);
  expect(hoursSince(meters, T0, T0 + 29 * HOUR)).toBe(29);
});

it("[UP5] is exact at the instant at which the work was done", async () => {
  ran = [[T0, T0 + 10 * HOUR]];
  const done = T0 + 7 * HOUR;
  const meters = await open();
  await meters.count(LATHE, T0 + DAY_US, [done]);
  expect(hoursSince(meters, done, T0 + DAY_US)).toBe(3);
});

it("[UP5] operating time counts in planned time and outside of it, and unknown time is not seen", () => {
  const span = (hour: number, hours: number, element: StateSpan["element"], isPlanned: boolean): StateSpan => ({
    from: T0 + hour * HOUR,
    to: T0 + (hour + hours) * HOUR,
    element,
    cause: "working",
    isPlanned,
    order: hour === 0 ? "PO-7" : "",
    variant: "",
  });
  const spans = [
    span(0, 2, "APT", true),
    span(2, 1, "ADET", true),
    span(3, 1, "AUST", false),
    span(4, 4, "unknown", true),
  ];
  const production = {
    states: () => spans,
    figures: (_asset: AssetUid, { from }: { from: Micros }) =>
      ({ quantities: { PQ: from === T0 ? 12 : 3, GQ: 0, SQ: 0, RQ: 0 } }) as Figures,
  };
  const bounds = [T0, T0 + 3 * HOUR, T0 + 8 * HOUR];
  expect(usageOf(production, LATHE, bounds)).toEqual({
    rows: [
      { from: bounds[0], to: bounds[1], operatingS: 7_200, cycles: 12, seenS: 10_800 },
      { from: bounds[1], to: bounds[2], operatingS: 3_600, cycles: 3, seenS: 3_600 },
    ],
    order: "PO-7",
  });
});
