import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** Size of the range of sequence numbers: the numbers cannot show a loss of exactly this number of messages. */
export const CYCLE = 256;
/** A pause this many times longer than all pauses before it is suspect. */
const LONG_PAUSE = 4;
/** Suspect pauses that are remembered. */
const MOST_SUSPECTS = 16;

/** Finds pauses in the payload times of one edge node that could hide a loss of 256 messages, or of a multiple. */
export class LongPauses {
  /** Payload times of the last 256 messages, as a ring. */
  readonly #times = new Float64Array(CYCLE);
  #count = 0;
  /** Lengths of suspect pauses, the newest last: a node that sends in bursts makes the same pause after each. */
  readonly #suspects: number[] = [];

  /** A birth restarts the count. */
  restart(): void {
    this.#count = 0;
  }

  note(time: Micros): void {
    this.#times[this.#count++ % CYCLE] = time;
  }

  /**
   * Judges the time since the previous message. A pause that is about as long as 256 messages take, and far longer than
   * any pause among the last 256, could hide the loss of 256 messages or a multiple, because the numbers still fit.
   * Such a pause is suspect, or usual if the node paused like that before.
   */
  judge(before: Micros, time: Micros): "short" | "usual" | "suspect" {
    if (this.#count < CYCLE) return "short";
    const oldest = this.#times[this.#count % CYCLE] as number;
    const pause = time - before;
    if (pause <= 0 || pause < (before - oldest) / 2 || pause <= LONG_PAUSE * this.#longest()) return "short";
    const isUsual = this.#suspects.some((one) => pause <= one * LONG_PAUSE && one <= pause * LONG_PAUSE);
    if (this.#suspects.length >= MOST_SUSPECTS) this.#suspects.shift();
    this.#suspects.push(pause);
    return isUsual ? "usual" : "suspect";
  }

  #longest(): number {
    let longest = 0;
    for (let n = 1; n < CYCLE; n++) {
      const at = this.#count + n;
      longest = Math.max(longest, (this.#times[at % CYCLE] as number) - (this.#times[(at - 1) % CYCLE] as number));
    }
    return longest;
  }
}
