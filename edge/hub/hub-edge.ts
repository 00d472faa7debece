/** One edge at the hub: its copy of the log, its historian, and what is said to it. */
import { join } from "node:path";
import type { Logger } from "pino";
import { EdgeError, reasonOf } from "../contracts/errors.ts";
import type { LogPosition } from "../contracts/path/source.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";
import { Chain } from "../fleet/wire/chain.ts";
import type { Counts } from "../fleet/wire/counts.ts";
import { type FrameHead, readHead } from "../fleet/wire/frame.ts";
import type { Downward, Greeting } from "../fleet/wire/greeting.ts";
import { type EmbeddedHistorian, startHistorian } from "../historian/embedded/start-historian.ts";
import { LiveTail } from "../historian/live-tail.ts";
import { FULL, isOvertaken, refusalOf, twice } from "./admission.ts";
import type { HubConfig } from "./config.ts";
import { countedIn } from "./counted.ts";
import { Dictionary, type EdgeRecord, newRecord, readRecord, saveRecord } from "./edge-record.ts";
import { type Ledger, writeLedger } from "./ledger.ts";
import { liveCounts } from "./live-counts.ts";
import { MirrorLog } from "./mirror-log.ts";
import { MOST_WAITING, type StreamMessage } from "./stream-message.ts";
import { type Outcome, portionOf, takeFrames } from "./take-frames.ts";

const GAP_EVERY_MS = 500;
/** The count of positions is on disk once so many items were taken: a start counts the rest. */
const SAVE_COUNT_EVERY = 1_000_000;
/** Sooner than any segment is old enough to go (`logHours`): what is gone cannot be counted. */
const SAVE_COUNT_WITHIN_MS = 600_000;

export interface HubEdgeParts {
  readonly folder: string;
  readonly config: Pick<HubConfig, "logHours" | "historian">;
  readonly log: Logger;
  /** Says something to the edge; what is lost is said again. */
  say(message: Downward): void;
}

interface Opened {
  readonly record: EdgeRecord;
  readonly dictionary: Dictionary;
  readonly mirror: MirrorLog;
  readonly historian: EmbeddedHistorian;
  readonly counts: Counts;
}

/** Opens what the hub has of an edge; a greeting makes it where there is nothing. */
export async function openHubEdge(parts: HubEdgeParts, greeting?: Greeting): Promise<HubEdge | undefined> {
  const { folder, config, log } = parts;
  let record = readRecord(folder);
  if (record === undefined) {
    if (greeting === undefined) return undefined;
    record = newRecord(greeting);
    saveRecord(folder, record);
  }
  const dictionary = Dictionary.open(folder);
  const mirror = await MirrorLog.open({
    dir: join(folder, "log"),
    edgeId: record.edgeId,
    logUid: record.logUid,
    epoch: record.starts.at(-1)?.epoch ?? 0,
    begins: record.begins.position,
    maxBytes: config.historian.maxBytes / 2,
    retentionHours: config.logHours,
    tags: dictionary,
    log,
  });
  const counts = await countedIn(mirror, record);
  const dir = join(folder, "historian");
  const historian = await startHistorian({
    dir,
    commitLog: mirror,
    tail: new LiveTail(),
    config: config.historian,
    log,
  });
  return new HubEdge(parts, { record, dictionary, mirror, historian, counts });
}

export class HubEdge {
  readonly #parts: HubEdgeParts;
  readonly #dictionary: Dictionary;
  readonly #mirror: MirrorLog;
  readonly #historian: EmbeddedHistorian;
  #record: EdgeRecord;
  /** After the last item, or after a hole at the end, and what was counted before. */
  #to: LogPosition;
  #counts: Counts;
  readonly #chain = new Chain();
  #edge: Ledger["edge"];
  #miscounted = 0;
  readonly #messages: Record<Outcome, number> = { taken: 0, repeated: 0, gap: 0, damaged: 0 };
  #bytes = 0;
  #waiting: StreamMessage[] = [];
  #work: Promise<void> = Promise.resolve();
  #gapSaidMs = Number.NEGATIVE_INFINITY;
  #heardAt = 0;
  #savedMs = performance.now();
  #isClosing = false;
  #live: Ledger["live"] = null;
  #refused: Ledger["refused"] = null;
  #problem: string | undefined;
  #storedSamples: number | null = null;

  constructor(parts: HubEdgeParts, { record, dictionary, mirror, historian, counts }: Opened) {
    this.#parts = parts;
    this.#record = record;
    this.#dictionary = dictionary;
    this.#mirror = mirror;
    this.#historian = historian;
    this.#to = mirror.position;
    this.#counts = counts;
    this.#edge = { position: mirror.position, counts };
  }

  /** Everything before it is on the hub's disk, or was lost at the edge. */
  get position(): LogPosition {
    return this.#to;
  }

  /** The edge's start that the hub takes. */
  get run(): string | undefined {
    return this.#record.starts.at(-1)?.run;
  }

  /** The disk refuses: edges must wait, or the stream would fill with what they send again. */
  get isFull(): boolean {
    return this.#mirror.problem !== undefined || this.#problem !== undefined;
  }

  /** Answers a greeting, after the messages that came before it. */
  greet(greeting: Greeting): Promise<Downward> {
    const run = greeting.starts.at(-1)?.run ?? "";
    // Nothing gets its turn while the disk refuses, and the edge would take the hub for away.
    if (this.isFull) return Promise.resolve({ kind: "refused", run, ...FULL });
    return this.#inTurn(() => {
      const why = refusalOf(greeting, this.#record, this.#to);
      if (why !== undefined) return this.#refuse(run, why);
      this.#heardAt = Date.now();
      this.#save({ ...this.#record, starts: greeting.starts, site: greeting.site });
      return { kind: "welcome", storeUid: this.#record.storeUid, head: this.#to, counts: this.#counts, chains: true };
    });
  }

  /** Takes a message of the stream in its turn. */
  push(message: StreamMessage): void {
    // Not acknowledged, so it comes again.
    if (this.#isClosing || this.#waiting.length >= MOST_WAITING) return;
    this.#bytes += message.data.length;
    this.#waiting.push(message);
    if (this.#waiting.length > 1) return;
    void this.#inTurn(() => this.#takeWaiting());
  }

  /** Newest values ahead of history. */
  hearLive(data: Uint8Array): void {
    try {
      const counts = liveCounts(data, this.#record.starts);
      if (counts === undefined) return;
      this.#heardAt = Date.now();
      this.#live = { at: this.#heardAt, ...counts };
    } catch (error) {
      this.#parts.log.debug({ reason: reasonOf(error) }, "a live message is damaged");
    }
  }

  /** Says what the hub has; the edge also learns from it that the hub is there. */
  sayMark(again?: "gap" | "greet", run = this.#record.starts.at(-1)?.run ?? ""): void {
    const { storeUid } = this.#record;
    const mark = { kind: "mark", run, head: this.#to, storeUid } as const;
    const why = again ?? (this.isFull ? "full" : undefined);
    this.#parts.say(why === undefined ? mark : { ...mark, again: why });
  }

  async writeLedger(): Promise<void> {
    if (this.#historian.health().state === "running")
      this.#storedSamples = await this.#historian.count().catch(() => this.#storedSamples);
    await writeLedger(this.#parts.folder, this.ledger());
    if (performance.now() - this.#savedMs >= SAVE_COUNT_WITHIN_MS) this.#save(this.#record);
  }

  /** What is known of the edge now; samples in the store as last counted. */
  ledger(): Ledger {
    const { state, backlogSamples } = this.#historian.health();
    const { edgeId, site } = this.#record;
    return {
      edgeId,
      site,
      at: Date.now(),
      edge: this.#edge,
      hub: { position: this.#to, counts: this.#counts },
      miscounted: this.#miscounted,
      store: { state, behind: backlogSamples, samples: this.#storedSamples },
      messages: this.#messages,
      bytes: this.#bytes,
      retiredUnread: this.#mirror.retiredUnread,
      live: this.#live,
      heardAt: this.#heardAt,
      refused: this.#refused,
      problem: this.#problem ?? this.#mirror.problem ?? null,
    };
  }

  async close(): Promise<void> {
    // What waits was not acknowledged, so it comes again.
    this.#isClosing = true;
    this.#waiting = [];
    this.#mirror.giveUp();
    await this.#work;
    await this.#historian.close();
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
      this.#dictionary.add(taken.tags);
      for (const group of taken.groups) if (!(await this.#mirror.store(group))) return;
    } catch (error) {
      this.#chain.clear();
      // Nothing is acknowledged: the messages come again once the disk takes them.
      if (!(error instanceof EdgeError && error.code === "conflict")) {
        this.#problem = reasonOf(error);
        return;
      }
      this.#parts.say(this.#refuse(arrived.at(-1)?.head.run ?? "", twice(this.#record.edgeId)));
      for (const { message } of frames) message.ack();
      return;
    }
    this.#problem = undefined;
    this.#took(taken, arrived);
    for (const { message } of frames) message.ack();
    this.sayMark(taken.outcomes.some((one) => one === "gap" || one === "damaged") ? this.#gapOnce() : undefined);
  }

  #took(taken: ReturnType<typeof takeFrames>, arrived: readonly { readonly head: FrameHead }[]): void {
    for (const outcome of taken.outcomes) this.#messages[outcome]++;
    const last = arrived.findLast((_, index) => taken.outcomes[index] === "taken");
    if (last !== undefined) this.#edge = { position: last.head.from, counts: last.head.before };
    if (taken.miscounted !== undefined) this.#miscounted++;
    if (taken.miscounted !== undefined)
      this.#parts.log.error(taken.miscounted, "edge and hub have counted differently");
    this.#heardAt = Date.now();
    this.#to = taken.to;
    this.#counts = taken.counts;
    if (this.#mirror.position - this.#record.counted.position < SAVE_COUNT_EVERY) return;
    if (this.#to === this.#mirror.position) this.#save(this.#record);
  }

  /** Whether a message is of this edge and whole. Others leave the stream, and their sender hears why. */
  #isOurs(message: StreamMessage, head: FrameHead | undefined): boolean {
    const { starts } = this.#record;
    if (head === undefined) {
      this.#messages.damaged++;
      this.sayMark(this.#gapOnce());
    } else if (!starts.some(({ run }) => run === head.run)) this.sayMark("greet", head.run);
    else if (isOvertaken(head.run, head.to, starts))
      this.#parts.say(this.#refuse(head.run, twice(this.#record.edgeId)));
    else return true;
    message.ack();
    return false;
  }

  #gapOnce(): "gap" | undefined {
    const now = performance.now();
    if (now - this.#gapSaidMs < GAP_EVERY_MS) return undefined;
    this.#gapSaidMs = now;
    return "gap";
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
