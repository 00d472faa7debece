import type { Logger } from "pino";
import type { AlertKind, Annunciation } from "../contracts/alerts/alert.ts";
import type { AlertIndex } from "./alert-index.ts";

/** Places beyond the bound that only safety alerts may take. */
const SAFETY_RESERVE = 256;

/** Decides which alerts find a place in a bounded book (rule A34). */
export class AlertPlaces {
  readonly #index: AlertIndex;
  readonly #most: number;
  readonly #log: Logger;
  #isFlooded = false;
  /** Number of alerts that were refused because the book is full. */
  refused = 0;

  constructor(index: AlertIndex, { most, log }: { most: number; log: Logger }) {
    this.#index = index;
    this.#most = most;
    this.#log = log;
  }

  /** Whether there is room for one more alert. A refusal is counted and logged. */
  take(kind: AlertKind, annunciation: Annunciation, rule: string): boolean {
    const size = this.#index.standing.size;
    const fits =
      kind === "safety"
        ? size < this.#most + SAFETY_RESERVE
        : size < this.#most && (annunciation === "alarm" || this.#index.advisories < this.#most / 2);
    if (fits) return true;
    this.refused++;
    if (!this.#isFlooded)
      this.#log.error(
        { rule, standing: size, maxStanding: this.#most },
        "the alert book is full; new alerts are counted but not kept until some are closed",
      );
    this.#isFlooded = true;
    return false;
  }

  tick(): void {
    if (this.#index.standing.size < this.#most / 2) this.#isFlooded = false;
  }
}
