import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { CYCLE, LongPauses } from "./long-pauses.ts";

/** With more missing messages than this the edge does not wait: they are lost, not late. */
const MAX_MISSING = 32;
/** A number this little behind, with an old payload time, is a repetition, not a jump by nearly 256. */
const REPEAT_WINDOW = 8;
/** After this number of later messages a missing one counts as lost, because its number will soon be used again. */
const MAX_LATER = 128;
/** Losses with no more messages between them than this are one stretch. */
const NEAR = 16;
/** Stretches that are followed apart; in a longer series the newest one grows. */
const MAX_STRETCHES = 64;
/** A continuing stretch is declared after this time, and another begins. */
const HOLD_MS = 10_000;

/** Reads `performance.now()`, which costs as much as several metrics, and so only where messages are missing. */
export type Clock = () => number;

export type SequenceVerdict = "in-order" | "ahead" | "late" | "repeated" | "lost";

/** Lost messages, once waiting for them has ended. */
export interface SequenceGap {
  /** Absent where the numbers do not show how many: a multiple of 256 may be missing besides. */
  readonly lost?: number;
  readonly from: Micros;
  readonly to: Micros;
}

/** Messages that are missing close together. */
interface TimeRange {
  readonly from: Micros;
  to: Micros;
  lost: number;
  /** A pause shows that 256 messages, or a multiple, may be missing besides. */
  isUncounted: boolean;
  readonly beganMs: number;
  /** Time of the newest loss, and the number of messages taken by then. */
  grewMs: number;
  taken: number;
}

interface Missing {
  readonly stretch: TimeRange;
  /** Messages taken when it was missed. */
  readonly taken: number;
  /** It may be late. Otherwise it counts as lost. */
  isWaited: boolean;
}

/**
 * Follows the sequence numbers 0..255 of one edge node. Messages ahead of their turn are taken at once, since each
 * sample has its own time; the edge only waits for the missing ones before it declares a loss. However many messages
 * a burst loses, each stretch of losses is one gap. Waits run on `performance.now()` (`nowMs`), spans on payload time.
 */
export class Sequence {
  #expected = -1;
  /** By number, the oldest first. */
  readonly #missing = new Map<number, Missing>();
  /** How many of them may be late. */
  #waiting = 0;
  #stretches: TimeRange[] = [];
  #taken = 0;
  #newest: Micros = 0;
  readonly #pauses = new LongPauses();

  /**
   * A birth of the node restarts the count. Messages that are still missing will not arrive: they are returned as lost.
   */
  restart(seq: number, time: Micros): readonly SequenceGap[] {
    const open = this.overdue(Number.POSITIVE_INFINITY, 0);
    this.#missing.clear();
    this.#expected = (seq + 1) & 255;
    this.#newest = time;
    this.#pauses.restart();
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
    return this.#stretches.reduce((time, { from }) => Math.min(time, from), this.#newest);
  }

  take(seq: number, time: Micros, clock: Clock): SequenceVerdict {
    if (this.#missing.size > 0 && this.#isLate(seq, time)) return "late";
    const ahead = (seq - this.#expected) & 255;
    if (ahead >= CYCLE - REPEAT_WINDOW && time <= this.#newest) return "repeated";
    const before = this.#newest;
    this.#expected = (seq + 1) & 255;
    if (time > this.#newest) this.#newest = time;
    this.#taken++;
    if (this.#missing.size > 0) this.#giveUp();
    const pause = this.#pauses.judge(before, time);
    this.#pauses.note(time);
    if (ahead === 0 && pause !== "suspect") return "in-order";
    const stretch = this.#stretch(before, time, clock());
    stretch.lost += ahead;
    stretch.isUncounted ||= pause !== "short";
    // There is nothing to wait for where only a pause shows the loss.
    if (stretch.lost === 0) stretch.grewMs = Number.NEGATIVE_INFINITY;
    for (let n = ahead; n > 0; n--) this.#miss((seq - n) & 255, stretch);
    return ahead === 0 || this.#areLost() ? "lost" : "ahead";
  }

  /** Messages have been missing for `timeoutMs`. */
  isOverdue(nowMs: number, timeoutMs: number): boolean {
    return this.#stretches.some(({ beganMs }) => nowMs - beganMs >= timeoutMs);
  }

  /** Returns, and forgets, stretches that have not grown for `timeoutMs`. */
  overdue(nowMs: number, timeoutMs: number): readonly SequenceGap[] {
    if (this.#stretches.length === 0) return [];
    const isDue = ({ grewMs, beganMs }: TimeRange) => nowMs - grewMs >= timeoutMs || nowMs - beganMs >= HOLD_MS;
    const due = this.#stretches.filter(isDue);
    this.#stretches = this.#stretches.filter((one) => !isDue(one));
    return due.map(({ from, to, lost, isUncounted }) => ({ from, to, ...(isUncounted ? {} : { lost }) }));
  }

  /**
   * Takes a missing message off its stretch. A later time shows that it is another message, of the next round of
   * numbers.
   */
  #isLate(seq: number, time: Micros): boolean {
    const missing = this.#missing.get(seq);
    if (missing === undefined) return false;
    const { stretch, isWaited } = missing;
    // Messages of one burst may have one time.
    if (time < stretch.from || time > stretch.to || (time === stretch.to && !isWaited)) return false;
    this.#missing.delete(seq);
    if (isWaited) this.#waiting--;
    stretch.lost--;
    if (stretch.lost === 0 && !stretch.isUncounted) this.#stretches = this.#stretches.filter((one) => one !== stretch);
    return true;
  }

  /** The stretch that a loss before the message of this time belongs to. */
  #stretch(before: Micros, time: Micros, nowMs: number): TimeRange {
    const last = this.#stretches.at(-1);
    if (last !== undefined && (this.#taken - last.taken <= NEAR || this.#stretches.length >= MAX_STRETCHES)) {
      last.to = Math.max(last.to, time);
      last.grewMs = nowMs;
      last.taken = this.#taken;
      return last;
    }
    const from = Math.min(before, time);
    const to = Math.max(before, time);
    const stretch = { from, to, lost: 0, isUncounted: false, beganMs: nowMs, grewMs: nowMs, taken: this.#taken };
    this.#stretches.push(stretch);
    return stretch;
  }

  #miss(seq: number, stretch: TimeRange): void {
    if (this.#missing.get(seq)?.isWaited === true) this.#waiting--;
    this.#missing.delete(seq);
    this.#missing.set(seq, { stretch, taken: this.#taken, isWaited: true });
    this.#waiting++;
  }

  /** Forgets numbers missed long ago: they would be taken for messages of the next round. */
  #giveUp(): void {
    for (const [seq, { taken, isWaited }] of this.#missing) {
      if (this.#taken - taken < MAX_LATER) break;
      this.#missing.delete(seq);
      if (isWaited) this.#waiting--;
    }
  }

  /** True where too many are missing for them to be late instead of lost. */
  #areLost(): boolean {
    if (this.#waiting <= MAX_MISSING) return false;
    for (const missing of this.#missing.values()) missing.isWaited = false;
    this.#waiting = 0;
    return true;
  }
}
