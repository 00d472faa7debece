/** Keeps publish requests at the server and takes what comes back. Runs in the worker. */
import { DataChangeNotification, EventNotificationList, RepublishRequest, type RepublishResponse, StatusChangeNotification } from "node-opcua-client";
import type { Micros } from "../../contracts/sample-batch.ts";
import type { RawSession } from "./client.ts";
import { NotificationBytes } from "./fast-lane/deferred.ts";
import type { SubscriptionMark } from "./messages.ts";
import { type Acknowledgement, type PublishAnswer, type PublishPort, timeOf } from "./publish-port.ts";
import { markOf, nothingMissed, type Subscription } from "./subscriptions.ts";

/** Notification messages that the server no longer holds. What they held was sampled in this span of the server's clock. */
interface MissedMessages {
  readonly messages: number;
  readonly from: Micros;
  readonly to: Micros;
}

export interface PublishLoopOptions {
  /** The values of one notification message, in the server's order. How they are decoded is the taker's matter. */
  onValues(notification: DataChangeNotification | NotificationBytes): void;
  /** Events of one notification message, in the server's order. */
  onEvents(events: EventNotificationList): void;
  /** Called after each response, data or keep-alive: everything of it was handed over. Without a mark while earlier messages are still asked for. */
  onResponse(mark: SubscriptionMark | undefined): void;
  onMissed(missed: MissedMessages): void;
  /** Session or subscription are gone at the server: only connecting anew helps. Called once. */
  onGone(reason: string): void;
}

/** Requests beyond one per subscription: a response is never delayed because no request was there (OPC 10000-4, 5.14.5). */
const SPARE_REQUESTS = 2;
/** A server that says it has more gets one more each time, up to here: it may then send what it has without waiting for us. Enough for 60,000 values of one publishing. */
const MOST_REQUESTS = 64;
/** Of one request, so that it fits into the smallest chunk. The rest goes with the next. */
const MOST_ACKNOWLEDGEMENTS = 500;

/** Pause after an answer we do not understand, so that a broken server is not asked in a tight loop. */
const UNCLEAR_PAUSE_MS = 250;

/** A jump of more messages than this is a server that restarted its count, not a loss. */
const MOST_MISSED = 1000;

/** Messages taken whose samples are not on disk. Beyond it the oldest are never acknowledged: the server's own bound ends them. */
const MOST_UNACKNOWLEDGED = 10_000;

const GONE = /BadNoSubscription|BadSubscriptionIdInvalid|BadSessionIdInvalid|BadSessionClosed|BadSessionNotActivated/;
const DISCONNECTED = /not connected|Invalid Channel|Connection Break|Connection aborted|BadConnectionClosed|BadSecureChannel|has been closed|socket has been disconnected|premature/i;

/**
 * Own loop instead of node-opcua's ClientSubscription: sequence numbers are
 * checked, so messages lost or repeated over a reconnect are asked for again or
 * left out, nothing is acknowledged before it is on disk, and no object per
 * monitored item is kept.
 *
 *   running ──connection lost──▶ paused ──session reactivated: resume()──▶ republish ──▶ running
 *      └──────── server says session or subscription is gone ──▶ onGone
 */
export class PublishLoop {
  readonly #session: RawSession;
  readonly #port: PublishPort;
  readonly #options: PublishLoopOptions;
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #acknowledgements: Acknowledgement[] = [];
  #pending = 0;
  #wanted = SPARE_REQUESTS;
  /** What the server takes. */
  #most = MOST_REQUESTS;
  #state: "running" | "paused" | "stopped" = "running";
  #pause: NodeJS.Timeout | undefined;

  constructor(session: RawSession, port: PublishPort, options: PublishLoopOptions) {
    this.#session = session;
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
    for (const { id, sequence } of marks) {
      const subscription = this.#subscriptions.get(id);
      if (subscription === undefined) continue;
      const { unacknowledged, available } = subscription;
      const upTo = unacknowledged.indexOf(sequence) + 1;
      for (const sequenceNumber of unacknowledged.splice(0, upTo)) {
        // Some servers end the connection when a number they no longer hold is acknowledged.
        if (available.length === 0 || Array.prototype.includes.call(available, sequenceNumber)) this.#acknowledgements.push({ subscriptionId: id, sequenceNumber });
      }
    }
  }

  /** Sends as many requests as should wait at the server. */
  #fill(): void {
    while (this.#state === "running" && this.#subscriptions.size > 0 && this.#pending < this.#wanted) this.#send();
  }

  /** The connection is down: nothing is sent until `resume`. */
  pause(): void {
    if (this.#state === "running") this.#state = "paused";
  }

  /** The same session is back, or a new one was given the subscriptions: first what was sent meanwhile, then live. */
  async resume(): Promise<void> {
    if (this.#state !== "paused") return;
    for (const subscription of this.#subscriptions.values()) {
      subscription.heardAt = performance.now();
      await this.#recover(subscription);
      // Ends at the first message that the server does not hold, which is the normal case (BadMessageNotAvailable).
      while (this.#state === "paused" && (await this.#republish(subscription, next(subscription.lastSequence))) === "taken") {
        subscription.lastSequence = next(subscription.lastSequence);
        this.#options.onResponse(markOf(subscription));
      }
    }
    if (this.#state !== "paused") return;
    this.#state = "running";
    this.#fill();
  }

  stop(): void {
    this.#state = "stopped";
    clearTimeout(this.#pause);
  }

  #send(): void {
    this.#pending++;
    this.#port.publish(this.#acknowledgements.splice(0, MOST_ACKNOWLEDGEMENTS), (error, answer) => {
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
      this.pause();
    } else if (this.#state === "running" && !/BadTimeout/.test(error.message)) {
      this.#state = "paused";
      this.#pause = setTimeout(() => {
        this.#state = this.#state === "paused" ? "running" : this.#state;
        this.#fill();
      }, UNCLEAR_PAUSE_MS);
    }
  }

  #gone(reason: string): void {
    this.stop();
    this.#options.onGone(reason);
  }

  #take(answer: PublishAnswer): void {
    const subscription = this.#subscriptions.get(answer.subscriptionId);
    if (subscription === undefined) return;
    if (answer.hasMore && this.#wanted < this.#most) this.#wanted++;
    subscription.heardAt = performance.now();
    subscription.available = answer.available;
    const { sequence, notifications } = answer;
    const publishedAt = answer.publishedAt ?? Date.now() * 1000;
    const expected = next(subscription.lastSequence);
    const ahead = sequence - expected;
    // A keep-alive carries the number of the next message (OPC 10000-4, 5.14.1.1), so it tells of a loss too.
    if (ahead > 0 && ahead <= MOST_MISSED) this.#missed(subscription, { from: expected, messages: ahead, until: publishedAt });
    const isRepeated = ahead < 0 && ahead >= -MOST_MISSED;
    if (!isRepeated) subscription.publishedAt = publishedAt;
    if (notifications.length > 0 && !isRepeated) {
      subscription.lastSequence = sequence;
      this.#deliver(subscription, sequence, notifications);
    }
    if (this.#state !== "stopped") this.#options.onResponse(markOf(subscription));
  }

  #deliver(subscription: Subscription, sequence: number, data: readonly unknown[]): void {
    if (subscription.unacknowledged.push(sequence) > MOST_UNACKNOWLEDGED) subscription.unacknowledged.shift();
    for (const notification of data) {
      if (notification instanceof NotificationBytes || notification instanceof DataChangeNotification) this.#options.onValues(notification);
      else if (notification instanceof EventNotificationList) this.#options.onEvents(notification);
      // GoodSubscriptionTransferred is meant for an earlier session of ours; where it is not, the server next says that this one has no subscription.
      else if (notification instanceof StatusChangeNotification && notification.status.isBad()) this.#gone(`the server ended the subscription: ${notification.status.name}`);
    }
  }

  #missed(subscription: Subscription, { from, messages, until }: { from: number; messages: number; until: Micros }): void {
    const { missed, publishedAt, everyMs } = subscription;
    for (let i = 0; i < messages; i++) missed.sequences.push(from + i);
    subscription.lastSequence = from + messages - 1;
    // What a message holds was sampled after the one before it was published, and may have been measured one sampling interval earlier.
    missed.from = Math.min(missed.from, publishedAt - everyMs * 1000);
    missed.to = Math.max(missed.to, until);
    void this.#recover(subscription);
  }

  /** Asks for the missed messages one by one. When the connection breaks meanwhile, `resume` goes on. */
  async #recover(subscription: Subscription): Promise<void> {
    const { missed } = subscription;
    if (missed.isAsking) return;
    missed.isAsking = true;
    while (missed.sequences.length > 0 && this.#state !== "stopped") {
      const answer = await this.#republish(subscription, missed.sequences[0] as number);
      if (answer === "unreachable") break;
      missed.sequences.shift();
      if (answer === "gone") missed.lost++;
    }
    missed.isAsking = false;
    if (missed.sequences.length > 0 || this.#state === "stopped") return;
    if (missed.lost > 0) this.#options.onMissed({ messages: missed.lost, from: missed.from, to: missed.to });
    subscription.missed = nothingMissed();
    this.#options.onResponse(markOf(subscription));
  }

  #republish(subscription: Subscription, sequence: number): Promise<"taken" | "gone" | "unreachable"> {
    const request = new RepublishRequest({ subscriptionId: subscription.id, retransmitSequenceNumber: sequence });
    return new Promise((resolve) => {
      this.#session.republish(request, (error: Error | null, response?: RepublishResponse) => {
        if (this.#state === "stopped") {
          resolve("unreachable");
        } else if (error !== null || response === undefined) {
          const reason = error?.message ?? "";
          if (/BadSubscriptionIdInvalid/.test(reason)) this.#gone("the server no longer has the subscription");
          resolve(GONE.test(reason) || DISCONNECTED.test(reason) || /BadTimeout/.test(reason) ? "unreachable" : "gone");
        } else {
          const { publishTime, notificationData } = response.notificationMessage;
          subscription.publishedAt = Math.max(subscription.publishedAt, timeOf(publishTime) ?? 0);
          this.#deliver(subscription, sequence, notificationData ?? []);
          resolve("taken");
        }
      });
    });
  }
}

/** Sequence numbers go from 1 to 2^32 - 1 and then back to 1, never 0 (OPC 10000-4, 7.8). */
function next(sequence: number): number {
  return sequence >= 0xffff_ffff ? 1 : sequence + 1;
}
