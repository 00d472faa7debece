import type { BinnedTable } from "./binned-table.ts";
import type { GrownTree } from "./tree-growth.ts";
import { TreeModel } from "./tree-model.ts";

/** Joins grown trees to the columns of a model. */
export class TreeColumnsBuilder {
  readonly #base: number;
  readonly #table: BinnedTable;
  readonly #roots: number[] = [];
  readonly #feature: number[] = [];
  readonly #threshold: number[] = [];
  readonly #left: number[] = [];
  readonly #right: number[] = [];
  readonly #splitValue: number[] = [];
  readonly #leafValue: number[] = [];

  constructor(base: number, table: BinnedTable) {
    this.#base = base;
    this.#table = table;
  }

  add({ splits, feature, bin, left, right, splitValue, leafValue }: GrownTree, rate: number): void {
    const firstSplit = this.#feature.length;
    const firstLeaf = this.#leafValue.length;
    const child = (at: number): number => (at >= 0 ? firstSplit + at : ~(firstLeaf + ~at));
    this.#roots.push(splits > 0 ? firstSplit : ~firstLeaf);
    for (let split = 0; split < splits; split++) {
      const by = feature[split] as number;
      this.#feature.push(by);
      this.#threshold.push((this.#table.borders[by] as Float64Array)[bin[split] as number] as number);
      this.#left.push(child(left[split] as number));
      this.#right.push(child(right[split] as number));
      this.#splitValue.push(rate * (splitValue[split] as number));
    }
    for (let leaf = 0; leaf <= splits; leaf++) this.#leafValue.push(rate * (leafValue[leaf] as number));
  }

  build(): TreeModel {
    return new TreeModel({
      base: this.#base,
      roots: Int32Array.from(this.#roots),
      feature: Int32Array.from(this.#feature),
      threshold: Float64Array.from(this.#threshold),
      left: Int32Array.from(this.#left),
      right: Int32Array.from(this.#right),
      splitValue: Float64Array.from(this.#splitValue),
      leafValue: Float64Array.from(this.#leafValue),
    });
  }
}
