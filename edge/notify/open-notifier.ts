import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "pino";
import type { AlertBook, AlertView } from "../contracts/alerts/alert.ts";
import type { Finding } from "../contracts/alerts/detector.ts";
import type {
  ChannelView,
  LinkedAlert,
  Notification,
  PushOffer,
  PushSubscription,
} from "../contracts/alerts/notification.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { PredictionBook } from "../contracts/health/prediction.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import type { SectionJobs } from "../contracts/plant/section.ts";
import type { AssetUid, TagTable } from "../contracts/plant/tag.ts";
import type { WorkBook } from "../contracts/records/work-book.ts";
import type { ReportShelf } from "../contracts/reports/made.ts";
import { Channel } from "./channel.ts";
import { channelFinding, channelsWithAlert } from "./channel-findings.ts";
import { ChannelLinks } from "./channel-links.ts";
import { type ChannelConfig, type NotifyConfig, sentBy } from "./config.ts";
import { type Feed, type Notice, owedTo } from "./feed.ts";
import { predictionFeed, reportFeed, workFeed } from "./feeds.ts";
import { channelsOf, forgetLeft } from "./left-channels.ts";
import { testText } from "./message-text.ts";
import { alarmItems, callItems, changeItems } from "./notice-items.ts";
import { type Clocks, type Item, Outbox } from "./outbox.ts";
import { PhonePush } from "./push/phone-push.ts";
import { type Outgoing, send, targetOf } from "./send.ts";
import { subjectsFor } from "./subjects.ts";

/**
 * Alarms that may wait in one channel. Beyond it the newest are counted and not sent: the list on the screen has
 * them.
 */
const MOST_WAITING = 5_000;
/** Changes of a record that a start looks back over for those that a kill left unnoted. */
const MOST_LOOKED_BACK = 1_000;
const EVERY_MS = 500;
const CLOSE_WITHIN_MS = 1_000;

export interface NotifierOptions {
  readonly dir: string;
  readonly config: NotifyConfig;
  readonly plant: Plant;
  readonly tags: Pick<TagTable, "at">;
  readonly book: Pick<AlertBook, "standing" | "find" | "subscribe">;
  /** Absent where the edge keeps no work items. */
  readonly work?: Pick<WorkBook, "find" | "subscribe" | "newestFirst">;
  /** Absent where no health is watched. */
  readonly predictions?: Pick<PredictionBook, "find" | "subscribe" | "newestFirst">;
  /** Reports by schedule; absent where none are made. */
  readonly reports?: Pick<ReportShelf, "find" | "contentOf" | "subscribe" | "newestFirst">;
  /** The edge as carrier of alerts about its channels. */
  readonly edgeUid: AssetUid;
  readonly log: Logger;
  readonly jobs: SectionJobs;
  clock(): Micros;
  /** A monotonic clock, for waits. Default: `performance.now()`. */
  elapsed?(): Micros;
}

export interface OpenNotifier extends Notification {
  /** Switches to other channels; items that wait for a remaining channel continue to wait. */
  follow(config: NotifyConfig): void;
  /** Findings about channels that do not get through. */
  findings(now: Micros): readonly Finding[];
  /** Notices that were dropped at the bound. */
  readonly dropped: number;
  close(): Promise<void>;
}

/**
 * Notifies people of alarms, each annunciation once per channel, over kills and outages (rules N1 to N9 in
 * docs/rules/notify.md).
 */
export async function openNotifier(options: NotifierOptions): Promise<OpenNotifier> {
  const notifier = new DurableNotifier(await Outbox.open(options.dir, options.log, clocksOf(options)), options);
  await notifier.catchUp();
  return notifier;
}

class DurableNotifier implements OpenNotifier {
  readonly #options: NotifierOptions;
  readonly #outbox: Outbox;
  readonly #feeds: readonly Feed[];
  readonly #ends: readonly (() => void)[];
  readonly #job: ReturnType<SectionJobs["start"]>;
  #config: NotifyConfig;
  #channels = new Map<string, Channel>();
  /** Channels that the config has removed or changed: resolves when their last message is over. */
  readonly #leaving = new Map<string, Promise<unknown>>();
  /** Removed channels whose alert was active: only this part can end it. */
  #gone: readonly string[] = [];
  readonly #links: ChannelLinks;
  readonly #phones: PhonePush;
  dropped = 0;

  constructor(outbox: Outbox, options: NotifierOptions) {
    this.#outbox = outbox;
    this.#options = options;
    this.#config = options.config;
    const { dir, log, clock } = options;
    this.#links = new ChannelLinks(dir, clock, () => this.#config);
    this.#phones = new PhonePush({ dataDir: dir, log, clock, channels: () => this.#config.channels });
    this.#use(options.config);
    const { book, work, predictions, reports } = options;
    this.#feeds = [
      ...(work === undefined ? [] : [workFeed(work)]),
      ...(predictions === undefined ? [] : [predictionFeed(predictions)]),
      ...(reports === undefined ? [] : [reportFeed(reports)]),
    ];
    this.#ends = [
      book.subscribe((alert) => this.#note([alert])),
      ...this.#feeds.map((feed) => feed.subscribe((notice) => this.#noteChange(feed, notice))),
    ];
    this.#job = options.jobs.start({ name: "notification", everyMs: EVERY_MS, run: () => this.#work() });
  }

  /** Alarms that were annunciated, and records that changed, right before a kill and that no channel has noted. */
  async catchUp(): Promise<void> {
    await this.#note(this.#options.book.standing());
    await this.#catchUpWithFeeds();
  }

  async #catchUpWithFeeds(): Promise<void> {
    // All is asked before anything waits for the disk: a change that comes meanwhile is noted by itself.
    const forgotten = forgetLeft(this.#outbox, this.#feeds, this.#config.channels);
    const all = this.#feeds.flatMap((feed) =>
      channelsOf(feed, this.#config.channels).map((id) => {
        const isKnown = (key: string) => this.#outbox.isKnown(id, key);
        return { feed, id, ...owedTo(feed, { isKnown, most: MOST_LOOKED_BACK }) };
      }),
    );
    await forgotten;
    for (const { feed, id, owed, begins } of all) {
      if (begins.length > 0) await this.#outbox.finish(id, begins).catch(() => undefined);
      for (const notice of owed.toReversed()) await this.#noteChange(feed, notice, id);
    }
  }

  follow(config: NotifyConfig): void {
    this.#use(config);
    void this.#catchUpWithFeeds();
  }

  #use(config: NotifyConfig): void {
    const { plant, log } = this.#options;
    const { site } = plant;
    const linkFor = (channel: ChannelConfig) => this.#links.linkFor(channel);
    const subjects = subjectsFor(config, { ...this.#options, linkFor });
    this.#config = config;
    this.#links.open();
    this.#phones.open();
    const known = this.#channels;
    const stays = (one: ChannelConfig): Channel | undefined => {
      const before = known.get(one.id);
      return before !== undefined && JSON.stringify(before.config) === JSON.stringify(one) ? before : undefined;
    };
    const staying = new Set(config.channels.map(stays));
    for (const [id, channel] of known) if (!staying.has(channel)) this.#leave(id, channel);
    const open = (one: ChannelConfig): Channel =>
      new Channel({
        config: one,
        outbox: this.#outbox,
        subject: subjects[sentBy(one)],
        timeZone: site.timeZone,
        log,
        ...clocksOf(this.#options),
        after: this.#leaving.get(one.id),
        send: (outgoing) => this.#send(one, outgoing),
        target: () => (one.kind === "push" ? `→ ${this.#phones.countOf(one.id)}` : targetOf(one)),
      });
    this.#channels = new Map(config.channels.map((one) => [one.id, stays(one) ?? open(one)] as const));
    this.#gone = channelsWithAlert(this.#options).filter((id) => !this.#channels.has(id));
  }

  /** The next channel does not send a message that is on its way. */
  #leave(id: string, channel: Channel): void {
    const left = Promise.all([this.#leaving.get(id), channel.idle()]).then(() => {
      if (this.#leaving.get(id) === left) this.#leaving.delete(id);
    });
    this.#leaving.set(id, left);
  }

  channels(): readonly ChannelView[] {
    return [...this.#channels.values()].map((channel) => channel.view());
  }

  async test(id: string): Promise<void> {
    const config = this.#config.channels.find((one) => one.id === id);
    if (config === undefined)
      throw new EdgeError("not-found", `there is no channel ${id}; the config names them under notify.channels`);
    await this.#send(config, {
      id: randomUUID(),
      content: testText({ language: config.language, site: this.#options.plant.site.name }),
      alerts: [],
    });
  }

  async #send(channel: ChannelConfig, outgoing: Outgoing): Promise<void> {
    await (channel.kind === "push" ? this.#phones.send(channel, outgoing) : send(channel, outgoing));
  }

  readLink(token: string): LinkedAlert {
    return this.#links.read(token);
  }

  pushOffer(): PushOffer | undefined {
    return this.#phones.offer();
  }

  subscribePush(subscription: PushSubscription, user: string): "added" | "renewed" {
    return this.#phones.subscribe(subscription, user);
  }

  unsubscribePush(endpoint: string, channel: string): boolean {
    return this.#phones.unsubscribe(endpoint, channel);
  }

  findings(now: Micros): readonly Finding[] {
    const { edgeUid } = this.#options;
    const finding = (id: string, standing: boolean) => channelFinding(id, standing, { edgeUid, now });
    return [
      ...[...this.#channels.values()].map((channel) => finding(channel.config.id, channel.isFailing)),
      ...this.#gone.map((id) => finding(id, false)),
    ];
  }

  async close(): Promise<void> {
    for (const end of this.#ends) end();
    await this.#job.stop();
    // A message on its way may still be taken: stopping now would send it again at the next start.
    await Promise.race([
      Promise.all([...this.#leaving.values(), ...[...this.#channels.values()].map((channel) => channel.idle())]),
      wait(CLOSE_WITHIN_MS),
    ]);
    await this.#outbox.close();
  }

  #work(): void {
    void this.#call();
    for (const channel of this.#channels.values()) channel.work();
  }

  /** Notes the calls about alarms that nobody has acknowledged in time. */
  async #call(): Promise<void> {
    const { book, clock, plant } = this.#options;
    await this.#noteItems(callItems(book.standing(), this.#config, { now: clock(), timeZone: plant.site.timeZone }));
  }

  async #note(alerts: readonly AlertView[]): Promise<void> {
    await this.#noteItems(alerts.flatMap((alert) => alarmItems(alert, this.#config, this.#options.plant)));
  }

  /** Notes a change for the channels that send it, or for one of them. */
  async #noteChange({ sends }: Feed, notice: Notice, only?: string): Promise<void> {
    const items = changeItems(notice, sends, this.#config, this.#options.plant);
    await this.#noteItems(items.filter(({ channel }) => only === undefined || channel === only));
  }

  /** Notes each once per channel, within the bound. */
  async #noteItems(items: readonly Item[]): Promise<void> {
    const added: Item[] = [];
    for (const item of items) {
      const { channel, key } = item;
      if (this.#outbox.isKnown(channel, key) || added.some((one) => one.channel === channel && one.key === key))
        continue;
      if (this.#outbox.items(channel).length >= MOST_WAITING) this.dropped++;
      else added.push(item);
    }
    if (added.length > 0) await this.#outbox.note(added).catch(() => undefined);
  }
}

function clocksOf({ clock, elapsed = () => performance.now() * 1000 }: NotifierOptions): Clocks {
  return { clock, elapsed };
}
