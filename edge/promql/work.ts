/** What a query may compute, and when others get their turn meanwhile. */
import { setImmediate } from "node:timers/promises";
import { EdgeError } from "../contracts/errors.ts";

/** Values that all parts of a query compute, some 20 ns each. */
const MOST_VALUES = 30_000_000;
/** Values that are computed in one go, in a few ms. */
const IN_ONE_GO = 50_000;

/** Steps of a query, and its work so far. */
export interface Size {
  readonly count: number;
  readonly work: Work;
}

export class Work {
  #values = 0;
  #inThisGo = 0;

  /** Counts values that the caller computes before or after it. Throws EdgeError `bad-request` at the bound. */
  async of(values: number): Promise<void> {
    this.#values += values;
    if (this.#values > MOST_VALUES)
      throw new EdgeError(
        "bad-request",
        `the query computes more than ${MOST_VALUES} values in its parts; take fewer series or a longer step`,
      );
    this.#inThisGo += values;
    if (this.#inThisGo < IN_ONE_GO) return;
    this.#inThisGo = 0;
    await setImmediate();
  }

  /** The steps of a query in stretches of one go. `values`: how many each step computes. */
  async *goes(steps: number, values: number): AsyncGenerator<readonly [from: number, to: number]> {
    const most = Math.max(1, Math.floor(IN_ONE_GO / Math.max(1, values)));
    for (let from = 0; from < steps; from += most) {
      const to = Math.min(steps, from + most);
      await this.of((to - from) * values);
      yield [from, to];
    }
  }
}
