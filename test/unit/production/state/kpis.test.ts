import { expect, it } from "vitest";
import type { TwinReader } from "../../../../edge/contracts/path/twin.ts";
import type { Plant } from "../../../../edge/contracts/plant/plant.ts";
import { siteCalendar } from "../../../../edge/contracts/plant/time-zone.ts";
import { BookKpis } from "../../../../edge/production/state/book-kpis.ts";
import { PlantKpis } from "../../../../edge/production/state/kpis.ts";
import { BenchPlant, S, type TagShape } from "../../detect/bench-plant.ts";
import { MACHINE, SHIFT_START, SHIFTS, STATE, Work } from "./work.ts";

const CONFIG = {
  idealCycles: [{ of: { kinds: ["lathe"] }, seconds: 30 }],
  taktS: 40,
  oeeTargetPercent: 80,
  lines: [{ id: "housings", stations: ["CNC-*", "PCK-01"], last: "PCK-01", constraint: "CNC-101" }],
};

/** Each asset has a separate link. */
const LINKS = { "CNC-101": 1, "CNC-102": 2, "PCK-01": 3, "MTR-E-PLANT": 4, "ROB-01": 5, "ROB-02": 6 } as const;
const over = (link: number, tags: readonly TagShape[]): readonly TagShape[] => tags.map((tag) => ({ ...tag, link }));

function strip(written: unknown = CONFIG, startS = 0) {
  const robot = { signal: "presence", type: "boolean", role: "presence" } as const;
  const bench = new BenchPlant(
    [
      { label: "CNC-101", tags: over(1, MACHINE) },
      { label: "CNC-102", tags: over(2, MACHINE) },
      { label: "PCK-01", kind: "packing", tags: over(3, MACHINE) },
      {
        label: "MTR-E-PLANT",
        kind: "meter",
        medium: "electricity",
        tags: [{ link: 4, signal: "power", role: "active-power", unit: "W" }],
      },
      { label: "ROB-01", kind: "robot", pose: { x: 1, y: 1, z: 0, yawDeg: 0 }, tags: over(5, [robot]) },
      { label: "ROB-02", kind: "robot", pose: { x: 6, y: 1, z: 0, yawDeg: 0 }, tags: over(6, [robot]) },
    ],
    [0, 5].map((x) => ({
      id: `z${x}`,
      name: { zh: "", en: "" },
      kind: "robot-zone",
      safeguard: "pfl",
      polygon: [
        [x, 0],
        [x + 3, 0],
        [x + 3, 3],
        [x, 3],
      ],
    })),
    { shifts: SHIFTS },
  );
  const work = new Work(bench, written, startS);
  const values = new Map<number, number>();
  const twin = {
    value: (ref: number) => values.get(ref) ?? Number.NaN,
    isLive: (ref: number) => work.isLive && values.has(ref),
    status: () => 0,
    links: () => bench.links(),
  } as unknown as TwinReader;
  const given = { annunciated: 0, pieces: undefined as number | undefined };
  const { config, production, calendar } = work;
  const kpis = new PlantKpis({
    config,
    plant: bench.plant,
    tags: bench.tags,
    twin,
    books: new BookKpis({ config, plant: bench.plant, production, calendar, piecesInside: () => given.pieces }),
    alerts: { annunciatedSince: () => given.annunciated },
    now: () => work.now,
  });
  return {
    kpis,
    work,
    given,
    set(label: string, signal: string, value: number) {
      values.set(bench.ref(label, signal), value);
      work.set(label, signal, value);
    },
    wait: (seconds: number) => work.wait(seconds, () => kpis.tick(work.now)),
    bench,
    kpi: (id: string) => kpis.now().find((kpi) => kpi.id === id),
  };
}

function running() {
  const it = strip();
  for (const label of ["CNC-101", "CNC-102", "PCK-01"]) {
    it.set(label, "mode", 3);
    it.set(label, "item-state", STATE.executing);
  }
  return it;
}

it("[KP1] OEE of the line: good pieces at its last station by the constraint's pace, over planned busy time", () => {
  const it = running();
  it.wait(10);
  expect(it.kpi("oee")).toMatchObject({ value: null, scope: "housings", reason: "too early: 10 s of 10 min seen" });
  it.work.report("completed", "PCK-01", "PC-1", { verdict: "good" });
  it.wait(580);
  expect(it.kpi("oee")).toMatchObject({ value: null, reason: "too early: 9 of 10 min seen" });
  it.wait(10);
  expect(it.kpi("oee")?.value).toBeCloseTo((100 * 15) / 600, 6);
  for (let piece = 2; piece <= 16; piece++) it.work.report("completed", "PCK-01", `PC-${piece}`, { verdict: "good" });
  it.work.report("completed", "PCK-01", "PC-17", { verdict: "scrap" });
  it.wait(1);
  // Two lathes side by side: 30 s / 2 x 16 good pieces / 601 s of planned busy time.
  expect(it.kpi("oee")?.value).toBeCloseTo((100 * 15 * 16) / 601, 6);
});

it("[KP1] a line that has worked for ten minutes without a good piece has no OEE, with the reason", () => {
  const it = running();
  it.wait(601);
  const reason = expect.stringContaining("no good piece");
  expect(it.kpi("oee")).toMatchObject({ value: null, scope: "housings", reason, target: 80 });
});

it("[KP1] without a line there is no OEE, with the reason: a plant has none", () => {
  expect(strip({}).kpi("oee")).toMatchObject({ value: null, reason: expect.stringContaining("kpis.lines") });
});

it("[KP2] time in which a machine was not connected is unknown, neither good nor down", () => {
  const it = running();
  it.wait(100);
  it.work.isLive = false;
  it.wait(200);
  it.work.isLive = true;
  const { elements } = it.work.production.figures(it.work.bench.uid("CNC-101"), { from: SHIFT_START, to: it.work.now });
  expect(elements).toMatchObject({ APT: 101, ADOT: 0, ADET: 0, unknown: 199, PBT: 101 });
});

it("[KP3] output counts good parts of the shift: by events, else deltas of counters over resets", () => {
  const it = strip(undefined, 7.9 * 3600);
  expect(it.kpi("output")).toMatchObject({ value: null, reason: "no part was counted yet" });
  it.set("PCK-01", "item-state", STATE.executing);
  for (const value of [1000, 1007, 2, 5]) {
    it.set("PCK-01", "good", value);
    it.wait(1);
  }
  expect(it.kpi("output")).toMatchObject({ value: 10, since: SHIFT_START + 7.9 * 3600 * S });
  it.wait(400);
  expect(it.kpi("output")).toMatchObject({ value: null, reason: "no shift is planned now" });
  expect(it.kpi("oee")).toMatchObject({ value: null, reason: "no shift is planned now" });
});

it("[KP3] bad readings of counters are ignored", () => {
  const it = strip();
  it.set("PCK-01", "item-state", STATE.executing);
  for (const value of [5, Number.NaN, 6]) {
    it.set("PCK-01", "good", value);
    it.wait(1);
  }
  expect(it.kpi("output")?.value).toBe(1);
});

it("[KP4] cycle time is the mean interval of the newest parts, with the takt as target; none at a stop", () => {
  const it = strip();
  it.set("PCK-01", "good", 10);
  for (let part = 11; part <= 14; part++) {
    it.wait(38);
    it.set("PCK-01", "good", part);
  }
  expect(it.kpi("cycle")).toMatchObject({ value: 38, target: 40 });
  it.wait(200);
  expect(it.kpi("cycle")).toMatchObject({ value: null, reason: "no part for 200 s" });
});

it("[KP5] power, pieces and zones are null or incomplete as soon as one input is silent", () => {
  const it = running();
  expect(it.kpi("power")).toMatchObject({ value: null });
  expect(it.kpi("wip")).toMatchObject({ value: null, reason: "no piece has been reported yet" });
  it.set("MTR-E-PLANT", "power", 234_500);
  it.given.pieces = 412;
  it.wait(1);
  expect(it.kpi("power")).toMatchObject({ value: 234.5, unit: "kW" });
  expect(it.kpi("wip")?.value).toBe(412);
  expect(it.kpi("safety")).toMatchObject({ value: null, reason: expect.stringContaining("unknown") });
  it.set("ROB-01", "presence", 1);
  it.wait(1);
  expect(it.kpi("safety")).toMatchObject({ value: 1, reason: "1 of 2 zones are unknown" });
  it.set("ROB-02", "presence", 0);
  it.wait(1);
  expect(it.kpi("safety")?.reason).toBeUndefined();
  it.work.isLive = false;
  it.wait(1);
  expect(it.kpi("power")?.value).toBeNull();
  expect(it.kpi("safety")?.value).toBeNull();
});

it("[KP6] the small curves have at most 60 points", () => {
  const it = running();
  it.given.annunciated = 3;
  it.wait(900);
  expect(it.kpi("alarm-rate")).toMatchObject({ value: 3, target: 1 });
  expect(it.kpi("alarm-rate")?.recent).toEqual(Array.from({ length: 60 }, () => 3));
});

it("[KP7] without config every figure has a value or a reason for its absence", () => {
  const it = strip({});
  expect(it.kpis.now().map((kpi) => kpi.id)).toEqual([
    "oee",
    "output",
    "cycle",
    "power",
    "wip",
    "alarm-rate",
    "safety",
  ]);
  for (const kpi of it.kpis.now()) expect(kpi.value !== null || (kpi.reason ?? "") !== "").toBe(true);
});

const site = (timeZone: string): Plant["site"] => ({
  enterprise: "e",
  id: "s",
  name: { zh: "", en: "" },
  timeZone,
  currency: "EUR",
  shifts: SHIFTS,
});
const hours = (span: { from: number; to: number } | undefined) =>
  span === undefined ? undefined : (span.to - span.from) / 3600e6;

it("[KP8] shifts follow the site's wall clock, through midnight and on days of 23 and 25 hours", () => {
  expect(siteCalendar(site("Asia/Shanghai")).shiftAt(SHIFT_START)).toMatchObject({
    from: SHIFT_START,
    to: SHIFT_START + 8 * 3600 * S,
  });
  expect(siteCalendar(site("Asia/Shanghai")).shiftAt(SHIFT_START - 1)).toBeUndefined();
  const berlin = (text: string) => hours(siteCalendar(site("Europe/Berlin")).shiftAt(Date.parse(text) * 1000));
  expect(berlin("2026-03-28T23:30:00+01:00")).toBe(7);
  expect(berlin("2026-03-29T05:30:00+02:00")).toBe(7);
  expect(berlin("2026-10-25T02:30:00+01:00")).toBe(9);
  expect(berlin("2026-10-25T12:00:00+01:00")).toBe(8);
  expect(berlin("2026-10-25T18:00:00+01:00")).toBeUndefined();
});

it("[KP9] each figure has the share of live inputs, and since when it is incomplete", () => {
  const it = running();
  for (const { liveShare, staleSince } of it.kpis.now()) expect([liveShare, staleSince]).toEqual([1, null]);
  it.bench.live.set(LINKS["CNC-101"], { live: false, ageMs: 40_000 });
  it.bench.live.set(LINKS["PCK-01"], { live: false, ageMs: 20_000 });
  expect(it.kpi("oee")).toMatchObject({ liveShare: 1 / 3, staleSince: it.work.now - 40e6 });
  expect(it.kpi("output")).toMatchObject({ liveShare: 0, staleSince: it.work.now - 20e6 });
  expect(it.kpi("power")).toMatchObject({ liveShare: 1, staleSince: null });
  for (const link of Object.values(LINKS)) it.bench.live.set(link, { live: false, ageMs: undefined });
  expect(it.kpis.now().map(({ liveShare, staleSince }) => [liveShare, staleSince])).toEqual(Array(7).fill([0, null]));
});
