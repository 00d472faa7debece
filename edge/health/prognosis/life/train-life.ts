import { Chance } from "../../../batch/chance.ts";
import { binTable } from "../trees/binned-table.ts";
import { type BoostSettings, boostBinned, DEFAULT_BOOST } from "../trees/boost.ts";
import { squaredError } from "../trees/loss.ts";
import type { TreeModel } from "../trees/tree-model.ts";
import { conformalBand } from "./conformal-band.ts";
import { cyclesLeft, eachRow, type FleetHistory, featuresOf } from "./fleet-history.ts";
import { learnScale } from "./learn-scale.ts";
import { type LifeScale, lifeFeatureNames, wearPlaces } from "./life-features.ts";
import type { LifeModel } from "./life-model.ts";
import { SimilarLives } from "./similar-lives.ts";

export interface LifeTraining {
  /** Longest life that is distinguished (Heimes 2008: 125 to 130 cycles for turbofans). */
  readonly cap: number;
  /** Share of the true values that the interval should contain. */
  readonly coverage: number;
  /** Directions of wear. */
  readonly directions: number;
  /** Parts of the units; each member of the model learns without one of them. */
  readonly folds: number;
  /** Number of units from which trees are grown; with fewer, lives are compared instead. */
  readonly boostFrom: number;
  /** Largest number of rows for training trees: neighbouring cycles are nearly the same. Bounds memory and time. */
  readonly maxRows: number;
  readonly boost: BoostSettings;
}

export const DEFAULT_LIFE_TRAINING: LifeTraining = {
  cap: 125,
  coverage: 0.9,
  directions: 4,
  folds: 5,
  boostFrom: 20,
  maxRows: 25_000,
  boost: { ...DEFAULT_BOOST, trees: 400, rowShare: 0.2, featureShare: 0.3 },
};

/** The rows for learning, and what the model and the interval need of them. */
interface Lessons {
  readonly fleet: FleetHistory;
  readonly sensorNames: readonly string[];
  readonly scale: LifeScale;
  readonly rows: Int32Array;
  /** Cycles left at each row, capped, and the fold of its unit. */
  readonly target: Float64Array;
  readonly fold: Int32Array;
  /** Receives the prediction for each row by the model that did not see its fold. */
  readonly unseen: Float64Array;
}

/**
 * Learns from units whose histories end with the failure. Each member is trained without one fold of the units, so its
 * errors on that fold are errors on unseen units; they give the interval.
 *
 * @throws RangeError with fewer than two units
 */
export function trainLife(
  fleet: FleetHistory,
  sensorNames: readonly string[],
  training: LifeTraining = DEFAULT_LIFE_TRAINING,
): LifeModel {
  const units = [...new Set(fleet.unit)];
  if (units.length < 2) throw new RangeError(`${units.length} units ran to failure; at least 2 are needed`);
  const isBoosted = units.length >= training.boostFrom;
  const folds = isBoosted ? training.folds : units.length;
  const lessons = lessonsOf(fleet, sensorNames, training, foldsOf(units, folds, training.boost.seed));
  const { scale, unseen, target } = lessons;
  const members = isBoosted ? boostMembers(lessons, training) : [];
  const lives = isBoosted ? [] : compareLives(lessons);
  for (const [row, value] of unseen.entries()) unseen[row] = Math.min(training.cap, Math.max(0, value));
  return {
    featureNames: lifeFeatureNames(scale, sensorNames),
    scale,
    cap: training.cap,
    members,
    worn: { directions: scale.directions, lives },
    band: conformalBand(unseen, target, { coverage: training.coverage, units: units.length }),
  };
}

function lessonsOf(
  fleet: FleetHistory,
  sensorNames: readonly string[],
  training: LifeTraining,
  foldOf: ReadonlyMap<number, number>,
): Lessons {
  const left = cyclesLeft(fleet.unit);
  const step = Math.max(1, Math.ceil(left.length / training.maxRows));
  // Counted from the failure, so that every unit's end is included.
  const rows = Int32Array.from(left, (_, row) => row).filter((row) => (left[row] as number) % step === 0);
  return {
    fleet,
    sensorNames,
    scale: learnScale(fleet, training.directions),
    rows,
    target: Float64Array.from(rows, (row) => Math.min(training.cap, left[row] as number)),
    fold: Int32Array.from(rows, (row) => foldOf.get(fleet.unit[row] as number) as number),
    unseen: new Float64Array(rows.length),
  };
}

function boostMembers(lessons: Lessons, { folds, boost }: LifeTraining): readonly TreeModel[] {
  const { fleet, sensorNames, scale, rows, target, fold, unseen } = lessons;
  const table = featuresOf(fleet, scale, sensorNames, rows);
  const binned = binTable(table);
  const features = new Float64Array(table.names.length);
  const places = Int32Array.from(rows, (_, place) => place);
  return Array.from({ length: folds }, (_, at) => {
    const keep = places.filter((place) => fold[place] !== at);
    const member = boostBinned(binned, target, squaredError, { ...boost, seed: boost.seed + at }, keep);
    for (const place of places) {
      if (fold[place] !== at) continue;
      for (const [feature, column] of table.columns.entries()) features[feature] = column[place] as number;
      unseen[place] = member.predict(features);
    }
    return member;
  });
}

/** Every unit is compared with the others. */
function compareLives({ fleet, scale, rows, unseen }: Lessons): readonly Float32Array[] {
  const places = wearPlaces(scale);
  const { unit } = fleet;
  const paths = new Map<number, number[]>();
  eachRow(fleet, scale, (row, features) => {
    const path = paths.get(unit[row] as number) ?? [];
    for (const place of places) path.push(features[place] as number);
    paths.set(unit[row] as number, path);
  });
  const lives = new Map([...paths].map(([name, path]) => [name, Float32Array.from(path)]));
  const compared = { at: 0, similar: new SimilarLives({ directions: places.length, lives: [] }) };
  eachRow(fleet, scale, (row, features) => {
    if (row === 0 || unit[row] !== unit[row - 1]) {
      const others = [...lives].flatMap(([name, life]) => (name === unit[row] ? [] : [life]));
      compared.similar = new SimilarLives({ directions: places.length, lives: others });
    }
    compared.similar.push(features, places);
    if (rows[compared.at] === row) unseen[compared.at++] = compared.similar.estimate();
  });
  return [...lives.values()];
}

/** Deals shuffled units to folds of about the same size. */
export function foldsOf(units: readonly number[], folds: number, seed: number): ReadonlyMap<number, number> {
  const dealt = Int32Array.from(units);
  new Chance(seed).draw(dealt, dealt.length);
  return new Map([...dealt].map((unit, at) => [unit, at % folds]));
}
