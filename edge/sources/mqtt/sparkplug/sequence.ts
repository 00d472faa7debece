import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** A jump further than this is not waited for: so many messages are lost, not late. */
const MAX_MISSING = 32;
/** A sequence number this little behind, with an old payload time, is a repetition and not a jump by nearly 256. */
const REPEAT_WINDOW = 8;
/** Numbers there are: a loss of exactly so many cannot be seen in them. */
const CYCLE = 256;
/** After so many later messages a missing one is lost: its number would soon be that of another. */
const MAX_LATER = 128;
/** A pause is suspect when it is this many times longer than every pause before it. */
const LONG_PAUSE = 4;

export type SequenceVerdict = "in-order" | "ahead" | "late" | "repeated" | "lost";

/** What was lost, once waiting for it has ended. */
export interface SequenceGap {
  /** Absent where only the payload times tell: some multiple of 256. */
  readonly lost?: number;
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
  /** Numbers that did not come, with how many messages had come when each was missed. */
  readonly #missing = new Map<number, number>();
  #missingSinceMs = 0;
  #taken = 0;
  /** Missing ones that will not come, until they are returned. */
  #gone: SequenceGap | undefined;
  #gapFrom: Micros = 0;
  #gapTo: Micros = 0;
  #newest: Micros = 0;
  /** Payload times of the last 256 messages, as a ring. */
  readonly #times = new Float64Array(CYCLE);
  #count = 0;
  #pause: SequenceGap | undefined;

  /** A birth of the node starts the count anew. What was still waited for will not come: it is returned as lost. */
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
   * Up to here nothing is missing that was not returned as lost: what a later session may start its gap from. 0
   * before the first message.
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

  /** What is missing for longer than `timeoutMs`, or will not come, then forgotten; undefined when nothing is. */
  overdue(nowMs: number, timeoutMs: number): SequenceGap | undefined {
    const isDue = this.#missing.size > 0 && nowMs - this.#missingSinceMs >= timeoutMs;
    const open = isDue ? { lost: this.#missing.size, from: this.#gapFrom, to: this.#gapTo } : undefined;
    const gap = joined([this.#pause, this.#gone, open]);
    this.#pause = undefined;
    this.#gone = undefined;
    if (isDue) this.#missing.clear();
    return gap;
  }

  /** What was missed long ago would be taken for a message of the next round of numbers. */
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
   * Whether the time since the message before is about what 256 messages take
   * and far longer than any pause among the last 256: then just 256, or a
   * multiple, may be missing although the numbers fit.
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

/** One gap over all of these; how many are lost where one of them tells. */
function joined(gaps: readonly (SequenceGap | undefined)[]): SequenceGap | undefined {
  const given = gaps.filter((gap) => gap !== undefined);
  if (given.length === 0) return undefined;
  const counted = given.flatMap(({ lost }) => lost ?? []);
  const lost = counted.length === 0 ? {} : { lost: counted.reduce((sum, one) => sum + one, 0) };
  return { ...lost, from: Math.min(...given.map(({ from }) => from)), to: Math.max(...given.map(({ to }) => to)) };
}
