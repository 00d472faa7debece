import type { Relations } from "./relations.ts";
import { solveSymmetric } from "./symmetric.ts";

/**
 * Gives missing residuals the values that the others make likely: those of the smallest squared distance from normal
 * running. Its work space is taken when a value is missing for the first time.
 */
export class MissingResiduals {
  readonly #relations: Relations;
  #places = new Int32Array(0);
  #precision = new Float64Array(0);
  #sides = new Float64Array(0);
  #count = 0;

  constructor(relations: Relations) {
    this.#relations = relations;
  }

  /** Notes which values are missing; returns their number. */
  find(scaled: Float64Array): number {
    this.#count = 0;
    for (let i = 0; i < scaled.length; i++) {
      if (!Number.isNaN(scaled[i])) continue;
      if (this.#places.length === 0) this.#take(scaled.length);
      this.#places[this.#count++] = i;
    }
    return this.#count;
  }

  /** Fills the residuals that `find` noted, which are still 0, and adds them to the scaled values. */
  fill(residual: Float64Array, scaled: Float64Array): void {
    const { axes } = this.#relations;
    const n = residual.length;
    const m = this.#count;
    this.#precision.fill(0, 0, m * m);
    this.#sides.fill(0, 0, m);
    for (let k = 0; k < n * n; k += n) {
      let score = 0;
      for (let i = 0; i < n; i++) score += (axes[k + i] as number) * (residual[i] as number);
      for (let a = 0; a < m; a++) {
        const axis = axes[k + (this.#places[a] as number)] as number;
        this.#sides[a] = (this.#sides[a] as number) - score * axis;
        for (let b = 0; b < m; b++)
          this.#precision[a * m + b] =
            (this.#precision[a * m + b] as number) + axis * (axes[k + (this.#places[b] as number)] as number);
      }
    }
    solveSymmetric(this.#precision, this.#sides, m, 1);
    for (let a = 0; a < m; a++) {
      const i = this.#places[a] as number;
      residual[i] = this.#sides[a] as number;
      scaled[i] = (scaled[i] as number) + (this.#sides[a] as number);
    }
  }

  #take(size: number): void {
    this.#places = new Int32Array(size);
    this.#precision = new Float64Array(size * size);
    this.#sides = new Float64Array(size);
  }
}
