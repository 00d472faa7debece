import { expect, it } from "vitest";
import { createDetectors, unmatchedRules } from "../../../edge/detect/create-detectors.ts";
import { createTrendDetector } from "../../../edge/detect/detectors/trend.ts";
import type { RuleDetector } from "../../../edge/detect/rules/rule-detector.ts";
import { Condition } from "../../../simulators/kernel/faults/condition.ts";
import { SPINDLES, Spindle } from "../../../simulators/plants/machining/machines/spindle.ts";
import { BenchPlant, configOf, noise, S, see, T0 } from "./bench-plant.ts";

/** Trends of the distance from a reference: rule A115 in docs/rules/alert.md. */

const EVERY_S = 10;
const REFERENCE = { signal: "rear" };
const WRITTEN = { id: "t", tags: { signal: "front" }, everyS: EVERY_S, points: 24, minPoints: 12, horizonMin: 15 };

function benchOf(more: Record<string, unknown> = { reference: REFERENCE }, signals = ["front", "rear"]) {
  const range: [number, number] = [0, 150];
  const plant = new BenchPlant([
    { label: "A", tags: signals.map((signal) => ({ signal, unit: "Cel", range, limits: { high: 75 } })) },
  ]);
  const config = configOf({ trends: [{ ...WRITTEN, to: "high", ...more }] });
  const detector = createTrendDetector(config.trends[0] as never, plant.context) as RuleDetector;
  return { plant, config, detector };
}

type Course = (second: number) => { readonly front: number; readonly rear: number };

/** Seconds of the stretches at whose end a prediction is active. */
function active(course: Course, lastsS: number, { plant, detector } = benchOf(), seed = 1): number[] {
  const random = noise(seed * 7919);
  const found: number[] = [];
  for (let second = 0; second < lastsS; second += EVERY_S) {
    const at = T0 + second * S;
    const { front, rear } = course(second);
    see(detector, { ref: plant.ref("A", "rear"), value: rear + 0.06 * random(), at });
    see(detector, { ref: plant.ref("A", "front"), value: front + 0.06 * random(), at });
    for (const { standing } of detector.tick?.(at) ?? []) if (standing) found.push(second);
  }
  return found;
}

/** A machining centre's spindle at work from a cold night on, with stiff grease; the damage of its front bearing. */
function coldStart(damage: (second: number) => number, seed: number): Course {
  const condition = new Condition();
  const spindle = new Spindle(SPINDLES["machining-centre"], condition);
  for (let second = 0; second < 20_000; second++) spindle.slow(1, 12);
  return (second) => {
    for (let past = second; past < second + EVERY_S; past++) {
      condition.outerRace = damage(past);
      spindle.friction = 1 + 0.6 * Math.exp(-past / 1200);
      spindle.commandedRpm = 3500 * (0.7 + 0.6 * (Math.floor(past / 30 + seed) % 2));
      spindle.cutW = 6000;
      for (let tenth = 0; tenth < 10; tenth++) spindle.step(0.1);
      spindle.slow(1, 12);
    }
    return { front: spindle.frontBearingCel, rear: spindle.rearBearingCel };
  };
}

it("[A115] a spindle that cuts after a cold night without a warm-up is no trend beside its other bearing", () => {
  for (const seed of [1, 2, 3])
    expect(
      active(
        coldStart(() => 0, seed),
        5400,
        benchOf(),
        seed,
      ),
    ).toEqual([]);
});

it("[A115] what warms both is no trend, however straight it goes to the limit", () => {
  const both: Course = (second) => ({ front: 40 + second / 60, rear: 35 + second / 60 });
  expect(active(both, 1500)).toEqual([]);
  expect(active(both, 1500, benchOf({}))).not.toEqual([]);
});

it("[A115] a bearing that fails is foretold although its spindle warms up, before it has gone half its way", () => {
  const failing = (second: number) => 0.66 * Math.min(1, second / 1800) ** 0.5;
  for (const seed of [1, 2]) {
    const course = coldStart(failing, seed);
    const fronts: number[] = [];
    const found = active(
      (second) => {
        const { front, rear } = course(second);
        fronts.push(front);
        return { front, rear };
      },
      1800,
      benchOf(),
      seed,
    );
    const crossedAt = EVERY_S * fronts.findIndex((front) => front >= 75);
    expect(crossedAt).toBeGreaterThan(0);
    expect(found[0]).toBeLessThan(crossedAt);
  }
});

it("[A115] a reference that falls, makes a step or is silent predicts nothing of a value that stays", () => {
  const beside =
    (rear: (second: number) => number): Course =>
    (second) => ({ front: 60, rear: rear(second) });
  for (let seed = 1; seed <= 20; seed++)
    for (const perMinute of [1, 4])
      expect(
        active(
          beside((second) => 55 - (perMinute * second) / 60),
          500,
          benchOf(),
          seed,
        ),
      ).toEqual([]);
  expect(
    active(
      beside((second) => (second < 300 ? 55 : 0)),
      900,
    ),
  ).toEqual([]);
  expect(active((second) => ({ front: 50 + second / 30, rear: Number.NaN }), 600)).toEqual([]);
});

it("[A115] a step of the reference begins the trend anew", () => {
  const course =
    (step: number): Course =>
    (second) => ({ front: 50 + second / 30, rear: second < 300 ? 40 : 40 + step });
  const stretches = EVERY_S * WRITTEN.minPoints;
  expect(active(course(0), 700)[0]).toBeLessThan(300);
  const stepped = active(course(-20), 700).filter((second) => second > 300 + 2 * EVERY_S);
  expect(stepped[0]).toBeGreaterThanOrEqual(300 + stretches);
});

it("[A115] a window with a reference continues after a restart, and another length is ignored", () => {
  const before = benchOf();
  expect(active((second) => ({ front: 50 + second / 30, rear: 40 }), 400, before)).not.toEqual([]);
  const states = before.detector.learner?.snapshot() ?? new Map();
  const [key, state] = [...states][0] as [string, { print: string; numbers: Float64Array }];
  // Votes and whether it is active, then times, values and references.
  expect((state.numbers.length - 2) % 3).toBe(0);
  const later = benchOf();
  later.detector.learner?.restore(states);
  expect(later.detector.learner?.snapshot().get(key)?.numbers).toEqual(state.numbers);
  const broken = benchOf();
  broken.detector.learner?.restore(new Map([[key, { ...state, numbers: state.numbers.subarray(1) }]]));
  expect(broken.detector.learner?.snapshot().size).toBe(0);
});

it("[A115] the evidence of such a prediction has the value itself, and says that a distance is judged", () => {
  const { plant, detector } = benchOf();
  let evidence: unknown;
  for (let second = 0; second < 300; second += EVERY_S) {
    const at = T0 + second * S;
    see(detector, { ref: plant.ref("A", "rear"), value: 40, at });
    see(detector, { ref: plant.ref("A", "front"), value: 50 + second / 30, at });
    evidence = (detector.tick?.(at) ?? [])[0]?.evidence[0] ?? evidence;
  }
  expect(evidence).toMatchObject({
    limit: 75,
    value: 50 + 290 / 30,
    why: { en: expect.stringContaining("of the distance from the reference") },
  });
  expect((evidence as { startValue: number }).startValue).toBeGreaterThanOrEqual(50);
});

it("[A14] [A115] a trend without the reference that it asks for watches nothing, and the config check names it", () => {
  const { plant, config } = benchOf({ reference: REFERENCE }, ["front"]);
  expect(unmatchedRules(config, plant.context)).toEqual([
    {
      path: "detectors.trends[0].reference",
      message: "no asset has exactly one other number tag that fits `reference`",
    },
  ]);
  expect(createDetectors({ config, ...plant.context }).filter(({ kind }) => kind === "trend")).toEqual([]);
});
