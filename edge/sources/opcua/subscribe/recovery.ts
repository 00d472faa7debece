/** Requests missing messages from a server (Republish, OPC 10000-4, 5.14.6). Runs in the worker. */
import { setTimeout as sleep } from "node:timers/promises";
import { RepublishRequest, type RepublishResponse } from "node-opcua-client";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { RawSession } from "../link/client.ts";
import { LINK_CUT } from "../link/link-errors.ts";
import { timeOf } from "./publish-port.ts";

/** Deadline of one answer. */
const ANSWER_WITHIN_MS = 5000;

const NO_SESSION = /BadNoSubscription|BadSessionIdInvalid|BadSessionClosed|BadSessionNotActivated/;
const NO_SUBSCRIPTION = /BadSubscriptionIdInvalid/;
/** Statuses that refuse the service as a whole: the next number would get the same answer. */
const NO_SERVICE = /BadServiceUnsupported|BadNotImplemented|BadNotSupported|BadUserAccessDenied|BadRequestTypeInvalid/;

/** Exactly the requested message. */
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

  /** The server does not answer this service: no further requests. */
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
    if (LINK_CUT.test(reason) || NO_SESSION.test(reason)) return "unreachable";
    this.#isMute = NO_SERVICE.test(reason);
    return "gone";
  }
}

/** Some servers answer Good with another message, or with an empty one, instead of BadMessageNotAvailable. */
function resentOf({ notificationMessage }: RepublishResponse, asked: number): Resending {
  const { sequenceNumber, publishTime, notificationData } = notificationMessage;
  const notifications = (notificationData ?? []).filter((one) => one !== null);
  if (sequenceNumber !== asked || notifications.length === 0) return "gone";
  return { notifications, publishedAt: timeOf(publishTime) };
}
