import type { Progress } from "./progress.ts";

/**
 * Looks without a sign of life during work after which the thread counts as hung. Checks are counted, not time, so that
 * a machine's sleep does not count as a hang.
 */
const HUNG_AFTER_LOOKS = 20;
/**
 * Times as many looks for work on a file: opening and writing the state of 100,000 tags is seconds of work in one
 * piece, of which a busy machine gives the thread little at a time.
 */
const FILE_PATIENCE = 3;

/** Decides whether a thread of followers hangs. */
export class HangWatch {
  readonly #looks: number;
  #seenBeats = -1;
  #silentLooks = 0;

  constructor(looks = HUNG_AFTER_LOOKS) {
    this.#looks = looks;
  }

  /** A new thread begins. */
  begin(): void {
    this.#silentLooks = 0;
  }

  /** Call it once a second. Returns whether the thread hangs. */
  look({ beats, work }: Pick<Progress, "beats" | "work">): boolean {
    this.#silentLooks = work.kind !== "nothing" && beats === this.#seenBeats ? this.#silentLooks + 1 : 0;
    this.#seenBeats = beats;
    return this.#silentLooks >= this.#looks * (work.kind === "file" ? FILE_PATIENCE : 1);
  }
}
