import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { reasonFor } from "../contracts/alerts/causes.ts";
import type { ChannelView } from "../contracts/alerts/notification.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { ChannelConfig } from "./config.ts";
import type { Clocks, Item, Message, Outbox } from "./outbox.ts";
import { isQuiet } from "./quiet-hours.ts";
import { type Outgoing, ReceiversRefused } from "./send.ts";
import type { Subject } from "./subject.ts";

const FIRST_RETRY_US = 1e6;
const LAST_RETRY_US = 300e6;
const HOUR_US = 3600e6;
/** Failed attempts after which the channel itself raises an alert. */
const FAILING_AFTER = 3;
/** Attempts for receivers that are refused while others take the mail: one wrong address must not hold up the rest. */
const REFUSED_TRIES = 3;

export interface ChannelParts extends Clocks {
  readonly config: ChannelConfig;
  readonly outbox: Outbox;
  readonly subject: Subject;
  /** Rejects as `send` of send.ts. */
  send(outgoing: Outgoing): Promise<void>;
  /** Where messages go, to be shown. */
  target(): string;
  /** Time zone of the site, for quiet hours. */
  readonly timeZone: string;
  readonly log: Logger;
  /** The earlier channel of this id still sends until then. */
  readonly after?: Promise<unknown> | undefined;
}

/**
 * One channel: groups waiting items into messages, keeps to rate and quiet hours, and sends until the other side has
 * taken them.
 */
export class Channel {
  readonly #parts: ChannelParts;
  /** Times at which messages of the last hour were composed, by the monotonic clock. */
  readonly #composed: Micros[] = [];
  /** Attempts since a message was taken for all receivers. */
  #attempts = 0;
  /** Attempts at the present message; a receiver who is refused for days must not delay later ones more and more. */
  #inVain = 0;
  /** By the monotonic clock. */
  #nextAt: Micros = 0;
  #sent = 0;
  #givenUp = 0;
  #lastSentAt: Micros | undefined;
  #problem: string | undefined;
  #working: Promise<void> | undefined;
  /** Receivers that were refused a message which the others took. */
  #refused: { readonly id: string; readonly to: readonly string[]; readonly tries: number } | undefined;

  constructor(parts: ChannelParts) {
    this.#parts = parts;
    if (parts.after !== undefined) this.#underWay(parts.after.then(() => undefined));
  }

  get config(): ChannelConfig {
    return this.#parts.config;
  }

  /** Several attempts have failed. */
  get isFailing(): boolean {
    return this.#attempts >= FAILING_AFTER;
  }

  view(): ChannelView {
    const { config, outbox } = this.#parts;
    const waiting =
      outbox.items(config.id).length + outbox.messages(config.id).reduce((sum, { keys }) => sum + keys.length, 0);
    return {
      id: config.id,
      kind: config.kind,
      target: this.#parts.target(),
      priorities: config.priorities,
      waiting,
      sent: this.#sent,
      failed: this.#givenUp,
      ...(this.#lastSentAt === undefined ? {} : { lastSentAt: this.#lastSentAt }),
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }

  /**
   * Composes the message that is due and sends it. One message at a time, in order; returns at once while one is under
   * way.
   */
  work(): void {
    if (this.#working === undefined) this.#underWay(this.#work());
  }

  #underWay(work: Promise<void>): void {
    this.#working = work.finally(() => {
      this.#working = undefined;
    });
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    try {
      await this.#compose();
      const [message] = this.#parts.outbox.messages(this.config.id);
      if (message !== undefined && this.#parts.elapsed() >= this.#nextAt) await this.#deliver(message);
    } catch (err) {
      // The outbox has logged it; noted items wait for the next turn.
      this.#parts.log.debug({ err, channel: this.config.id }, "notices wait");
    }
  }

  async #compose(): Promise<void> {
    const { config, outbox, clock, elapsed } = this.#parts;
    const now = clock();
    const items = outbox.items(config.id);
    const first = items[0];
    if (first === undefined || outbox.messages(config.id).length > 0) return;
    const quiet = isQuiet(config.quietHours, now, this.#parts.timeZone);
    const may = items.filter((item) => !quiet || config.quietHours?.except.includes(item.priority) === true);
    if (may.length === 0 || outbox.ageOf(may[0] as Item) < config.groupS * 1e6 || !this.#hasRate()) return;
    const [stale, due] = this.#sorted(may);
    if (stale.length > 0)
      await outbox.finish(
        config.id,
        stale.map(({ key }) => key),
      );
    if (due.length === 0) return;
    this.#composed.push(elapsed());
    const keys = due.slice(0, this.#parts.subject.most).map(({ key }) => key);
    await outbox.compose({ id: randomUUID(), channel: config.id, keys, at: now });
  }

  /** An item that waited longer than a group, and is over and acknowledged by now, need not be sent. */
  #sorted(items: readonly Item[]): [stale: Item[], due: Item[]] {
    const { outbox, subject } = this.#parts;
    const waited = (item: Item) => outbox.ageOf(item) > (this.config.groupS + 60) * 1e6;
    const stale = items.filter((item) => waited(item) && subject.isOver(item));
    return [stale, items.filter((item) => !stale.includes(item))];
  }

  #hasRate(): boolean {
    const now = this.#parts.elapsed();
    while (this.#composed.length > 0 && now - (this.#composed[0] as Micros) > HOUR_US) this.#composed.shift();
    return this.#composed.length < this.config.perHour;
  }

  async #deliver(message: Message): Promise<void> {
    const { config, outbox, subject, send, clock } = this.#parts;
    const left = this.#refused?.id === message.id ? { to: this.#refused.to } : {};
    try {
      const content = subject.contentOf(message.keys, config);
      if (content !== undefined) {
        await send({ id: message.id, ...content, ...left });
        this.#lastSentAt = clock();
        this.#sent++;
      }
      this.#attempts = this.#inVain = 0;
      this.#nextAt = 0;
      this.#problem = undefined;
      await outbox.finish(message.id);
    } catch (error) {
      await this.#failed(message, error);
    }
  }

  async #failed(message: Message, error: unknown): Promise<void> {
    const { config, outbox, log, clock, elapsed } = this.#parts;
    this.#problem = reasonFor(error);
    this.#attempts++;
    this.#inVain++;
    if (this.#attempts === 1 || this.#attempts === FAILING_AFTER)
      log.warn({ channel: config.id, reason: this.#problem }, "a notice could not be sent; it is tried again");
    if (error instanceof ReceiversRefused) {
      const before = this.#refused?.id === message.id ? this.#refused.tries : 0;
      this.#refused = { id: message.id, to: error.receivers, tries: before + 1 };
      this.#inVain = before + 1;
      // The others have it.
      if (before === 0) this.#lastSentAt = clock();
    }
    const wait = Math.min(LAST_RETRY_US, FIRST_RETRY_US * 2 ** (this.#inVain - 1));
    this.#nextAt = elapsed() + wait * (0.8 + 0.4 * Math.random());
    const isRefused = this.#refused?.id === message.id && this.#refused.tries >= REFUSED_TRIES;
    if (!isRefused && outbox.ageOf(message) < config.giveUpHours * HOUR_US) return;
    this.#givenUp++;
    log.error({ channel: config.id, keys: message.keys.length, reason: this.#problem }, "a notice is given up");
    await outbox.finish(message.id);
    // Later messages go out at once: the other receivers wait for them.
    if (isRefused) this.#nextAt = this.#inVain = 0;
  }
}
