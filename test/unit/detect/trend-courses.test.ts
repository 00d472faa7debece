import { expect, it } from "vitest";
import { createTrendDetector } from "../../../edge/detect/detectors/trend.ts";
import type { RuleDetector } from "../../../edge/detect/rules/rule-detector.ts";
import { Condition } from "../../../simulators/kernel/faults/condition.ts";
import { SPINDLES, Spindle } from "../../../simulators/plants/machining/machines/spindle.ts";
import { BenchPlant, configOf, noise, S, see, T0 } from "./bench-plant.ts";

/** When a trend is predicted, over families of courses with noise, cycles of work and readings in steps. */

const EVERY_S = 10;

interface Reading {
  /** Deviation of the noise, step of the instrument, and how far the cycle of work moves the value. */
  readonly noise: number;
  readonly step: number;
  readonly cycle: number;
}
const READINGS = {
  precise: { noise: 0.05, step: 0.1, cycle: 0 },
  cycling: { noise: 0.3, step: 0.1, cycle: 0.6 },
  coarse: { noise: 2, step: 1, cycle: 0 },
} satisfies Readonly<Record<string, Reading>>;
const SEEDS = [1, 2];

interface Watch {
  readonly limit?: number;
  readonly lastsS: number;
  readonly role?: "tool-life-used";
}

/** Second of the first prediction, NaN without one. */
function foretold(course: (second: number) => number, { limit = 100, lastsS, role }: Watch): number {
  const tag = { signal: "value", unit: "%", range: [0, 100] as [number, number], role };
  const plant = new BenchPlant([{ label: "A", tags: [tag] }]);
  const written = { id: "t", tags: { signal: "value" }, to: limit, everyS: EVERY_S, points: 24, minPoints: 12 };
  const [rule] = configOf({ trends: [{ ...written, horizonMin: 15 }] }).trends;
  const detector = createTrendDetector(rule as never, plant.context) as RuleDetector;
  for (let second = 0; second < lastsS; second += EVERY_S) {
    const at = T0 + second * S;
    see(detector, { ref: plant.ref("A", "value"), value: course(second), at });
    if ((detector.tick?.(at) ?? []).some(({ standing }) => standing)) return second;
  }
  return Number.NaN;
}

function read(course: (second: number) => number, reading: Reading, seed: number): (second: number) => number {
  const random = noise(seed * 7919);
  return (second) => {
    const value = course(second) + reading.noise * random() + reading.cycle * Math.sin(seed + second / 12);
    return reading.step * Math.round(value / reading.step);
  };
}

/** Seconds from the first prediction to the crossing at `end`, least over seeds. */
function lead(course: (second: number) => number, reading: Reading, end: number): number {
  return Math.min(...SEEDS.map((seed) => end - foretold(read(course, reading, seed), { lastsS: end })));
}

const END = 3600;
const line = (second: number) => 30 + (70 * second) / END;
const exponential = (second: number) => (100 * Math.expm1((3 * second) / END)) / Math.expm1(3);
const quadratic = (second: number) => 100 * (second / END) ** 2;
const settling = (last: number, tauS: number) => (second: number) =>
  second < 600 ? 0 : -last * Math.expm1((600 - second) / tauS);

it("[A113] steady and accelerating trends are foretold as early as their horizon and their own way allow", () => {
  const leads = (course: (second: number) => number) =>
    Object.values(READINGS).map((reading) => lead(course, reading, END));
  // Without the rule 890 to 940 s, 610 to 690 s and 750 to 830 s: a line through an acceleration comes late.
  for (const [course, least] of [
    [line, [850, 850, 100]],
    [exponential, [600, 590, 300]],
    [quadratic, [700, 700, 300]],
  ] as const)
    for (const [index, found] of leads(course).entries()) expect(found).toBeGreaterThan(least[index] as number);
});

it("[A113] a value that settles before the limit is not foretold, and one that settles beyond it is", () => {
  for (const reading of Object.values(READINGS))
    for (const seed of SEEDS)
      for (const tauS of [300, 600])
        expect(foretold(read(settling(50, tauS), reading, seed), { lastsS: 4200 })).toBeNaN();
  for (const seed of SEEDS)
    for (const tauS of [300, 600])
      expect(foretold(read(settling(85, tauS), READINGS.precise, seed), { lastsS: 4200 })).toBeNaN();
  // It crosses 719 s after its start.
  const beyond = read(settling(110, 300), READINGS.cycling, 1);
  expect(foretold(beyond, { lastsS: 1319 })).toBeLessThan(900);
});

it("[A113] a spindle that begins to cut after a cold night is no trend to its limit", () => {
  for (const seed of SEEDS) {
    const spindle = new Spindle(SPINDLES["machining-centre"], new Condition());
    const random = noise(seed);
    for (let second = 0; second < 20_000; second++) spindle.slow(1, 12);
    const cel = (second: number): number => {
      for (let past = 0; past < EVERY_S; past++) {
        const isCutting = (second + past) % 300 < 240;
        spindle.commandedRpm = isCutting ? 3500 * (0.7 + 0.6 * (Math.floor((second + past) / 30 + seed) % 2)) : 0;
        spindle.cutW = isCutting ? 6000 : 0;
        for (let tenth = 0; tenth < 10; tenth++) spindle.step(0.1);
        spindle.slow(1, 12);
      }
      return spindle.frontBearingCel + 0.06 * random();
    };
    expect(foretold(cel, { limit: 75, lastsS: 5400 })).toBeNaN();
  }
});

it("[A113] use that is counted is foretold from any level, because it does not settle", () => {
  const used = (second: number) => 84 + second / 60;
  expect(foretold(used, { lastsS: 900, role: "tool-life-used" })).toBeLessThan(180);
  expect(foretold(used, { lastsS: 900 })).toBeGreaterThan(400);
});
