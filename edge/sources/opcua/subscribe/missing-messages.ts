/** Requests missing messages again, and reports those that the server no longer holds. Runs in the worker. */
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { RawSession } from "../link/client.ts";
import { next } from "./message-count.ts";
import { Recovery, type Resending } from "./recovery.ts";
import { nothingMissed, type Subscription } from "./subscription.ts";

/** Messages that are requested one by one; further ones count as lost without a request. */
export const MOST_ASKED = 1000;

/** Notification messages that the server no longer holds; their samples are from this span of the server's clock. */
export interface MissedMessages {
  readonly subscription: Subscription;
  /** Absent: unknown how many, or whether any. */
  readonly messages?: number;
  readonly from: Micros;
  readonly to: Micros;
}

export interface MissingOptions {
  deliver(subscription: Subscription, sequence: number, notifications: readonly unknown[]): void;
  onMissed(missed: MissedMessages): void;
  /** No message of the subscription is missing any longer. */
  onSettled(subscription: Subscription): void;
  /** The server no longer has the subscription. */
  onEnded(reason: string): void;
}

/**
 * The missing messages of one session. Whatever the server answers, each missing number is requested at most once over
 * one link.
 */
export class MissingMessages {
  /** How often the link broke; earlier requests are no longer answered. */
  breaks = 0;
  readonly #recovery: Recovery;
  readonly #options: MissingOptions;
  #isConnected = true;
  #isStopped = false;

  constructor(session: RawSession, options: MissingOptions) {
    this.#recovery = new Recovery(session);
    this.#options = options;
  }

  /** The link broke. */
  pause(): void {
    this.breaks++;
    this.#isConnected = false;
  }

  /** The link is back. Returns how often it broke before. */
  resume(): number {
    this.#isConnected = true;
    return this.breaks;
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** `count` messages from `from` on are missing before the one that came at `until`. */
  add(
    subscription: Subscription,
    { from, messages }: { readonly from: number; readonly messages: number },
    until: Micros,
  ): void {
    const { missed } = subscription;
    const asked = Math.min(messages, Math.max(0, MOST_ASKED - missed.sequences.length));
    for (let i = 0, sequence = from; i < asked; i++, sequence = next(sequence)) missed.sequences.push(sequence);
    missed.lost += messages - asked;
    subscription.audit.lose(messages - asked);
    missed.from = Math.min(missed.from, oldestOf(subscription));
    missed.to = Math.max(missed.to, until);
    void this.recover(subscription);
  }

  /** The server's numbers do not reveal earlier losses, and the requested ones belong to another count. */
  giveUp(subscription: Subscription, until: Micros): void {
    const { sequences, lost, from, to, isAsking } = subscription.missed;
    const messages = lost + sequences.length;
    subscription.missed = { ...nothingMissed(), isAsking };
    subscription.audit.restart(subscription.count.last);
    const span = { from: Math.min(from, oldestOf(subscription)), to: Math.max(to, until) };
    this.#options.onMissed({ subscription, ...span, ...(messages === 0 ? {} : { messages }) });
  }

  /** No message is missing: the server's announcement was wrong. */
  forget(subscription: Subscription): void {
    const { isAsking } = subscription.missed;
    subscription.missed = { ...nothingMissed(), isAsking };
    subscription.audit.restart(subscription.count.last);
  }

  /** A message arrived late by itself. */
  came({ missed, audit }: Subscription, sequence: number): void {
    const at = missed.sequences.indexOf(sequence);
    if (at < 0) return;
    missed.sequences.splice(at, 1);
    audit.took();
  }

  /** Requests the missing messages one by one. If the link breaks meanwhile, the next call continues. */
  async recover(subscription: Subscription): Promise<void> {
    if (subscription.missed.isAsking) return;
    subscription.missed.isAsking = true;
    while (subscription.missed.sequences.length > 0 && this.#isConnected && !this.#isStopped) {
      const { breaks } = this;
      const [sequence] = subscription.missed.sequences as [number];
      const answer = await this.ask(subscription, sequence);
      // The link broke: requested again, by this loop if the link is back already.
      if (answer === "unreachable" && this.breaks !== breaks) continue;
      if (answer === "unreachable") break;
      this.#note(subscription, sequence, answer);
    }
    subscription.missed.isAsking = false;
    this.#settle(subscription);
  }

  /** Requests one message. A server that leaves a request unanswered over a sound link gets no further ones. */
  async ask({ id }: Subscription, sequence: number, withinMs?: number): Promise<Exclude<Resending, "late">> {
    const { breaks } = this;
    const answer = await this.#recovery.ask(id, sequence, withinMs);
    if (this.#isStopped) return "unreachable";
    if (answer === "ended") this.#options.onEnded("the server no longer has the subscription");
    if (answer !== "late") return answer;
    if (this.breaks !== breaks) return "unreachable";
    if (withinMs === undefined) this.#recovery.mute();
    return "gone";
  }

  #note(subscription: Subscription, sequence: number, answer: Exclude<Resending, "late">): void {
    const { missed, count, audit } = subscription;
    const at = missed.sequences.indexOf(sequence);
    // It has arrived by itself, or its count has ended.
    if (at < 0) return;
    missed.sequences.splice(at, 1);
    if (typeof answer === "string") {
      missed.lost++;
      audit.lose(1);
      return;
    }
    audit.took();
    count.recovered(sequence, answer.publishedAt);
    this.#options.deliver(subscription, sequence, answer.notifications);
  }

  #settle(subscription: Subscription): void {
    const { sequences, lost, from, to } = subscription.missed;
    if (sequences.length > 0 || this.#isStopped) return;
    subscription.missed = nothingMissed();
    if (lost > 0) this.#options.onMissed({ subscription, messages: lost, from, to });
    this.#options.onSettled(subscription);
  }
}

/**
 * The samples of the next message were taken after the previous one was published, and may have been measured one
 * sampling interval earlier.
 */
function oldestOf({ publishedAt, everyMs }: Subscription): Micros {
  return publishedAt - everyMs * 1000;
}
