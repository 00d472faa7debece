import { expect, it } from "vitest";
import { histogramOf } from "../../../../edge/quality/statistics/histogram.ts";

it("[QY23] counts each value once, from the least to the greatest", () => {
  const values = Float64Array.of(1, 2, 2, 3, 3, 3, 4, 4, 11);
  const { from, width, counts } = histogramOf(values) as NonNullable<ReturnType<typeof histogramOf>>;
  expect(from).toBe(1);
  expect(from + width * counts.length).toBeCloseTo(11, 12);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(9);
  expect(counts.at(-1)).toBe(1);
});

it("[QY23] has 5 to 40 columns, whatever the values are, and none without scatter", () => {
  const columns = (values: Float64Array) => histogramOf(values)?.counts.length;
  expect(columns(Float64Array.of(1, 2))).toBe(5);
  // Most values are the same, so that the usual width is 0; and a far value would need a thousand columns.
  expect(columns(Float64Array.from({ length: 1024 }, (_, at) => (at === 0 ? 2 : 1)))).toBe(11);
  expect(columns(Float64Array.from({ length: 1000 }, (_, at) => (at === 999 ? 1e6 : at % 10)))).toBe(40);
  expect(histogramOf(Float64Array.of(3, 3, 3))).toBeNull();
  expect(histogramOf(new Float64Array(0))).toBeNull();
});
