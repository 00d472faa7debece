import { expect, it } from "vitest";
import type { AlertKind } from "../../edge/contracts/alerts/alert.ts";
import type { AssetUid, LinkRef, Tag, TagRef, TagUid } from "../../edge/contracts/plant/tag.ts";
import { csvOf, tableOf } from "../../twin-viewer/src/charts/trend-series.ts";
import { formatAddress, parseAddress } from "../../twin-viewer/src/data/address.ts";
import type { PastAlert, TrendAnswer } from "../../twin-viewer/src/data/api.ts";
import { stopsOf } from "../../twin-viewer/src/data/recap.ts";
import { lastShiftSpan, shiftSpan } from "../../twin-viewer/src/data/shift-span.ts";
import { alarmCurve, stretchesOf } from "../../twin-viewer/src/timeline/history.ts";

const T0 = Date.parse("2026-11-24T02:00:00Z");
const at = (s: number) => new Date(T0 + s * 1000).toISOString();

function alertAt(s: number, priority: 1 | 2 | 3 | 4, kind: AlertKind = "process"): PastAlert {
  return {
    alertUid: `${s}`,
    rule: "r",
    assetUid: "urn:a" as AssetUid,
    kind,
    annunciation: kind === "process" ? "alarm" : "advisory",
    priority,
    state: "closed",
    message: { zh: "高", en: "High" },
    raisedAt: at(s),
    clearedAt: null,
    acknowledged: null,
  };
}

const TAG: Tag = {
  ref: 1 as TagRef,
  tagUid: "t" as TagUid,
  assetUid: "urn:a" as AssetUid,
  component: "",
  signal: "s",
  type: "number",
  name: { zh: "值", en: "Value" },
  source: "s",
  address: "",
  link: 0 as LinkRef,
};

function answer(times: readonly number[], values: readonly (number | null)[]): TrendAnswer {
  return {
    times: times.map(at),
    min: values,
    max: values,
    mean: values,
    last: values,
    doubtful: values.map(() => false),
  };
}

it("curves of several tags lie on one time axis, and a pinned span is moved onto the shown one", () => {
  const { data } = tableOf(
    [answer([0, 1], [5, 6]), answer([-3600, -3599], [1, 2])],
    [
      { tag: TAG, shiftMs: 0 },
      { tag: TAG, shiftMs: 3_600_000 },
    ],
  );
  expect([...data[0]]).toEqual([T0 / 1000, T0 / 1000 + 1]);
  expect(data.slice(1, 3).map((column) => [...column])).toEqual([
    [5, 6],
    [1, 2],
  ]);
});

it("an exported table has one line per time, empty gaps, and no cell that is a formula", () => {
  const table = tableOf([answer([0, 1], [5, null])], [{ tag: TAG, shiftMs: 0 }]);
  expect(csvOf(table, ["=1+1 Speed, max"])).toBe(`time,"'=1+1 Speed, max"\r\n${at(0)},5\r\n`);
});

it("a recap stops at the span's alarms, oldest first, at the most urgent if many, never at advisories", () => {
  const span = { fromMs: T0, toMs: T0 + 3_600_000 };
  expect(
    stopsOf([alertAt(20, 2), alertAt(10, 3), alertAt(30, 1, "prediction"), alertAt(-5, 1)], span).map(
      ({ atMs }) => (atMs - T0) / 1000,
    ),
  ).toEqual([10, 20]);
  const many = Array.from({ length: 30 }, (_, i) => alertAt(i + 1, i === 7 ? 1 : 4));
  const stops = stopsOf(many, span);
  expect(stops.length).toBe(12);
  expect(stops.some(({ alert }) => alert.priority === 1)).toBe(true);
});

it("the alarm curve counts alarms of the ten minutes before each point", () => {
  const curve = alarmCurve(
    [alertAt(0, 1), alertAt(60, 2), alertAt(90, 2, "anomaly"), { ...alertAt(95, 3), annunciation: "advisory" }],
    { fromMs: T0, toMs: T0 + 1_800_000 },
  );
  expect(curve.find(({ ms }) => ms >= T0 + 120_000)?.value).toBe(2);
  expect(curve.at(-1)?.value).toBe(0);
});

it("equal states in a row are one interval", () => {
  expect(stretchesOf([at(0), at(1), at(2), at(3)], [3, 3, 2, null])).toEqual([
    { fromMs: T0, activity: "running" },
    { fromMs: T0 + 2000, activity: "idle" },
    { fromMs: T0 + 3000, activity: "unknown" },
  ]);
});

it("shifts are the site's, over midnight too; without shifts it is the eight hours before", () => {
  const site = {
    timeZone: "Asia/Shanghai",
    shifts: [
      { name: { zh: "白", en: "Day" }, start: "08:00", end: "20:00" },
      { name: { zh: "夜", en: "Night" }, start: "20:00", end: "08:00" },
    ],
  };
  expect(shiftSpan(site, T0)).toEqual({
    fromMs: Date.parse("2026-11-24T00:00:00Z"),
    toMs: Date.parse("2026-11-24T12:00:00Z"),
  });
  expect(lastShiftSpan(site, T0)).toEqual({
    fromMs: Date.parse("2026-11-23T12:00:00Z"),
    toMs: Date.parse("2026-11-24T00:00:00Z"),
  });
  expect(shiftSpan({ timeZone: "UTC", shifts: [] }, T0)).toEqual({ fromMs: T0 - 8 * 3_600_000, toMs: T0 });
});

it("a link keeps instant, compared instant, camera, layers and wall screen", () => {
  const address = {
    screen: "material" as const,
    atMs: T0,
    pinnedMs: T0 - 1000,
    camera: [1, 2, 30, -20, 51],
    layer: "energy" as const,
    marks: ["vehicles" as const],
    kiosk: { tourS: 45, only: "plan" as const },
  };
  expect(parseAddress(formatAddress(address))).toEqual(address);
  expect(parseAddress("#/overview?cam=1,2,x&lay=nonsense&kiosk=1&tour=1&only=me&cmp=never")).toEqual({
    screen: "overview",
    marks: [],
    kiosk: { tourS: 0, only: "all" },
  });
});
