import type { Micros } from "../contracts/path/sample-batch.ts";

/**
 * The evidence of an active alert follows its detector at most this often, so that not every sample wakes the readers.
 */
const REFRESH_US = 1_000_000;

/** When the evidence of each active alert was last refreshed (rule A32). */
export class RefreshPace {
  readonly #at = new Map<string, Micros>();

  isDue(alertUid: string, now: Micros): boolean {
    const last = this.#at.get(alertUid);
    return last === undefined || now < last || now - last >= REFRESH_US;
  }

  refreshed(alertUid: string, now: Micros): void {
    this.#at.set(alertUid, now);
  }

  forget(alertUid: string): void {
    this.#at.delete(alertUid);
  }
}
