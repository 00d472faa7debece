import type { Logger } from "pino";
import { reasonFor } from "../../contracts/alerts/causes.ts";
import type { PushOffer, PushSubscription } from "../../contracts/alerts/notification.ts";
import { EdgeError } from "../../contracts/errors.ts";
import { flatten } from "../../contracts/path/raw-error.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { ChannelConfig } from "../config.ts";
import { type Outgoing, ReceiversRefused } from "../send.ts";
import { isAllowed, type PushConfig } from "./push-config.ts";
import { areKeys, sealed } from "./sealed.ts";
import { type Subscription, Subscriptions } from "./subscriptions.ts";
import { Vapid } from "./vapid.ts";

const TIMEOUT_MS = 10_000;
const AT_ONCE = 10;
/** A phone that is off longer has the list on its page. */
const MOST_TTL_S = 24 * 3600;
/** The browser has ended the subscription (RFC 8030, 7.3). */
const GONE: readonly number[] = [404, 410];

interface PhonePushOptions {
  readonly dataDir: string;
  readonly log: Logger;
  clock(): Micros;
  /** Present channels. */
  channels(): readonly ChannelConfig[];
}

type PushChannel = ChannelConfig & { readonly push: PushConfig };

/**
 * Web Push (RFC 8030) to phones whose users asked for it. A message holds the uid of an alert and nothing else: what it
 * is about, the phone reads from the edge, with its session (rules N44 to N49).
 */
export class PhonePush {
  readonly #options: PhonePushOptions;
  readonly #subscriptions: Subscriptions;
  #vapid: Vapid | undefined;

  constructor(options: PhonePushOptions) {
    this.#options = options;
    this.#subscriptions = new Subscriptions(options.dataDir, options.log);
  }

  /** Opens the key where a channel needs it. Throws EdgeError `disk` when it is damaged. */
  open(): void {
    if (this.#channels().length > 0) this.#key();
  }

  /** What a page needs to subscribe; undefined where no channel sends to phones. */
  offer(): PushOffer | undefined {
    const channels = this.#channels().map(({ id, sends = "alarms", priorities }) => ({ id, sends, priorities }));
    return channels.length === 0 ? undefined : { publicKey: this.#key().publicKey, channels };
  }

  subscribe({ channel: id, endpoint, p256dh, auth }: PushSubscription, user: string): "added" | "renewed" {
    const channel = this.#channels().find((one) => one.id === id);
    if (channel === undefined) throw new EdgeError("not-found", `there is no channel ${id} for phones`);
    if (!isAllowed(endpoint, channel.push.hosts))
      throw new EdgeError(
        "forbidden",
        `The push service of this browser (${hostOf(endpoint)}) is not among notify.channels.push.hosts of the config.`,
      );
    if (!areKeys({ p256dh, auth })) throw new EdgeError("bad-request", "the keys are not those of a push subscription");
    return this.#subscriptions.add({ channel: id, endpoint, p256dh, auth, user, renewedAt: this.#options.clock() });
  }

  unsubscribe(endpoint: string, channel: string): boolean {
    return this.#subscriptions.remove([endpoint], channel);
  }

  /** Phones that get the channel's messages. */
  countOf(channel: string): number {
    return this.#subscriptions.of(channel, this.#options.clock()).length;
  }

  /**
   * Sends to every phone of the channel, or to those that `to` has left. Subscriptions that have ended are removed.
   * Rejects with EdgeError `unavailable`, or with `ReceiversRefused` where some phones have the message.
   */
  async send(channel: ChannelConfig, { about, urgency, to }: Outgoing): Promise<void> {
    const { push } = channel as PushChannel;
    const all = this.#subscriptions.of(channel.id, this.#options.clock());
    const wanted = to === undefined ? all : all.filter(({ endpoint }) => to.includes(endpoint));
    const ended = wanted.filter(({ endpoint }) => !isAllowed(endpoint, push.hosts)).map(({ endpoint }) => endpoint);
    const failed: { readonly endpoint: string; readonly error: unknown }[] = [];
    const ttlS = Math.min(MOST_TTL_S, Math.ceil(channel.giveUpHours * 3600));
    const one = async (subscription: Subscription): Promise<void> => {
      const { endpoint } = subscription;
      try {
        const isThere = await this.#post(subscription, { contact: push.contact, about: about ?? "", urgency, ttlS });
        if (!isThere) ended.push(endpoint);
      } catch (error) {
        failed.push({ endpoint, error });
      }
    };
    const open = wanted.filter(({ endpoint }) => !ended.includes(endpoint));
    for (let at = 0; at < open.length; at += AT_ONCE) await Promise.all(open.slice(at, at + AT_ONCE).map(one));
    this.#subscriptions.remove(ended);
    const [first] = failed;
    if (first === undefined) return;
    // The address of a subscription is as good as a password, so only its host is named.
    const reason = flatten(first.error).replaceAll(/https?:\/\/\S+/g, hostOf(first.endpoint));
    const text = reasonFor(`${failed.length} of ${all.length} phones were not reached: ${reason}`);
    if (failed.length === all.length) throw new EdgeError("unavailable", text);
    throw new ReceiversRefused(
      failed.map(({ endpoint }) => endpoint),
      text,
    );
  }

  /** False where the subscription has ended. */
  async #post(
    { endpoint, ...keys }: Subscription,
    message: { contact: string; about: string; urgency: Outgoing["urgency"]; ttlS: number },
  ): Promise<boolean> {
    const nowS = Math.floor(this.#options.clock() / 1e6);
    const response = await fetch(endpoint, {
      method: "POST",
      body: sealed(JSON.stringify({ id: message.about }), keys),
      headers: {
        authorization: this.#key().authorization(endpoint, message.contact, nowS),
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        ttl: String(message.ttlS),
        urgency: message.urgency ?? "normal",
      },
      // A redirect would lead to a host that the config does not name.
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (GONE.includes(response.status)) return false;
    if (!response.ok) throw new Error(`${hostOf(endpoint)} answers ${response.status}`);
    return true;
  }

  #channels(): PushChannel[] {
    return this.#options.channels().filter((one): one is PushChannel => one.kind === "push" && one.push !== undefined);
  }

  #key(): Vapid {
    this.#vapid ??= new Vapid(this.#options.dataDir);
    return this.#vapid;
  }
}

function hostOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).host : "no address";
}
