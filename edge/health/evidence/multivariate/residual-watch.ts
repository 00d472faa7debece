import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { MissingResiduals } from "./missing-residuals.ts";
import { pushLag, type Relations } from "./relations.ts";

/** A pause of more than this many steps separates rows: those before it do not explain those after it. */
export const GAP_STEPS = 3;
/** Time constant of the average of residuals, steps. */
export const SMOOTHING = 10;
/** Time constant of the level that follows the residuals of normal rows, steps. */
const ADAPTATION = 100;

/** Follows the residuals of a unit row by row: their average, and the level that they usually have. */
export class ResidualWatch {
  /** All numbers of the watch. */
  readonly state: Float64Array;
  /** T² and SPE of the last row, then of the average: squared standard deviations on the leading and other axes. */
  readonly squares: Float64Array;
  /** The last row's residuals and their average, each minus the level. */
  readonly offRow: Float64Array;
  readonly offAverage: Float64Array;
  readonly #relations: Relations;
  readonly #missing: MissingResiduals;
  readonly #predictors: Float64Array;
  /** The drifted mean of the residuals of normal rows. */
  readonly level: Float64Array;
  readonly #average: Float64Array;
  /** Time of the last row, rows since the last gap, usual step. */
  readonly #clock: Float64Array;
  readonly #scaled: Float64Array;
  readonly #residual: Float64Array;
  /** Steps since the previous row, and the shares of a row that the average and the level take after that time. */
  #steps = 0;
  #ofAverage = 0;
  #ofLevel = 0;

  constructor(relations: Relations) {
    const n = relations.judged.length;
    const p = relations.predictors;
    this.#relations = relations;
    this.#missing = new MissingResiduals(relations);
    this.state = new Float64Array(p + 4 * n + 7);
    const at = (begin: number, size: number): Float64Array => this.state.subarray(begin, begin + size);
    this.#predictors = at(0, p);
    this.level = at(p, n);
    this.#average = at(p + n, n);
    this.offRow = at(p + 2 * n, n);
    this.offAverage = at(p + 3 * n, n);
    this.squares = at(p + 4 * n, 4);
    this.#clock = at(p + 4 * n + 4, 3);
    this.#scaled = new Float64Array(n);
    this.#residual = new Float64Array(n);
  }

  /** Forgets everything; `step` is the usual time between rows. */
  begin(step: Micros): void {
    this.state.fill(0);
    this.#clock[0] = Number.NaN;
    this.#clock[2] = step;
  }

  /** Takes the row that begins at `row`; returns false, and no result, when it is empty or lacks its lags. */
  take(time: Micros, values: Float64Array, row: number): boolean {
    this.#tick(time);
    const rows = this.#clock[1] as number;
    this.#clock[1] = rows + 1;
    const scaled = this.#scaled;
    this.#relations.scaled(values, row, scaled);
    const missing = this.#missing.find(scaled);
    const isJudged = rows >= this.#relations.lags && missing < scaled.length;
    if (isJudged) {
      this.#relations.explain(values, row, this.#predictors);
      this.#relations.residuals(this.#predictors, scaled, this.#residual);
      if (missing > 0) this.#missing.fill(this.#residual, scaled);
      this.#compare();
    } else this.#fade();
    pushLag(this.#predictors, scaled);
    return isJudged;
  }

  /** Lets the level follow the row that was taken last. */
  adapt(): void {
    for (let i = 0; i < this.level.length; i++) {
      const level = this.level[i] as number;
      this.level[i] = level + this.#ofLevel * ((this.#residual[i] as number) - level);
    }
  }

  /** Mean squared distance of the level from where it was learnt, in variances along the axes. */
  get levelSquares(): number {
    const { axes } = this.#relations;
    const n = this.level.length;
    let sum = 0;
    for (let k = 0; k < n * n; k += n) {
      let score = 0;
      for (let i = 0; i < n; i++) score += (axes[k + i] as number) * (this.level[i] as number);
      sum += score * score;
    }
    return sum / n;
  }

  /** Lets the average return to the level, because time passes, and fills missing values of the row with the centre. */
  #fade(): void {
    for (let i = 0; i < this.level.length; i++) {
      const average = this.#average[i] as number;
      this.#average[i] = average + this.#ofAverage * ((this.level[i] as number) - average);
      if (Number.isNaN(this.#scaled[i])) this.#scaled[i] = 0;
    }
  }

  #tick(time: Micros): void {
    const since = time - (this.#clock[0] as number);
    this.#clock[0] = time;
    const steps = Number.isNaN(since) ? 1 : Math.max(0, since / (this.#clock[2] as number));
    if (steps > GAP_STEPS) this.#clock[1] = 0;
    if (steps === this.#steps) return;
    this.#steps = steps;
    this.#ofAverage = 1 - Math.exp(-steps / SMOOTHING);
    this.#ofLevel = 1 - Math.exp(-steps / ADAPTATION);
  }

  #compare(): void {
    for (let i = 0; i < this.level.length; i++) {
      const residual = this.#residual[i] as number;
      const level = this.level[i] as number;
      const before = this.#average[i] as number;
      const average = before + this.#ofAverage * (residual - before);
      this.#average[i] = average;
      this.offRow[i] = residual - level;
      this.offAverage[i] = average - level;
    }
    this.#measure(this.offRow, 0);
    this.#measure(this.offAverage, 2);
  }

  #measure(off: Float64Array, to: number): void {
    const { axes, leading } = this.#relations;
    const n = off.length;
    let t2 = 0;
    let spe = 0;
    for (let k = 0, at = 0; k < n; k++, at += n) {
      let score = 0;
      for (let i = 0; i < n; i++) score += (axes[at + i] as number) * (off[i] as number);
      if (k < leading) t2 += score * score;
      else spe += score * score;
    }
    this.squares[to] = t2;
    this.squares[to + 1] = spe;
  }
}
