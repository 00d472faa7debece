import { expect, it } from "vitest";
import type { PlantIndex } from "../../twin-viewer/src/data/plant-index.ts";
import type { ChartAnswer, FeatureAnswer, SeriesAnswer } from "../../twin-viewer/src/data/quality-api.ts";
import { featureRows, fitsWords, numbersIn, usedSubgroups } from "../../twin-viewer/src/data/quality-rows.ts";
import { panesOf, phaseOneOf } from "../../twin-viewer/src/screens/quality/chart-panes.ts";
import {
  curvePath,
  decimalsOfSpread,
  limitPath,
  pointAt,
  scaleOf,
} from "../../twin-viewer/src/screens/quality/chart-shape.ts";
import { qualityScreen } from "../../twin-viewer/src/screens/quality/screen.tsx";

const START_MS = Date.parse("2026-11-29T08:00:00Z");
const at = (minute: number) => new Date(START_MS + minute * 60_000).toISOString();

function series(machine: string, more: Partial<SeriesAnswer> = {}): SeriesAnswer {
  const facts = { count: 100, subgroups: 25, newest: 1, newestAt: at(0), limitsVersion: 1, phase: "frozen" } as const;
  return { machine, ...facts, limitsAt: at(0), isOutOfControl: false, demand: null, ...more };
}

function feature(plan: string, list: readonly SeriesAnswer[]): FeatureAnswer {
  const limits = { nominal: null, lower: null, upper: null };
  return {
    ...{ plan, name: { zh: "内孔直径", en: "Bore diameter" }, feature: plan, unit: "mm", ...limits },
    ...{ characteristic: "critical", isDeviation: false, chart: "xbar-r", size: 4, every: 1, rules: "nelson" },
    requiredCpk: null,
    series: list,
  };
}

/** Ten subgroups with the numbers 100 to 109, one each minute. */
function chart(more: Partial<ChartAnswer> = {}): ChartAnswer {
  const ten = <T>(of: (index: number) => T) => Array.from({ length: 10 }, (_, index) => of(index));
  return {
    ...{ plan: "bore", machine: "CNC-101", phase: "frozen", rules: "nelson", first: 100 },
    limits: { version: 1, at: at(0), by: "li", comment: null, from: 90, to: 104, excluded: [95, 102] },
    model: { kind: "xbar-r", centre: 5, size: 4 },
    times: ten(at),
    pieces: ten((index) => [`PC-${index}`]),
    curves: {
      location: ten((index) => index),
      lower: ten(() => 1),
      upper: ten(() => 8),
      spread: ten(() => 2),
      ...{ spreadCentre: 2, spreadLower: 0, spreadUpper: 4 },
    },
    signals: [
      { pattern: "beyond-limit", rule: 1, curve: "location", from: 0, to: 0 },
      { pattern: "trend", rule: 3, curve: "location", from: 2, to: 7 },
      { pattern: "beyond-limit", rule: 1, curve: "location", from: 9, to: 9 },
    ],
    ...more,
  };
}

it("[QY24] lists charts with a signal first, then those that wait for an inspection, and plans without a chart", () => {
  const demand = { after: "setup", since: at(0), pieces: 3 } as const;
  const rows = featureRows([
    feature("empty", []),
    feature("bore", [series("A"), series("B", { demand }), series("C", { isOutOfControl: true })]),
    feature("leak", [series("")]),
  ]);
  expect(rows.map(({ plan, machine }) => `${plan} ${machine}`)).toEqual([
    "bore C",
    "bore B",
    "bore A",
    "leak ",
    "empty ",
  ]);
  expect(rows.filter((row) => fitsWords(row, "diameter c")).map(({ machine }) => machine)).toEqual(["C"]);
  expect(rows.filter((row) => fitsWords(row, "内孔 leak"))).toHaveLength(1);
});

it("[QY24] is there where an asset inspects pieces or a station counts scrap", () => {
  const plantOf = (kind: string, roles: readonly string[]) =>
    ({
      plant: { assets: [{ assetUid: "urn:a", kind }] },
      tagWith: (_: string, role: string) => (roles.includes(role) ? {} : undefined),
    }) as unknown as PlantIndex;
  const isThere = (...facts: Parameters<typeof plantOf>) => qualityScreen.isThere?.(plantOf(...facts));
  expect(isThere("cmm", [])).toBe(true);
  expect(isThere("lathe", ["parts-scrapped"])).toBe(true);
  expect(isThere("lathe", ["parts-good"])).toBe(false);
});

it("[QY25] draws the pair of curves with signals, patterns, left-out subgroups and phase I", () => {
  const [location, spread] = panesOf(chart());
  expect([...(location?.rules ?? [])]).toEqual([
    [0, [1]],
    [7, [3]],
    [9, [1]],
  ]);
  expect([...(location?.inPattern ?? [])]).toEqual([0, 2, 3, 4, 5, 6, 7, 9]);
  expect([...(location?.excluded ?? [])]).toEqual([2]);
  expect(spread).toMatchObject({ centre: 2, rules: new Map(), values: new Array(10).fill(2) });
  expect(phaseOneOf(chart())).toEqual([0, 4]);
  expect(phaseOneOf(chart({ first: 200 }))).toBeUndefined();
  expect(panesOf(chart({ curves: null }))).toEqual([]);
});

it("[QY25] draws the two sums of CUSUM with a limit each, and EWMA as one curve", () => {
  const { curves } = chart();
  const sums = panesOf(chart({ model: { kind: "cusum", centre: 5, size: 1 } }));
  expect(sums.map(({ lower, upper, centre }) => [lower[0], upper[0], centre])).toEqual([
    [null, 8, 0],
    [1, null, 0],
  ]);
  const without = { ...(curves as NonNullable<typeof curves>), spread: new Array<null>(10).fill(null) };
  expect(panesOf(chart({ model: { kind: "ewma", centre: 5, size: 1 }, curves: without }))).toHaveLength(1);
});

it("[QY25] draws each point where the pointer finds it, and gaps as gaps", () => {
  const values = [1, null, 3, 4];
  const limits = new Array<number>(4).fill(5);
  const scale = scaleOf({ width: 284, height: 100, values, lower: limits, upper: limits, centre: null });
  for (const point of values.keys()) expect(pointAt(scale.x(point), scale, 4)).toBe(point);
  expect([pointAt(-50, scale, 4), pointAt(9999, scale, 4), pointAt(0, scale, 0)]).toEqual([0, 3, undefined]);
  expect(curvePath(values, scale).match(/M/g)).toHaveLength(2);
  expect(limitPath(limits, scale).match(/M/g)).toHaveLength(1);
  expect(scale.y(5)).toBeLessThan(scale.y(1));
  const flat = scaleOf({ width: 284, height: 100, values: [7], lower: [null], upper: [null], centre: null });
  expect(Number.isFinite(flat.y(7))).toBe(true);
  expect([decimalsOfSpread(0.002), decimalsOfSpread(5), decimalsOfSpread(1200), decimalsOfSpread(0)]).toEqual([
    4, 1, 0, 3,
  ]);
});

it("[QY27] reads numbers of subgroups, and counts those that limits are computed from", () => {
  expect(numbersIn("")).toEqual([]);
  expect(numbersIn("12-14, 7，7 9")).toEqual([7, 9, 12, 13, 14]);
  for (const text of ["x", "7-", "9-3", "0-99999", "-4"]) expect(numbersIn(text), text).toBeUndefined();
  expect(usedSubgroups(0, 24, [7, 30])).toBe(24);
  expect(usedSubgroups(5, 4, [])).toBe(0);
});
