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

/** Sums of rows of values, from which any relation among them can be fitted. Before the first row it has none. */
export class NeighbourFit implements Learned<readonly Float64Array[]> {
  readonly #size: number;
  #sums = new Float64Array(0);
  /** Sums of products, the lower triangle of their matrix row by row. */
  #products = new Float64Array(0);
  #rows = 0;

  constructor(size: number) {
    this.#size = size;
  }

  get rows(): number {
    return this.#rows;
  }

  add(row: Float64Array): void {
    if (this.#rows === 0) this.#begin();
    this.#rows++;
    for (let i = 0, at = 0; i < this.#size; i++) {
      const value = row[i] as number;
      this.#sums[i] = (this.#sums[i] as number) + value;
      for (let j = 0; j <= i; j++, at++)
        this.#products[at] = (this.#products[at] as number) + value * (row[j] as number);
    }
  }

  /** No further relation is fitted: only the number of rows is still known. */
  end(): void {
    this.#sums = new Float64Array(0);
    this.#products = new Float64Array(0);
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
    return [this.#sums.slice(), this.#square(), Float64Array.of(this.#rows)];
  }

  restore([sums, products, rows]: readonly Float64Array[]): void {
    this.#rows = rows?.[0] as number;
    if (this.#rows === 0 || products === undefined || products.length === 0) return;
    this.#begin();
    this.#sums.set(sums as Float64Array);
    for (let i = 0; i < this.#size; i++)
      this.#products.set(products.subarray(i * this.#size, i * this.#size + i + 1), rowStart(i));
  }

  /** The whole matrix, as the previous release reads it; empty before the first row and after the end. */
  #square(): Float64Array {
    const square = new Float64Array(this.#products.length === 0 ? 0 : this.#size ** 2);
    for (let i = 0; i < this.#size && square.length > 0; i++)
      square.set(this.#products.subarray(rowStart(i), rowStart(i + 1)), i * this.#size);
    return square;
  }

  #begin(): void {
    this.#sums = new Float64Array(this.#size);
    this.#products = new Float64Array(rowStart(this.#size));
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
    return (this.#products[rowStart(i) + j] as number) / this.#rows - this.#mean(one) * this.#mean(other);
  }
}

/** Place of the first number of a row of the triangle. */
function rowStart(row: number): number {
  return (row * (row + 1)) / 2;
}
