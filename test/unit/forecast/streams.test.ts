import { describe, expect, it } from "vitest";
import {
  type Distribution,
  empirical,
  erlang,
  exponential,
  lognormal,
  normal,
  triangular,
  weibull,
} from "../../../edge/forecast/kernel/distributions.ts";
import { Streams } from "../../../edge/forecast/kernel/streams.ts";
import { uniformAt } from "../../../edge/forecast/kernel/threefry.ts";
import { gammaShare, normalShare } from "../../../edge/quality/statistics/special-functions.ts";
import { SEED } from "../../run/seed.ts";

const share: Distribution = (of) => of;
const SEEDS = Array.from({ length: 20 }, (_, at) => (SEED + at) | 0);

/** Shares from the least to 0.0001, and those between it and its counterpart. */
const TINY = [2 ** -53, ...Array.from({ length: 12 }, (_, at) => 10 ** (at - 15))];
const MIDDLE = Array.from({ length: 999 }, (_, at) => (at + 1) / 1_000);

/** Each distribution beside the share of its values below a given one, by other formulas. */
const DISTRIBUTIONS: readonly { name: string; of: Distribution; below: (value: number) => number }[] = [
  { name: "uniform", of: share, below: (value) => value },
  { name: "exponential", of: exponential(300), below: (value) => 1 - Math.exp(-value / 300) },
  {
    name: "weibull",
    of: weibull({ scale: 40, shape: 2.5 }),
    below: (value) => 1 - Math.exp(-((value / 40) ** 2.5)),
  },
  { name: "normal", of: normal({ mean: 10, deviation: 2 }), below: (value) => normalShare((value - 10) / 2) },
  {
    name: "lognormal",
    of: lognormal({ median: 45, spread: 0.8 }),
    below: (value) => normalShare(Math.log(value / 45) / 0.8),
  },
  { name: "erlang", of: erlang({ mean: 12, stages: 4 }), below: (value) => gammaShare(4, value / 3) },
  { name: "erlang of one stage", of: erlang({ mean: 12, stages: 1 }), below: (value) => gammaShare(1, value / 12) },
  { name: "erlang of 100", of: erlang({ mean: 100, stages: 100 }), below: (value) => gammaShare(100, value) },
  {
    name: "triangular",
    of: triangular({ least: 2, likeliest: 3, most: 7 }),
    below: (value) => (value < 3 ? (value - 2) ** 2 / 5 : 1 - (7 - value) ** 2 / 20),
  },
  {
    name: "empirical",
    of: empirical([1, 2, 4, 10]),
    below: (value) => (value < 2 ? (value - 1) / 3 : value < 4 ? value / 6 : 2 / 3 + (value - 4) / 18),
  },
];

it("[FK7] draws the published numbers of Threefry-2x32 with 20 rounds", () => {
  const word = (a: number, b: number): number => (a * 2 ** 20 + (b >>> 12) + 0.5) / 2 ** 52;
  expect(uniformAt(0, 0, 0, 0)).toBe(word(0x6b200159, 0x99ba4efe));
  expect(uniformAt(-1, -1, -1, -1)).toBe(word(0x1cb996fc, 0xbb002be7));
  expect(uniformAt(0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3 | 0)).toBe(word(0xc4923a9c, 0x483df7a0));
});

it("[FK8] a stream depends on its seed and its own draws alone: common random numbers", () => {
  const small = new Streams({ seed: SEED, purposes: 1, entities: 2 });
  const large = new Streams({ seed: SEED, purposes: 3, entities: 9 });
  const other = new Streams({ seed: (SEED + 1) | 0, purposes: 1, entities: 2 });
  const own: number[] = [];
  for (let draw = 0; draw < 100; draw++) {
    const value = small.draw(0, 1, share);
    own.push(value, small.draw(0, 0, share), other.draw(0, 1, share));
    for (let purpose = 0; purpose < 3; purpose++) own.push(large.draw(purpose, 5, share));
    expect(large.draw(0, 1, share)).toBe(value);
  }
  expect(new Set(own).size).toBe(600);
});

it("[FK8] variants stay in step where one draws other distributions", () => {
  const streams = [0, 1].map(() => new Streams({ seed: SEED, purposes: 1, entities: 1 }));
  const [one, two] = streams as [Streams, Streams];
  for (const { of } of DISTRIBUTIONS) {
    one.draw(0, 0, of);
    two.draw(0, 0, share);
  }
  expect(one.draw(0, 0, share)).toBe(two.draw(0, 0, share));
});

it("[FK6] a snapshot of streams continues with the same draws", () => {
  const streams = new Streams({ seed: SEED, purposes: 2, entities: 3 });
  const drawAll = (): number[] => Array.from({ length: 60 }, (_, at) => streams.draw(at % 2, at % 3, share));
  drawAll();
  const snapshot = streams.snapshot();
  const next = drawAll();
  expect(drawAll()).not.toEqual(next);
  streams.restore(snapshot);
  expect(drawAll()).toEqual(next);
  expect(() => streams.restore(new Uint32Array(5))).toThrow("a snapshot of 5 streams does not fit 6");
});

describe("distributions", () => {
  it.for(DISTRIBUTIONS)("[FK9] $name: the quantile of a share has that share below it, and they rise", (tried) => {
    let last = Number.NEGATIVE_INFINITY;
    for (const of of [...TINY, ...MIDDLE, ...TINY.map((tail) => 1 - tail).reverse()]) {
      const value = tried.of(of);
      expect(Math.abs(tried.below(value) - of), `share ${of}`).toBeLessThan(3e-9);
      expect(value).toBeGreaterThanOrEqual(last);
      last = value;
    }
  });

  it("[FK9] empirical: equal quantiles give one value its share, and least and greatest are the ends", () => {
    const of = empirical([1, 4, 4, 10]);
    expect([0.34, 0.5, 0.66].map(of)).toEqual([4, 4, 4]);
    expect([of(2 ** -53), of(1 - 2 ** -53)].map((value) => Number(value.toFixed(12)))).toEqual([1, 10]);
  });

  // At most 2 exp(-2 n d²) by Massart's bound: one of 200 trials fails in 2 of 10^7 runs.
  it.for(DISTRIBUTIONS)("[FK9] $name: draws of 20 seeds are distributed so (Kolmogorov and Smirnov)", (tried) => {
    const count = 2_000;
    const most = Math.sqrt(Math.log(2 / 1e-9) / (2 * count));
    for (const [at, seed] of SEEDS.entries()) {
      const streams = new Streams({ seed, purposes: 2, entities: 21 });
      const values = Float64Array.from({ length: count }, () => streams.draw(at % 2, at, tried.of)).sort();
      const distances = values.map((value, rank) => {
        const below = tried.below(value);
        return Math.max(below - rank / count, (rank + 1) / count - below);
      });
      expect(Math.max(...distances), `seed ${seed}`).toBeLessThan(most);
    }
  });

  // Sums of independent pairs with mean 0 and variance 1/144: at 6 sigma, one of 60 fails in 1.2 of 10^7 runs.
  it("[FK8] neighbouring draws, entities and seeds are not correlated", () => {
    const count = 4_000;
    const centred = (seed: number, entity: number, draw: number): number => uniformAt(seed, 0, entity, draw) - 0.5;
    for (const seed of SEEDS) {
      const sums = [0, 0, 0];
      for (let draw = 0; draw < count; draw++) {
        const one = centred(seed, 0, draw);
        for (const [at, other] of [
          centred(seed, 0, draw + 1),
          centred(seed, 1, draw),
          centred((seed + 1) | 0, 0, draw),
        ].entries())
          sums[at] = (sums[at] as number) + one * other;
      }
      for (const sum of sums) expect(Math.abs(sum)).toBeLessThan((6 * Math.sqrt(count)) / 12);
    }
  });
});

it("[FK10] refuses streams and parameters that cannot be, by name", () => {
  expect(() => new Streams({ seed: 0.5, purposes: 1, entities: 1 })).toThrow("the seed 0.5 must be a 32-bit integer");
  for (const [purposes, entities] of [
    [0, 1],
    [1, 1.5],
    [-1, -1],
    [2 ** 13, 2 ** 12],
    [1, Number.NaN],
  ] as const)
    expect(() => new Streams({ seed: 1, purposes, entities })).toThrow(`${purposes} purposes of ${entities} entities`);
  const streams = new Streams({ seed: 1, purposes: 2, entities: 3 });
  for (const [purpose, entity] of [
    [2, 0],
    [0, 3],
    [-1, 0],
    [0, Number.NaN],
  ] as const)
    expect(() => streams.draw(purpose, entity, share)).toThrow(`no stream of purpose ${purpose}, entity ${entity}`);
  expect(() => exponential(0)).toThrow("mean 0 must be finite and above 0");
  expect(() => weibull({ scale: 1, shape: -1 })).toThrow("shape -1");
  expect(() => normal({ mean: Number.NaN, deviation: 1 })).toThrow("mean NaN must be finite");
  expect(() => lognormal({ median: 1, spread: Number.POSITIVE_INFINITY })).toThrow("spread Infinity");
  expect(() => triangular({ least: 2, likeliest: 1, most: 3 })).toThrow("least 2, likeliest 1 and most 3 must rise");
  expect(() => erlang({ mean: 1, stages: 1.5 })).toThrow("stages 1.5 must be a whole number from 1 to 100");
  expect(() => empirical([1])).toThrow("give at least the least and the greatest value");
  expect(() => empirical([1, 3, 2])).toThrow("quantile 3 is 2: all must be finite and rise");
});
