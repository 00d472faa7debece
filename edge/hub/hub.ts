/** A hub: takes the logs of its edges from one stream of JetStream, and answers them (rules HU1 to HU14). */
import { setTimeout as sleep } from "node:timers/promises";
import { jetstreamManager } from "@nats-io/jetstream";
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import type { Logger } from "pino";
import { reasonOf } from "../contracts/errors.ts";
import type { SideChannels } from "../contracts/fleet/side-channel.ts";
import { bufferOf } from "../fleet/wire/bytes.ts";
import { type Downward, encode, readGreeting } from "../fleet/wire/greeting.ts";
import { readSide, writeSide } from "../fleet/wire/side-frame.ts";
import { SideTopics } from "../fleet/wire/side-topics.ts";
import { ALL_GREETINGS, ALL_LIVE, ALL_SIDE, backOf, downOf, edgeOf, isInboxOf } from "../fleet/wire/subjects.ts";
import { backoffMs } from "../observe/backoff.ts";
import { inLog, startJob } from "../observe/jobs.ts";
import { TokenBuckets } from "../observe/token-buckets.ts";
import { DEFAULT_NAME, type HubConfig } from "./config.ts";
import type { HubEdge } from "./hub-edge.ts";
import { HubEdges } from "./hub-edges.ts";
import { HubFolder } from "./hub-folder.ts";
import { openHubLink } from "./hub-link.ts";
import { partitionOf } from "./owner-table.ts";
import { Ownership } from "./ownership.ts";
import { Presence, twin } from "./presence.ts";
import { Seldom } from "./seldom.ts";
import { makeStream, PartitionReaders, type StreamFigures, streamFigures } from "./stream.ts";
import type { StreamMessage } from "./stream-message.ts";

const MARK_EVERY_MS = 2_000;
const LEDGER_EVERY_MS = 5_000;
const GREETINGS = { burst: 20, perSecond: 1 };

export interface HubParts {
  readonly config: HubConfig;
  readonly dataDir: string;
  readonly log: Logger;
}

/** What belongs to one connection. */
interface Session {
  readonly link: NatsConnection;
  readonly ownership: Ownership;
  readonly readers: PartitionReaders;
}

export class Hub implements SideChannels {
  readonly #parts: HubParts;
  readonly #edges: HubEdges;
  readonly #folder: HubFolder;
  readonly #presence: Presence;
  readonly #topics = new SideTopics<[edgeId: string]>();
  readonly #afterGreeting: ((edgeId: string) => void)[] = [];
  readonly #greetings = new TokenBuckets(10_000);
  readonly #warned = new Seldom(LEDGER_EVERY_MS);
  #session: Session | undefined;
  #problem: string | null = null;

  /** Throws EdgeError `disk` where the data folder cannot be used. */
  constructor(parts: HubParts) {
    this.#parts = parts;
    this.#folder = HubFolder.open(parts.dataDir);
    this.#edges = new HubEdges({ ...parts, say: (id, message) => this.#say(id, message) });
    this.#presence = new Presence(this.name);
  }

  get name(): string {
    return this.#parts.config.name ?? DEFAULT_NAME;
  }

  get dataDir(): string {
    return this.#parts.dataDir;
  }

  get edges(): HubEdges {
    return this.#edges;
  }

  /** Partitions that this hub reads now. */
  get partitions(): ReadonlySet<number> {
    return this.#session?.ownership.own ?? new Set();
  }

  /** Why it takes nothing; null while it does. */
  get problem(): string | null {
    return this.#problem;
  }

  /** What waits on the servers; undefined where they do not answer. */
  async stream(): Promise<StreamFigures | undefined> {
    const session = this.#session;
    if (session === undefined) return undefined;
    return streamFigures(session.link, session.ownership.own).catch(() => undefined);
  }

  send(edgeId: string, topic: string, body: Uint8Array): boolean {
    const run = this.#edges.open.get(edgeId)?.run;
    const link = this.#session?.link;
    if (run === undefined || link === undefined || link.isClosed()) return false;
    link.publish(backOf(edgeId), writeSide({ run, topic, body }));
    return true;
  }

  on(topic: string, hear: (edgeId: string, body: Uint8Array) => void): void {
    this.#topics.on(topic, hear);
  }

  onGreeted(run: (edgeId: string) => void): void {
    this.#afterGreeting.push(run);
  }

  get edgeIds(): readonly string[] {
    return [...this.#edges.open.keys()];
  }

  /** What the hub has of an edge; undefined where it has nothing. */
  edge(edgeId: string): HubEdge | undefined {
    return this.#edges.open.get(edgeId);
  }

  /** Takes messages until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { log } = this.#parts;
    for (const id of this.#edges.ids) if (this.#mayHave(id)) await this.#edges.edgeOrNone(id);
    const jobs = [
      { name: "marks", everyMs: MARK_EVERY_MS, run: () => this.#speak() },
      { name: "ledger", everyMs: LEDGER_EVERY_MS, run: () => this.#edges.writeLedgers() },
    ].map((job) => startJob(job, inLog(log)));
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        const took = await this.#connected(signal);
        if (!signal.aborted) log.warn("the link to the stream ended; edges keep what they have");
        if (took) failures = 0;
      } catch (error) {
        const reason = reasonOf(error);
        if (failures === 0 || reason !== this.#problem)
          log.warn({ reason }, "the hub has no stream; edges keep what they have");
        this.#problem = reason;
      }
      await sleep(backoffMs(failures, { firstMs: 250, maxMs: 10_000 }), undefined, { signal }).catch(() => undefined);
    }
    for (const job of jobs) await job.stop();
    await this.#edges
      .writeLedgers()
      .catch((error: unknown) => log.warn({ reason: reasonOf(error) }, "the last ledgers cannot be written"));
    await this.#edges.close();
  }

  /** One connection, until it ends. Resolves with whether a message came. */
  async #connected(signal: AbortSignal): Promise<boolean> {
    const link = await openHubLink(this.#parts.config, signal);
    if (link === undefined) return false;
    const end = (): void => void link.close();
    signal.addEventListener("abort", end, { once: true });
    let took = false;
    const readers = new PartitionReaders(link, (subject, message) => {
      took = true;
      return this.#up(subject, message);
    });
    try {
      const ownership = await this.#enter(link);
      this.#session = { link, ownership, readers };
      await this.#takeFolders(ownership);
      link.subscribe(ALL_GREETINGS, { callback: (error, message) => void (error ?? this.#greeted(message)) });
      link.subscribe(ALL_LIVE, { callback: (error, message) => void (error ?? this.#live(message)) });
      link.subscribe(ALL_SIDE, { callback: (error, message) => void (error ?? this.#side(message)) });
      await readers.adjust(ownership.own);
      this.#problem = null;
      this.#parts.log.info("the hub takes messages");
      await readers.ended;
      return took;
    } finally {
      signal.removeEventListener("abort", end);
      this.#session = undefined;
      readers.stop();
      void link.close();
    }
  }

  async #enter(link: NatsConnection): Promise<Ownership> {
    const { config } = this.#parts;
    await this.#presence.refuseTwin(link);
    const ownership = await Ownership.open(link, {
      name: this.name,
      folder: this.#folder,
      partitions: config.partitions,
      replicas: config.replicas,
    });
    ownership.check();
    await makeStream(await jetstreamManager(link), config, ownership.table.partitions);
    this.#presence.enter(link, () => this.#edges.open.size);
    return ownership;
  }

  /** Edges are where their folders are; of those that another hub has, this one has an older part. */
  async #takeFolders(ownership: Ownership): Promise<void> {
    const { ids } = this.#edges;
    const { partitions } = ownership.table;
    const free = ids.filter((id) => ownership.ownerOf(id) === "none").map((id) => partitionOf(id, partitions));
    if (free.length > 0) await ownership.claim(new Set(free));
    await this.#edges.keepOnly((id) => ownership.ownerOf(id) === "own");
    for (const id of ids) if (ownership.ownerOf(id) === "own") await this.#edges.edgeOrNone(id);
  }

  /** As far as the folder knows, before there is a connection. */
  #mayHave(id: string): boolean {
    const { table, uid } = this.#folder;
    const owner = table?.owners.get(partitionOf(id, table.partitions));
    return owner === undefined || owner.folder === uid;
  }

  async #up(subject: string, message: StreamMessage): Promise<void> {
    const id = edgeOf(subject);
    const edge = id === undefined ? undefined : await this.#edges.edgeOrNone(id);
    if (edge !== undefined) {
      edge.push(message);
      return;
    }
    // An edge that this hub does not know: it must greet first.
    message.ack();
    if (id !== undefined) this.#say(id, { kind: "mark", run: runOf(message.data), head: 0, again: "greet" });
  }

  async #greeted(message: Msg): Promise<void> {
    const { log } = this.#parts;
    const id = edgeOf(message.subject);
    const greeting = readGreeting(message.data);
    if (id === undefined || greeting?.edgeId !== id || !isInboxOf(id, message.reply)) {
      if (this.#warned.isDue())
        log.warn({ subject: message.subject }, "a greeting that this version does not know, or of another edge");
      return;
    }
    // Each of them is written to the disk.
    if (this.#greetings.take(id, GREETINGS, performance.now()) > 0) return;
    try {
      const answer = (await this.#isOwn(id)) ? await this.#edges.greet(id, greeting) : undefined;
      if (answer === undefined) return;
      message.respond(encode(answer));
      if (answer.kind === "welcome") for (const run of this.#afterGreeting) run(id);
    } catch (error) {
      log.error({ edge: id, reason: reasonOf(error) }, "an edge cannot be taken");
    }
  }

  /** Whether this hub has the edge; a new one falls to the hub with the fewest. */
  async #isOwn(id: string): Promise<boolean> {
    const session = this.#session;
    if (session === undefined) return false;
    const { ownership, readers } = session;
    if (ownership.ownerOf(id) === "none") {
      await ownership.refresh();
      if (ownership.ownerOf(id) !== "none" || !this.#presence.hasFewest(this.#edges.open.size)) return false;
      await ownership.claim([partitionOf(id, ownership.table.partitions)]);
      await readers.adjust(ownership.own);
    }
    return ownership.ownerOf(id) === "own";
  }

  #live(message: Msg): void {
    const id = edgeOf(message.subject);
    if (id !== undefined) this.#edges.open.get(id)?.hearLive(message.data);
  }

  #side(message: Msg): void {
    const id = edgeOf(message.subject);
    const side = readSide(message.data);
    const edge = id === undefined ? undefined : this.#edges.open.get(id);
    if (id === undefined || side === undefined || edge?.run !== side.run) return;
    edge.feed.heard();
    this.#topics.hear(side.topic, id, side.body);
  }

  #say(id: string, message: Downward): void {
    const link = this.#session?.link;
    if (link !== undefined && !link.isClosed()) link.publish(downOf(id), encode(message));
  }

  /** Says to edges what is on the disk, and to other hubs that it is there; sees what others have taken over. */
  async #speak(): Promise<void> {
    const session = this.#session;
    if (session === undefined || session.link.isClosed()) return;
    const { link, ownership, readers } = session;
    for (const edge of this.#edges.open.values()) edge.sayMark();
    this.#presence.say(link, this.#edges.open.size);
    if (this.#presence.hasTwin) {
      this.#parts.log.error({ reason: twin(this.name).message }, "the hub stops taking messages");
      await link.close();
      return;
    }
    try {
      await ownership.refresh();
      await readers.adjust(ownership.own);
      await this.#edges.keepOnly((id) => ownership.ownerOf(id) === "own");
    } catch (error) {
      this.#parts.log.debug({ reason: reasonOf(error) }, "the servers do not answer");
    }
  }
}

function runOf(data: Uint8Array): string {
  return bufferOf(data).toString("hex", 8, 16).padEnd(16, "0");
}
