import { cyclesLeft, eachRow, type FleetHistory } from "./fleet-history.ts";
import type { LifeScale } from "./life-features.ts";
import { deviate, learnRegimes, type Regimes, regimeOf } from "./regimes.ts";
import { DRIFT, HISTORY_COLUMNS, MEAN_15 } from "./signal-history.ts";
import { wearDirections } from "./wear-directions.ts";

/** Cycles on each side of one cycle: the mean of these fifteen is what a single cycle should predict. */
const HALF = 7;
/** Share of a sensor's own variance that is added to it, so that redundant sensors share their weight. */
const RIDGE = 0.01;

/**
 * Learns the regimes of the fleet, and how to see wear in one cycle of each. First it finds the directions in which
 * units drift from their own start, over all regimes. But the same wear moves a sensor differently in each regime, and
 * so does noise. Therefore the weights are fitted again in each regime: least squares from the deviations of one cycle
 * to the direction's mean over the fifteen cycles around it. So a change of regime does not look like wear, and a noisy
 * sensor weighs little where it is noisy.
 */
export function learnScale(fleet: FleetHistory, count: number): LifeScale {
  const regimes = learnRegimes(fleet.settings, fleet.sensors);
  const rows = fleet.unit.length;
  const columns = (length: number): readonly Float32Array[] => Array.from({ length }, () => new Float32Array(rows));
  const drifts = columns(regimes.sensors.length);
  eachRow(fleet, { regimes, directions: 0, weights: [] }, (row, features) => {
    for (const [at, column] of drifts.entries()) column[row] = features[at * HISTORY_COLUMNS.length + DRIFT] as number;
  });
  const directions = wearDirections(drifts, count);
  const common = { regimes, directions: directions.length, weights: regimes.centres.map(() => directions) };
  const means = columns(directions.length);
  const from = regimes.sensors.length;
  eachRow(fleet, common, (row, features) => {
    for (const [at, column] of means.entries())
      column[row] = features[(from + at) * HISTORY_COLUMNS.length + MEAN_15] as number;
  });
  return { ...common, weights: weightsByRegime(fleet, regimes, means) };
}

function weightsByRegime(
  fleet: FleetHistory,
  regimes: Regimes,
  means: readonly Float32Array[],
): readonly (readonly Float64Array[])[] {
  const size = regimes.sensors.length;
  const left = cyclesLeft(fleet.unit);
  const squares = regimes.centres.map(() => new Float64Array(size * size));
  const products = regimes.centres.map(() => means.map(() => new Float64Array(size)));
  const [settings, readings] = [new Float64Array(fleet.settings.length), new Float64Array(fleet.sensors.length)];
  const deviations = new Float64Array(size);
  for (let row = 0; row < left.length; row++) {
    if ((left[row] as number) < HALF) continue;
    for (let at = 0; at < settings.length; at++) settings[at] = fleet.settings[at]?.[row] as number;
    for (let at = 0; at < readings.length; at++) readings[at] = fleet.sensors[at]?.[row] as number;
    const regime = regimeOf(regimes, settings);
    deviate(regimes, regime, readings, deviations);
    const square = squares[regime] as Float64Array;
    for (let a = 0; a < size; a++)
      for (let b = 0; b <= a; b++)
        square[a * size + b] = (square[a * size + b] as number) + (deviations[a] as number) * (deviations[b] as number);
    for (const [place, mean] of means.entries()) {
      const product = products[regime]?.[place] as Float64Array;
      const wanted = mean[row + HALF] as number;
      for (let at = 0; at < size; at++) product[at] = (product[at] as number) + (deviations[at] as number) * wanted;
    }
  }
  return squares.map((square, regime) => {
    factorise(square, size);
    return (products[regime] as readonly Float64Array[]).map((product) => solve(square, product));
  });
}

/** Cholesky factor in place, lower triangle, after the ridge. */
function factorise(matrix: Float64Array, size: number): void {
  for (let row = 0; row < size; row++) {
    const own = row * size + row;
    matrix[own] = (1 + RIDGE) * (matrix[own] as number) + 1e-9;
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column] as number;
      for (let at = 0; at < column; at++)
        sum -= (matrix[row * size + at] as number) * (matrix[column * size + at] as number);
      matrix[row * size + column] =
        row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (matrix[column * size + column] as number);
    }
  }
}

function solve(factor: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const result = Float64Array.from(right);
  for (let row = 0; row < size; row++) {
    for (let at = 0; at < row; at++)
      result[row] = (result[row] as number) - (factor[row * size + at] as number) * (result[at] as number);
    result[row] = (result[row] as number) / (factor[row * size + row] as number);
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let at = row + 1; at < size; at++)
      result[row] = (result[row] as number) - (factor[at * size + row] as number) * (result[at] as number);
    result[row] = (result[row] as number) / (factor[row * size + row] as number);
  }
  return result;
}
