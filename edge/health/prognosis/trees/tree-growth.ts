import { type BinnedTable, MAX_BINS } from "./binned-table.ts";

export interface TreeShape {
  /** Largest number of leaves of a tree. */
  readonly leaves: number;
  /**
   * Least weight of each side of a split: the sum of second derivatives, which for squared error is the number of rows.
   */
  readonly minWeight: number;
  /** Ridge on the values of leaves. */
  readonly l2: number;
}

/**
 * One tree: `leaves - 1` splits in the order in which they were made. A child >= 0 is a split, below it is leaf
 * `~child`.
 */
export interface GrownTree {
  readonly feature: Int16Array;
  /** Bin whose upper border is the threshold. */
  readonly bin: Uint8Array;
  readonly left: Int16Array;
  readonly right: Int16Array;
  /** Value that a leaf in the place of the split would have. */
  readonly splitValue: Float64Array;
  readonly leafValue: Float64Array;
  readonly splits: number;
}

/** Cells of a histogram: gradient and weight of each bin. */
const CELLS = 2 * (MAX_BINS + 1);

/**
 * Grows trees on binned features: leaf by leaf, always the split with the greatest gain, from histograms of gradients
 * (Chen and Guestrin 2016; Ke et al. 2017). Of two children, only the smaller one's histogram is summed; the other is
 * the rest of the parent's. Buffers are allocated once and serve all trees of a model.
 */
export class TreeGrowth {
  readonly #table: BinnedTable;
  readonly #shape: TreeShape;
  readonly #histograms: Float64Array[];
  readonly #scratch: Int32Array;
  readonly #gradient: Float64Array;
  readonly #weight: Float64Array;
  /** Rows, sums, parent and best split of each leaf. */
  readonly #begin: Int32Array;
  readonly #end: Int32Array;
  readonly #sumGradient: Float64Array;
  readonly #sumWeight: Float64Array;
  readonly #parent: Int32Array;
  readonly #gain: Float64Array;
  readonly #bestFeature: Int32Array;
  readonly #bestBin: Int32Array;

  /** @param featuresPerTree largest number of features that a tree may use */
  constructor(table: BinnedTable, shape: TreeShape, featuresPerTree: number) {
    this.#table = table;
    this.#shape = shape;
    const { leaves } = shape;
    this.#histograms = Array.from({ length: leaves }, () => new Float64Array(featuresPerTree * CELLS));
    this.#scratch = new Int32Array(table.rows);
    this.#gradient = new Float64Array(table.rows);
    this.#weight = new Float64Array(table.rows);
    [this.#begin, this.#end, this.#parent] = [new Int32Array(leaves), new Int32Array(leaves), new Int32Array(leaves)];
    [this.#sumGradient, this.#sumWeight] = [new Float64Array(leaves), new Float64Array(leaves)];
    this.#gain = new Float64Array(leaves);
    [this.#bestFeature, this.#bestBin] = [new Int32Array(leaves), new Int32Array(leaves)];
  }

  /**
   * @param rows rows of the table that the tree may see; they are reordered
   * @param features which features it may use
   * @param gradient first derivative of the loss, by row of the table
   * @param weight second derivative, by row of the table
   */
  grow(rows: Int32Array, features: Int32Array, gradient: Float64Array, weight: Float64Array): GrownTree {
    const { leaves } = this.#shape;
    const tree = emptyTree(leaves);
    this.#begin[0] = 0;
    this.#end[0] = rows.length;
    this.#parent[0] = -1;
    this.#sum(0, rows, features, gradient, weight);
    this.#sumLeaf(0, rows, gradient, weight);
    this.#search(0, features);
    let count = 1;
    while (count < leaves) {
      let best = 0;
      for (let leaf = 1; leaf < count; leaf++)
        if ((this.#gain[leaf] as number) > (this.#gain[best] as number)) best = leaf;
      if (!((this.#gain[best] as number) > 0)) break;
      this.#split(best, count, tree, rows);
      this.#sumChildren(best, count, rows, features, gradient, weight);
      this.#search(best, features);
      this.#search(count, features);
      count++;
    }
    for (let leaf = 0; leaf < count; leaf++) tree.leafValue[leaf] = this.#valueOf(leaf);
    return { ...tree, splits: count - 1 };
  }

  #valueOf(leaf: number): number {
    return -(this.#sumGradient[leaf] as number) / ((this.#sumWeight[leaf] as number) + this.#shape.l2);
  }

  /** Splits a leaf: `leaf` keeps the rows of the left side, and `added` gets those of the right. */
  #split(leaf: number, added: number, tree: GrownTree, rows: Int32Array): void {
    const split = added - 1;
    const feature = this.#bestFeature[leaf] as number;
    const bin = this.#bestBin[leaf] as number;
    tree.feature[split] = feature;
    tree.bin[split] = bin;
    tree.splitValue[split] = this.#valueOf(leaf);
    const parent = this.#parent[leaf] as number;
    if (parent >= 0) {
      if (tree.left[parent] === ~leaf) tree.left[parent] = split;
      else tree.right[parent] = split;
    }
    tree.left[split] = ~leaf;
    tree.right[split] = ~added;
    this.#parent[leaf] = split;
    this.#parent[added] = split;
    const { bins, rows: all } = this.#table;
    const scratch = this.#scratch;
    const end = this.#end[leaf] as number;
    let kept = this.#begin[leaf] as number;
    let moved = 0;
    for (let at = kept; at < end; at++) {
      const row = rows[at] as number;
      if ((bins[feature * all + row] as number) <= bin) rows[kept++] = row;
      else scratch[moved++] = row;
    }
    for (let at = 0; at < moved; at++) rows[kept + at] = scratch[at] as number;
    this.#end[leaf] = kept;
    this.#begin[added] = kept;
    this.#end[added] = end;
  }

  #sumChildren(
    left: number,
    right: number,
    rows: Int32Array,
    features: Int32Array,
    gradient: Float64Array,
    weight: Float64Array,
  ): void {
    const size = (leaf: number): number => (this.#end[leaf] as number) - (this.#begin[leaf] as number);
    const isLeftSmaller = size(left) <= size(right);
    // The parent's histogram is the left leaf's until here; it becomes the greater child's.
    if (isLeftSmaller) {
      const parent = this.#histograms[left] as Float64Array;
      this.#histograms[left] = this.#histograms[right] as Float64Array;
      this.#histograms[right] = parent;
    }
    const [small, great] = isLeftSmaller ? [left, right] : [right, left];
    this.#sum(small, rows, features, gradient, weight);
    this.#sumLeaf(left, rows, gradient, weight);
    this.#sumLeaf(right, rows, gradient, weight);
    const part = this.#histograms[small] as Float64Array;
    const rest = this.#histograms[great] as Float64Array;
    for (let place = 0; place < features.length; place++) {
      const from = place * CELLS;
      for (let cell = from; cell < from + CELLS; cell++) rest[cell] = (rest[cell] as number) - (part[cell] as number);
    }
  }

  #sumLeaf(leaf: number, rows: Int32Array, gradient: Float64Array, weight: Float64Array): void {
    let sumGradient = 0;
    let sumWeight = 0;
    for (let at = this.#begin[leaf] as number; at < (this.#end[leaf] as number); at++) {
      sumGradient += gradient[rows[at] as number] as number;
      sumWeight += weight[rows[at] as number] as number;
    }
    this.#sumGradient[leaf] = sumGradient;
    this.#sumWeight[leaf] = sumWeight;
  }

  #sum(leaf: number, rows: Int32Array, features: Int32Array, gradient: Float64Array, weight: Float64Array): void {
    const [begin, end] = [this.#begin[leaf] as number, this.#end[leaf] as number];
    const [leafGradient, leafWeight] = [this.#gradient, this.#weight];
    for (let at = begin; at < end; at++) {
      leafGradient[at] = gradient[rows[at] as number] as number;
      leafWeight[at] = weight[rows[at] as number] as number;
    }
    const histogram = this.#histograms[leaf] as Float64Array;
    for (let place = 0; place < features.length; place++) {
      const part = histogram.subarray(place * CELLS, (place + 1) * CELLS);
      this.#sumFeature(part, features[place] as number, rows, begin, end);
    }
  }

  #sumFeature(histogram: Float64Array, feature: number, rows: Int32Array, begin: number, end: number): void {
    const { bins, rows: all } = this.#table;
    const [gradient, weight] = [this.#gradient, this.#weight];
    const column = feature * all;
    histogram.fill(0);
    for (let at = begin; at < end; at++) {
      const cell = 2 * (bins[column + (rows[at] as number)] as number);
      histogram[cell] = (histogram[cell] as number) + (gradient[at] as number);
      histogram[cell + 1] = (histogram[cell + 1] as number) + (weight[at] as number);
    }
  }

  /** Finds the leaf's best split; its gain is 0 where none is allowed. */
  #search(leaf: number, features: Int32Array): void {
    const { minWeight, l2 } = this.#shape;
    const histogram = this.#histograms[leaf] as Float64Array;
    const allGradient = this.#sumGradient[leaf] as number;
    const allWeight = this.#sumWeight[leaf] as number;
    const whole = (allGradient * allGradient) / (allWeight + l2);
    let [bestGain, bestFeature, bestBin] = [0, 0, 0];
    for (let place = 0; place < features.length && allWeight >= 2 * minWeight; place++) {
      const feature = features[place] as number;
      const borders = (this.#table.borders[feature] as Float64Array).length;
      let [gradient, weight] = [0, 0];
      for (let bin = 0, cell = place * CELLS; bin < borders; bin++, cell += 2) {
        gradient += histogram[cell] as number;
        weight += histogram[cell + 1] as number;
        if (weight < minWeight) continue;
        const restWeight = allWeight - weight;
        if (restWeight < minWeight) break;
        const rest = allGradient - gradient;
        const gain = (gradient * gradient) / (weight + l2) + (rest * rest) / (restWeight + l2) - whole;
        if (gain > bestGain) [bestGain, bestFeature, bestBin] = [gain, feature, bin];
      }
    }
    // Rounding errors in a pure leaf are no gain.
    this.#gain[leaf] = bestGain > 1e-9 * Math.abs(whole) + 1e-12 ? bestGain : 0;
    this.#bestFeature[leaf] = bestFeature;
    this.#bestBin[leaf] = bestBin;
  }
}

function emptyTree(leaves: number): GrownTree {
  const splits = Math.max(1, leaves - 1);
  return {
    feature: new Int16Array(splits),
    bin: new Uint8Array(splits),
    left: new Int16Array(splits),
    right: new Int16Array(splits),
    splitValue: new Float64Array(splits),
    leafValue: new Float64Array(leaves),
    splits: 0,
  };
}
