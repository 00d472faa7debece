import type { FeatureTable } from "../trees/binned-table.ts";
import { binTable } from "../trees/binned-table.ts";
import { type BoostSettings, boostBinned } from "../trees/boost.ts";
import { logLoss } from "../trees/loss.ts";
import type { TreeModel } from "../trees/tree-model.ts";
import { type Ranking, rankingOf } from "./ranking.ts";
import { RowFeatures, rowFeatureNames, type SignalPlan } from "./row-features.ts";

/** Rows in order of time, with their labels. */
export interface LabelledRows {
  readonly timesS: Float64Array;
  readonly signals: readonly string[];
  /** NaN where a value is missing. */
  readonly columns: readonly Float64Array[];
  /** 1 while the event is present, 0 while it is not, NaN where unknown. */
  readonly label: Float64Array;
}

/**
 * What a model predicts: with 0 rows ahead, whether the event is present; otherwise whether it begins within so many
 * rows.
 */
export interface ClassifierTask {
  readonly label: string;
  readonly ahead: number;
}

export interface Classifier {
  readonly plan: SignalPlan;
  readonly featureNames: readonly string[];
  readonly members: readonly TreeModel[];
}

/** Share of the rows, from the first on, from which the judged model learns. */
const SEEN_SHARE = 0.7;
/** Number of models with different random draws; their mean ranks better than any of them. */
const MEMBERS = 4;

/**
 * Chosen for rare events: a leaf may weigh as little as half a row of even odds, and each tree sees few of the
 * features, because many are nearly the same.
 */
const SETTINGS: Omit<BoostSettings, "seed"> = {
  trees: 300,
  leaves: 12,
  rate: 0.04,
  l2: 2,
  minWeight: 0.5,
  rowShare: 0.6,
  featureShare: 0.05,
};

/**
 * Target of each row for the task; NaN where it has none, because the label is unknown or the event to be predicted has
 * begun.
 */
export function targetsOf(label: Float64Array, ahead: number): Float64Array {
  if (ahead === 0) return label;
  return label.map((now, row) =>
    now === 0 ? Number(label.subarray(row + 1, row + 1 + ahead).includes(1)) : Number.NaN,
  );
}

/** Learns from the rows that have a target. The same rows and seed give the same model, bit for bit. */
export function learnClassifier(rows: LabelledRows, task: ClassifierTask, seed: number): Classifier {
  const all = rows.label.length;
  return learnFrom(
    featuresOf(rows, planOf(rows, all)),
    planOf(rows, all),
    targetsOf(rows.label, task.ahead),
    all,
    seed,
  );
}

/** Scores of the last rows by a model of the earlier ones. */
interface TimeSplit {
  /** First row that the model has not seen. */
  readonly cut: number;
  readonly targets: Float64Array;
  /** Log odds of the rows from `cut` on, by row; NaN before. */
  readonly scores: Float64Array;
  /** Ranking of the rows from `cut` on that have a target. */
  readonly ranking: Ranking;
}

/** First row that the judged model does not see. */
export function cutOf(rows: number): number {
  return Math.round(SEEN_SHARE * rows);
}

/** Learns from the first 70 % of the rows and ranks the rest. */
export function splitByTime(rows: LabelledRows, task: ClassifierTask, seed: number): TimeSplit {
  const cut = cutOf(rows.label.length);
  const targets = targetsOf(rows.label, task.ahead);
  const plan = planOf(rows, cut);
  const table = featuresOf(rows, plan);
  // The targets of the last rows lie behind the cut.
  const model = learnFrom(table, plan, targets, cut - task.ahead, seed);
  const scores = scoresOf(model, table, cut);
  const judged = [...targets.keys()].filter((row) => row >= cut && !Number.isNaN(targets[row]));
  const ranking = rankingOf(
    judged.map((row) => targets[row] as number),
    judged.map((row) => scores[row] as number),
  );
  return { cut, targets, scores, ranking };
}

/** Log odds of every row. */
export function classifyRows(model: Classifier, rows: LabelledRows): Float64Array {
  return scoresOf(model, featuresOf(rows, model.plan), 0);
}

function learnFrom(
  table: FeatureTable,
  plan: SignalPlan,
  targets: Float64Array,
  end: number,
  seed: number,
): Classifier {
  const keep = Int32Array.from(targets.keys()).filter((row) => row < end && !Number.isNaN(targets[row]));
  // Bins are computed from the rows that may be seen.
  const binned = binTable({ ...table, rows: end, columns: table.columns.map((column) => column.subarray(0, end)) });
  const members = Array.from({ length: MEMBERS }, (_, at) =>
    boostBinned(binned, targets.subarray(0, end), logLoss, { ...SETTINGS, seed: MEMBERS * seed + at }, keep),
  );
  return { plan, featureNames: table.names, members };
}

function planOf({ signals, columns }: LabelledRows, end: number): SignalPlan {
  return { signals, isCounter: columns.map((column) => isGrowing(column.subarray(0, end))) };
}

/** Whether a column changes and never falls. */
function isGrowing(column: Float64Array): boolean {
  const known = column.filter((value) => !Number.isNaN(value));
  return (
    known.length > 1 &&
    known.at(-1) !== known[0] &&
    known.every((value, at) => at === 0 || value >= (known[at - 1] as number))
  );
}

function featuresOf({ timesS, columns }: LabelledRows, plan: SignalPlan): FeatureTable {
  const names = rowFeatureNames(plan);
  const rows = timesS.length;
  const table = { names, rows, columns: names.map(() => new Float32Array(rows)) };
  const stream = new RowFeatures(plan);
  const [values, features] = [new Float64Array(columns.length), new Float64Array(names.length)];
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < values.length; at++) values[at] = columns[at]?.[row] as number;
    stream.push(timesS[row] as number, values, features);
    for (let at = 0; at < names.length; at++) (table.columns[at] as Float32Array)[row] = features[at] as number;
  }
  return table;
}

function scoresOf({ members }: Classifier, table: FeatureTable, begin: number): Float64Array {
  const scores = new Float64Array(table.rows).fill(Number.NaN);
  const features = new Float64Array(table.names.length);
  for (let row = begin; row < table.rows; row++) {
    for (const [at, column] of table.columns.entries()) features[at] = column[row] as number;
    scores[row] = members.reduce((sum, member) => sum + member.predict(features), 0) / members.length;
  }
  return scores;
}
