import type { Alias } from "./alias.ts";
import type { WantedMetric } from "./wanted-metric.ts";

/** Aliases below it can be found by their number alone. */
const DENSE = 65_536;
/** Numbers that may be left out before one of them. */
const WIDEST_HOLE = 1_024;

/** Metrics by alias, as births named them. Nearly all nodes count their aliases from 0 or 1 on. */
export class Aliases {
  /** By alias, as far as aliases follow one another. */
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
