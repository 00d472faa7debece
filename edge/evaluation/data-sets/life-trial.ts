/** Predictions of remaining life for units that the model did not see, and their errors. */

import { Chance } from "../../batch/chance.ts";
import { cyclesLeft, type FleetHistory } from "../../health/prognosis/life/fleet-history.ts";
import { type LifeModel, LifePredictor } from "../../health/prognosis/life/life-model.ts";
import { DEFAULT_LIFE_TRAINING, foldsOf, trainLife } from "../../health/prognosis/life/train-life.ts";

/** Parts of the units; each is predicted by a model of the others. */
export const OUTER_FOLDS = 5;
/** Cuts of each unit's life. */
const CUTS = 5;
/** Before this cycle, a unit has no start of its own from which drift is measured. */
const FIRST_CUT = 20;

export interface Forecast {
  readonly unit: number;
  /** Cycles that the unit had worked. */
  readonly cycle: number;
  /** Cycles that it worked afterwards, without the cap. */
  readonly left: number;
  readonly cycles: number;
  readonly low: number;
  readonly high: number;
}

/** Follows each unit, and predicts the rows for which `left` has a true value. */
export function forecastRows(
  model: LifeModel,
  fleet: FleetHistory,
  left: (row: number) => number | undefined,
): readonly Forecast[] {
  const { unit } = fleet;
  const [settings, sensors] = [new Float64Array(fleet.settings.length), new Float64Array(fleet.sensors.length)];
  const estimate = { cycles: 0, low: 0, high: 0 };
  const said: Forecast[] = [];
  let [predictor, cycle] = [new LifePredictor(model), 0];
  for (let row = 0; row < unit.length; row++) {
    if (row > 0 && unit[row] !== unit[row - 1]) [predictor, cycle] = [new LifePredictor(model), 0];
    for (let at = 0; at < settings.length; at++) settings[at] = fleet.settings[at]?.[row] as number;
    for (let at = 0; at < sensors.length; at++) sensors[at] = fleet.sensors[at]?.[row] as number;
    predictor.push(settings, sensors);
    cycle++;
    const truth = left(row);
    if (truth === undefined) continue;
    predictor.estimate(estimate);
    said.push({ unit: unit[row] as number, cycle, left: truth, ...estimate });
  }
  return said;
}

/**
 * Cross-validation by unit: the seed deals units to folds and draws the cycles at which each history is cut. A cut lies
 * anywhere from the twentieth cycle to the last but one, with the same chance.
 */
export function crossValidate(fleet: FleetHistory, sensorNames: readonly string[], seed: number): readonly Forecast[] {
  const fold = foldsOf([...new Set(fleet.unit)], OUTER_FOLDS, seed);
  const left = cyclesLeft(fleet.unit);
  const cuts = cutsOf(fleet.unit, left, seed);
  return Array.from({ length: OUTER_FOLDS }, (_, at) => {
    const [seen, unseen] = [
      partOf(fleet, (unit) => fold.get(unit) !== at),
      partOf(fleet, (unit) => fold.get(unit) === at),
    ];
    const model = trainLife(seen.fleet, sensorNames);
    return forecastRows(model, unseen.fleet, (row) => {
      const original = unseen.rows[row] as number;
      return cuts.has(original) ? left[original] : undefined;
    });
  }).flat();
}

function cutsOf(unit: Int32Array, left: Int32Array, seed: number): ReadonlySet<number> {
  const chance = new Chance(seed);
  const cuts = new Set<number>();
  for (let end = 0; end < unit.length; end++) {
    if (left[end] !== 0) continue;
    const begin = unit.indexOf(unit[end] as number);
    const [first, count] = [Math.min(end - 1, begin + FIRST_CUT - 1), end - begin - FIRST_CUT + 1];
    for (let cut = 0; cut < CUTS; cut++) cuts.add(first + chance.below(Math.max(1, count)));
  }
  return cuts;
}

function partOf(
  { unit, settings, sensors }: FleetHistory,
  isIn: (unit: number) => boolean,
): { readonly fleet: FleetHistory; readonly rows: Int32Array } {
  const rows = Int32Array.from(unit, (_, row) => row).filter((row) => isIn(unit[row] as number));
  const pick = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row] as number);
  return {
    fleet: {
      unit: Int32Array.from(rows, (row) => unit[row] as number),
      settings: settings.map(pick),
      sensors: sensors.map(pick),
    },
    rows,
  };
}

/** Errors against the truth, capped as in training and raw, and the share of true values within the interval. */
export function errorsOf(said: readonly Forecast[]): {
  readonly rmse: number;
  readonly rawRmse: number;
  readonly coverage: number;
  readonly width: number;
} {
  const { cap } = DEFAULT_LIFE_TRAINING;
  const mean = (figure: (one: Forecast) => number): number =>
    said.reduce((sum, one) => sum + figure(one), 0) / said.length;
  const capped = ({ left }: Forecast): number => Math.min(cap, left);
  return {
    rmse: Math.sqrt(mean((one) => (one.cycles - capped(one)) ** 2)),
    rawRmse: Math.sqrt(mean((one) => (one.cycles - one.left) ** 2)),
    coverage: mean((one) => (one.low <= capped(one) && capped(one) <= one.high ? 1 : 0)),
    width: mean((one) => one.high - one.low),
  };
}
