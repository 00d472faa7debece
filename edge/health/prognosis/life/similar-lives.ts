/** Points of a path that are compared, as cycles before the newest. */
const BACK = [0, 4, 8, 12, 16, 20];
/** Nearest lives that are averaged. */
const NEIGHBOURS = 8;

/** The paths along which units wore out: for each, one row per cycle and one column per direction of wear. */
export interface WornLives {
  readonly directions: number;
  readonly lives: readonly Float32Array[];
}

/**
 * Remaining life by similarity (Wang et al. 2008): the newest stretch of a unit's path of wear is laid along the whole
 * path of each unit that failed; the cycles left to that unit at the best fit are one answer. The estimate is the mean
 * over the nearest lives, weighted by their fit. The method needs few lives, and its neighbours can be shown.
 */
export class SimilarLives {
  readonly #worn: WornLives;
  readonly #ring: Float64Array;
  readonly #query: Float64Array;
  readonly #nearest = new Float64Array(NEIGHBOURS);
  readonly #left = new Float64Array(NEIGHBOURS);
  #cycles = 0;

  constructor(worn: WornLives) {
    this.#worn = worn;
    this.#ring = new Float64Array(((BACK.at(-1) ?? 0) + 1) * worn.directions);
    this.#query = new Float64Array(BACK.length * worn.directions);
  }

  /**
   * Takes the unit's position on its path after a cycle: a value for each direction, at these indexes of the features.
   */
  push(features: Float64Array, places: Int32Array): void {
    const { directions } = this.#worn;
    const slot = (this.#cycles % (this.#ring.length / directions)) * directions;
    for (let at = 0; at < directions; at++) this.#ring[slot + at] = features[places[at] as number] as number;
    this.#cycles++;
  }

  /** Cycles left; NaN before the first cycle. */
  estimate(): number {
    const points = this.#fillQuery();
    this.#nearest.fill(Number.POSITIVE_INFINITY);
    for (const life of this.#worn.lives) this.#lay(life, points);
    let [sum, weights] = [0, 0];
    const scale = (this.#nearest[0] as number) + 1e-9;
    for (let at = 0; at < NEIGHBOURS; at++) {
      const weight = Math.exp(-(this.#nearest[at] as number) / scale);
      if (!(weight > 0)) continue;
      sum += weight * (this.#left[at] as number);
      weights += weight;
    }
    return weights > 0 ? sum / weights : Number.NaN;
  }

  /** Newest first; returns how many of the compared points the unit has. */
  #fillQuery(): number {
    const { directions } = this.#worn;
    const length = this.#ring.length / directions;
    let points = 0;
    for (const back of BACK) {
      if (back >= this.#cycles) break;
      const slot = ((this.#cycles - 1 - back) % length) * directions;
      for (let at = 0; at < directions; at++) this.#query[points * directions + at] = this.#ring[slot + at] as number;
      points++;
    }
    return points;
  }

  /** Finds where the stretch fits a life best, and keeps it if it is among the nearest. */
  #lay(life: Float32Array, points: number): void {
    if (points === 0) return;
    const { directions } = this.#worn;
    const cycles = life.length / directions;
    let [best, left] = [Number.POSITIVE_INFINITY, 0];
    for (let end = BACK[points - 1] as number; end < cycles; end++) {
      let distance = 0;
      for (let point = 0; point < points && distance < best; point++) {
        const from = (end - (BACK[point] as number)) * directions;
        for (let at = 0; at < directions; at++)
          distance += ((life[from + at] as number) - (this.#query[point * directions + at] as number)) ** 2;
      }
      if (distance < best) [best, left] = [distance, cycles - 1 - end];
    }
    let place = NEIGHBOURS;
    while (place > 0 && best < (this.#nearest[place - 1] as number)) {
      place--;
      if (place + 1 < NEIGHBOURS) {
        this.#nearest[place + 1] = this.#nearest[place] as number;
        this.#left[place + 1] = this.#left[place] as number;
      }
    }
    if (place < NEIGHBOURS) [this.#nearest[place], this.#left[place]] = [best, left];
  }
}
