import { describe, expect, it } from "vitest";
import {
  c4Of,
  freedomOf,
  movingRangeVariation,
  rangeConstants,
} from "../../../../edge/quality/statistics/chart-constants.ts";
import {
  aboveF,
  betaShare,
  chiSquareQuantile,
  gammaShare,
  lnGamma,
  normalQuantile,
  normalShare,
} from "../../../../edge/quality/statistics/special-functions.ts";

describe("constants of control charts", () => {
  // ISO 7870-2:2013, table 2, as published: n, d2, d3, c4, A2, A3, D3, D4, B3, B4.
  const published = [
    [2, 1.128, 0.853, 0.7979, 1.88, 2.659, 0, 3.267, 0, 3.267],
    [3, 1.693, 0.888, 0.8862, 1.023, 1.954, 0, 2.575, 0, 2.568],
    [5, 2.326, 0.864, 0.94, 0.577, 1.427, 0, 2.114, 0, 2.089],
    [8, 2.847, 0.82, 0.965, 0.373, 1.099, 0.136, 1.864, 0.185, 1.815],
    [10, 3.078, 0.797, 0.9727, 0.308, 0.975, 0.223, 1.777, 0.284, 1.716],
    [25, 3.931, 0.708, 0.9896, 0.153, 0.606, 0.459, 1.541, 0.565, 1.435],
  ] as const;

  it.each(published)("[QY1] follow from their definitions, for %i values", (n, ...expected) => {
    const { d2, d3 } = rangeConstants(n);
    const c4 = c4Of(n);
    const root = Math.sqrt(1 - c4 * c4);
    const computed = [
      d2,
      d3,
      c4,
      3 / (d2 * Math.sqrt(n)),
      3 / (c4 * Math.sqrt(n)),
      Math.max(0, 1 - (3 * d3) / d2),
      1 + (3 * d3) / d2,
      Math.max(0, 1 - (3 * root) / c4),
      1 + (3 * root) / c4,
    ];
    computed.forEach((value, at) => {
      expect(Math.abs(value - (expected[at] as number))).toBeLessThan(0.00101);
    });
  });

  it("[QY1] of two values are exact: their range is a multiple of their deviation", () => {
    expect(rangeConstants(2).d2).toBeCloseTo(2 / Math.sqrt(Math.PI), 12);
    expect(rangeConstants(2).d3).toBeCloseTo(Math.sqrt(2 - 4 / Math.PI), 7);
    expect(c4Of(2)).toBeCloseTo(Math.sqrt(2 / Math.PI), 13);
  });

  it("[QY1] a deviation of a sample has its own degrees of freedom", () => {
    for (const freedom of [1, 4, 29, 1000]) {
      const variation = Math.sqrt(1 / c4Of(freedom + 1) ** 2 - 1);
      expect(freedomOf(variation) / freedom).toBeCloseTo(1, 6);
    }
    // Cryer and Ryan (1990): (0.8264 n − 1.082) / (n − 1)² for n values.
    expect(movingRangeVariation(99) ** 2).toBeCloseTo((0.8264 * 100 - 1.082) / 99 ** 2, 6);
  });
});

describe("special functions", () => {
  it("[QY1] agree with closed forms", () => {
    expect(lnGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13);
    expect(lnGamma(11)).toBeCloseTo(Math.log(3_628_800), 12);
    for (const x of [0.1, 1, 5, 40]) expect(gammaShare(1, x)).toBeCloseTo(1 - Math.exp(-x), 13);
    for (const x of [0.02, 0.5, 0.97]) expect(betaShare(x, 3, 1)).toBeCloseTo(x ** 3, 13);
    // F with two degrees of freedom above.
    expect(aboveF(4.1, 2, 10)).toBeCloseTo((1 + (2 * 4.1) / 10) ** -5, 12);
    expect(chiSquareQuantile(0.95, 2)).toBeCloseTo(-2 * Math.log(0.05), 10);
  });

  it("[QY1] of the normal distribution agree with its tables, far into the tails", () => {
    expect(normalShare(1.959963984540054)).toBeCloseTo(0.975, 14);
    expect(normalShare(-6) / 9.865876450376946e-10).toBeCloseTo(1, 11);
    expect(normalShare(-3)).toBeCloseTo(0.0013498980316300933, 15);
    for (const z of [-5, -3, -0.7, 0, 2, 4]) expect(normalQuantile(normalShare(z))).toBeCloseTo(z, 9);
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
  });
});
