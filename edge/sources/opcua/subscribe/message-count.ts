/** Counts the notification messages of one subscription, so that no loss goes unnoticed. Runs in the worker. */
import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** Numbers go from 1 to 2^32 - 1 and then back to 1, never 0 (OPC 10000-4, 7.8). */
const LAST = 0xffff_ffff;
const HALF = 0x7fff_ffff;

/** Numbers whose publish times are kept, to distinguish a repeated message from another one with its number. */
const MOST_RECENT = 256;
/** A server that restarts its count this often does not really count: its numbers are ignored from then on. */
const MOST_RESTARTS = 3;
/** This many messages in order remove one restart from the account. */
const STEADY_MESSAGES = 50;
/** Repeats in a row, from a server without publish times, that mean a restarted count. */
const MOST_REPEATS = 2;

/** The number after this one. */
export function next(sequence: number): number {
  return sequence >= LAST ? 1 : sequence + 1;
}

/** How far `sequence` is ahead of `expected`, negative where it is behind, over the wrap. */
export function distance(sequence: number, expected: number): number {
  const ahead = (((sequence - expected) % LAST) + LAST) % LAST;
  return ahead > HALF ? ahead - LAST : ahead;
}

/** One response of a subscription. */
export interface CountedMessage {
  readonly sequence: number;
  readonly hasData: boolean;
  /** PublishTime as sent; undefined where the server sends none. */
  readonly publishedAt: Micros | undefined;
}

/**
 * - `next`: the message, or the keep-alive, that was expected
 * - `corrected`: the message that was expected before a keep-alive said otherwise
 * - `ahead`: messages before it are missing
 * - `repeated`: it was taken before
 * - `late`: an old message that was never taken; the count does not move
 * - `restarted`: the server has restarted its count, so earlier losses are unknown
 * - `uncounted`: its number has no meaning
 */
export type Verdict =
  | { readonly kind: "next" | "corrected" | "repeated" | "late" | "restarted" | "uncounted" }
  | { readonly kind: "ahead"; readonly from: number; readonly messages: number };

export class MessageCount {
  /** Number of the last message taken or given up; 0 before the first. */
  last: number;
  /** The server's numbers have no meaning: after each cut link something may be missing. */
  isUncounted = false;
  readonly #recent = new Map<number, Micros | undefined>();
  /** The last message with data. */
  #lastData: number;
  #newest: Micros;
  #restarts = 0;
  #steady = 0;
  #repeats = 0;
  /**
   * False once a keep-alive named a number that data then used differently; no keep-alive of the server counts any
   * longer.
   */
  #believesKeepAlives = true;
  /** The number that a keep-alive announced as the next. */
  #announced: number | undefined;

  constructor(last: number, newest: Micros) {
    this.last = last;
    this.#lastData = last;
    this.#newest = newest;
  }

  /** Judges a response, and moves the count where it is `next`, `ahead` or `restarted`. */
  judge(message: CountedMessage): Verdict {
    const verdict = message.hasData ? this.#judgeData(message) : this.#judgeKeepAlive(message);
    // A clock that was set back counts from its present time.
    if (verdict.kind !== "late" && verdict.kind !== "repeated") this.#newest = message.publishedAt ?? this.#newest;
    return verdict;
  }

  /** A missed message was sent again. */
  recovered(sequence: number, publishedAt: Micros | undefined): void {
    this.#remember(sequence, publishedAt);
  }

  /** The message after the last one was sent again. */
  advance(publishedAt: Micros | undefined): void {
    this.last = next(this.last);
    this.#lastData = this.last;
    this.#remember(this.last, publishedAt);
  }

  /** A keep-alive carries the number of the next message (OPC 10000-4, 5.14.1.1), so it reveals a loss too. */
  #judgeKeepAlive({ sequence }: CountedMessage): Verdict {
    if (this.isUncounted || !this.#believesKeepAlives || sequence === 0) return { kind: "uncounted" };
    const from = next(this.last);
    const messages = distance(sequence, from);
    if (messages < 0) return { kind: "uncounted" };
    this.#announced = sequence;
    if (messages === 0) return { kind: "next" };
    this.last = sequence === 1 ? LAST : sequence - 1;
    return { kind: "ahead", from, messages };
  }

  #judgeData({ sequence, publishedAt }: CountedMessage): Verdict {
    if (this.isUncounted || sequence === 0) return this.#uncounted(sequence, publishedAt);
    const from = next(this.last);
    const messages = distance(sequence, from);
    if (messages < 0) return this.#judgeOld(sequence, publishedAt);
    this.#goTo(sequence, publishedAt);
    if (++this.#steady >= STEADY_MESSAGES) {
      this.#steady = 0;
      this.#restarts = Math.max(0, this.#restarts - 1);
    }
    return messages === 0 ? { kind: "next" } : { kind: "ahead", from, messages };
  }

  /** Judges a number that is not above the last one. */
  #judgeOld(sequence: number, publishedAt: Micros | undefined): Verdict {
    if (this.#recent.has(sequence) && this.#recent.get(sequence) === publishedAt) {
      const isAnew = publishedAt === undefined && ++this.#repeats > MOST_REPEATS;
      if (!isAnew) return { kind: "repeated" };
    } else if (publishedAt !== undefined && publishedAt < this.#newest) {
      this.#remember(sequence, publishedAt);
      return { kind: "late" };
    }
    const wasAnnounced = this.#announced !== undefined && distance(this.#announced, sequence) > 0;
    if (wasAnnounced) this.#believesKeepAlives = false;
    const isExpected = wasAnnounced && sequence === next(this.#lastData);
    this.#announced = undefined;
    if (!isExpected) this.#noteRestart();
    this.#goTo(sequence, publishedAt);
    return { kind: isExpected ? "corrected" : "restarted" };
  }

  #noteRestart(): void {
    this.#restarts++;
    this.#steady = 0;
    this.#recent.clear();
    if (this.#restarts > MOST_RESTARTS) this.isUncounted = true;
  }

  /** Only the same number with the same time is the same message. */
  #uncounted(sequence: number, publishedAt: Micros | undefined): Verdict {
    const isBroken = !this.isUncounted && this.last > 0;
    this.isUncounted = true;
    if (publishedAt !== undefined && this.#recent.get(sequence) === publishedAt) return { kind: "repeated" };
    this.#goTo(sequence, publishedAt);
    return { kind: isBroken ? "restarted" : "uncounted" };
  }

  #goTo(sequence: number, publishedAt: Micros | undefined): void {
    this.last = sequence;
    this.#lastData = sequence;
    this.#repeats = 0;
    this.#remember(sequence, publishedAt);
  }

  #remember(sequence: number, publishedAt: Micros | undefined): void {
    this.#recent.delete(sequence);
    this.#recent.set(sequence, publishedAt);
    if (this.#recent.size > MOST_RECENT) this.#recent.delete(this.#recent.keys().next().value as number);
  }
}
