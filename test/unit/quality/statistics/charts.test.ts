import { describe, expect, it } from "vitest";
import type { ChartModel, Pattern, RuleSet } from "../../../../edge/contracts/quality/chart.ts";
import { ChartJudge, judgeAll } from "../../../../edge/quality/statistics/chart-judge.ts";
import { estimateModel } from "../../../../edge/quality/statistics/chart-model.ts";
import { RunRules } from "../../../../edge/quality/statistics/run-rules.ts";
import { randomOf } from "../../../run/seed.ts";

const SINGLE: ChartModel = {
  kind: "i-mr",
  size: 1,
  centre: 0,
  sigma: 1,
  lambda: Number.NaN,
  width: 3,
  reference: Number.NaN,
};

function patternsOf(set: RuleSet, points: readonly number[]): Pattern[] {
  return judgeAll(SINGLE, set, { values: Float64Array.from(points) })
    .signals.filter(({ curve }) => curve === "location")
    .map(({ pattern }) => pattern);
}

/** The patterns at the last of these points, each looked for in a window of its own. */
function inWindows(points: readonly number[], set: RuleSet): Set<Pattern> {
  const last = (count: number): readonly number[] | undefined =>
    points.length < count ? undefined : points.slice(-count);
  const found = new Set<Pattern>();
  const z = points.at(-1) as number;
  const beyond = (count: number, least: number, zone: number): boolean =>
    [1, -1].some((side) => z * side > zone && points.slice(-count).filter((p) => p * side > zone).length >= least);
  const rising = (window: readonly number[], side: number): boolean =>
    window.slice(1).every((p, at) => (p - (window[at] as number)) * side > 0);
  if (Math.abs(z) > 3) found.add("beyond-limit");
  if (beyond(3, 2, 2)) found.add("two-of-three-beyond-2");
  if (beyond(5, 4, 1)) found.add("four-of-five-beyond-1");
  const run = last(set === "nelson" ? 9 : 8);
  if (run?.every((p) => p > 0) || run?.every((p) => p < 0)) found.add("run-on-one-side");
  if (set === "western-electric") return found;
  const trend = last(6);
  if (trend !== undefined && (rising(trend, 1) || rising(trend, -1))) found.add("trend");
  const steps = last(14)
    ?.map((p, at, all) => (at === 0 ? 0 : Math.sign(p - (all[at - 1] as number))))
    .slice(1);
  if (steps?.every((step, at) => step !== 0 && (at === 0 || step === -(steps[at - 1] as number))))
    found.add("alternating");
  if (last(15)?.every((p) => Math.abs(p) < 1)) found.add("all-within-1");
  if (last(8)?.every((p) => Math.abs(p) > 1)) found.add("none-within-1");
  return found;
}

describe("patterns of points", () => {
  const steady = [0.2, -0.3, 0.5, -0.1];

  it("[QY3] Western Electric has four rules, with a run of eight", () => {
    expect(patternsOf("western-electric", [...steady, 3.01])).toEqual(["beyond-limit"]);
    expect(patternsOf("western-electric", [...steady, 2.1, 0.1, 2.2])).toEqual(["two-of-three-beyond-2"]);
    expect(patternsOf("western-electric", [...steady, 2.1, 0.1, -2.2])).toEqual([]);
    expect(patternsOf("western-electric", [-0.5, 1.1, 1.2, 0.1, 1.3, 1.4])).toEqual(["four-of-five-beyond-1"]);
    const run = [0.1, 0.4, 0.2, 0.3, 0.1, 0.6, 0.2];
    expect(patternsOf("western-electric", run)).toEqual([]);
    expect(patternsOf("western-electric", [...run, 0.1])).toEqual(["run-on-one-side"]);
    expect(patternsOf("western-electric", [...run, 0])).toEqual([]);
  });

  it("[QY3] Nelson has eight tests, with a run of nine, and names each by its number", () => {
    const trend = [-0.9, -0.5, -0.1, 0.2, 0.6, 0.9];
    expect(patternsOf("nelson", trend.slice(0, 5))).toEqual([]);
    expect(judgeAll(SINGLE, "nelson", { values: Float64Array.from(trend) }).signals).toEqual([
      { pattern: "trend", rule: 3, curve: "location", from: 0, to: 5 },
    ]);
    const alternating = Array.from({ length: 14 }, (_, at) => (at % 2 === 0 ? 0.8 : -0.7));
    expect(patternsOf("nelson", alternating)).toEqual(["alternating"]);
    const within = Array.from({ length: 15 }, (_, at) => [0.3, 0.5, -0.4, -0.2][at % 4] as number);
    expect(patternsOf("nelson", within)).toEqual(["all-within-1"]);
    expect(patternsOf("nelson", [1.5, 1.7, -1.2, -1.3, 1.4, 1.6, -1.5, -1.9])).toEqual(["none-within-1"]);
  });

  it("[QY3] are those of a search in windows, for any sequence", () => {
    const random = randomOf("quality-windows");
    for (const set of ["western-electric", "nelson"] as const) {
      for (const scale of [0.8, 3, 8]) {
        const rules = new RunRules(set);
        const points: number[] = [];
        for (let at = 0; at < 400; at++) {
          // Coarse points repeat and lie on the centre.
          points.push(Math.round((random() - 0.5) * scale * 4) / 4);
          const bits = rules.add(points.at(-1) as number);
          const found = rules.rules.filter((_, bit) => (bits & (1 << bit)) !== 0).map(({ pattern }) => pattern);
          expect(new Set(found)).toEqual(inWindows(points, set));
        }
      }
    }
  });

  it("[QY4] continue from a snapshot as if they had not stopped", () => {
    const random = randomOf("quality-snapshot");
    const groups = Array.from({ length: 200 }, () => Float64Array.from({ length: 3 }, () => (random() - 0.5) * 5));
    for (const kind of ["xbar-r", "xbar-s", "ewma", "cusum"] as const) {
      const model = { ...SINGLE, kind, size: 3, lambda: 0.2, width: 2.8, reference: 0.5 };
      const whole = new ChartJudge(model, "nelson");
      let parted = new ChartJudge(model, "nelson");
      for (const group of groups) {
        const state = JSON.parse(JSON.stringify(parted.snapshot())) as ReturnType<ChartJudge["snapshot"]>;
        parted = new ChartJudge(model, "nelson");
        parted.restore(state);
        expect(parted.add(group)).toBe(whole.add(group));
        expect(parted.location).toBe(whole.location);
      }
    }
  });
});

describe("charts", () => {
  it("[QY2] phase I leaves out what is excluded, and steps to and from it", () => {
    const values = Float64Array.of(10, 12, 11, 90, 12, 10);
    const all = estimateModel({ kind: "i-mr", size: 1 }, { values }) as ChartModel;
    const model = estimateModel({ kind: "i-mr", size: 1 }, { values }, new Set([3])) as ChartModel;
    expect(model.centre).toBe(11);
    // Steps 2, 1 and 2; their mean over d2 of two values.
    expect(model.sigma).toBeCloseTo((5 / 3) * (Math.sqrt(Math.PI) / 2), 12);
    expect(all.sigma).toBeGreaterThan(10 * model.sigma);
  });

  it("[QY2] phase I takes the deviation within subgroups, not between them", () => {
    const values = Float64Array.of(1, 2, 3, 101, 102, 103, 201, 202, 203);
    const byRange = estimateModel({ kind: "xbar-r", size: 3 }, { values }) as ChartModel;
    const byDeviation = estimateModel({ kind: "xbar-s", size: 3 }, { values }) as ChartModel;
    expect(byRange.centre).toBe(102);
    expect(byRange.sigma).toBeCloseTo(2 / 1.6925687506, 9);
    expect(byDeviation.sigma).toBeCloseTo(1 / 0.8862269255, 9);
  });

  it("[QY2] gives no model without scatter, without subgroups and without a nonconformity", () => {
    expect(estimateModel({ kind: "i-mr", size: 1 }, { values: Float64Array.of(1, 1, 1) })).toBeUndefined();
    expect(estimateModel({ kind: "xbar-r", size: 5 }, { values: Float64Array.of(1, 2, 3, 4, 5) })).toBeUndefined();
    const inspected = Float64Array.of(50, 50);
    expect(estimateModel({ kind: "p", size: 1 }, { values: Float64Array.of(0, 0), inspected })).toBeUndefined();
    expect(estimateModel({ kind: "p", size: 1 }, { values: Float64Array.of(50, 50), inspected })).toBeUndefined();
  });

  it("[QY5] limits of means and spreads are those of the published constants", () => {
    const { curves } = judgeAll({ ...SINGLE, kind: "xbar-r", size: 5, centre: 74, sigma: 0.01 }, "limits", {
      values: Float64Array.of(74, 74.01, 73.99, 74.02, 73.98),
    });
    expect(curves.upper[0]).toBeCloseTo(74 + (3 * 0.01) / Math.sqrt(5), 12);
    expect(curves.spread[0]).toBeCloseTo(0.04, 12);
    expect(curves.spreadCentre).toBeCloseTo(2.32593 * 0.01, 6);
    expect(curves.spreadUpper).toBeCloseTo(2.1145 * 2.32593 * 0.01, 5);
    expect(curves.spreadLower).toBe(0);
  });

  it("[QY5] a spread beyond its limits is a signal of its own, and the first moving range is missing", () => {
    const { curves, signals } = judgeAll(SINGLE, "nelson", { values: Float64Array.of(-1.9, 1.9) });
    expect(curves.spread[0]).toBeNaN();
    expect(curves.spread[1]).toBeCloseTo(3.8, 12);
    expect(signals).toEqual([{ pattern: "beyond-limit", rule: 1, curve: "spread", from: 1, to: 1 }]);
  });

  it("[QY5] EWMA weighs the newest mean, with the limits of its steady state", () => {
    const model = { ...SINGLE, kind: "ewma", size: 4, centre: 10, sigma: 2, lambda: 0.2, width: 2.962 } as const;
    const { curves } = judgeAll(model, "nelson", { values: Float64Array.of(11, 11, 11, 11, 13, 13, 13, 13) });
    expect(curves.location[0]).toBeCloseTo(10.2, 12);
    expect(curves.location[1]).toBeCloseTo(10.76, 12);
    expect(curves.upper[1]).toBeCloseTo(10 + 2.962 * (2 / Math.sqrt(4)) * Math.sqrt(0.2 / 1.8), 12);
  });

  it("[QY5] CUSUM adds what exceeds the reference value, on both sides, and begins anew after a signal", () => {
    const model = { ...SINGLE, kind: "cusum", reference: 0.5, width: 4 } as const;
    const { curves, signals } = judgeAll(model, "nelson", { values: Float64Array.of(2, 2, 2, 0.7, -3, -3) });
    expect([...curves.location]).toEqual([1.5, 3, 4.5, expect.closeTo(0.2, 12), 0, 0]);
    expect([...curves.spread]).toEqual([-0, -0, -0, -0, -2.5, -5]);
    expect(signals.map(({ curve, to }) => [curve, to])).toEqual([
      ["location", 2],
      ["spread", 5],
    ]);
  });

  it("[QY6] limits of shares follow each subgroup's size, and stay within 0 and 1", () => {
    const values = Float64Array.of(5, 10, 0);
    const inspected = Float64Array.of(100, 200, 4);
    const model = estimateModel({ kind: "p", size: 1 }, { values, inspected }) as ChartModel;
    expect(model.centre).toBeCloseTo(15 / 304, 12);
    const { curves } = judgeAll({ ...model, centre: 0.05 }, "limits", { values, inspected });
    expect(curves.upper[0]).toBeCloseTo(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 100), 12);
    expect(curves.upper[1]).toBeCloseTo(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 200), 12);
    expect(curves.lower[2]).toBe(0);
    const units = judgeAll({ ...model, kind: "u", centre: 2 }, "limits", {
      values: Float64Array.of(30),
      inspected: Float64Array.of(5),
    });
    expect(units.curves.upper[0]).toBeCloseTo(2 + 3 * Math.sqrt(2 / 5), 12);
    expect(units.signals).toHaveLength(1);
  });
});
