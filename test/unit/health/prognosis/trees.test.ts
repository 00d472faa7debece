import { expect, it } from "vitest";
import { Chance } from "../../../../edge/batch/chance.ts";
import { binTable } from "../../../../edge/health/prognosis/trees/binned-table.ts";
import { boost, DEFAULT_BOOST } from "../../../../edge/health/prognosis/trees/boost.ts";
import { logLoss, squaredError } from "../../../../edge/health/prognosis/trees/loss.ts";
import { TreeGrowth } from "../../../../edge/health/prognosis/trees/tree-growth.ts";

const ROWS = 2000;
const chance = new Chance(7);
const columns = Array.from({ length: 4 }, () => Float32Array.from({ length: ROWS }, () => chance.next()));
const [a, b, c] = columns as [Float32Array, Float32Array, Float32Array];
/** A step, a slope and an interaction; the fourth column has no information. */
const value = (row: number): number =>
  ((a[row] as number) > 0.5 ? 10 : 0) +
  5 * (b[row] as number) +
  ((b[row] as number) > 0.5 && (c[row] as number) > 0.5 ? 8 : 0);
const target = Float64Array.from({ length: ROWS }, (_, row) => value(row));
const table = { names: ["a", "b", "c", "d"], rows: ROWS, columns };
const SETTINGS = { ...DEFAULT_BOOST, trees: 150, featureShare: 1 };
const at = (row: number): Float64Array => Float64Array.from(columns, (column) => column[row] as number);

it("[PR1] trees learn steps, slopes and interactions, and predict rows they did not see", () => {
  const seen = Int32Array.from({ length: 1500 }, (_, row) => row);
  const model = boost(table, target, squaredError, SETTINGS, seen);
  let [error, spread] = [0, 0];
  for (let row = 1500; row < ROWS; row++) {
    error += (model.predict(at(row)) - (target[row] as number)) ** 2;
    spread += ((target[row] as number) - 8.5) ** 2;
  }
  expect(error / spread).toBeLessThan(0.01);
});

it("[PR1] log loss gives log odds: half of the rows are 1, where the odds are even", () => {
  const labels = Float64Array.from(a, (x, row) => (x > 0.5 || row % 4 === 0 ? 1 : 0));
  const model = boost(table, labels, logLoss, { ...SETTINGS, trees: 60, minWeight: 1 });
  const share = (low: boolean): number => {
    const rows = [...a.keys()].filter((row) => (a[row] as number) > 0.5 !== low);
    return rows.reduce((sum, row) => sum + 1 / (1 + Math.exp(-model.predict(at(row)))), 0) / rows.length;
  };
  expect(share(false)).toBeGreaterThan(0.9);
  expect(share(true)).toBeGreaterThan(0.2);
  expect(share(true)).toBeLessThan(0.3);
});

it("[PR2] the same rows, targets and seed give the same trees to the bit; another seed gives others", () => {
  const one = boost(table, target, squaredError, { ...SETTINGS, trees: 20 });
  expect(boost(table, target, squaredError, { ...SETTINGS, trees: 20 }).columns).toEqual(one.columns);
  expect(boost(table, target, squaredError, { ...SETTINGS, trees: 20, seed: 2 }).columns).not.toEqual(one.columns);
});

it("[PR3] a tree has no more leaves than allowed, and no leaf less weight than allowed", () => {
  const binned = binTable(table);
  const all = Int32Array.from({ length: ROWS }, (_, row) => row);
  const ones = new Float64Array(ROWS).fill(1);
  const gradient = target.map((wanted) => -wanted);
  const grow = (leaves: number, minWeight: number) =>
    new TreeGrowth(binned, { leaves, minWeight, l2: 0 }, 4).grow(all, Int32Array.of(0, 1, 2, 3), gradient, ones);
  expect(grow(8, 1).splits).toBe(7);
  // This weight allows only two leaves for a thousand rows.
  expect(grow(8, 990).splits).toBe(1);
  expect(grow(8, 1001).splits).toBe(0);
  const [left, right] = grow(2, 1).leafValue as unknown as [number, number];
  const mean = (rows: number[]): number => rows.reduce((sum, row) => sum + (target[row] as number), 0) / rows.length;
  // The best single split is a at one half; the leaves are the means of both sides.
  expect(left).toBeCloseTo(mean([...a.keys()].filter((row) => (a[row] as number) <= 0.5)), 1);
  expect(right).toBeCloseTo(mean([...a.keys()].filter((row) => (a[row] as number) > 0.5)), 1);
});

it("[PR4] a missing value is treated like small ones, in training as in prediction", () => {
  const holes = a.map((x) => (x < 0.3 ? Number.NaN : x));
  const wanted = Float64Array.from(holes, (x) => (Number.isNaN(x) ? 100 : 0));
  const one = { names: ["a"], rows: ROWS, columns: [holes] };
  const model = boost(one, wanted, squaredError, { ...SETTINGS, trees: 100, rate: 0.1 });
  expect(model.predict(Float64Array.of(Number.NaN))).toBeGreaterThan(95);
  expect(model.predict(Float64Array.of(0.6))).toBeLessThan(5);
});

it("[PR5] the parts of an explanation add up to the prediction, and name the features that matter", () => {
  const model = boost(table, target, squaredError, SETTINGS);
  const parts = new Float64Array(4);
  const row = [...a.keys()].find((at) => (a[at] as number) > 0.8 && Math.abs((b[at] as number) - 0.5) < 0.1) as number;
  const bias = model.explain(at(row), parts);
  expect(bias + parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(model.predict(at(row)), 9);
  expect(parts[0]).toBeGreaterThan(4);
  expect(Math.abs(parts[3] as number)).toBeLessThan(0.3);
});
