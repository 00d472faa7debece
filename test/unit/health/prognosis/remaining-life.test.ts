import { describe, expect, it } from "vitest";
import type { Finding } from "../../../../edge/contracts/alerts/detector.ts";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { ComponentHealth } from "../../../../edge/health/book/component-health.ts";
import { Experience } from "../../../../edge/health/book/experience.ts";
import { DamagePath } from "../../../../edge/health/prognosis/damage-path.ts";
import { type TimeLeft, timeLeft } from "../../../../edge/health/prognosis/degradation.ts";
import { EarlierLives } from "../../../../edge/health/prognosis/earlier-lives.ts";
import { GROWTH_LAWS, type GrowthLaw } from "../../../../edge/health/prognosis/growth-laws.ts";
import { Prognosis } from "../../../../edge/health/prognosis/prognosis.ts";
import { risingOf } from "../../../../edge/health/prognosis/rising.ts";
import type { TimeScale } from "../../../../edge/health/prognosis/time-scale.ts";
import { GrowthPath } from "../../../../simulators/kernel/faults/growth.ts";
import { Random } from "../../../../simulators/kernel/random.ts";
import { FakeWatch, signatureOf } from "../../../fakes/health/fake-watch.ts";

const MIN = 60e6;
const PRIORS = new EarlierLives().priors("any");

/** A component that fails after some hours at a level from 0.8 to 1, as the simulated plant's do. */
function life(seed: number, law: GrowthLaw) {
  const random = new Random(seed);
  const path = new GrowthPath(law, random);
  const level = random.between(0.8, 1);
  const wholeMin = Math.round(random.between(120, 3000));
  const noise = random.fork("noise");
  return {
    wholeMin,
    damageAt: (minute: number): number =>
      Math.max(0, level * path.at(Math.min(1, minute / wholeMin)) + 0.02 * noise.at(String(minute)).normal()),
  };
}

it("[RL1] intervals of 90 % cover most ends, on paths of every law", () => {
  let [covered, judged] = [0, 0];
  const errors: number[] = [];
  for (const [number, law] of GROWTH_LAWS.entries())
    for (let seed = 1; seed <= 14; seed++) {
      const { wholeMin, damageAt } = life(100 * number + seed, law);
      const path = new DamagePath();
      const now = Math.round(wholeMin * (0.5 + (0.45 * seed) / 14));
      for (let minute = 0; minute <= now; minute++) path.add(minute * MIN, damageAt(minute));
      const left = timeLeft(path.knots(), PRIORS);
      if (left === undefined) continue;
      const trueS = (wholeMin - now) * 60;
      judged++;
      if (trueS >= left.p05 && trueS <= left.p95) covered++;
      errors.push(Math.abs(left.p50 - trueS) / trueS);
      expect([left.p05, left.p10, left.p50, left.p90, left.p95]).toEqual(
        [left.p05, left.p10, left.p50, left.p90, left.p95].sort((a, b) => a - b),
      );
    }
  errors.sort((a, b) => a - b);
  expect(judged).toBeGreaterThan(30);
  expect(covered / judged).toBeGreaterThan(0.85);
  expect(errors[errors.length >> 1]).toBeLessThan(0.45);
});

describe("a path without a prediction", () => {
  const knots = (...damages: number[]) => ({
    times: Float64Array.from(damages, (_damage, at) => at * 60 * MIN),
    damages: Float64Array.from(damages),
    noise: 0.01,
    now: (damages.length - 1) * 60 * MIN,
  });

  it("[RL2] is short, or does not rise", () => {
    expect(timeLeft(knots(0.1, 0.2, 0.3), PRIORS)).toBeUndefined();
    expect(timeLeft(knots(0.3, 0.3, 0.3, 0.3, 0.3), PRIORS)).toBeUndefined();
    expect(timeLeft(knots(0.1, 0.2, 0.3, 0.4, 0.5), PRIORS)?.p50).toBeGreaterThan(0);
  });

  it("[RL2] belongs to little damage", () => {
    const prognosis = new Prognosis(new EarlierLives());
    for (let minute = 0; minute < 200; minute++) prognosis.add(minute * MIN, 0.04 + 0.0002 * minute);
    expect(prognosis.left(200 * MIN, "wear")).toBeUndefined();
    for (let minute = 200; minute < 600; minute++) prognosis.add(minute * MIN, 0.04 + 0.0002 * minute);
    expect(prognosis.left(600 * MIN, "wear")).toBeDefined();
  });
});

function component(earlier = new EarlierLives()) {
  const watch = new FakeWatch("tool", [signatureOf("tool-wear", { rate: 1 })]);
  const health = new ComponentHealth({
    assetUid: "cnc" as AssetUid,
    path: "tool",
    name: { zh: "刀具", en: "Tool" },
    newest: () => 42,
    watches: [watch],
    earlier,
    assetType: "lathe",
    experience: new Experience(),
  });
  return { watch, health, earlier };
}

/** Findings while damage rises to `end` within a number of minutes. */
function wears({ watch, health }: ReturnType<typeof component>, end: number, minutes: number, from = 0) {
  const said: Finding[] = [];
  for (let minute = from; minute < from + minutes; minute++) {
    watch.damage = (end * (minute - from)) / minutes;
    watch.strengths[0] = watch.damage > 0.2 ? 12 : 0;
    const finding = health.tick(minute * MIN, false);
    if (finding !== undefined) said.push(finding);
  }
  return said;
}

it("[RL3] a finding has health, time left and the forecast as evidence, and is repeated when they change", () => {
  const said = wears(component(), 0.7, 350);
  const rul = said.map((one) => one.rul).filter((one) => one !== undefined);
  expect(said.every(({ health }) => health !== undefined)).toBe(true);
  expect(said.at(-1)?.health).toBeLessThan(35);
  // Fitted every ten minutes; the same forecast is repeated unchanged until it moves.
  const times = [...new Set(rul.map(({ at }) => at))];
  expect(times.length).toBeGreaterThan(2);
  expect(times.length).toBeLessThan(rul.length / 3);
  const last = said.at(-1) as Finding;
  const forecast = last.evidence.find(({ prediction }) => prediction !== undefined);
  const { at, p05, p50, p95 } = last.rul as NonNullable<Finding["rul"]>;
  expect(forecast?.prediction).toEqual({
    at: at + p50 * 1e6,
    from: at + p05 * 1e6,
    to: at + p95 * 1e6,
    confidence: 0.9,
  });
  // The component fails between 0.8 and 1, after 400 to 500 minutes.
  expect(at / MIN + p50 / 60).toBeGreaterThan(390);
  expect(at / MIN + p50 / 60).toBeLessThan(520);
});

it("[RL4] a replaced component starts over, and others learn from one that failed", () => {
  const one = component();
  wears(one, 0.95, 400);
  one.health.renewed();
  one.watch.damage = 0;
  one.watch.strengths[0] = 0;
  const again = wears(one, 0.3, 6, 400);
  expect(again.every(({ rul }) => rul === undefined)).toBe(true);
  expect(one.earlier.priors("tool-wear").levels).toEqual([1, 1, 1, 2, 1]);
  expect(one.earlier.priors("tool-wear").laws).toEqual([3, 2, 1, 2]);
  expect(one.earlier.priors("gear-wear").laws).toEqual([2, 2, 1, 2]);
});

it("[RL6] a kind whose law is known begins with it: a spall grows the faster the larger it is", () => {
  const path = new DamagePath();
  const grows = GROWTH_LAWS[1] as GrowthLaw;
  for (let minute = 0; minute <= 700; minute++) path.add(minute * MIN, 0.9 * grows(minute / 1000));
  const earlier = new EarlierLives();
  const exponential = (kind: string): number => {
    const { laws } = earlier.priors(kind);
    return (laws[1] as number) / laws.reduce((sum, weight) => sum + weight, 0);
  };
  expect(exponential("bearing-wear")).toBeCloseTo(0.9);
  expect(exponential("gear-wear")).toBeCloseTo(2 / 7);
  const left = timeLeft(path.knots(), earlier.priors("bearing-wear"))?.p50 as number;
  // On the short side: what bearings show scatters, and is late.
  expect(Math.abs(left / (300 * 60) - 1)).toBeLessThan(0.4);
  expect(earlier.factor("bearing-wear")).toBe(1.9);
});

it("[RL4] intervals that were right too rarely are widened, from nine comparisons on", () => {
  const earlier = new EarlierLives();
  const missed = (scores: readonly number[]) => earlier.ended("wear", { law: 0, level: 0.9, scores, spanS: 3600 });
  missed([1.8, 1.9, 1.7, 1.8, 1.6, 1.8, 1.8, 1.9]);
  expect(earlier.factor("wear")).toBe(1);
  missed([1.5]);
  expect(earlier.factor("wear")).toBeCloseTo(1.9);
  for (let time = 0; time < 8; time++) missed(Array.from({ length: 8 }, () => 0.1));
  expect(earlier.factor("wear")).toBe(0.7);
});

it("[RL7] the time that earlier lives took narrows the next forecast, the more the more alike they were", () => {
  const { wholeMin, damageAt } = life(7, GROWTH_LAWS[0] as GrowthLaw);
  const path = new DamagePath();
  for (let minute = 0; minute <= 0.4 * wholeMin; minute++) path.add(minute * MIN, damageAt(minute));
  const widthAfter = (...shares: readonly number[]): number => {
    const earlier = new EarlierLives();
    for (const share of shares) earlier.ended("wear", { law: 0, level: 0.9, scores: [], spanS: 60 * wholeMin * share });
    const { p05, p50, p95 } = timeLeft(path.knots(), { ...earlier.priors("wear"), laws: PRIORS.laws }) as TimeLeft;
    expect(p05).toBeLessThan(0.6 * wholeMin * 60);
    expect(p95).toBeGreaterThan(0.6 * wholeMin * 60);
    expect(p50).toBeGreaterThan(0);
    return Math.log(p95 / p05);
  };
  const alike = [0.9, 1, 1.1, 0.95, 1.05, 1];
  expect(widthAfter(...alike)).toBeLessThan(0.8 * widthAfter());
  expect(widthAfter(...alike)).toBeLessThan(widthAfter(1));
  expect(widthAfter(...alike)).toBeLessThan(widthAfter(0.3, 1, 3, 0.5, 2, 1));
  // The time of a life is taken from its path, at most those of the last 32.
  const one = component();
  wears(one, 0.95, 400);
  one.health.renewed();
  const { centre } = one.earlier.priors("tool-wear").span as TimeScale;
  expect(Math.exp(centre) / 60).toBeGreaterThan(340);
  expect(Math.exp(centre) / 60).toBeLessThan(400);
  for (let time = 0; time < 40; time++) one.earlier.ended("tool-wear", { law: 0, level: 0.9, scores: [], spanS: 3600 });
  expect(one.earlier.snapshot()[0]?.[1].spans).toEqual(Array.from({ length: 32 }, () => Math.log(3600)));
});

it("[RL8] a forecast is about the newest damage, not about the middle of the newest knot", () => {
  const path = new DamagePath();
  const grows = GROWTH_LAWS[1] as GrowthLaw;
  for (let minute = 0; minute <= 900; minute++) path.add(minute * MIN, 0.9 * grows(minute / 1000));
  const knots = path.knots();
  const priors = new EarlierLives().priors("bearing-wear");
  expect(knots.now).toBe(path.lastAt);
  expect(knots.times.at(-1)).toBeLessThan(knots.now);
  const later = timeLeft(knots, priors)?.p50 as number;
  const atKnot = timeLeft({ ...knots, now: knots.times.at(-1) as number }, priors)?.p50 as number;
  expect(later).toBeLessThan(atKnot);
  // The newest stretch is a quarter as long as the first.
  const [first, second] = knots.times as unknown as [number, number];
  expect(knots.now - (knots.times.at(-2) as number)).toBeLessThan(0.6 * (second - first));
});

it("[RL8] damage never falls, so that a fall is an error of measurement", () => {
  expect([...risingOf(Float64Array.of(1, 3, 2, 2.5, 4, 0))]).toEqual([1, 2.3, 2.3, 2.3, 2.3, 2.3]);
  expect([...risingOf(Float64Array.of())]).toEqual([]);
  const noiseOf = (fall: number): number => {
    const path = new DamagePath();
    for (let minute = 0; minute < 90; minute++) path.add(minute * MIN, 0.1 + minute / 300 - (minute > 60 ? fall : 0));
    const { damages, noise } = path.knots();
    expect([...damages]).toEqual([...damages].sort((a, b) => a - b));
    return noise;
  };
  expect(noiseOf(0.15)).toBeGreaterThan(2 * noiseOf(0));
});

it("[RL5] forecasts and learnt lives continue bit for bit after a restart, and a path stays small", () => {
  const [whole, cut] = [component(), component()];
  for (const from of [0, 500]) {
    wears(whole, 0.9, 400, from);
    wears(cut, 0.9, 400, from);
    cut.health.restore(structuredClone(cut.health.snapshot()));
    cut.earlier.restore(structuredClone(cut.earlier.snapshot()));
    expect(cut.health.snapshot()).toEqual(whole.health.snapshot());
    for (const one of [whole, cut]) one.health.renewed();
  }
  expect(cut.earlier.snapshot()).toEqual(whole.earlier.snapshot());
  const path = new DamagePath();
  for (let minute = 0; minute < 5000; minute++) path.add(minute * MIN, 0.1 + minute / 10000);
  expect(path.snapshot().times.length).toBeLessThanOrEqual(97);
  expect(path.since).toBe(0);
});

it("[RL8] a value that stands still was not measured anew, and steady growth is no error of measurement", () => {
  const [held, measured] = [new DamagePath(), new DamagePath()];
  for (let minute = 0; minute <= 200; minute++) {
    const step = Math.floor(minute / 20);
    held.add(minute * MIN, 0.1 + 0.05 * step);
    if (minute % 20 === 0) measured.add(minute * MIN, 0.1 + 0.05 * step);
  }
  expect(held.knots()).toEqual(measured.knots());
  expect(held.knots().noise).toBe(0.01);
  expect(held.lastAt).toBe(200 * MIN);
  held.add(230 * MIN, held.last);
  expect([held.lastAt, held.seenAt, held.knots().now]).toEqual([200 * MIN, 230 * MIN, 230 * MIN]);
  // After an hour it counts as a part at rest.
  held.add(260 * MIN, held.last);
  expect(held.lastAt).toBe(260 * MIN);
  const left = (path: DamagePath) => timeLeft(path.knots(), new EarlierLives().priors("water-leak")) as TimeLeft;
  expect(Math.abs(left(measured).p50 / (160 * 60) - 1)).toBeLessThan(0.4);
  expect(left(held).p50).toBeGreaterThan(left(measured).p50);
});

it("[RL9] damage that is a share of a declared limit ends there, and beyond it nothing is foretold", () => {
  const foretold = (kind: string, until: number) => {
    const prognosis = new Prognosis(new EarlierLives());
    for (let minute = 0; minute <= until; minute++) prognosis.add(minute * MIN, Math.min(1, minute / 1000));
    return prognosis.left(until * MIN, kind)?.p50;
  };
  for (const [minute, least, most] of [
    [500, 200, 700],
    [900, 60, 140],
  ] as const) {
    expect(foretold("battery-fade", minute)).toBeGreaterThan(least * 60);
    expect(foretold("battery-fade", minute)).toBeLessThan(most * 60);
    expect(foretold("gear-wear", minute)).toBeLessThan(foretold("battery-fade", minute) as number);
  }
  expect(foretold("battery-fade", 1_200)).toBeUndefined();
  expect(foretold("gear-wear", 970)).toBeDefined();
});

it("[RL9] a part that is replaced before its limit teaches nothing, and one at its limit how long that took", () => {
  const earlier = new EarlierLives();
  for (const [most, spans] of [
    [0.95, []],
    [1.2, [expect.closeTo(Math.log(910 * 60), 1)]],
  ] as const) {
    const prognosis = new Prognosis(earlier);
    for (let minute = 0; minute <= 1000 * most; minute++) {
      prognosis.add(minute * MIN, Math.min(1, minute / 1000));
      prognosis.left(minute * MIN, "battery-fade");
    }
    prognosis.renewed("battery-fade");
    expect(earlier.snapshot().flatMap(([, { spans: found = [] }]) => found)).toEqual(spans);
  }
});
