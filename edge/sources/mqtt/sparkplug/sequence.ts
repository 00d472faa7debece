import type { Micros } from "../../../contracts/sample-batch.ts";

/** A jump further than this is not waited for: so many messages are lost, not late. */
const MAX_MISSING = 32;
/** A sequence number this little behind, with an old payload time, is a repetition and not a jump by nearly 256. */
const REPEAT_WINDOW = 8;

export type SequenceVerdict = "in-order" | "ahead" | "late" | "repeated" | "lost";

/** What was lost, once waiting for it has ended. */
export interface SequenceGap {
  readonly lost: number;
  readonly from: Micros;
  readonly to: Micros;
}

/**
 * Follows the sequence numbers 0..255 of one edge node. Messages that come
 * early are taken at once, since each sample has its own time; what is waited
 * for is only the proof that nothing is missing.
 */
export class Sequence {
  #expected = -1;
  readonly #missing = new Set<number>();
  #missingSinceMs = 0;
  #gapFrom: Micros = 0;
  #gapTo: Micros = 0;
  #newest: Micros = 0;

  /** A birth of the node starts the count anew; everything before it is settled by it. */
  restart(seq: number, time: Micros): void {
    this.#expected = (seq + 1) & 255;
    this.#missing.clear();
    this.#newest = time;
  }

  take(seq: number, time: Micros, nowMs: number): SequenceVerdict {
    if (this.#missing.delete(seq)) return "late";
    const ahead = (seq - this.#expected) & 255;
    if (ahead >= 256 - REPEAT_WINDOW && time <= this.#newest) return "repeated";
    const before = this.#newest;
    this.#expected = (seq + 1) & 255;
    if (time > this.#newest) this.#newest = time;
    if (ahead === 0) return "in-order";
    if (this.#missing.size === 0) {
      this.#missingSinceMs = nowMs;
      this.#gapFrom = before;
    }
    this.#gapTo = time;
    for (let n = ahead; n > 0 && this.#missing.size < 256; n--) this.#missing.add((seq - n) & 255);
    return this.#missing.size > MAX_MISSING ? "lost" : "ahead";
  }

  /** What is missing for longer than `timeoutMs`, then forgotten; undefined when nothing is. */
  overdue(nowMs: number, timeoutMs: number): SequenceGap | undefined {
    if (this.#missing.size === 0 || nowMs - this.#missingSinceMs < timeoutMs) return undefined;
    const gap = { lost: this.#missing.size, from: this.#gapFrom, to: this.#gapTo };
    this.#missing.clear();
    return gap;
  }
}
