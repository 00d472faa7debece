/** The levels that the watches of one component report, as the record reads them every second. */
import type { ComponentWatch } from "../watch.ts";

export class WatchLevels {
  /** Those that say when they have no evidence, which is nearly always; the strengths of the others are read. */
  readonly #quiet: readonly ComponentWatch[];
  readonly #strengths: readonly Float64Array[];
  /** Those that may know the damage, which few do. */
  readonly #damaged: readonly ComponentWatch[];

  constructor(watches: readonly ComponentWatch[]) {
    this.#quiet = watches.filter(({ isQuiet }) => isQuiet !== undefined);
    this.#strengths = watches.filter(({ isQuiet }) => isQuiet === undefined).map(({ strengths }) => strengths);
    this.#damaged = watches.filter(({ damage }) => damage !== undefined);
  }

  /** The strongest evidence, without its sign. */
  get strength(): number {
    let most = 0;
    for (let one = 0; one < this.#quiet.length; one++) {
      const watch = this.#quiet[one] as ComponentWatch;
      if (watch.isQuiet !== true) most = Math.max(most, strongestOf(watch.strengths));
    }
    for (let one = 0; one < this.#strengths.length; one++)
      most = Math.max(most, strongestOf(this.#strengths[one] as Float64Array));
    return most;
  }

  /** Share of the way to the end of function, from the watch with the highest value; NaN where no watch knows it. */
  get damage(): number {
    let most = Number.NaN;
    for (let one = 0; one < this.#damaged.length; one++) {
      const { damage = Number.NaN } = this.#damaged[one] as ComponentWatch;
      if (!(damage <= most) && !Number.isNaN(damage)) most = damage;
    }
    return most;
  }
}

function strongestOf(strengths: Float64Array): number {
  let most = 0;
  for (let at = 0; at < strengths.length; at++) most = Math.max(most, Math.abs(strengths[at] as number));
  return most;
}
