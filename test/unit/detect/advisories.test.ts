import { expect, it } from "vitest";
import type { Finding } from "../../../edge/contracts/alerts/detector.ts";
import { createCauseWatch } from "../../../edge/detect/causes/cause-watch.ts";
import { createDriftDetector } from "../../../edge/detect/detectors/drift.ts";
import { createRateDetector } from "../../../edge/detect/detectors/rate.ts";
import { createTrendDetector } from "../../../edge/detect/detectors/trend.ts";
import { fitRobustLine, normalQuantile } from "../../../edge/detect/maths/robust-fit.ts";
import type { RuleDetector } from "../../../edge/detect/rules/rule-detector.ts";
import { BenchPlant, configOf, noise, S, see, standing, T0 } from "./bench-plant.ts";

/** Feeds a detector one value a second, each followed by a tick; returns all findings with their second. */
function run(
  detector: RuleDetector,
  ref: number,
  options: { from: number; to: number; value: (second: number) => number },
): [number, Finding][] {
  const all: [number, Finding][] = [];
  for (let second = options.from; second < options.to; second++) {
    const at = T0 + second * S;
    const value = options.value(second);
    if (!Number.isNaN(value))
      for (const finding of see(detector, { ref: ref as never, value, at })) all.push([second, finding]);
    for (const finding of detector.tick?.(at) ?? []) all.push([second, finding]);
  }
  return all;
}

function bench(tag: { role?: "tool-life-used"; limits?: { high: number } } = {}) {
  const plant = new BenchPlant([
    {
      label: "CNC-103",
      tags: [
        { signal: "value", unit: "%", range: [0, 100], ...tag },
        { signal: "item-state", type: "enum", role: "item-state" },
      ],
    },
  ]);
  return { plant, ref: plant.ref("CNC-103", "value") };
}

it("[A5] a change that is too fast raises once and clears when it is slow again", () => {
  const { plant, ref } = bench();
  const [rule] = configOf({
    rates: [{ id: "jump", tags: { signal: "value" }, perSecond: 1, overS: 4, offDelayS: 5 }],
  }).rates;
  const detector = createRateDetector(rule as never, plant.context) as RuleDetector;
  const slow = run(detector, ref, { from: 0, to: 30, value: (second) => 20 + second * 0.5 });
  expect(standing(slow.map(([, finding]) => finding))).toEqual([]);
  const fast = run(detector, ref, { from: 30, to: 40, value: (second) => 35 + (second - 30) * 3 });
  expect(fast[0]?.[1]).toMatchObject({ rule: "rate/jump/value", standing: true, kind: "process" });
  expect(fast[0]?.[0]).toBeLessThanOrEqual(34);
  const rest = run(detector, ref, { from: 40, to: 60, value: () => 62 });
  expect(rest.at(-1)?.[1]).toMatchObject({ standing: false });
});

it("[A5] a jump after a long rest is measured over one window, not over the rest", () => {
  const { plant, ref } = bench();
  const [rule] = configOf({
    rates: [{ id: "jump", tags: { signal: "value" }, perSecond: 2, overS: 5, direction: "rise" }],
  }).rates;
  const detector = createRateDetector(rule as never, plant.context) as RuleDetector;
  see(detector, { ref, value: 10, at: T0 });
  const jump = run(detector, ref, { from: 600, to: 610, value: (second) => (second === 600 ? 25 : Number.NaN) });
  // Nothing replaces the reading for a window.
  expect(jump.slice(0, 1)).toMatchObject([[605, { standing: true, at: T0 + 600 * S }]]);
  expect(standing(see(detector, { ref, value: 5, at: T0 + 900 * S }))).toEqual([]);
});

it("[A114] one wrong reading, or two, are no change, wherever they fall and however often values come", () => {
  const { plant, ref } = bench();
  const [rule] = configOf({ rates: [{ id: "jump", tags: { signal: "value" }, perSecond: 1, overS: 10 }] }).rates;
  for (const [everyS, readings] of [
    [1, 1],
    [1, 2],
    [2, 1],
    [7, 1],
  ] as const)
    for (let wrongAt = 20; wrongAt < 30; wrongAt++)
      for (const by of [-90, 40]) {
        const detector = createRateDetector(rule as never, plant.context) as RuleDetector;
        const isWrong = (second: number): boolean => second >= wrongAt && second < wrongAt + readings * everyS;
        const value = (second: number): number =>
          second % everyS === 0 ? 50 + (isWrong(second) ? by : 0) : Number.NaN;
        const found = run(detector, ref, { from: 0, to: 60, value });
        expect(standing(found.map(([, finding]) => finding))).toEqual([]);
      }
});

it("[A114] a change that lasts is found three seconds later, with the time at which it was first too fast", () => {
  const { plant, ref } = bench();
  const [rule] = configOf({ rates: [{ id: "jump", tags: { signal: "value" }, perSecond: 1, overS: 10 }] }).rates;
  const detector = createRateDetector(rule as never, plant.context) as RuleDetector;
  const found = run(detector, ref, { from: 0, to: 60, value: (second) => 50 - (second >= 40 ? 30 : 0) });
  expect(found.filter(([, { standing: stands }]) => stands).slice(0, 1)).toMatchObject([[43, { at: T0 + 40 * S }]]);
});

function driftBench(during: "always" | "executing" = "always") {
  const { plant, ref } = bench();
  const [rule] = configOf({ drifts: [{ id: "value", tags: { signal: "value" }, everyS: 5, during }] }).drifts;
  return { plant, ref, detector: createDriftDetector(rule as never, plant.context) as RuleDetector };
}

it("[A6] a slow drift out of the noise raises an anomaly with its reference, and clears on return", () => {
  const { ref, detector } = driftBench();
  const random = noise(7);
  const value = (second: number) => 50 + random() * 0.5 + (second > 120 && second < 420 ? (second - 120) * 0.05 : 0);
  const all = run(detector, ref, { from: 0, to: 700, value });
  const raised = all.find(([, finding]) => finding.standing);
  expect(raised?.[0]).toBeGreaterThan(130);
  expect(raised?.[0]).toBeLessThan(240);
  expect(raised?.[1]).toMatchObject({ rule: "drift/value/value", kind: "anomaly" });
  expect(raised?.[1].evidence[0]?.limit).toBeCloseTo(50, 0);
  expect(all.at(-1)?.[1].standing).toBe(false);
});

it.each(Array.from({ length: 20 }, (_, i) => i + 1))(
  "[A6] noise alone is no drift (seed %i), nor is one spike",
  (seed) => {
    const { ref, detector } = driftBench();
    const random = noise(seed);
    const all = run(detector, ref, {
      from: 0,
      to: 1800,
      value: (second) => 50 + random() * 2 + (second === 900 ? 400 : 0),
    });
    expect(standing(all.map(([, finding]) => finding))).toEqual([]);
    expect(all.filter(([, finding]) => finding.standing)).toEqual([]);
  },
);

it("[A6] samples taken while the machine does not execute are left out", () => {
  const { plant, ref, detector } = driftBench("executing");
  const state = (value: number, second: number) =>
    see(detector, { ref: plant.ref("CNC-103", "item-state"), value, at: T0 + second * S });
  state(3, -1);
  run(detector, ref, { from: 0, to: 200, value: (second) => 50 + (second % 2) * 0.2 });
  state(2, 200);
  expect(run(detector, ref, { from: 201, to: 500, value: () => 5 }).filter(([, finding]) => finding.standing)).toEqual(
    [],
  );
  state(3, 500);
  expect(run(detector, ref, { from: 501, to: 700, value: () => 5 }).some(([, finding]) => finding.standing)).toBe(true);
});

function trendBench(written: Record<string, unknown> = {}) {
  const { plant, ref } = bench({ role: "tool-life-used", limits: { high: 90 } });
  const [rule] = configOf({
    trends: [{ id: "life", tags: { role: "tool-life-used" }, to: 100, everyS: 10, minPoints: 12, ...written }],
  }).trends;
  return { plant, ref, detector: createTrendDetector(rule as never, plant.context) as RuleDetector };
}

it("[A12] tool life is predicted with an interval that contains the true end", () => {
  const { ref, detector } = trendBench();
  const random = noise(3);
  const all = run(detector, ref, { from: 0, to: 400, value: (second) => 20 + second * 0.02 + random() * 0.05 });
  const last = all.at(-1)?.[1];
  const truth = T0 + ((100 - 20) / 0.02) * S;
  const { at, from, to, confidence } = last?.evidence[0]?.prediction ?? { at: 0, from: 0, to: 0, confidence: 0 };
  expect(last).toMatchObject({ rule: "trend/life/value", kind: "prediction", standing: true });
  expect(confidence).toBe(0.8);
  expect(Math.abs(at - truth)).toBeLessThan(0.03 * (truth - T0));
  expect(from).toBeLessThan(truth);
  expect(to).toBeGreaterThan(truth);
  expect(last?.message.en).toBe("CNC-103 value is expected to reach 100 %");
});

it("[A12] the 80 % interval contains the truth in at least 70 % of runs", () => {
  let held = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const random = noise(seed * 977);
    const times = Float64Array.from({ length: 30 }, (_, i) => i * 10);
    const values = times.map((time) => 20 + 0.1 * time + random());
    const line = fitRobustLine(times, values, { count: 30, z: normalQuantile(0.9) });
    const truth = (100 - 20) / 0.1;
    const gap = 100 - line.level;
    if (
      290 + (gap - line.levelError) / line.slopeHigh <= truth &&
      truth <= 290 + (gap + line.levelError) / line.slopeLow
    )
      held++;
  }
  expect(held).toBeGreaterThanOrEqual(28);
});

it("[A12] a flat or receding value, or a crossing beyond the horizon, gives no prediction", () => {
  for (const slope of [0, -0.02, 0.0004]) {
    const { ref, detector } = trendBench();
    const random = noise(11);
    const all = run(detector, ref, { from: 0, to: 900, value: (second) => 50 + second * slope + random() * 0.3 });
    expect(all.filter(([, finding]) => finding.standing)).toEqual([]);
  }
});

it("[A12] a constant value on a live link counts as held; a new tool withdraws the prediction", () => {
  const { ref, detector } = trendBench();
  const stepped = run(detector, ref, {
    from: 0,
    to: 400,
    value: (second) => (second % 20 === 0 ? 60 + second * 0.05 : Number.NaN),
  });
  expect(standing(stepped.map(([, finding]) => finding))).toEqual(["trend/life/value"]);
  const changed = run(detector, ref, { from: 400, to: 500, value: (second) => (second === 400 ? 0 : Number.NaN) });
  expect(changed[0]?.[1]).toMatchObject({ standing: false });
  expect(changed.filter(([, finding]) => finding.standing)).toEqual([]);
});

it("[A111] a trend restarts when a count of replacements changes, although the next tool is nearly as worn", () => {
  const plant = new BenchPlant([
    {
      label: "CNC-103",
      tags: [
        { signal: "life", unit: "%", range: [0, 100], role: "tool-life-used" },
        { component: "counter", signal: "changes" },
        { component: "counter", signal: "parts" },
      ],
    },
  ]);
  const made = (more: object) => {
    const life = { id: "life", tags: { signal: "life" }, to: 100, everyS: 10, minPoints: 12 };
    const [rule] = configOf({ trends: [{ ...life, ...more }] }).trends;
    return createTrendDetector(rule as never, plant.context) as RuleDetector;
  };
  const stood = (detector: RuleDetector, from: number, to: number, life: (second: number) => number) => {
    const all: boolean[] = [];
    for (let second = from; second < to; second++) {
      const at = T0 + second * S;
      const readings = { life: life(second), changes: second < 400 ? 7 : 8, parts: Math.floor(second / 50) };
      const found = Object.entries(readings).flatMap(([signal, value]) =>
        see(detector, { ref: plant.ref("CNC-103", signal), value, at }),
      );
      for (const { standing: stands } of [...found, ...(detector.tick?.(at) ?? [])]) all.push(stands);
    }
    return all;
  };
  const old = (second: number) => 60 + second * 0.05;
  // The next tool rests at 78 %: two points less, while only a change of ten or more counts as a step.
  const rests = () => 78;
  const without = made({});
  expect(stood(without, 0, 400, old)).toContain(true);
  expect(stood(without, 400, 430, rests)).toContain(true);
  const detector = made({ resetOn: { component: "counter", signal: "changes" } });
  expect(stood(detector, 0, 400, old)).toContain(true);
  expect(stood(detector, 400, 430, rests)).toEqual([false]);
  expect(stood(detector, 430, 900, rests)).not.toContain(true);
});

it("[A111] after a restart, the window does not reach back before the change", () => {
  const { ref, detector } = trendBench();
  run(detector, ref, { from: 0, to: 407, value: (second) => 60 + second * 0.05 });
  const all = run(detector, ref, { from: 407, to: 600, value: (second) => second * 0.1 });
  const first = all.find(([, finding]) => finding.standing)?.[1];
  expect(first?.evidence[0]?.from).toBeGreaterThanOrEqual(T0 + 407 * S);
});

it("[A12] a rule to a tag's limit watches only tags that have it", () => {
  const { plant } = bench();
  const [rule] = configOf({ trends: [{ id: "t", tags: { signal: "value" }, to: "high" }] }).trends;
  expect(createTrendDetector(rule as never, plant.context)).toBeUndefined();
});

it("[A13] a silent link is one alert for all assets behind it, after its delay; longer for one never heard", () => {
  const plant = new BenchPlant(
    ["A", "B", "C"].map((label, i) => ({ label, tags: [{ signal: "value", link: i === 2 ? 1 : 0 }] })),
  );
  const detector = createCauseWatch(
    configOf({ stale: { afterS: 10, startGraceS: 30 } }).stale,
    plant.context,
  ) as RuleDetector;
  plant.live.set(1, { live: false, ageMs: undefined });
  const tick = (second: number) => detector.tick?.(T0 + second * S) ?? [];
  expect(tick(0)).toMatchObject([{ rule: "link-stale/line-0", standing: false, assetUid: plant.uid("A") }]);
  expect(tick(15)).toEqual([]);
  expect(tick(31)).toMatchObject([
    { rule: "link-stale/line-1", standing: true, kind: "system", assetUid: plant.uid("C") },
  ]);
  plant.live.set(0, { live: false, ageMs: 5000, reason: "connection refused" });
  expect(tick(40)).toHaveLength(1);
  expect(tick(51).find((finding) => finding.rule === "link-stale/line-0")).toMatchObject({
    standing: true,
    message: { en: "A communication lost: link line-0 is silent (2 assets): connection refused" },
  });
  plant.live.set(0, { live: true, ageMs: 5 });
  expect(tick(52).find((finding) => finding.rule === "link-stale/line-0")).toMatchObject({ standing: true });
  expect(tick(55).find((finding) => finding.rule === "link-stale/line-0")).toMatchObject({ standing: false });
});
