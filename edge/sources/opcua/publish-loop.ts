/** Keeps publish requests at the server and takes what comes back. Runs in the worker. */
import { DataChangeNotification, PublishRequest, type PublishResponse, RepublishRequest, type RepublishResponse, StatusChangeNotification } from "node-opcua-client";
import type { RawSession } from "./client.ts";
import type { Subscription } from "./subscriptions.ts";

export interface PublishLoopOptions {
  /** The values of one notification message, in the server's order. How they are decoded is the taker's matter. */
  onValues(notification: DataChangeNotification): void;
  /** Called after each response, data or keep-alive: everything of it was handed over. */
  onResponse(): void;
  /** Messages that the server no longer holds. */
  onMissed(messages: number): void;
  /** Session or subscription are gone at the server: only connecting anew helps. Called once. */
  onGone(reason: string): void;
}

/** Requests beyond one per subscription: a response is never delayed because no request was there (OPC 10000-4, 5.14.5). */
const SPARE_REQUESTS = 2;
const MOST_REQUESTS = 10;

/** How long a request may rest at the server. Keep-alives answer far earlier; the watchdog is what notices silence. */
const REQUEST_TIMEOUT_MS = 120_000;

/** Pause after an answer we do not understand, so that a broken server is not asked in a tight loop. */
const UNCLEAR_PAUSE_MS = 250;

/** A jump of more messages than this is a server that restarted its count, not a loss. */
const MOST_MISSED = 1000;

const GONE = /BadNoSubscription|BadSubscriptionIdInvalid|BadSessionIdInvalid|BadSessionClosed|BadSessionNotActivated/;
const DISCONNECTED = /not connected|Invalid Channel|Connection Break|Connection aborted|BadConnectionClosed|BadSecureChannel|has been closed|socket has been disconnected|premature/i;

/**
 * Own loop instead of node-opcua's ClientSubscription: sequence numbers are
 * checked, so messages lost or repeated over a reconnect (about 1 in 5 TCP
 * resets with the stock client) are asked for again or left out, and no object
 * per monitored item is kept.
 *
 *   running ──connection lost──▶ paused ──session reactivated: resume()──▶ republish ──▶ running
 *      └──────── server says session or subscription is gone ──▶ onGone
 */
export class PublishLoop {
  readonly #session: RawSession;
  readonly #options: PublishLoopOptions;
  readonly #subscriptions = new Map<number, Subscription>();
  #acknowledgements: { subscriptionId: number; sequenceNumber: number }[] = [];
  #pending = 0;
  #wanted = SPARE_REQUESTS;
  #state: "running" | "paused" | "stopped" = "running";
  #pause: NodeJS.Timeout | undefined;

  constructor(session: RawSession, options: PublishLoopOptions) {
    this.#session = session;
    this.#options = options;
  }

  get subscriptions(): Iterable<Subscription> {
    return this.#subscriptions.values();
  }

  /** Starts taking what these subscriptions publish. */
  add(subscriptions: readonly Subscription[]): void {
    for (const subscription of subscriptions) this.#subscriptions.set(subscription.id, subscription);
    this.#wanted = Math.min(MOST_REQUESTS, this.#subscriptions.size + SPARE_REQUESTS);
    this.#fill();
  }

  /** Sends as many requests as should wait at the server. */
  #fill(): void {
    while (this.#state === "running" && this.#subscriptions.size > 0 && this.#pending < this.#wanted) this.#send();
  }

  /** The connection is down: nothing is sent until `resume`. */
  pause(): void {
    if (this.#state === "running") this.#state = "paused";
  }

  /** The same session is back: first what was sent meanwhile, then live. */
  async resume(): Promise<void> {
    if (this.#state !== "paused") return;
    for (const subscription of this.#subscriptions.values()) {
      // Ends at the first message that the server does not hold, which is the normal case (BadMessageNotAvailable).
      while (this.#state === "paused" && (await this.#republish(subscription, next(subscription.lastSequence)))) subscription.lastSequence = next(subscription.lastSequence);
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
    const subscriptionAcknowledgements = this.#acknowledgements;
    this.#acknowledgements = [];
    const request = new PublishRequest({ requestHeader: { timeoutHint: REQUEST_TIMEOUT_MS }, subscriptionAcknowledgements });
    this.#session.publish(request, (error: Error | null, response?: PublishResponse) => {
      this.#pending--;
      if (this.#state === "stopped") return;
      if (error !== null || response === undefined) this.#fail(error ?? new Error("no answer"));
      else this.#take(response);
      this.#fill();
    });
  }

  #fail(error: Error): void {
    if (/BadTooManyPublishRequests/.test(error.message)) {
      this.#wanted = Math.max(1, this.#pending);
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

  #take(response: PublishResponse): void {
    const message = response.notificationMessage;
    const subscription = this.#subscriptions.get(response.subscriptionId);
    if (subscription === undefined) return;
    subscription.heardAt = performance.now();
    const data = message.notificationData ?? [];
    const expected = next(subscription.lastSequence);
    const ahead = message.sequenceNumber - expected;
    if (data.length === 0) {
      // A keep-alive carries the number of the next message (OPC 10000-4, 5.14.1.1), so it tells of a loss too.
      if (ahead > 0 && ahead <= MOST_MISSED) this.#missed(subscription, expected, ahead);
    } else {
      const available = response.availableSequenceNumbers as ArrayLike<number> | null;
      // Some servers end the connection when a number they no longer hold is acknowledged.
      if (available === null || available.length === 0 || Array.prototype.includes.call(available, message.sequenceNumber)) {
        this.#acknowledgements.push({ subscriptionId: subscription.id, sequenceNumber: message.sequenceNumber });
      }
      const isRepeated = ahead < 0 && ahead >= -MOST_MISSED;
      if (!isRepeated) {
        if (ahead > 0 && ahead <= MOST_MISSED) this.#missed(subscription, expected, ahead);
        subscription.lastSequence = message.sequenceNumber;
        this.#deliver(data);
      }
    }
    if (this.#state !== "stopped") this.#options.onResponse();
  }

  #deliver(data: readonly unknown[]): void {
    for (const notification of data) {
      if (notification instanceof DataChangeNotification) this.#options.onValues(notification);
      else if (notification instanceof StatusChangeNotification && notification.status.isNotGood()) this.#gone(`the server ended the subscription: ${notification.status.name}`);
    }
  }

  #missed(subscription: Subscription, from: number, messages: number): void {
    subscription.lastSequence = from + messages - 1;
    void this.#recover(subscription, from, messages);
  }

  async #recover(subscription: Subscription, from: number, messages: number): Promise<void> {
    let lost = 0;
    for (let i = 0; i < messages && this.#state !== "stopped"; i++) if (!(await this.#republish(subscription, from + i))) lost++;
    if (lost > 0 && this.#state !== "stopped") this.#options.onMissed(lost);
  }

  /** False when the server does not have the message any more. */
  #republish(subscription: Subscription, sequence: number): Promise<boolean> {
    const request = new RepublishRequest({ subscriptionId: subscription.id, retransmitSequenceNumber: sequence });
    return new Promise((resolve) => {
      this.#session.republish(request, (error: Error | null, response?: RepublishResponse) => {
        if (this.#state === "stopped") {
          resolve(false);
        } else if (error !== null || response === undefined) {
          if (/BadSubscriptionIdInvalid/.test(error?.message ?? "")) this.#gone("the server no longer has the subscription");
          resolve(false);
        } else {
          this.#acknowledgements.push({ subscriptionId: subscription.id, sequenceNumber: sequence });
          this.#deliver(response.notificationMessage.notificationData ?? []);
          this.#options.onResponse();
          resolve(true);
        }
      });
    });
  }
}

/** Sequence numbers go from 1 to 2^32 - 1 and then back to 1, never 0 (OPC 10000-4, 7.8). */
function next(sequence: number): number {
  return sequence >= 0xffff_ffff ? 1 : sequence + 1;
}
