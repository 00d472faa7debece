import { describe, expect, it } from "vitest";
import { intervalOf } from "../../../edge/forecast/whatif/interval.ts";
import { randomOf } from "../../run/seed.ts";

const SEEDS = 20;
const TRIALS = 75;
const RUNS = 30;

/** Pieces of a line: exactly so many, less what outages of exponential lengths cost. */
const FORMS: Readonly<Record<string, (random: () => number) => number>> = {
  normal: (random) => 600 + 20 * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  outages: (random) => 650 + 60 * Math.log(1 - random()),
  "rare outages": (random) => (random() < 0.3 ? 650 + 150 * Math.log(1 - random()) : 650 - 6 * random()),
};

describe("interval of a forecast", () => {
  it.each(Object.keys(FORMS))("[FK96] %s: nine of ten intervals hold a run more", (form) => {
    const next = FORMS[form] as (random: () => number) => number;
    const random = randomOf(`interval ${form}`);
    let held = 0;
    for (let trial = 0; trial < SEEDS * TRIALS; trial++) {
      const runs = Array.from({ length: RUNS }, () => next(random));
      const { low, high } = intervalOf(runs, 0.001, 0.9);
      const made = next(random);
      if (made >= low && made <= high) held++;
    }
    // The ends lie between runs, which leaves 0.01 beside chance.
    const chance = Math.sqrt((0.9 * 0.1) / (SEEDS * TRIALS));
    expect(Math.abs(held / (SEEDS * TRIALS) - 0.9)).toBeLessThan(0.01 + 4 * chance);
  });

  it("[FK96] keeps the form of the runs: no more pieces than the best run and the model's error", () => {
    const runs = [...Array.from({ length: 26 }, (_, at) => 640 + at / 2), 500, 450, 380, 300];
    const { low, middle, high } = intervalOf(runs, 0.015, 0.9);
    expect(middle).toBe(645.25);
    expect(low).toBeGreaterThan(290);
    expect(low).toBeLessThan(400);
    expect(high).toBeGreaterThan(652.5);
    expect(high).toBeLessThan(652.5 + 1.645 * 0.015 * 646);
  });

  it("[FK96] one run has the error of the model alone; none of pieces or error leaves the runs", () => {
    const { low, high } = intervalOf([1000], 0.05, 0.9);
    // With one run the level is a quarter of 5 %: 2.24 standard deviations.
    expect(low).toBeCloseTo(1000 - 2.2414 * 50, 1);
    expect(high).toBeCloseTo(1000 + 2.2414 * 50, 1);
    expect(intervalOf([0, 0, 0], 0.05, 0.9)).toEqual({ low: 0, middle: 0, high: 0 });
    expect(intervalOf([3, 5, 4], 0, 0.9).middle).toBe(4);
    expect(intervalOf([1, 0, 0, 0], 0.5, 0.9).low).toBe(0);
  });

  // A larger error can move an end inward by some pieces where one run is far from the others: in 5 of 20,000 draws.
  it("[FK96] a wider share moves no end inward, a larger error widens it, the order of runs does not matter", () => {
    const random = randomOf("interval order");
    for (let seed = 0; seed < SEEDS; seed++) {
      const runs = Array.from({ length: 2 + Math.floor(40 * random()) }, () => 500 + 100 * random());
      const narrow = intervalOf(runs, 0.01, 0.8);
      const [wide, unsure] = [intervalOf(runs, 0.01, 0.9), intervalOf(runs, 0.05, 0.8)];
      expect(wide.low).toBeLessThanOrEqual(narrow.low);
      expect(wide.high).toBeGreaterThanOrEqual(narrow.high);
      expect(unsure.high - unsure.low).toBeGreaterThan(narrow.high - narrow.low);
      expect(intervalOf(runs.toReversed(), 0.01, 0.8)).toEqual(narrow);
    }
  });
});
