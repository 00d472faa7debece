import type { FeatureTable } from "../trees/binned-table.ts";
import { LifeFeatures, type LifeScale, lifeFeatureNames } from "./life-features.ts";
import { HISTORY_COLUMNS } from "./signal-history.ts";

/** Histories of many units of one type as columns: rows of a unit follow each other, a row is a cycle of work. */
export interface FleetHistory {
  readonly unit: Int32Array;
  readonly settings: readonly Float64Array[];
  readonly sensors: readonly Float64Array[];
}

/** Cycles that each row's unit worked after that row: the true remaining life if every history ends with a failure. */
export function cyclesLeft(unit: Int32Array): Int32Array {
  const left = new Int32Array(unit.length);
  for (let row = unit.length - 2; row >= 0; row--)
    if (unit[row] === unit[row + 1]) left[row] = (left[row + 1] as number) + 1;
  return left;
}

/** Calls `take` for each row with the unit's `LifeFeatures` after it; the next row overwrites the array. */
export function eachRow(
  fleet: FleetHistory,
  scale: LifeScale,
  take: (row: number, features: Float64Array) => void,
): void {
  const settings = new Float64Array(fleet.settings.length);
  const sensors = new Float64Array(fleet.sensors.length);
  const width = (scale.regimes.sensors.length + scale.directions) * HISTORY_COLUMNS.length + 1;
  const features = new Float64Array(width);
  let unit = new LifeFeatures(scale);
  for (let row = 0; row < fleet.unit.length; row++) {
    if (row > 0 && fleet.unit[row] !== fleet.unit[row - 1]) unit = new LifeFeatures(scale);
    for (let at = 0; at < settings.length; at++) settings[at] = fleet.settings[at]?.[row] as number;
    for (let at = 0; at < sensors.length; at++) sensors[at] = fleet.sensors[at]?.[row] as number;
    unit.push(settings, sensors, features);
    take(row, features);
  }
}

/** Features of the given rows (ascending). */
export function featuresOf(
  fleet: FleetHistory,
  scale: LifeScale,
  sensorNames: readonly string[],
  rows: Int32Array,
): FeatureTable {
  const names = lifeFeatureNames(scale, sensorNames);
  const columns = names.map(() => new Float32Array(rows.length));
  let next = 0;
  eachRow(fleet, scale, (row, features) => {
    if (rows[next] !== row) return;
    for (const [at, column] of columns.entries()) column[next] = features[at] as number;
    next++;
  });
  return { names, rows: rows.length, columns };
}
