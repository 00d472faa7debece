/** When nothing produces: by finished pieces, or in plants that report none by the states of machines. */
import type { Micros } from "../../contracts/path/sample-batch.ts";

const MINUTE_US = 60e6;

export interface QuietState {
  readonly pieceAt: Micros | null;
  readonly workedAt: Micros | null;
  readonly working: readonly string[];
}

export class Quiet {
  readonly #settleUs: number;
  readonly #working: Set<string>;
  #pieceAt: Micros | null;
  #workedAt: Micros | null;

  constructor(settleMin: number, state?: QuietState) {
    this.#settleUs = settleMin * MINUTE_US;
    this.#working = new Set(state?.working);
    this.#pieceAt = state?.pieceAt ?? null;
    this.#workedAt = state?.workedAt ?? null;
  }

  get state(): QuietState {
    return { pieceAt: this.#pieceAt, workedAt: this.#workedAt, working: [...this.#working] };
  }

  pieceFinished(at: Micros): void {
    this.#pieceAt = at;
  }

  machineWorks(machine: string, works: boolean, at: Micros): void {
    if (works) this.#working.add(machine);
    else if (this.#working.delete(machine)) this.#workedAt = at;
  }

  /** Since when the plant has been quiet at `now`; undefined while it produces, and before anything is known. */
  since(now: Micros): Micros | undefined {
    const last = this.#pieceAt ?? (this.#working.size > 0 ? now : this.#workedAt);
    if (last === null) return undefined;
    const settled = last + this.#settleUs;
    return settled <= now ? settled : undefined;
  }
}
