/**
 * Drops variants that are worse, one replication at a time (S.-H. Kim and B. L. Nelson, ACM TOMACS 11 (2001) 251,
 * procedure KN with c = 1). Scores of one replication may depend on each other, so variants have common random numbers.
 */
import { studentQuantile } from "../../../quality/statistics/special-functions.ts";

export interface ScreenRules {
  /** Variants in the race. */
  readonly contenders: readonly number[];
  /** How many variants are compared in all, also where some are out already. */
  readonly of: number;
  /** Replications from which the variances of differences are taken, at least 2. */
  readonly first: number;
  /** Difference that is worth knowing, above 0. */
  readonly zone: number;
  /** A variant is dropped only if it is worse by more than this. */
  readonly tolerance: number;
  /** Probability with which the best may be dropped. */
  readonly error: number;
}

export class Screen {
  readonly #rules: ScreenRules;
  readonly #sums: Float64Array;
  /** By contender: scores of the first replications. */
  readonly #early: readonly number[][];
  /** h² S² of each pair, once the first replications are there. */
  #spread: Float64Array | undefined;
  #left: readonly number[];
  /** By contender that was dropped although it is not known to be worse: after how many replications. */
  readonly #alike = new Map<number, number>();
  #replications = 0;

  constructor(rules: ScreenRules) {
    this.#rules = rules;
    const count = rules.contenders.length;
    this.#sums = new Float64Array(count);
    this.#early = rules.contenders.map(() => []);
    this.#left = [...rules.contenders.keys()];
  }

  /** Variants that are left, in the order of the contenders. */
  get left(): readonly number[] {
    return this.#left.map((at) => this.#rules.contenders[at] as number);
  }

  /** One replication of all that are left; more is better. `mayBeat`: whether others may be dropped because of it. */
  take(scoreOf: (variant: number) => number, mayBeat: (variant: number) => boolean): void {
    const { contenders, first } = this.#rules;
    this.#replications++;
    for (const at of this.#left) {
      const score = scoreOf(contenders[at] as number);
      this.#sums[at] = (this.#sums[at] as number) + score;
      if (this.#replications <= first) (this.#early[at] as number[]).push(score);
    }
    if (this.#replications < first) return;
    this.#spread ??= this.#spreads();
    const beaters = this.#left.filter((at) => mayBeat(contenders[at] as number));
    const before = this.#left;
    const behind = before.filter((at) => beaters.some((other) => other !== at && this.#isBehind(at, other)));
    const out = new Set(behind);
    this.#left = before.filter((at) => !out.has(at));
    for (const at of behind)
      if (!beaters.some((other) => other !== at && this.#isWorse(at, other))) this.#alike.set(at, this.#replications);
  }

  /** After how many replications a variant was dropped of which no more is known than that it is not better. */
  alikeAfter(variant: number): number | undefined {
    return this.#alike.get(this.#rules.contenders.indexOf(variant));
  }

  /**
   * How far the mean of so many replications of a variant may be behind the best one's for it to stand for the best;
   * undefined where they are not compared yet. A best one that is better by the zone is no further ahead by chance than
   * Student's t of the first replications allows, with the error that the procedure has.
   */
  mayBeBehind(variant: number, best: number, replications: number): number | undefined {
    const { contenders, zone } = this.#rules;
    const [at, other] = [contenders.indexOf(variant), contenders.indexOf(best)];
    if (this.#spread === undefined || this.#margin(at, other, replications) > 0) return undefined;
    return zone * this.#nearness;
  }

  /** Takes a variant out for another reason. */
  remove(variant: number): void {
    this.#left = this.#left.filter((at) => this.#rules.contenders[at] !== variant);
  }

  /** One is left, or more replications would drop none but by chance. */
  get isOver(): boolean {
    if (this.#left.length <= 1) return true;
    if (this.#spread === undefined) return false;
    return this.#left.every((at) => this.#left.every((other) => other === at || this.#margin(at, other) === 0));
  }

  /** Of those left that may be picked, the one with the best mean; the first of equal ones. */
  bestOf(mayBePicked: (variant: number) => boolean): number | undefined {
    let best = -1;
    for (const at of this.#left)
      if (
        mayBePicked(this.#rules.contenders[at] as number) &&
        (best < 0 || (this.#sums[at] as number) > (this.#sums[best] as number))
      )
        best = at;
    return this.#rules.contenders[best];
  }

  #isBehind(at: number, than: number): boolean {
    return this.#behindBy(at, than) - this.#rules.tolerance > this.#margin(at, than);
  }

  /** Behind, and by more than chance or by what is worth knowing. */
  #isWorse(at: number, than: number): boolean {
    return this.#isBehind(at, than) && (this.#margin(at, than) > 0 || this.#behindBy(at, than) >= this.#rules.zone);
  }

  #behindBy(at: number, than: number): number {
    return ((this.#sums[than] as number) - (this.#sums[at] as number)) / this.#replications;
  }

  /** W of the procedure: it falls to 0. */
  #margin(at: number, other: number, replications = this.#replications): number {
    const { contenders, zone } = this.#rules;
    const spread = (this.#spread as Float64Array)[at * contenders.length + other] as number;
    return Math.max(0, spread / zone - zone * replications) / (2 * replications);
  }

  /** η of the procedure. */
  get #eta(): number {
    const { of, first, error } = this.#rules;
    return Math.max(0, ((2 * error) / Math.max(1, of - 1)) ** (-2 / (first - 1)) / 2 - 0.5);
  }

  /** Share of the zone by which a variant may be behind: where W is 0, a standard error is zone / h at most. */
  get #nearness(): number {
    const { of, first, error } = this.#rules;
    const h = Math.sqrt(2 * this.#eta * (first - 1));
    return h === 0 ? 0 : Math.max(0, 1 - studentQuantile(1 - error / Math.max(1, of - 1), first - 1) / h);
  }

  #spreads(): Float64Array {
    const { contenders } = this.#rules;
    const count = contenders.length;
    const factor = 2 * this.#eta;
    const made = new Float64Array(count * count);
    for (const at of this.#left)
      for (const other of this.#left) {
        if (other >= at) continue;
        const spread = factor * squares(this.#early[at] as number[], this.#early[other] as number[]);
        made[at * count + other] = spread;
        made[other * count + at] = spread;
      }
    return made;
  }
}

/** Sum of the squares of the differences about their mean. */
function squares(one: readonly number[], other: readonly number[]): number {
  let [sum, sumOfSquares] = [0, 0];
  const shift = (one[0] as number) - (other[0] as number);
  for (const [at, value] of one.entries()) {
    const difference = value - (other[at] as number) - shift;
    sum += difference;
    sumOfSquares += difference * difference;
  }
  return Math.max(0, sumOfSquares - (sum * sum) / one.length);
}
