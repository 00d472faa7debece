import { describe, expect, it } from "vitest";
import type { ComponentAnswer, WorkState } from "../../twin-viewer/src/data/maintenance-api.ts";
import { statisticShape, stretchesOf } from "../../twin-viewer/src/screens/maintenance/statistic-charts.tsx";
import { stepOf } from "../../twin-viewer/src/screens/maintenance/work-steps.tsx";

const NOW = Date.UTC(2026, 10, 28, 9, 0, 0);
const HOUR_MS = 3_600_000;
const WORDS = { zh: "磨损", en: "wear" };
const iso = (ms: number) => new Date(ms).toISOString();

it("[WI40] a finding comes as far as the work on it", () => {
  const at = (stage: ComponentAnswer["stage"], state?: WorkState) =>
    stepOf({ stage, work: state === undefined ? null : { itemUid: "w", state, due: null } });
  expect([at("healthy"), at("watch"), at("act"), at("act", "reported")]).toEqual([-1, -1, 0, 0]);
  const steps = (["planned", "in-progress", "finished", "closed"] as const).map((state) => at("act", state));
  expect(steps).toEqual([1, 2, 3, 4]);
});

describe("[HB40] a statistic over time", () => {
  const one = {
    tagUid: null,
    name: WORDS,
    meaning: WORDS,
    unit: "mm/s",
    times: [iso(NOW - 2 * HOUR_MS), iso(NOW - HOUR_MS), iso(NOW - 60_000)],
    value: [2, 2, 6],
    low: [1, 1, 1],
    high: [3, 3, 3],
  };

  it("holds each value until the next one, and is cut at the ends of the picture", () => {
    const span = { fromMs: NOW - 90 * 60_000, toMs: NOW };
    const stretches = stretchesOf(one, span);
    expect(stretches.map(({ fromMs, toMs }) => [NOW - fromMs, NOW - toMs].map((ms) => ms / 60_000))).toEqual([
      [90, 60],
      [60, 1],
      [1, 0],
    ]);
    expect(stretchesOf(one, { fromMs: NOW - 5 * HOUR_MS, toMs: NOW - 3 * HOUR_MS })).toEqual([]);
    const { path, band } = statisticShape(stretches, span);
    expect(path.match(/[ML]/g)).toEqual(["M", "L", "L"]);
    expect(path.endsWith("H360.0")).toBe(true);
    expect(band.match(/z/g)).toHaveLength(3);
  });

  it("lies within its range, and a value beyond it above the area", () => {
    const span = { fromMs: NOW - 90 * 60_000, toMs: NOW };
    const { path, band } = statisticShape(stretchesOf(one, span), span);
    const heights = [...path.matchAll(/ ([\d.]+)H/g)].map(([, y]) => Number(y));
    const [, top, bottom] = /M[\d.]+ ([\d.]+)H[\d.]+V([\d.]+)/.exec(band)?.map(Number) ?? [];
    expect(heights[0]).toBeGreaterThan(top as number);
    expect(heights[0]).toBeLessThan(bottom as number);
    expect(heights[2]).toBeLessThan(top as number);
  });
});
