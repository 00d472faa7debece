/**
 * Boosted trees as flat columns. The splits of all trees follow each other; a tree without a split is a single leaf.
 * `left` and `right` of a split: >= 0 a split of the model, below it leaf `~child` of the model.
 */
export interface TreeColumns {
  /** The prediction before the first tree. */
  readonly base: number;
  /** First split of each tree, or `~leaf` where it has none. */
  readonly roots: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** The value that a leaf in the place of each split would have; it explains a prediction along its path. */
  readonly splitValue: Float64Array;
  readonly leafValue: Float64Array;
}

/** Prediction of boosted trees; no call allocates. */
export class TreeModel {
  readonly columns: TreeColumns;

  constructor(columns: TreeColumns) {
    this.columns = columns;
  }

  /** Sum of the trees' leaves for one row; a missing value (NaN) goes left. */
  predict(features: Float64Array): number {
    const { base, roots, feature, threshold, left, right, leafValue } = this.columns;
    let sum = base;
    for (let tree = 0; tree < roots.length; tree++) {
      let at = roots[tree] as number;
      while (at >= 0)
        at =
          (features[feature[at] as number] as number) > (threshold[at] as number)
            ? (right[at] as number)
            : (left[at] as number);
      sum += leafValue[~at] as number;
    }
    return sum;
  }

  /**
   * Adds to `parts[feature]` by how much each feature moved the prediction: along each tree's path, the change of the
   * value at a split counts for the feature of that split (Saabas 2014). Returns the prediction before any feature is
   * known; this and all parts add up to the prediction.
   */
  explain(features: Float64Array, parts: Float64Array): number {
    const { base, roots, feature, threshold, left, right, splitValue, leafValue } = this.columns;
    let bias = base;
    for (let tree = 0; tree < roots.length; tree++) {
      let at = roots[tree] as number;
      let value = at >= 0 ? (splitValue[at] as number) : (leafValue[~at] as number);
      bias += value;
      while (at >= 0) {
        const by = feature[at] as number;
        at = (features[by] as number) > (threshold[at] as number) ? (right[at] as number) : (left[at] as number);
        const next = at >= 0 ? (splitValue[at] as number) : (leafValue[~at] as number);
        parts[by] = (parts[by] as number) + next - value;
        value = next;
      }
    }
    return bias;
  }
}
