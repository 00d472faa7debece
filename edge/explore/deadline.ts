import { problem } from "./problem-table.ts";
import { ExpressionRefused } from "./refused.ts";

/** Time for all expressions of one question together, seconds. */
const WITHIN_S = 30;

/** When the work of a question ends, by a clock that nobody sets. */
export class Deadline {
  readonly #now: () => number;
  readonly #endMs: number;

  /** `now`: milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#endMs = now() + WITHIN_S * 1000;
  }

  /** Throws ExpressionRefused once the time is over. */
  check(): void {
    if (this.#now() > this.#endMs) throw new ExpressionRefused([problem("explore-late", { seconds: WITHIN_S })]);
  }
}
