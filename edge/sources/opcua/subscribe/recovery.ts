/** Asks a server for messages that did not come (Republish, OPC 10000-4, 5.14.6). Runs in the worker. */
import { setTimeout as sleep } from "node:timers/promises";
import { RepublishRequest, type RepublishResponse } from "node-opcua-client";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { RawSession } from "../link/client.ts";
import { timeOf } from "./publish-port.ts";

/** One answer. */
const ANSWER_WITHIN_MS = 5000;

const NO_LINK =
  /not connected|Invalid Channel|Connection Break|Connection aborted|BadConnectionClosed|BadSecureChannel|has been closed|socket has been disconnected|premature/i;
const NO_SESSION = /BadNoSubscription|BadSessionIdInvalid|BadSessionClosed|BadSessionNotActivated/;
const NO_SUBSCRIPTION = /BadSubscriptionIdInvalid/;
/** The service as a whole is refused: the next number would be answered alike. */
const NO_SERVICE = /BadServiceUnsupported|BadNotImplemented|BadNotSupported|BadUserAccessDenied|BadRequestTypeInvalid/;

/** The message that was asked for, and nothing else. */
interface Resent {
  readonly notifications: readonly unknown[];
  readonly publishedAt: Micros | undefined;
}

/**
 * - `gone`: the server does not have the message, whatever it answers instead
 * - `late`: no answer in time
 * - `unreachable`: the link broke first
 * - `ended`: the server no longer has the subscription
 */
export type Resending = Resent | "gone" | "late" | "unreachable" | "ended";

/** Republish of one session. */
export class Recovery {
  readonly #session: RawSession;
  #isMute = false;

  constructor(session: RawSession) {
    this.#session = session;
  }

  /** The server does not answer this service: nothing is asked any more, and nothing can be had. */
  mute(): void {
    this.#isMute = true;
  }

  async ask(subscriptionId: number, sequence: number, withinMs = ANSWER_WITHIN_MS): Promise<Resending> {
    if (this.#isMute) return "gone";
    const given = new AbortController();
    const late = sleep(withinMs, "late" as const, { signal: given.signal, ref: false }).catch(() => "late" as const);
    const answer = await Promise.race([this.#send(subscriptionId, sequence), late]);
    given.abort();
    return answer;
  }

  #send(subscriptionId: number, retransmitSequenceNumber: number): Promise<Resending> {
    const requestHeader = { timeoutHint: ANSWER_WITHIN_MS };
    const request = new RepublishRequest({ requestHeader, subscriptionId, retransmitSequenceNumber });
    return new Promise((resolve) => {
      this.#session.republish(request, (error: Error | null, response?: RepublishResponse) => {
        if (error !== null || response === undefined) resolve(this.#refusal(error?.message ?? ""));
        else resolve(resentOf(response, retransmitSequenceNumber));
      });
    });
  }

  #refusal(reason: string): Resending {
    if (NO_SUBSCRIPTION.test(reason)) return "ended";
    if (NO_LINK.test(reason) || NO_SESSION.test(reason)) return "unreachable";
    this.#isMute = NO_SERVICE.test(reason);
    return "gone";
  }
}

/** Some servers answer Good with another message, or with an empty one, where BadMessageNotAvailable is meant. */
function resentOf({ notificationMessage }: RepublishResponse, asked: number): Resending {
  const { sequenceNumber, publishTime, notificationData } = notificationMessage;
  const notifications = (notificationData ?? []).filter((one) => one !== null);
  if (sequenceNumber !== asked || notifications.length === 0) return "gone";
  return { notifications, publishedAt: timeOf(publishTime) };
}
