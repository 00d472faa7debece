/** Keeps publish requests at the server and takes what comes back. Runs in the worker. */
import { DataChangeNotification, EventNotificationList, StatusChangeNotification } from "node-opcua-client";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { NotificationBytes } from "../fast-lane/deferred.ts";
import type { RawSession } from "../link/client.ts";
import type { SubscriptionMark } from "../link/messages.ts";
import { RequestPace } from "../link/request-pace.ts";
import { Acknowledgements } from "./acknowledgements.ts";
import { next, type Verdict } from "./message-count.ts";
import { type MissedMessages, MissingMessages, MOST_ASKED } from "./missing-messages.ts";
import type { PublishAnswer, PublishPort } from "./publish-port.ts";
import { markOf, type Subscription } from "./subscriptions.ts";

export interface PublishLoopOptions {
  /** The values of one notification message, in the server's order. How they are decoded is up to the consumer. */
  onValues(notification: DataChangeNotification | NotificationBytes): void;
  /** Events of one notification message, in the server's order. */
  onEvents(events: EventNotificationList): void;
  /**
   * Called after each response, data or keep-alive: everything of it was handed over.
   * Without a mark while earlier messages are still asked for.
   */
  onResponse(mark: SubscriptionMark | undefined): void;
  onMissed(missed: MissedMessages): void;
  /** Session or subscription are gone at the server: only connecting anew helps. Called once. */
  onGone(reason: string): void;
}

/** Requests beyond one per subscription: a response is never delayed because no request was there (OPC 10000-4, 5.14.5). */
const SPARE_REQUESTS = 2;
/**
 * A server that says it has more gets one more each time, up to here: it may then send what it has without waiting for us.
 * Enough for 60,000 values of one publishing.
 */
const MOST_REQUESTS = 64;
/** Pause after an answer we do not understand, so that a broken server is not asked in a tight loop. */
const UNCLEAR_PAUSE_MS = 250;

/** Asking for what was sent while the link was down holds live values up: so long at most. The jump of the numbers shows the rest. */
const RESUME_WITHIN_MS = 1500;

const GONE = /BadNoSubscription|BadSubscriptionIdInvalid|BadSessionIdInvalid|BadSessionClosed|BadSessionNotActivated/;
const DISCONNECTED =
  /not connected|Invalid Channel|Connection Break|Connection aborted|BadConnectionClosed|BadSecureChannel|has been closed|socket has been disconnected|premature/i;

/**
 * Own loop instead of node-opcua's ClientSubscription: sequence numbers are
 * checked, so messages lost or repeated over a reconnect are asked for again or
 * left out, nothing is acknowledged before it is on disk, and no object per
 * monitored item is kept. What a server says of its numbers is believed only as
 * far as it fits: whatever else it answers, the requests are bounded and what
 * may be missing is named by `onMissed`.
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
  /** What the server takes. */
  #most = MOST_REQUESTS;
  #state: "running" | "paused" | "stopped" = "running";
  /** A publish response came since the link was back the last time. */
  #isHeard = true;
  #pause: NodeJS.Timeout | undefined;

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

  /** Starts taking what these subscriptions publish. */
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
  }

  /** Sends as many requests as should wait at the server. */
  #fill(): void {
    const isReady = (): boolean => this.#state === "running" && this.#subscriptions.size > 0;
    while (isReady() && this.#pending < this.#wanted) this.#send();
  }

  /** The connection is down: nothing is sent until `resume`. */
  pause(): void {
    this.#missing.pause();
    if (this.#state === "running") this.#state = "paused";
  }

  /** The same session is back, or a new one was given the subscriptions: first what was sent meanwhile, then live. */
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

  /** A link that comes back and never brings a response does not count as heard each time: the watchdog must see it. */
  #comeBack(): { readonly heardAt: number | undefined; isOver(): boolean } {
    const breaks = this.#missing.resume();
    const heardAt = this.#isHeard ? performance.now() : undefined;
    this.#isHeard = false;
    return { heardAt, isOver: () => this.#state !== "paused" || this.#missing.breaks !== breaks };
  }

  /** Messages after the last one. Ends at the first that the server does not hold, which is the normal case. */
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
      // While the session is being repaired the old one is rightly unknown; `session_restored` then tells which one we have.
      if (this.#state === "running") this.#gone(error.message);
    } else if (DISCONNECTED.test(error.message)) {
      if (this.#state === "running") this.pause();
    } else if (this.#state === "running" && !/BadTimeout/.test(error.message)) this.#rest();
  }

  /** Nothing is asked for a moment. */
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

  /** False where the response held nothing that was not known. */
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

  /** Samples that no message accounts for are in doubt from the last message on. */
  #audit(subscription: Subscription, until: Micros): void {
    const { audit, count, missed } = subscription;
    if (count.isUncounted) audit.restart(count.last);
    if (audit.unaccounted(count.last, missed.sequences.length) !== 0) this.#missing.giveUp(subscription, until);
  }

  #deliver(subscription: Subscription, sequence: number, data: readonly unknown[]): void {
    this.#acknowledgements.took(subscription, sequence);
    for (const notification of data) {
      if (notification instanceof NotificationBytes || notification instanceof DataChangeNotification)
        this.#options.onValues(notification);
      else if (notification instanceof EventNotificationList) this.#options.onEvents(notification);
      // GoodSubscriptionTransferred is meant for an earlier session of ours; where it is not, the server next says that this one has no subscription.
      else if (notification instanceof StatusChangeNotification && notification.status.isBad())
        this.#gone(`the server ended the subscription: ${notification.status.name}`);
    }
  }
}
