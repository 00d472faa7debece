import type { Learned } from "../../../../contracts/path/follower.ts";
import { solveSymmetric } from "../../../evidence/multivariate/symmetric.ts";

/** Neighbours of a relation at most, and rows from which a third one is believed. */
const [FEW, MANY, MANY_ROWS] = [2, 3, 100];
/** A further neighbour must lower the standard deviation of what is left to this share. */
const WORTH = 0.8;
/** A steeper relation would show the noise of the neighbour. */
const STEEPEST = 4;
/** Keeps the equations solvable where neighbours move together, as a share of their variance. */
const RIDGE = 1e-6;

/** One value as a linear function of a few others. */
export interface NeighbourRelation {
  readonly target: number;
  readonly neighbours: readonly number[];
  readonly weights: readonly number[];
  readonly constant: number;
  /** Standard deviation of what is left, in learning. */
  readonly spread: number;
}

/** Sums of rows of values, from which any relation among them can be fitted. */
export class NeighbourFit implements Learned<readonly Float64Array[]> {
  readonly #size: number;
  readonly #sums: Float64Array;
  readonly #products: Float64Array;
  #rows = 0;

  constructor(size: number) {
    this.#size = size;
    this.#sums = new Float64Array(size);
    this.#products = new Float64Array(size * size);
  }

  get rows(): number {
    return this.#rows;
  }

  add(row: Float64Array): void {
    this.#rows++;
    for (let i = 0; i < this.#size; i++) {
      const value = row[i] as number;
      this.#sums[i] = (this.#sums[i] as number) + value;
      for (let j = 0; j <= i; j++) {
        const at = i * this.#size + j;
        this.#products[at] = (this.#products[at] as number) + value * (row[j] as number);
      }
    }
  }

  /** Explains a value by those of the candidates that explain most of it; undefined where none does. */
  relation(target: number, candidates: readonly number[]): NeighbourRelation | undefined {
    let best: readonly number[] = [];
    let weights: readonly number[] = [];
    let left = this.#covariance(target, target);
    const most = this.#rows >= MANY_ROWS ? MANY : FEW;
    for (let found = true; found && best.length < most; ) {
      found = false;
      const before = best;
      for (const candidate of candidates) {
        if (before.includes(candidate)) continue;
        const tried = this.#solve(target, [...before, candidate]);
        if (tried === undefined || tried.left >= left * (found ? 1 : WORTH ** 2)) continue;
        found = true;
        left = tried.left;
        best = [...before, candidate];
        weights = tried.weights;
      }
    }
    if (best.length === 0) return undefined;
    const constant = best.reduce(
      (sum, neighbour, at) => sum - (weights[at] as number) * this.#mean(neighbour),
      this.#mean(target),
    );
    return { target, neighbours: best, weights, constant, spread: Math.sqrt(Math.max(0, left)) };
  }

  snapshot(): readonly Float64Array[] {
    return [this.#sums.slice(), this.#products.slice(), Float64Array.of(this.#rows)];
  }

  restore([sums, products, rows]: readonly Float64Array[]): void {
    this.#sums.set(sums as Float64Array);
    this.#products.set(products as Float64Array);
    this.#rows = rows?.[0] as number;
  }

  #solve(
    target: number,
    neighbours: readonly number[],
  ): { readonly left: number; readonly weights: readonly number[] } | undefined {
    const size = neighbours.length;
    const matrix = new Float64Array(size * size);
    const side = Float64Array.from(neighbours, (one) => this.#covariance(one, target));
    for (const [i, one] of neighbours.entries()) {
      const variance = this.#covariance(one, one);
      if (!(variance > 0)) return undefined;
      for (const [j, other] of neighbours.entries())
        matrix[i * size + j] = this.#covariance(one, other) + (i === j ? RIDGE * variance : 0);
    }
    const weights = side.slice();
    solveSymmetric(matrix, weights, size, 1);
    if (weights.some((weight) => !(Math.abs(weight) <= STEEPEST))) return undefined;
    const explained = weights.reduce((sum, weight, at) => sum + weight * (side[at] as number), 0);
    return { left: this.#covariance(target, target) - explained, weights: [...weights] };
  }

  #mean(of: number): number {
    return (this.#sums[of] as number) / this.#rows;
  }

  #covariance(one: number, other: number): number {
    const [i, j] = one >= other ? [one, other] : [other, one];
    return (this.#products[i * this.#size + j] as number) / this.#rows - this.#mean(one) * this.#mean(other);
  }
}
