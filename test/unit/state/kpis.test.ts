import { Ajv } from "ajv";
import { expect, it } from "vitest";
import type { Plant } from "../../../edge/contracts/plant.ts";
import { siteCalendar } from "../../../edge/contracts/time-zone.ts";
import type { TwinReader } from "../../../edge/contracts/twin.ts";
import { type KpisConfig, kpisConfig } from "../../../edge/state/config.ts";
import { createKpis } from "../../../edge/state/kpis.ts";
import { PartCounts } from "../../../edge/state/part-counts.ts";
import { elementOf } from "../../../edge/state/time-account.ts";
import { BenchPlant, batchOf, S } from "../analytics/bench-plant.ts";

/** Monday 2026-01-05 08:00 in Shanghai. */
const SHIFT_START = Date.UTC(2026, 0, 5) * 1000;
const SHIFTS = [
  { name: { zh: "早", en: "Early" }, start: "08:00", end: "16:00" },
  { name: { zh: "夜", en: "Night" }, start: "22:00", end: "06:00" },
];

function configOf(written: unknown): KpisConfig {
  const config = structuredClone(written) as KpisConfig;
  const validate = new Ajv({ useDefaults: true, strict: true }).compile(kpisConfig);
  if (!validate(config)) throw new Error(JSON.stringify(validate.errors));
  return config;
}

const MACHINE = [
  { signal: "item-state", type: "enum", role: "item-state" },
  { signal: "mode", type: "enum", role: "operation-mode" },
  { signal: "good", role: "parts-good" },
  { signal: "pieces", role: "pieces-on-board" },
] as const;

function bench(written: unknown = { idealCycles: [{ of: { kinds: ["lathe"] }, seconds: 30 }], taktS: 40, oeeTargetPercent: 80 }, startS = 0) {
  const robot = { signal: "presence", type: "boolean", role: "presence" } as const;
  const plant = new BenchPlant(
    [
      { label: "CNC-101", tags: MACHINE },
      { label: "CNC-102", tags: MACHINE },
      { label: "PCK-01", kind: "packing", tags: [{ signal: "good", role: "parts-good" }] },
      { label: "MTR-E-PLANT", kind: "meter", medium: "electricity", tags: [{ signal: "power", role: "active-power", unit: "W" }] },
      { label: "ROB-01", kind: "robot", pose: { x: 1, y: 1, z: 0, yawDeg: 0 }, tags: [robot] },
      { label: "ROB-02", kind: "robot", pose: { x: 6, y: 1, z: 0, yawDeg: 0 }, tags: [robot] },
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
  const values = new Map<number, number>();
  let isLive = true;
  const twin = { value: (ref: number) => values.get(ref) ?? Number.NaN, isLive: (ref: number) => isLive && values.has(ref), status: () => 0 } as unknown as TwinReader;
  let now = SHIFT_START + startS * S;
  let annunciated = 0;
  const kpis = createKpis({ config: configOf(written), plant: plant.plant, tags: plant.tags, twin, alerts: { annunciatedSince: () => annunciated }, now: () => now });
  return {
    kpis,
    set(label: string, signal: string, value: number) {
      const ref = plant.ref(label, signal);
      values.set(ref, value);
      kpis.observe(batchOf([{ ref, value, at: now }]));
    },
    wait(seconds: number) {
      for (let i = 0; i < seconds; i++) {
        now += S;
        kpis.tick(now);
      }
    },
    live(live: boolean) {
      isLive = live;
    },
    alarms(count: number) {
      annunciated = count;
    },
    kpi: (id: string) => kpis.now().find((kpi) => kpi.id === id),
  };
}

function running() {
  const it = bench();
  for (const label of ["CNC-101", "CNC-102"]) {
    it.set(label, "mode", 3);
    it.set(label, "item-state", 3);
    it.set(label, "good", 100);
  }
  it.wait(1);
  return it;
}

it("[K1] OEE is the ideal time of good parts over planned busy time, summed over the machines", () => {
  const it = running();
  it.wait(20);
  expect(it.kpi("oee")).toMatchObject({ value: null, reason: expect.stringContaining("too early"), target: 80 });
  it.wait(180);
  it.set("CNC-102", "item-state", 2);
  it.wait(200);
  it.set("CNC-101", "good", 110);
  it.set("CNC-102", "good", 105);
  // PRI x GQ / PBT = 30 s x 15 / 800 s.
  expect(it.kpi("oee")?.value).toBeCloseTo(56.25, 1);
});

it("[K2] time in which a machine was not connected is unknown, neither good nor down", () => {
  const it = running();
  it.wait(100);
  it.set("CNC-101", "good", 104);
  const before = it.kpi("oee")?.value as number;
  it.live(false);
  it.wait(61);
  // One second goes by before silence is noticed.
  expect(it.kpi("oee")?.value as number).toBeGreaterThan(before * 0.97);
  it.wait(200);
  expect(it.kpi("oee")).toMatchObject({ value: null, reason: expect.stringContaining("unknown") });
});

it.each([
  [3, 3, "production"],
  [3, 2, "setup"],
  [3, Number.NaN, "production"],
  [1, 3, "delay"],
  [2, 0, "down"],
  [0, 3, "unknown"],
  [Number.NaN, 3, "unknown"],
  [2, 1, "maintenance"],
] as const)("[K2] item state %d in mode %d counts as %s", (state, mode, element) => {
  expect(elementOf(state, mode)).toBe(element);
});

it("[K3] output counts deltas, survives a counter reset, and begins with the shift", () => {
  const it = bench(undefined, 7.9 * 3600);
  expect(it.kpi("output")).toMatchObject({ value: null, reason: "no part counter was read yet" });
  it.set("PCK-01", "good", 1000);
  it.set("PCK-01", "good", 1007);
  it.set("PCK-01", "good", 2);
  it.set("PCK-01", "good", 5);
  expect(it.kpi("output")).toMatchObject({ value: 10, since: SHIFT_START + 7.9 * 3600 * S });
  it.wait(400);
  expect(it.kpi("output")).toMatchObject({ value: 0, since: SHIFT_START + 8 * 3600 * S });
  expect(it.kpi("oee")).toMatchObject({ value: null, reason: "no shift is planned now" });
});

it("[K4] cycle time is the mean between the newest parts, with the takt as target, and ends when the line stops", () => {
  const it = bench();
  it.set("PCK-01", "good", 10);
  for (let part = 11; part <= 14; part++) {
    it.wait(38);
    it.set("PCK-01", "good", part);
  }
  expect(it.kpi("cycle")).toMatchObject({ value: 38, target: 40 });
  it.wait(200);
  expect(it.kpi("cycle")).toMatchObject({ value: null, reason: "no part for 200 s" });
});

it("[K5] power, WIP and zones say null or incomplete as soon as one input is silent", () => {
  const it = running();
  expect(it.kpi("power")).toMatchObject({ value: null });
  it.set("MTR-E-PLANT", "power", 234_500);
  it.set("CNC-101", "pieces", 1);
  expect(it.kpi("power")).toMatchObject({ value: 234.5, unit: "kW" });
  expect(it.kpi("wip")).toMatchObject({ value: null, reason: "1 of 2 piece counts are not live" });
  it.set("CNC-102", "pieces", 3);
  expect(it.kpi("wip")?.value).toBe(4);
  expect(it.kpi("safety")).toMatchObject({ value: null, reason: expect.stringContaining("unknown") });
  it.set("ROB-01", "presence", 1);
  expect(it.kpi("safety")).toMatchObject({ value: 1, reason: "1 of 2 zones are unknown" });
  it.set("ROB-02", "presence", 0);
  expect(it.kpi("safety")?.reason).toBeUndefined();
  it.live(false);
  expect(it.kpi("power")?.value).toBeNull();
  expect(it.kpi("safety")?.value).toBeNull();
});

it("[K6] the small curves hold 60 points at most", () => {
  const it = running();
  it.alarms(3);
  it.wait(900);
  expect(it.kpi("alarm-rate")).toMatchObject({ value: 3, target: 1 });
  expect(it.kpi("alarm-rate")?.recent).toEqual(Array.from({ length: 60 }, () => 3));
});

it("[K7] without config every figure stands or says why not", () => {
  const it = bench({});
  expect(it.kpis.now().map((kpi) => kpi.id)).toEqual(["oee", "output", "cycle", "power", "wip", "alarm-rate", "safety"]);
  for (const kpi of it.kpis.now()) expect(kpi.value !== null || (kpi.reason ?? "") !== "").toBe(true);
});

const site = (timeZone: string): Plant["site"] => ({ enterprise: "e", id: "s", name: { zh: "", en: "" }, timeZone, currency: "EUR", shifts: SHIFTS });
const hours = (span: { from: number; to: number } | undefined) => (span === undefined ? undefined : (span.to - span.from) / 3600e6);

it("[K8] shifts follow the site's wall clock, through midnight and on days of 23 and 25 hours", () => {
  expect(siteCalendar(site("Asia/Shanghai")).shiftAt(SHIFT_START)).toMatchObject({ from: SHIFT_START, to: SHIFT_START + 8 * 3600 * S });
  expect(siteCalendar(site("Asia/Shanghai")).shiftAt(SHIFT_START - 1)).toBeUndefined();
  const berlin = (text: string) => hours(siteCalendar(site("Europe/Berlin")).shiftAt(Date.parse(text) * 1000));
  expect(berlin("2026-03-28T23:30:00+01:00")).toBe(7);
  expect(berlin("2026-03-29T05:30:00+02:00")).toBe(7);
  expect(berlin("2026-10-25T02:30:00+01:00")).toBe(9);
  expect(berlin("2026-10-25T12:00:00+01:00")).toBe(8);
  expect(berlin("2026-10-25T18:00:00+01:00")).toBeUndefined();
});

it("[K3] counters that are bad or NaN are passed over", () => {
  const plant = new BenchPlant([{ label: "P", tags: [{ signal: "good", role: "parts-good" }] }]);
  const counts = new PartCounts(plant.tags.all());
  const ref = plant.ref("P", "good");
  for (const [value, status] of [
    [5, 0],
    [Number.NaN, 0],
    [0, 0x80000000],
    [6, 0],
  ] as const)
    counts.observe(batchOf([{ ref, value, at: SHIFT_START, status }]));
  expect([counts.made, counts.resets]).toEqual([1, 0]);
});
