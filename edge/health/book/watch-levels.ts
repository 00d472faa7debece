/** The levels that the watches of one component report, as the record reads them every second. */
import type { ComponentWatch } from "../watch.ts";

export class WatchLevels {
  readonly #strengths: readonly Float64Array[];
  /** Those that may know the damage, which few do. */
  readonly #damaged: readonly ComponentWatch[];

  constructor(watches: readonly ComponentWatch[]) {
    this.#strengths = watches.map(({ strengths }) => strengths);
    this.#damaged = watches.filter(({ damage }) => damage !== undefined);
  }

  /** The strongest evidence, without its sign. */
  get strength(): number {
    let most = 0;
    for (const strengths of this.#strengths)
      for (let at = 0; at < strengths.length; at++) most = Math.max(most, Math.abs(strengths[at] as number));
    return most;
  }

  /** Share of the way to the end of function, from the watch with the highest value; NaN where no watch knows it. */
  get damage(): number {
    let most = Number.NaN;
    for (const { damage = Number.NaN } of this.#damaged) if (!(damage <= most) && !Number.isNaN(damage)) most = damage;
    return most;
  }
}
