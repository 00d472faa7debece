/**
 * Drops variants that are worse, one replication at a time (S.-H. Kim and B. L. Nelson, ACM TOMACS 11 (2001) 251,
 * procedure KN with c = 1). Scores of one replication may depend on each other, so variants have common random numbers.
 */
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
    this.#left = this.#left.filter((at) => !beaters.some((other) => other !== at && this.#isWorse(at, other)));
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

  #isWorse(at: number, than: number): boolean {
    const behind = ((this.#sums[than] as number) - (this.#sums[at] as number)) / this.#replications;
    return behind - this.#rules.tolerance > this.#margin(at, than);
  }

  /** W of the procedure: it falls to 0. */
  #margin(at: number, other: number): number {
    const { contenders, zone } = this.#rules;
    const spread = (this.#spread as Float64Array)[at * contenders.length + other] as number;
    return Math.max(0, spread / zone - zone * this.#replications) / (2 * this.#replications);
  }

  #spreads(): Float64Array {
    const { contenders, of, first, error } = this.#rules;
    const count = contenders.length;
    const eta = ((2 * error) / Math.max(1, of - 1)) ** (-2 / (first - 1)) / 2 - 0.5;
    const factor = 2 * Math.max(0, eta);
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
