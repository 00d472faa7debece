/** Keeps publish requests at the server and takes the responses. Runs in the worker. */
import { DataChangeNotification, EventNotificationList, StatusChangeNotification } from "node-opcua-client";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { NotificationBytes } from "../fast-lane/deferred.ts";
import type { RawSession } from "../link/client.ts";
import { LINK_CUT } from "../link/link-errors.ts";
import type { SubscriptionMark } from "../link/messages.ts";
import { RequestPace } from "../link/request-pace.ts";
import { Acknowledgements } from "./acknowledgements.ts";
import { bytesOf } from "./message-bytes.ts";
import { next, type Verdict } from "./message-count.ts";
import { type MissedMessages, MissingMessages, MOST_ASKED } from "./missing-messages.ts";
import type { PublishAnswer, PublishPort } from "./publish-port.ts";
import { markOf, type Subscription } from "./subscription.ts";

export interface PublishLoopOptions {
  /** The values of one notification message, in the server's order. The consumer decodes them. */
  onValues(notification: DataChangeNotification | NotificationBytes): void;
  /** Events of one notification message, in the server's order. */
  onEvents(events: EventNotificationList): void;
  /**
   * Called after each response, data or keep-alive, once all of it is handed over. Without a mark while earlier
   * messages are still requested.
   */
  onResponse(mark: SubscriptionMark | undefined): void;
  onMissed(missed: MissedMessages): void;
  /** Session or subscription no longer exist at the server: only a new connection helps. Called once. */
  onGone(reason: string): void;
}

/**
 * Requests beyond one per subscription: a response is never delayed because no request was there (OPC 10000-4,
 * 5.14.5).
 */
const SPARE_REQUESTS = 2;
/**
 * A server that announces more notifications gets one more request each time, up to this number, so that it can send
 * without waiting. Enough for 60,000 values of one publishing cycle.
 */
const MOST_REQUESTS = 64;
/** Pause after an unexpected answer, so that a broken server gets no requests in a tight loop. */
const UNCLEAR_PAUSE_MS = 250;
/**
 * Time between requests while much is not on disk, one for each subscription: the watchdog and the server wait longer.
 */
const HOLD_MS = 500;

/**
 * Limit for republishing after a cut link, because it delays live values. The jump in the sequence numbers reveals the
 * rest.
 */
const RESUME_WITHIN_MS = 1500;

const GONE = /BadNoSubscription|BadSubscriptionIdInvalid|BadSessionIdInvalid|BadSessionClosed|BadSessionNotActivated/;

/**
 * Replaces node-opcua's ClientSubscription: it checks sequence numbers, so that messages lost or repeated over a
 * reconnect are requested again or left out, acknowledges nothing before it is on disk, and keeps no object per
 * monitored item. The server's numbers are checked for plausibility: whatever it answers, the requests are bounded and
 * possible losses are reported by `onMissed`.
 *
 *   running ──connection lost──▶ paused ──session reactivated: resume()──▶ republish ──▶ running
 *      └──────── server says session or subscription is gone ──▶ onGone
 */
export class PublishLoop {
  readonly #port: PublishPort;
  readonly #options: PublishLoopOptions;
  readonly #missing: MissingMessages;
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #acknowledgements = new Acknowledgements();
  readonly #pace = new RequestPace();
  #pending = 0;
  #wanted = SPARE_REQUESTS;
  /** Number of requests that the server accepts. */
  #most = MOST_REQUESTS;
  #state: "running" | "paused" | "stopped" = "running";
  /** A publish response has come since the link was last restored. */
  #isHeard = true;
  #pause: NodeJS.Timeout | undefined;
  #hold: NodeJS.Timeout | undefined;

  constructor(session: RawSession, port: PublishPort, options: PublishLoopOptions) {
    this.#missing = new MissingMessages(session, {
      deliver: (...message) => this.#deliver(...message),
      onMissed: (missed) => options.onMissed(missed),
      onSettled: (subscription) => options.onResponse(markOf(subscription)),
      onEnded: (reason) => this.#gone(reason),
    });
    this.#port = port;
    this.#options = options;
  }

  get subscriptions(): Iterable<Subscription> {
    return this.#subscriptions.values();
  }

  /** Starts taking the messages of these subscriptions. */
  add(subscriptions: readonly Subscription[]): void {
    for (const subscription of subscriptions) this.#subscriptions.set(subscription.id, subscription);
    this.#wanted = Math.min(this.#most, Math.max(this.#wanted, this.#subscriptions.size + SPARE_REQUESTS));
    this.#fill();
  }

  /** Everything up to these marks is on disk: the server may forget it. */
  acknowledge(marks: readonly SubscriptionMark[]): void {
    for (const mark of marks) {
      const subscription = this.#subscriptions.get(mark.id);
      if (subscription !== undefined) this.#acknowledgements.add(subscription, mark.sequence);
    }
    if (this.#pending === 0) this.#fill();
  }

  /**
   * Sends as many requests as should wait at the server. While much is not on disk, it sends one for each subscription
   * now and then: the server's queues keep the rest, and the answers show that the link is alive (rule L23).
   */
  #fill(): void {
    const isReady = (): boolean => this.#state === "running" && this.#subscriptions.size > 0;
    while (isReady() && !this.#acknowledgements.isFull && this.#pending < this.#wanted) this.#send();
    if (!this.#acknowledgements.isFull || this.#pending > 0) return;
    this.#hold ??= setTimeout(() => {
      this.#hold = undefined;
      while (isReady() && this.#pending < Math.min(this.#subscriptions.size, this.#most)) this.#send();
    }, HOLD_MS).unref();
  }

  /** The connection is down: nothing is sent until `resume`. */
  pause(): void {
    this.#missing.pause();
    if (this.#state === "running") this.#state = "paused";
  }

  /**
   * The session is restored, or the subscriptions are transferred to a new one: first takes the messages sent
   * meanwhile, then live ones.
   */
  async resume(): Promise<void> {
    if (this.#state !== "paused") return;
    const { heardAt, isOver } = this.#comeBack();
    const shortest = Math.min(
      RESUME_WITHIN_MS,
      ...[...this.#subscriptions.values()].map(({ keepAliveMs }) => keepAliveMs),
    );
    const deadline = performance.now() + shortest;
    for (const subscription of this.#subscriptions.values()) {
      subscription.heardAt = heardAt ?? subscription.heardAt;
      subscription.isUnsure ||= subscription.count.isUncounted;
      const recovering = this.#missing.recover(subscription);
      await Promise.race([recovering, this.#wait(deadline)]);
      if (!subscription.isUnsure) await this.#takeNext(subscription, deadline, isOver);
    }
    if (isOver()) return;
    this.#state = "running";
    this.#fill();
  }

  /**
   * A link that is restored again and again without a response does not count as heard: the watchdog must notice it.
   */
  #comeBack(): { readonly heardAt: number | undefined; isOver(): boolean } {
    const breaks = this.#missing.resume();
    const heardAt = this.#isHeard ? performance.now() : undefined;
    this.#isHeard = false;
    return { heardAt, isOver: () => this.#state !== "paused" || this.#missing.breaks !== breaks };
  }

  /**
   * Requests the messages after the last one, up to the first that the server does not hold, which is the normal case.
   */
  async #takeNext(subscription: Subscription, deadline: number, isOver: () => boolean): Promise<void> {
    const { count, audit } = subscription;
    for (let asked = 0; asked < MOST_ASKED && !isOver() && performance.now() < deadline; asked++) {
      const answer = await this.#missing.ask(subscription, next(count.last), deadline - performance.now());
      if (typeof answer === "string" || isOver()) return;
      count.advance(answer.publishedAt);
      audit.took();
      subscription.publishedAt = Math.max(subscription.publishedAt, answer.publishedAt ?? 0);
      this.#deliver(subscription, count.last, answer.notifications);
      this.#options.onResponse(markOf(subscription));
    }
  }

  async #wait(deadline: number): Promise<void> {
    await new Promise<void>((resolve) => {
      setTimeout(resolve, Math.max(0, deadline - performance.now())).unref();
    });
  }

  stop(): void {
    this.#state = "stopped";
    this.#missing.stop();
    clearTimeout(this.#pause);
    clearTimeout(this.#hold);
  }

  #send(): void {
    this.#pending++;
    this.#port.publish(this.#acknowledgements.take(), (error, answer) => {
      this.#pending--;
      if (this.#state === "stopped") return;
      if (error !== null || answer === undefined) this.#fail(error ?? new Error("no answer"));
      else this.#take(answer);
      this.#fill();
    });
  }

  #fail(error: Error): void {
    if (/BadTooManyPublishRequests/.test(error.message)) {
      this.#most = Math.max(1, this.#pending);
      this.#wanted = this.#most;
    } else if (GONE.test(error.message)) {
      // While the session is being repaired the server may not know the old one; `session_restored` follows with the
      // new one.
      if (this.#state === "running") this.#gone(error.message);
    } else if (LINK_CUT.test(error.message)) {
      if (this.#state === "running") this.pause();
    } else if (this.#state === "running" && !/BadTimeout/.test(error.message)) this.#rest();
  }

  /** Pauses requests for a moment. */
  #rest(): void {
    const { breaks } = this.#missing;
    this.#state = "paused";
    this.#pause = setTimeout(() => {
      if (this.#state === "paused" && this.#missing.breaks === breaks) this.#state = "running";
      this.#fill();
    }, UNCLEAR_PAUSE_MS);
  }

  #gone(reason: string): void {
    if (this.#state === "stopped") return;
    this.stop();
    this.#options.onGone(reason);
  }

  #take(answer: PublishAnswer): void {
    const subscription = this.#subscriptions.get(answer.subscriptionId);
    const hasNews = subscription !== undefined && this.#takeFor(subscription, answer);
    const isTooOften = this.#pace.note(hasNews, this.#subscriptions.size);
    if (isTooOften && this.#state === "running") this.#rest();
  }

  /** Returns false for a response without news. */
  #takeFor(subscription: Subscription, answer: PublishAnswer): boolean {
    if (answer.hasMore && this.#wanted < this.#most) this.#wanted++;
    subscription.heardAt = performance.now();
    subscription.isHeard = true;
    this.#isHeard = true;
    subscription.available = answer.available;
    const { sequence, notifications } = answer;
    const publishedAt = answer.publishedAt ?? Date.now() * 1000;
    const hasData = notifications.length > 0;
    const verdict = subscription.count.judge({ sequence, hasData, publishedAt: answer.publishTime });
    this.#noteMissing(subscription, verdict, publishedAt);
    if (hasData && (verdict.kind === "next" || verdict.kind === "ahead")) subscription.audit.took();
    const isNew = verdict.kind !== "repeated";
    if (isNew && verdict.kind !== "late") subscription.publishedAt = publishedAt;
    if (verdict.kind === "late") this.#missing.came(subscription, sequence);
    if (hasData && isNew) this.#deliver(subscription, sequence, notifications);
    this.#audit(subscription, publishedAt);
    if (this.#state !== "stopped") this.#options.onResponse(markOf(subscription));
    return hasData && isNew;
  }

  #noteMissing(subscription: Subscription, verdict: Verdict, until: Micros): void {
    const { isUnsure } = subscription;
    subscription.isUnsure = false;
    if (verdict.kind === "corrected") this.#missing.forget(subscription);
    else if (verdict.kind === "ahead") this.#missing.add(subscription, verdict, until);
    else if (verdict.kind === "restarted" || isUnsure) this.#missing.giveUp(subscription, until);
  }

  /** Reports messages that are not accounted for; samples since the last message may be missing. */
  #audit(subscription: Subscription, until: Micros): void {
    const { audit, count, missed } = subscription;
    if (count.isUncounted) audit.restart(count.last);
    if (audit.unaccounted(count.last, missed.sequences.length) !== 0) this.#missing.giveUp(subscription, until);
  }

  #deliver(subscription: Subscription, sequence: number, data: readonly unknown[]): void {
    // Without usable numbers, and while earlier messages are missing, there are no marks: what is on disk is not known.
    const isKnown = !subscription.count.isUncounted && subscription.missed.sequences.length === 0;
    this.#acknowledgements.took(subscription, sequence, isKnown ? bytesOf(data) : 0);
    for (const notification of data) {
      if (notification instanceof NotificationBytes || notification instanceof DataChangeNotification)
        this.#options.onValues(notification);
      else if (notification instanceof EventNotificationList) this.#options.onEvents(notification);
      // GoodSubscriptionTransferred concerns an earlier session of the edge; otherwise the server next reports that
      // this session has no subscription.
      else if (notification instanceof StatusChangeNotification && notification.status.isBad())
        this.#gone(`the server ended the subscription: ${notification.status.name}`);
    }
  }
}
