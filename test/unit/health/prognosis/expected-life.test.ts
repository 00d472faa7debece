/** Lives that makers expect: rules RL11 to RL14 in docs/rules/remaining-life.md. */
import { describe, expect, it } from "vitest";
import type { Component } from "../../../../edge/contracts/plant/components.ts";
import type { AssetUid, TagRef } from "../../../../edge/contracts/plant/tag.ts";
import { COMPONENT_REPLACED } from "../../../../edge/contracts/records/work-book.ts";
import { AssetLives } from "../../../../edge/health/book/asset-lives.ts";
import { PlantLives } from "../../../../edge/health/book/plant-lives.ts";
import { PlantHealth } from "../../../../edge/health/plant-health.ts";
import { timeLeft } from "../../../../edge/health/prognosis/degradation.ts";
import { EarlierLives } from "../../../../edge/health/prognosis/earlier-lives.ts";
import { exposureOf, leftOf, logSurvivalOf } from "../../../../edge/health/prognosis/expected-life.ts";
import { Prognosis } from "../../../../edge/health/prognosis/prognosis.ts";
import { eventOf } from "../../../fakes/health/event-of.ts";
import { FakeWatch, signatureOf } from "../../../fakes/health/fake-watch.ts";
import { BenchPlant } from "../../detect/bench-plant.ts";

const S = 1e6;
const NONE = { ended: 0, exposure: 0 };
const LATHE = { assetUid: "urn:t:lathe" as AssetUid, kind: "lathe" as const };
const BEARING: Component = {
  path: "spindle/bearing",
  kind: "bearing",
  name: { zh: "轴承", en: "Bearing" },
  ratings: { lifeHours: 10_000 },
  tags: [],
  environment: [],
  components: [],
};

function livesOf(component: Component, plant = new PlantLives()) {
  return { plant, lives: new AssetLives(LATHE, [component], plant) };
}

/** Seconds of the log, in which the asset executes; a battery has this charge. */
function run(lives: AssetLives, from: number, seconds: number, charge = (_second: number): number => Number.NaN): void {
  for (let second = from; second < from + seconds; second++)
    lives.second(second * S, { isExecuting: true, newest: () => charge(second) });
}

describe("[RL11] the life that a maker expects", () => {
  it("is the age at which half have ended, with a stated spread", () => {
    expect(leftOf(0, 0.5, NONE)).toBeCloseTo(1, 9);
    expect(leftOf(0, 0.1, NONE)).toBeCloseTo(0.37, 2);
    expect(leftOf(0, 0.9, NONE)).toBeCloseTo(2.11, 2);
    for (const p of [0.1, 0.5, 0.9])
      expect(Math.exp(logSurvivalOf(0.9, leftOf(0.9, p, NONE), NONE))).toBeCloseTo(1 - p, 9);
  });

  it("leaves less to a part with 9,000 of 10,000 hours than to a new one, and something to one beyond it", () => {
    const left = (hours: number) =>
      livesOf({ ...BEARING, priorLife: { hours } }).lives.expectedAt(BEARING.path)?.left.p50 ?? Number.NaN;
    expect(left(0)).toBeCloseTo(10_000, 6);
    expect(left(9_000)).toBeLessThan(0.6 * left(0));
    expect(left(20_000)).toBeGreaterThan(0);
  });

  it("is no life where the config gives none", () => {
    const { lives } = livesOf({ ...BEARING, ratings: {}, priorLife: { hours: 9_000 } });
    expect(lives.expected).toEqual([]);
    expect(lives.ageingAt(BEARING.path)).toBeUndefined();
  });
});

describe("[RL12] use is counted", () => {
  it("in hours while the asset executes, from the prior life on, and not over gaps of the log", () => {
    const { lives } = livesOf({ ...BEARING, priorLife: { hours: 9_000 } });
    run(lives, 0, 3_601);
    lives.second(9_000 * S, { isExecuting: true, newest: () => undefined });
    for (let second = 9_001; second <= 12_600; second++)
      lives.second(second * S, { isExecuting: false, newest: () => undefined });
    const life = lives.expectedAt(BEARING.path);
    expect(life?.used).toBeCloseTo(9_001, 6);
    expect(life?.rate?.perDay).toBeCloseTo(12, 6);
    expect(life).toMatchObject({ unit: "hours", prior: 9_000, isWorn: true });
  });

  it("in cycles of a battery by the charge that was taken out of it, and of others by beginnings of work", () => {
    const battery = { ...BEARING, kind: "battery" as const, ratings: { lifeCycles: 3_000 } };
    const tags = [{ signal: "charge", ref: 0 as TagRef }] as unknown as Component["tags"];
    const { lives } = livesOf({ ...battery, tags });
    run(lives, 0, 201, (second) => (second <= 100 ? 100 - second / 2 : 50 + (second - 100) / 2));
    expect(lives.expectedAt(BEARING.path)?.used).toBeCloseTo(0.5, 9);
    const { lives: starts } = livesOf({ ...BEARING, ratings: { lifeCycles: 100 } });
    for (let second = 0; second < 100; second++)
      starts.second(second * S, { isExecuting: second % 10 >= 5, newest: () => undefined });
    expect(starts.expectedAt(BEARING.path)?.used).toBe(10);
  });

  it("the same after a restart", () => {
    const [through, restarted] = [livesOf(BEARING), livesOf(BEARING)];
    for (const { plant, lives } of [through, restarted]) {
      run(lives, 0, 5_000);
      lives.renewed(
        () => true,
        () => true,
      );
      if (lives !== restarted.lives) continue;
      const states = structuredClone({ lives: lives.snapshot(), plant: plant.snapshot() });
      Object.assign(restarted, livesOf(BEARING));
      restarted.lives.restore(states.lives);
      restarted.plant.restore(states.plant);
    }
    for (const { lives } of [through, restarted]) run(lives, 5_000, 5_000);
    expect(restarted.lives.expected).toEqual(through.lives.expected);
    expect(restarted.plant.snapshot()).toEqual(through.plant.snapshot());
  });
});

describe("[RL13] lives of the plant", () => {
  const seen = (ended: number, share: number) => ({ ended, exposure: Math.max(1, ended) * exposureOf(0, share) });

  it("that ended early shorten the life, and parts that go on beyond it lengthen it", () => {
    expect(leftOf(0, 0.5, seen(8, 0.5))).toBeLessThan(0.75);
    expect(leftOf(0, 0.5, { ended: 0, exposure: 9 * exposureOf(0, 1.5) })).toBeGreaterThan(2);
    const narrow = (ended: number) => leftOf(0, 0.9, seen(ended, 1)) / leftOf(0, 0.1, seen(ended, 1));
    expect(narrow(30)).toBeLessThan(narrow(0));
  });

  it("end in a failure by a repair, and without one by planned work on what was sound", () => {
    const bench = new BenchPlant([
      { label: "LTH-1", kind: "lathe", tags: [{ component: "spindle", signal: "speed" }] },
    ]);
    const template = { id: "spindle", kind: "spindle" as const, ratings: { lifeHours: 1 } };
    const [asset] = bench.plant.assets;
    const uid = asset?.assetUid as AssetUid;
    const plant = {
      ...bench.plant,
      types: [{ name: "lathe", components: [template] }],
      assets: bench.plant.assets.map((one) => ({ ...one, type: "lathe" })),
    };
    const watch = new FakeWatch("spindle", [signatureOf("worn", { x: 1 })], [0 as TagRef]);
    const health = new PlantHealth({ plant, tags: bench.tags, makers: [() => [watch]], onBroken: () => undefined });
    const replaced = (second: number, payload: object) =>
      health.take(
        eventOf({
          type: COMPONENT_REPLACED,
          assetUid: uid,
          time: second * S,
          payload: { component: "spindle", ...payload },
        }),
      );
    for (let second = 0; second <= 3_600; second++) health.second(second * S);
    expect(health.expectedLifeAt(uid, "spindle")).toMatchObject({ used: expect.closeTo(1, 6), ended: 0 });
    replaced(3_600, {});
    health.second(3_601 * S);
    expect(health.expectedLifeAt(uid, "spindle")).toMatchObject({ used: expect.closeTo(1 / 3_600, 9), ended: 0 });
    replaced(3_601, { isRepair: true });
    health.second(3_602 * S);
    expect(health.expectedLifeAt(uid, "spindle")).toMatchObject({ ended: 1 });
  });
});

it("[RL14] a forecast is shorter for a part whose age lets it expect less, and the same without an age", () => {
  const hour = 3_600;
  const knots = {
    times: Float64Array.from({ length: 8 }, (_, at) => at * 100 * hour * S),
    damages: Float64Array.from({ length: 8 }, (_, at) => 0.05 + 0.02 * at),
    noise: 0.01,
    now: 700 * hour * S,
  };
  const priors = new EarlierLives().priors("wear");
  const of = (age: number) =>
    timeLeft(knots, { ...priors, ageing: (seconds) => logSurvivalOf(age, seconds / hour / 10_000, NONE) })?.p50 ??
    Number.NaN;
  const plain = timeLeft(knots, priors)?.p50 ?? Number.NaN;
  expect(of(0.9)).toBeLessThan(of(0));
  expect(of(0)).toBeLessThan(plain);
  expect(timeLeft(knots, { ...priors, ageing: undefined })).toEqual(timeLeft(knots, priors));
  const aged = new Prognosis(new EarlierLives(), () => (seconds) => logSurvivalOf(0.9, seconds / hour / 100, NONE));
  const ageless = new Prognosis(new EarlierLives());
  for (const one of [aged, ageless])
    for (let minute = 0; minute <= 600; minute++) one.add(minute * 60 * S, 0.05 + minute / 2_000);
  const left = (one: Prognosis) => one.left(600 * 60 * S, "wear")?.p50 ?? Number.NaN;
  expect(left(aged)).toBeLessThan(left(ageless));
});
