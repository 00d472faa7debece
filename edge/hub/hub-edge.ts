/** One edge at the hub: its copy of the log, its historian, and what is said to it. */
import type { Logger } from "pino";
import { EdgeError, reasonOf } from "../contracts/errors.ts";
import type { LogPosition } from "../contracts/path/source.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";
import { Chain } from "../fleet/wire/chain.ts";
import type { Counts } from "../fleet/wire/counts.ts";
import { type FrameHead, isFrame, readHead } from "../fleet/wire/frame.ts";
import type { Downward, Greeting, Mark } from "../fleet/wire/greeting.ts";
import { FULL, isOvertaken, refusalOf, tooManyTags, twice } from "./admission.ts";
import type { HubConfig } from "./config.ts";
import { type Dictionary, type EdgeRecord, saveRecord, TooManyTags } from "./edge-record.ts";
import { type HeldMessage, HeldMessages } from "./held-messages.ts";
import { type Ledger, NO_MESSAGES, readLedger, writeLedger } from "./ledger.ts";
import type { MirrorLog } from "./mirror-log.ts";
import { Seldom } from "./seldom.ts";
import { EdgeFeed } from "./site/edge-feed.ts";
import type { SiteSource } from "./site/site-source.ts";
import type { HubStore, StoreFigures } from "./store/hub-store.ts";
import type { StreamMessage } from "./stream-message.ts";
import { portionOf, takeFrames } from "./take-frames.ts";
import { WholeMessages } from "./whole-messages.ts";

const GAP_EVERY_MS = 500;
const MISCOUNT_EVERY_MS = 60_000;
/** The count of positions is on disk once so many items were taken: a start counts the rest. */
const SAVE_COUNT_EVERY = 1_000_000;
/** Sooner than any segment is old enough to go (`logHours`): what is gone cannot be counted. */
const SAVE_COUNT_WITHIN_MS = 600_000;

export interface HubEdgeParts {
  readonly folder: string;
  readonly config: Pick<HubConfig, "logHours" | "historian" | "store">;
  readonly log: Logger;
  /** Says something to the edge; what is lost is said again. */
  say(message: Downward): void;
}

/** What is open of an edge. */
export interface Opened {
  readonly record: EdgeRecord;
  readonly dictionary: Dictionary;
  readonly mirror: MirrorLog;
  readonly store: HubStore;
  readonly counts: Counts;
}

export class HubEdge {
  readonly feed: EdgeFeed;
  readonly #parts: HubEdgeParts;
  readonly #dictionary: Dictionary;
  readonly #mirror: MirrorLog;
  readonly #store: HubStore;
  #record: EdgeRecord;
  /** After the last item, or after a hole at the end, and what was counted before. */
  #to: LogPosition;
  #counts: Counts;
  readonly #chain = new Chain();
  #edge: Ledger["edge"];
  #miscounted = 0;
  readonly #messages = { ...NO_MESSAGES };
  #bytes = 0;
  readonly #held = new HeldMessages();
  #waiting: HeldMessage[] = [];
  readonly #whole = new WholeMessages();
  #work: Promise<void> = Promise.resolve();
  readonly #gapSaid = new Seldom(GAP_EVERY_MS);
  readonly #miscountSaid = new Seldom(MISCOUNT_EVERY_MS);
  #savedMs = performance.now();
  #isClosing = false;
  #refused: Ledger["refused"] = null;
  #figures: StoreFigures = { state: "starting", behind: 0, samples: null, lost: 0 };
  #problem: string | undefined;

  constructor(parts: HubEdgeParts, { record, dictionary, mirror, store, counts }: Opened) {
    this.feed = new EdgeFeed(readLedger(parts.folder));
    this.#parts = parts;
    this.#record = record;
    this.#dictionary = dictionary;
    this.#mirror = mirror;
    this.#store = store;
    this.#to = mirror.position;
    this.#counts = counts;
    this.#edge = { position: mirror.position, counts };
  }

  /** Everything before it is on the hub's disk, or was lost at the edge. */
  get position(): LogPosition {
    return this.#to;
  }

  get siteName(): string {
    return this.#record.site;
  }

  /** The edge's start that the hub takes. */
  get run(): string | undefined {
    return this.#record.starts.at(-1)?.run;
  }

  /** What a site is made of; the state of its link is that of the call. */
  get site(): SiteSource {
    const [feed, counts, refused] = [this.feed, this.#counts, this.#refused];
    const { edgeId, begins } = this.#record;
    const from = { store: this.#store, tags: this.#dictionary };
    return { edgeId, feed, ...from, link: { feed, counts, refused }, isWhole: begins.position === 0 };
  }

  /** Nothing is taken: edges must wait, or the stream would fill with what they send again. */
  get isFull(): boolean {
    return this.#mirror.isFull || this.#mirror.problem !== undefined || this.#problem !== undefined;
  }

  /** Answers a greeting, after the messages that came before it. */
  greet(greeting: Greeting): Promise<Downward> {
    const run = greeting.starts.at(-1)?.run ?? "";
    // Nothing gets its turn while the disk refuses, and the edge would take the hub for away.
    if (this.isFull) return Promise.resolve({ kind: "refused", run, ...FULL });
    return this.#inTurn(() => {
      const why = refusalOf(greeting, this.#record, this.#to);
      if (why !== undefined) return this.#refuse(run, why);
      this.feed.heard();
      this.#save({ ...this.#record, starts: greeting.starts, site: greeting.site });
      return { kind: "welcome", storeUid: this.#record.storeUid, head: this.#to, counts: this.#counts, chains: true };
    });
  }

  /** Takes a message of the stream in its turn. */
  push(message: StreamMessage): void {
    // Not acknowledged, so it comes again.
    if (this.#isClosing) return;
    this.#bytes += message.data.length;
    if (this.#mirror.isFull || !this.#held.hasRoom(message)) {
      // The edge sends again what makes no progress.
      message.ack();
      this.#messages.dropped++;
      if (!this.isFull) this.#sayGap();
      return;
    }
    const whole = this.#whole.take(message);
    if (whole === undefined) return;
    if (whole === "gap") {
      // What the disk refused does not come again from the stream: the edge must send it, and waits while this is full.
      this.#problem = undefined;
      this.#sayGap();
      return;
    }
    this.#waiting.push(this.#held.keep(whole));
    if (this.#waiting.length > 1) return;
    void this.#inTurn(() => this.#takeWaiting());
  }

  /** Newest values ahead of history. */
  hearLive(data: Uint8Array): void {
    const reason = this.feed.hearLive(data, this.#record.starts);
    if (reason !== undefined) this.#parts.log.debug({ reason }, "a live message is damaged");
  }

  /** Says what the hub has; the edge also learns from it that the hub is there. */
  sayMark({ again, run = this.run ?? "", ...more }: Partial<Pick<Mark, "again" | "run" | "unread">> = {}): void {
    const mark = { kind: "mark", run, head: this.#to, storeUid: this.#record.storeUid, ...more } as const;
    const why = again ?? (this.isFull ? "full" : undefined);
    this.#parts.say(why === undefined ? mark : { ...mark, again: why });
  }

  async writeLedger(): Promise<void> {
    this.#figures = await this.#store.figures();
    await writeLedger(this.#parts.folder, this.ledger());
    if (performance.now() - this.#savedMs >= SAVE_COUNT_WITHIN_MS) this.#save(this.#record);
  }

  /** What is known of the edge now; samples in the store as last counted. */
  ledger(): Ledger {
    const store = this.#figures;
    const { edgeId, site } = this.#record;
    return {
      edgeId,
      site,
      at: Date.now(),
      edge: this.#edge,
      hub: { position: this.#to, counts: this.#counts },
      miscounted: this.#miscounted,
      store: { state: store.state, behind: store.behind, samples: store.samples, lost: store.lost },
      messages: this.#messages,
      bytes: this.#bytes,
      retiredUnread: this.#mirror.retiredUnread,
      live: this.feed.live,
      files: this.feed.files ?? null,
      heardAt: this.feed.heardAt,
      storedTo: this.feed.storedTo === undefined ? null : this.feed.storedTo / 1000,
      refused: this.#refused,
      problem: this.#problem ?? this.#mirror.problem ?? store.problem ?? null,
    };
  }

  async close(): Promise<void> {
    // What waits was not acknowledged, so it comes again.
    this.#isClosing = true;
    this.#waiting = [];
    this.#mirror.giveUp();
    await this.#work;
    await this.#store.close();
    await this.#mirror.close();
    this.#dictionary.close();
  }

  async #takeWaiting(): Promise<void> {
    const messages = this.#waiting.splice(0, portionOf(this.#waiting));
    if (this.#waiting.length > 0) void this.#inTurn(() => this.#takeWaiting());
    const frames = messages
      .map((message) => ({ message, head: readHead(message.data), bytes: message.data }))
      .filter(({ message, head }) => this.#isOurs(message, head))
      .sort((a, b) => (a.head as FrameHead).from - (b.head as FrameHead).from);
    const arrived = frames.map(({ head, bytes }) => ({ head: head as FrameHead, bytes }));
    const taken = takeFrames(arrived, { from: this.#to, counts: this.#counts }, this.#chain);
    try {
      this.#dictionary.add(taken.tags, this.#to);
      for (const group of taken.groups) if (!(await this.#mirror.store(group))) return;
    } catch (error) {
      this.#chain.clear();
      // Nothing is acknowledged: the messages come again once the disk takes them.
      if (!(error instanceof EdgeError && error.code === "conflict")) {
        this.#problem = reasonOf(error);
        for (const { message } of frames) message.leave();
        return;
      }
      const why = error instanceof TooManyTags ? tooManyTags : twice;
      this.#parts.say(this.#refuse(arrived.at(-1)?.head.run ?? "", why(this.#record.edgeId)));
      for (const { message } of frames) message.ack();
      return;
    }
    this.#problem = undefined;
    this.#held.forgetLeft();
    this.#took(taken, arrived);
    for (const { message } of frames) message.ack();
    const unread = arrived[taken.outcomes.indexOf("damaged")]?.head;
    if (unread !== undefined) this.sayMark({ again: "gap", unread: { from: unread.from, to: unread.to } });
    else if (taken.outcomes.includes("gap")) this.#sayGap();
    else this.sayMark();
    // Last: the items are on disk, and a start counts what this does not.
    if (this.#mirror.position - this.#record.counted.position < SAVE_COUNT_EVERY) return;
    if (this.#to === this.#mirror.position) this.#save(this.#record);
  }

  #took(taken: ReturnType<typeof takeFrames>, arrived: readonly { readonly head: FrameHead }[]): void {
    for (const outcome of taken.outcomes) this.#messages[outcome]++;
    const last = arrived.findLast((_, index) => taken.outcomes[index] === "taken");
    if (last !== undefined) this.#edge = { position: last.head.from, counts: last.head.before };
    if (taken.miscounted !== undefined) {
      this.#miscounted++;
      if (this.#miscountSaid.isDue()) this.#parts.log.error(taken.miscounted, "edge and hub have counted differently");
    }
    this.feed.took(taken.groups);
    this.#to = taken.to;
    this.#counts = taken.counts;
  }

  /** Whether a message is of this edge and whole. Others leave the stream, and their sender hears why. */
  #isOurs(message: StreamMessage, head: FrameHead | undefined): boolean {
    const { starts } = this.#record;
    if (head === undefined) {
      this.#messages.damaged++;
      // Another edge may have a server send what is no message: where its answers go is up to the edge.
      if (isFrame(message.data)) this.#sayGap();
    } else if (!starts.some(({ run }) => run === head.run)) this.sayMark({ again: "greet", run: head.run });
    else if (isOvertaken(head.run, head.to, starts))
      this.#parts.say(this.#refuse(head.run, twice(this.#record.edgeId)));
    else return true;
    message.ack();
    return false;
  }

  #sayGap(): void {
    this.sayMark(this.#gapSaid.isDue() ? { again: "gap" } : {});
  }

  #refuse(run: string, why: LocalizedText): Downward {
    if (this.#refused?.why.en !== why.en) this.#parts.log.error({ edge: this.#record.edgeId, why: why.en }, "refused");
    this.#refused = { at: Date.now(), why };
    return { kind: "refused", run, ...why };
  }

  #save(record: EdgeRecord): void {
    this.#savedMs = performance.now();
    const isWhole = this.#to === this.#mirror.position;
    const counted = isWhole ? { position: this.#to, counts: this.#counts } : record.counted;
    this.#record = { ...record, counted };
    saveRecord(this.#parts.folder, this.#record);
  }

  /** One after the other. */
  #inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const done = this.#work.then(work);
    this.#work = done.then(
      () => undefined,
      (error: unknown) => this.#parts.log.error({ err: error }, "the hub cannot work for an edge"),
    );
    return done;
  }
}
