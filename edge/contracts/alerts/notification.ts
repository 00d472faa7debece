import type { Micros } from "../path/sample-batch.ts";

/** A channel as people see it: nothing secret. */
export interface ChannelView {
  readonly id: string;
  readonly kind: string;
  /** Host that messages go to; receivers of mail are counted, not named. */
  readonly target: string;
  readonly priorities: readonly number[];
  /** Alarms that wait: grouped, over the rate, in quiet hours, or because the other side does not answer. */
  readonly waiting: number;
  readonly sent: number;
  readonly failed: number;
  readonly lastSentAt?: Micros;
  /** Why the newest attempt failed; absent if it succeeded. */
  readonly problem?: string;
}

/** What a signed link in a message names: one occurrence of an alert, and whom the message went to. */
export interface LinkedAlert {
  readonly alertUid: string;
  readonly occurrenceUid: string;
  /** Id of the channel. */
  readonly channel: string;
  /** The person on call whom the channel reaches; absent for a group. */
  readonly person?: string;
  readonly until: Micros;
}

/** What a page needs to ask the browser for a subscription to Web Push. */
export interface PushOffer {
  /** Key of the edge at push services, base64url. */
  readonly publicKey: string;
  readonly channels: readonly { readonly id: string; readonly sends: string; readonly priorities: readonly number[] }[];
}

/** A browser's subscription, as its Push API gives it. */
export interface PushSubscription {
  /** Id of the channel. */
  readonly channel: string;
  readonly endpoint: string;
  /** Keys of the browser, base64url. */
  readonly p256dh: string;
  readonly auth: string;
}

/** Sends alarms to people. */
export interface Notification {
  channels(): readonly ChannelView[];
  /**
   * Sends one message marked as a test, at once. Rejects with EdgeError `not-found` or `unavailable`; the text has the
   * other side's answer, without secrets.
   */
  test(id: string): Promise<void>;
  /**
   * What a link in a message names. Throws EdgeError `forbidden` for a link that this edge has not signed, that is too
   * old, or whose channel sends none any more.
   */
  readLink(token: string): LinkedAlert;
  /** Undefined where no channel sends to phones. */
  pushOffer(): PushOffer | undefined;
  /** Throws EdgeError `not-found`, `forbidden`, `bad-request`, `conflict`, `disk`. */
  subscribePush(subscription: PushSubscription, user: string): "added" | "renewed";
  /** False where there was no such subscription. Throws EdgeError `disk`. */
  unsubscribePush(endpoint: string, channel: string): boolean;
}
