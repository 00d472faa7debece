import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** With more missing messages than this the edge does not wait: they are lost, not late. */
const MAX_MISSING = 32;
/** A number this little behind, with an old payload time, is a repetition, not a jump by nearly 256. */
const REPEAT_WINDOW = 8;
/** Size of the number range: the numbers cannot show a loss of exactly so many messages. */
const CYCLE = 256;
/** After so many later messages a missing one counts as lost, because its number will soon be used again. */
const MAX_LATER = 128;
/** A pause this many times longer than all pauses before it is suspect. */
const LONG_PAUSE = 4;

export type SequenceVerdict = "in-order" | "ahead" | "late" | "repeated" | "lost";

/** Lost messages, once waiting for them has ended. */
export interface SequenceGap {
  /** Absent where only the payload times show the loss: a multiple of 256. */
  readonly lost?: number;
  readonly from: Micros;
  readonly to: Micros;
}

/**
 * Follows the sequence numbers 0..255 of one edge node. Messages ahead of their turn are taken at once, since each
 * sample has its own time; the edge only waits for the missing ones before it declares a loss.
 */
export class Sequence {
  #expected = -1;
  /** Missing numbers, each with the count of messages when it was missed. */
  readonly #missing = new Map<number, number>();
  #missingSinceMs = 0;
  #taken = 0;
  /** Messages given up as lost, until `overdue` returns them. */
  #gone: SequenceGap | undefined;
  #gapFrom: Micros = 0;
  #gapTo: Micros = 0;
  #newest: Micros = 0;
  /** Payload times of the last 256 messages, as a ring. */
  readonly #times = new Float64Array(CYCLE);
  #count = 0;
  #pause: SequenceGap | undefined;

  /** A birth of the node starts the count anew. Messages still missing will not come: they are returned as lost. */
  restart(seq: number, time: Micros): SequenceGap | undefined {
    const open = this.overdue(Number.POSITIVE_INFINITY, 0);
    this.#expected = (seq + 1) & 255;
    this.#newest = time;
    this.#count = 0;
    return open;
  }

  /** Number of the newest message. */
  get last(): number | undefined {
    return this.#expected < 0 ? undefined : (this.#expected - 1) & 255;
  }

  /** Payload time of the newest message; 0 before the first. */
  get newest(): Micros {
    return this.#newest;
  }

  /**
   * Time up to which every missing message was returned as lost: the start of a later session's gap. 0 before the
   * first message.
   */
  get settled(): Micros {
    const open = this.#missing.size === 0 ? this.#newest : Math.min(this.#gapFrom, this.#newest);
    return Math.min(open, this.#pause?.from ?? open, this.#gone?.from ?? open);
  }

  take(seq: number, time: Micros, nowMs: number): SequenceVerdict {
    if (this.#missing.size > 0 && this.#missing.delete(seq)) return "late";
    const ahead = (seq - this.#expected) & 255;
    if (ahead >= CYCLE - REPEAT_WINDOW && time <= this.#newest) return "repeated";
    const before = this.#newest;
    this.#expected = (seq + 1) & 255;
    if (time > this.#newest) this.#newest = time;
    this.#taken++;
    if (this.#missing.size > 0) this.#giveUp(time);
    if (ahead === 0) {
      if (this.#isLongPause(before, time)) this.#pause = { from: before, to: time };
      this.#note(time);
      return this.#pause === undefined ? "in-order" : "lost";
    }
    this.#note(time);
    if (this.#missing.size === 0) {
      this.#missingSinceMs = nowMs;
      this.#gapFrom = before;
    }
    this.#gapTo = time;
    for (let n = ahead; n > 0 && this.#missing.size < CYCLE; n--) this.#missing.set((seq - n) & 255, this.#taken);
    return this.#missing.size > MAX_MISSING ? "lost" : "ahead";
  }

  /** Returns, and forgets, messages missing for longer than `timeoutMs` or given up; undefined when there is none. */
  overdue(nowMs: number, timeoutMs: number): SequenceGap | undefined {
    const isDue = this.#missing.size > 0 && nowMs - this.#missingSinceMs >= timeoutMs;
    const open = isDue ? { lost: this.#missing.size, from: this.#gapFrom, to: this.#gapTo } : undefined;
    const gap = joined([this.#pause, this.#gone, open]);
    this.#pause = undefined;
    this.#gone = undefined;
    if (isDue) this.#missing.clear();
    return gap;
  }

  /** Gives up numbers missed long ago: they would be taken for messages of the next round. */
  #giveUp(time: Micros): void {
    let lost = 0;
    for (const [seq, taken] of this.#missing) {
      if (this.#taken - taken < MAX_LATER) break;
      this.#missing.delete(seq);
      lost++;
    }
    if (lost > 0) this.#gone = joined([this.#gone, { lost, from: this.#gapFrom, to: time }]);
  }

  #note(time: Micros): void {
    this.#times[this.#count++ % CYCLE] = time;
  }

  /**
   * Whether the time since the previous message is about that of 256 messages and far longer than any pause among the
   * last 256. Then 256 messages, or a multiple, may be missing although the numbers fit.
   */
  #isLongPause(before: Micros, time: Micros): boolean {
    if (this.#count < CYCLE) return false;
    const oldest = this.#times[this.#count % CYCLE] as number;
    const pause = time - before;
    if (pause <= 0 || pause < (before - oldest) / 2) return false;
    let longest = 0;
    for (let n = 1; n < CYCLE; n++) {
      const at = this.#count + n;
      longest = Math.max(longest, (this.#times[at % CYCLE] as number) - (this.#times[(at - 1) % CYCLE] as number));
    }
    return pause > LONG_PAUSE * longest;
  }
}

/** One gap over all of these, with the number of lost messages where known. */
function joined(gaps: readonly (SequenceGap | undefined)[]): SequenceGap | undefined {
  const given = gaps.filter((gap) => gap !== undefined);
  if (given.length === 0) return undefined;
  const counted = given.flatMap(({ lost }) => lost ?? []);
  const lost = counted.length === 0 ? {} : { lost: counted.reduce((sum, one) => sum + one, 0) };
  return { ...lost, from: Math.min(...given.map(({ from }) => from)), to: Math.max(...given.map(({ to }) => to)) };
}
