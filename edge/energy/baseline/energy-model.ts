/** A consumer's model: boosted trees on its drivers and, for forecasts, on its own history. */
import { binTable } from "../../health/prognosis/trees/binned-table.ts";
import { type BoostSettings, boostBinned } from "../../health/prognosis/trees/boost.ts";
import { squaredError } from "../../health/prognosis/trees/loss.ts";
import type { TreeModel } from "../../health/prognosis/trees/tree-model.ts";
import { type Knowledge, loadFeatures } from "./load-features.ts";
import type { LoadSeries } from "./load-series.ts";
import { type ModelFit, modelFit } from "./model-fit.ts";

/** Share of the learned steps, the last ones, on which a model of the earlier ones is judged. */
const JUDGED_SHARE = 0.25;
/** Days whose errors a forecast takes back. */
const DRIFT_DAYS = 14;
/** With fewer days, less is taken back. */
const FEWEST_DAYS = 3;
const COMMON = { l2: 1, minWeight: 10, rowShare: 0.5 } as const;
/**
 * A baseline has few features, and trees that see most of them; a forecast has many that are alike. The latter is
 * chosen on May to July of the steel plant's data (docs/methods/energy-baseline.md).
 */
const SETTINGS: Readonly<Record<Knowledge, Omit<BoostSettings, "seed">>> = {
  drivers: { ...COMMON, trees: 300, rate: 0.05, leaves: 24, featureShare: 0.8 },
  history: { ...COMMON, trees: 600, rate: 0.02, leaves: 48, featureShare: 0.3 },
};

export interface ModelTask {
  readonly knowledge: Knowledge;
  /** Only steps before this one are learned from. */
  readonly end: number;
  readonly seed: number;
  /** Models with different random draws whose mean is the prediction; default 1. */
  readonly members?: number;
  /** Default: what suits the knowledge. */
  readonly trees?: number;
}

export interface EnergyModel {
  readonly knowledge: Knowledge;
  readonly members: readonly TreeModel[];
}

/** Learns from the known steps before `end`. The same series and task give the same model, bit for bit. */
export function learnEnergyModel(series: LoadSeries, task: ModelTask): EnergyModel {
  const { knowledge, end, seed, members = 1 } = task;
  const settings = { ...SETTINGS[knowledge], ...(task.trees === undefined ? {} : { trees: task.trees }) };
  const { names, columns } = loadFeatures(series, knowledge);
  const known = { names, rows: end, columns: columns.map((column) => column.subarray(0, end)) };
  const target = Float64Array.from({ length: end }, (_, step) => series.amounts[step] as number);
  // The first weeks have no history; models of history that learn from them learn to do without.
  const from = knowledge === "history" ? Math.min(end >> 1, 14 * series.stepsPerDay) : 0;
  const keep = Int32Array.from([...target.keys()].filter((step) => step >= from && !Number.isNaN(target[step])));
  const binned = binTable(known);
  return {
    knowledge,
    members: Array.from({ length: members }, (_, at) =>
      boostBinned(binned, target, squaredError, { ...settings, seed: seed + at }, keep),
    ),
  };
}

/**
 * Predictions of the steps from `from` on, each by what was known before it; never below 0. A forecast also takes the
 * mean of its known errors of the last two weeks back: the model stays as it was learnt, and a plant's level drifts.
 */
export function predictLoad({ knowledge, members }: EnergyModel, series: LoadSeries, from: number): Float64Array {
  const { columns } = loadFeatures(series, knowledge);
  const row = new Float64Array(columns.length);
  const plain = Float64Array.from({ length: series.amounts.length - from }, (_, at) => {
    for (const [feature, column] of columns.entries()) row[feature] = column[from + at] as number;
    return members.reduce((sum, member) => sum + member.predict(row), 0) / members.length;
  });
  const errors = plain.map((value, at) => (series.amounts[from + at] as number) - value);
  const window = DRIFT_DAYS * series.stepsPerDay;
  let [sum, count] = [0, 0];
  return plain.map((value, at) => {
    const drift = knowledge === "history" ? sum / Math.max(count, FEWEST_DAYS * series.stepsPerDay) : 0;
    for (const [place, sign] of [
      [at, 1],
      [at - window, -1],
    ] as const) {
      const error = errors[place] ?? Number.NaN;
      if (Number.isNaN(error)) continue;
      sum += sign * error;
      count += sign;
    }
    return Math.max(0, value + drift);
  });
}

/** Fit of a model of the earlier steps on the last quarter of those before `end`, which it has not seen. */
export function judgedFit(series: LoadSeries, task: ModelTask): ModelFit {
  const cut = Math.round((1 - JUDGED_SHARE) * task.end);
  const predicted = predictLoad(learnEnergyModel(series, { ...task, end: cut }), series, cut);
  const seen = task.end - cut;
  return modelFit(
    Array.from({ length: seen }, (_, at) => series.amounts[cut + at] as number),
    predicted.subarray(0, seen),
  );
}
