import { OUTCOMES, type Outcome } from "../../../contracts/forecast/study-answer.ts";

const WIDTH = OUTCOMES.length;
const NUMBER = new Map(OUTCOMES.map((outcome, at) => [outcome, at] as const));

/** Outcomes of all runs, by variant and replication, as columns that grow with the replications of their variant. */
export class Records {
  readonly #values: Float64Array[];
  /** Replications from the first on without a gap. */
  readonly #runs: Int32Array;
  #total = 0;

  constructor(variants: number) {
    this.#values = Array.from({ length: variants }, () => new Float64Array(0));
    this.#runs = new Int32Array(variants);
  }

  get total(): number {
    return this.#total;
  }

  runs(variant: number): number {
    return this.#runs[variant] as number;
  }

  /** `outcomes`: of several variants, one behind the other. */
  add(replication: number, variants: readonly number[], outcomes: Float64Array): void {
    this.#total += variants.length;
    for (const [at, variant] of variants.entries()) {
      const values = this.#room(variant, replication);
      values.set(outcomes.subarray(at * WIDTH, (at + 1) * WIDTH), replication * WIDTH);
      let runs = this.#runs[variant] as number;
      while (runs * WIDTH < values.length && !Number.isNaN(values[runs * WIDTH])) runs++;
      this.#runs[variant] = runs;
    }
  }

  at(outcome: Outcome, variant: number, replication: number): number {
    return this.#values[variant]?.[replication * WIDTH + (NUMBER.get(outcome) as number)] ?? Number.NaN;
  }

  /** One outcome of the first replications of a variant. */
  of(outcome: Outcome, variant: number, runs = this.runs(variant)): readonly number[] {
    return Array.from({ length: runs }, (_, replication) => this.at(outcome, variant, replication));
  }

  #room(variant: number, replication: number): Float64Array {
    const values = this.#values[variant] as Float64Array;
    if ((replication + 1) * WIDTH <= values.length) return values;
    const grown = new Float64Array(WIDTH * 2 ** Math.ceil(Math.log2(replication + 2))).fill(Number.NaN);
    grown.set(values);
    this.#values[variant] = grown;
    return grown;
  }
}
