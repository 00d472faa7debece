import type { Alias } from "./alias.ts";
import type { WantedMetric } from "./wanted-metric.ts";

/** Aliases below it may be array indexes. */
const DENSE = 65_536;
/** Largest hole before an alias in the array. */
const WIDEST_HOLE = 1_024;

/** Metrics by the alias of their birth. Nearly all nodes count aliases from 0 or 1 on. */
export class Aliases {
  /** Array by alias, as far as aliases are dense. */
  readonly dense: (WantedMetric | undefined)[] = [];
  readonly #sparse = new Map<Alias, WantedMetric>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(alias: Alias): WantedMetric | undefined {
    return typeof alias === "number" && alias < this.dense.length ? this.dense[alias] : this.#sparse.get(alias);
  }

  set(alias: Alias, metric: WantedMetric): void {
    if (this.get(alias) === undefined) this.#size++;
    if (typeof alias === "number" && alias < DENSE && alias < this.dense.length + WIDEST_HOLE) {
      while (this.dense.length <= alias) this.dense.push(this.#sparse.get(this.dense.length));
      this.dense[alias] = metric;
    } else this.#sparse.set(alias, metric);
  }
}
