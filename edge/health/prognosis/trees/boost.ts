import { Chance } from "../../../batch/chance.ts";
import { type BinnedTable, binTable, type FeatureTable } from "./binned-table.ts";
import type { Loss } from "./loss.ts";
import { TreeColumnsBuilder } from "./tree-columns-builder.ts";
import { TreeGrowth, type TreeShape } from "./tree-growth.ts";
import type { TreeModel } from "./tree-model.ts";

export interface BoostSettings extends TreeShape {
  readonly trees: number;
  /** Learning rate: share of each tree's values that is used. */
  readonly rate: number;
  /** Shares of rows and of features that each tree sees (Friedman 2002): trees differ, and training is faster. */
  readonly rowShare: number;
  readonly featureShare: number;
  readonly seed: number;
}

export const DEFAULT_BOOST: BoostSettings = {
  trees: 300,
  leaves: 24,
  rate: 0.05,
  l2: 1,
  minWeight: 20,
  rowShare: 0.5,
  featureShare: 0.3,
  seed: 1,
};

/**
 * Gradient boosting with second derivatives (Friedman 2001, Chen and Guestrin 2016). The same table, targets and
 * settings give the same model, bit for bit.
 *
 * @param target one per row
 * @param keep rows to learn from; default all
 */
export function boost(
  table: FeatureTable,
  target: Float64Array,
  loss: Loss,
  settings: BoostSettings,
  keep?: Int32Array,
): TreeModel {
  return boostBinned(binTable(table), target, loss, settings, keep ?? Int32Array.from(target, (_, row) => row));
}

/** As `boost`, on features that are binned already: folds share one table. */
export function boostBinned(
  table: BinnedTable,
  target: Float64Array,
  loss: Loss,
  settings: BoostSettings,
  keep: Int32Array,
): TreeModel {
  const chance = new Chance(settings.seed);
  const base = loss.base(target, keep);
  const score = new Float64Array(table.rows).fill(base);
  const gradient = new Float64Array(table.rows);
  const weight = new Float64Array(table.rows);
  const builder = new TreeColumnsBuilder(base, table);
  const rows = Int32Array.from(keep);
  const features = Int32Array.from({ length: table.features }, (_, at) => at);
  const rowCount = Math.max(1, Math.round(settings.rowShare * rows.length));
  const featureCount = Math.max(1, Math.round(settings.featureShare * features.length));
  const growth = new TreeGrowth(table, settings, featureCount);
  for (let tree = 0; tree < settings.trees; tree++) {
    loss.derive(target, score, keep, gradient, weight);
    chance.draw(rows, rowCount);
    chance.draw(features, featureCount);
    // Sorted rows are near each other in memory.
    const drawn = rows.slice(0, rowCount).sort();
    const grown = growth.grow(drawn, features.subarray(0, featureCount), gradient, weight);
    builder.add(grown, settings.rate);
    addScores(table, grown, settings.rate, keep, score);
  }
  return builder.build();
}

function addScores(
  { bins, rows: all }: BinnedTable,
  { splits, feature, bin, left, right, leafValue }: ReturnType<TreeGrowth["grow"]>,
  rate: number,
  keep: Int32Array,
  score: Float64Array,
): void {
  for (let place = 0; place < keep.length; place++) {
    const row = keep[place] as number;
    let at = splits > 0 ? 0 : -1;
    while (at >= 0)
      at =
        (bins[(feature[at] as number) * all + row] as number) <= (bin[at] as number)
          ? (left[at] as number)
          : (right[at] as number);
    score[row] = (score[row] as number) + rate * (leafValue[~at] as number);
  }
}
