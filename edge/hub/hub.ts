/** A hub: takes the logs of its edges from one stream of JetStream, and answers them (rules HU1 to HU9). */
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  AckPolicy,
  DiscardPolicy,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from "@nats-io/jetstream";
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import { nanos } from "@nats-io/transport-node";
import type { Logger } from "pino";
import { reasonOf } from "../contracts/errors.ts";
import type { SideChannels } from "../contracts/fleet/side-channel.ts";
import { openLink } from "../fleet/link/server.ts";
import { bufferOf } from "../fleet/wire/bytes.ts";
import { type Downward, encode, type Greeting, readGreeting } from "../fleet/wire/greeting.ts";
import { readSide, writeSide } from "../fleet/wire/side-frame.ts";
import { SideTopics } from "../fleet/wire/side-topics.ts";
import {
  ALL_GREETINGS,
  ALL_LIVE,
  ALL_SIDE,
  ALL_UP,
  backOf,
  CONSUMER,
  downOf,
  edgeOf,
  isEdgeId,
  isInboxOf,
  STREAM,
} from "../fleet/wire/subjects.ts";
import { backoffMs } from "../observe/backoff.ts";
import { inLog, startJob } from "../observe/jobs.ts";
import type { HubConfig } from "./config.ts";
import { type HubEdge, MOST_WAITING, openHubEdge, type StreamMessage } from "./hub-edge.ts";

const MARK_EVERY_MS = 2_000;
const LEDGER_EVERY_MS = 5_000;
const TAKEN_WITHIN_MS = 30_000;
/** JetStream drops a message with an id that it had within this time. */
const SAME_ID_FOR_MS = 120_000;
const MB = 1024 * 1024;

export interface HubParts {
  readonly config: HubConfig;
  readonly dataDir: string;
  readonly log: Logger;
}

export class Hub implements SideChannels {
  readonly #parts: HubParts;
  readonly #edges = new Map<string, HubEdge>();
  /** Edges that are being opened. */
  readonly #opening = new Map<string, Promise<HubEdge | undefined>>();
  readonly #topics = new SideTopics<[edgeId: string]>();
  readonly #afterGreeting: ((edgeId: string) => void)[] = [];
  #link: NatsConnection | undefined;

  constructor(parts: HubParts) {
    this.#parts = parts;
  }

  send(edgeId: string, topic: string, body: Uint8Array): boolean {
    const run = this.#edges.get(edgeId)?.run;
    if (run === undefined || this.#link === undefined || this.#link.isClosed()) return false;
    this.#link.publish(backOf(edgeId), writeSide({ run, topic, body }));
    return true;
  }

  on(topic: string, hear: (edgeId: string, body: Uint8Array) => void): void {
    this.#topics.on(topic, hear);
  }

  onGreeted(run: (edgeId: string) => void): void {
    this.#afterGreeting.push(run);
  }

  get edgeIds(): readonly string[] {
    return [...this.#edges.keys()];
  }

  /** What the hub has of an edge; undefined where it has nothing. */
  edge(edgeId: string): HubEdge | undefined {
    return this.#edges.get(edgeId);
  }

  /** Takes messages until the signal aborts. Rejects where the data folder cannot be used. */
  async run(signal: AbortSignal): Promise<void> {
    const { log, dataDir } = this.#parts;
    mkdirSync(join(dataDir, "edges"), { recursive: true });
    for (const id of readdirSync(join(dataDir, "edges"))) if (isEdgeId(id)) await this.#edgeOrNone(id);
    const jobs = [
      { name: "marks", everyMs: MARK_EVERY_MS, run: () => this.#sayMarks() },
      { name: "ledger", everyMs: LEDGER_EVERY_MS, run: () => this.#writeLedgers() },
    ].map((job) => startJob(job, inLog(log)));
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        const took = await this.#session(signal);
        if (!signal.aborted) log.warn("the link to the stream ended; edges keep what they have");
        if (took) failures = 0;
      } catch (error) {
        if (failures === 0) log.warn({ reason: reasonOf(error) }, "the hub has no stream; edges keep what they have");
      }
      await sleep(backoffMs(failures, { firstMs: 250, maxMs: 10_000 }), undefined, { signal }).catch(() => undefined);
    }
    for (const job of jobs) await job.stop();
    await this.#writeLedgers();
    for (const edge of this.#edges.values()) await edge.close();
  }

  /** One connection, until it ends. Resolves with whether a message came. */
  async #session(signal: AbortSignal): Promise<boolean> {
    const opening = openLink(this.#parts.config, "gemba-hub");
    const link = await unlessAborted(opening, signal);
    if (link === undefined) {
      void opening.then(
        (late) => late.close(),
        () => undefined,
      );
      return false;
    }
    const end = (): void => void link.close();
    signal.addEventListener("abort", end, { once: true });
    try {
      await makeStream(await jetstreamManager(link), this.#parts.config);
      this.#link = link;
      link.subscribe(ALL_GREETINGS, { callback: (error, message) => void (error ?? this.#greeted(message)) });
      link.subscribe(ALL_LIVE, { callback: (error, message) => void (error ?? this.#live(message)) });
      link.subscribe(ALL_SIDE, { callback: (error, message) => void (error ?? this.#side(message)) });
      const consumer = await jetstream(link).consumers.get(STREAM, CONSUMER);
      const messages = await consumer.consume({ max_messages: MOST_WAITING / 2, abort_on_missing_resource: true });
      void link.closed().then(() => messages.stop());
      this.#parts.log.info("the hub takes messages");
      let took = false;
      for await (const message of messages) {
        took = true;
        await this.#up(message.subject, message);
      }
      return took;
    } finally {
      signal.removeEventListener("abort", end);
      this.#link = undefined;
      void link.close();
    }
  }

  async #up(subject: string, message: StreamMessage): Promise<void> {
    const id = edgeOf(subject);
    const edge = id === undefined ? undefined : await this.#edgeOrNone(id);
    if (edge !== undefined) {
      edge.push(message);
      return;
    }
    // An edge that this hub does not know: it must greet first.
    message.ack();
    if (id !== undefined) this.#say(id, { kind: "mark", run: runOf(message.data), head: 0, again: "greet" });
  }

  async #greeted(message: Msg): Promise<void> {
    const id = edgeOf(message.subject);
    const greeting = readGreeting(message.data);
    if (id === undefined || greeting?.edgeId !== id || !isInboxOf(id, message.reply)) {
      this.#parts.log.warn(
        { subject: message.subject },
        "a greeting that this version does not know, or of another edge",
      );
      return;
    }
    try {
      const edge = await this.#edge(id, greeting);
      if (edge === undefined) return;
      const answer = await edge.greet(greeting);
      message.respond(encode(answer));
      if (answer.kind === "welcome") for (const run of this.#afterGreeting) run(id);
    } catch (error) {
      this.#parts.log.error({ edge: id, reason: reasonOf(error) }, "an edge cannot be taken");
    }
  }

  #live(message: Msg): void {
    const id = edgeOf(message.subject);
    if (id !== undefined) this.#edges.get(id)?.hearLive(message.data);
  }

  #side(message: Msg): void {
    const id = edgeOf(message.subject);
    const side = readSide(message.data);
    const edge = id === undefined ? undefined : this.#edges.get(id);
    if (id === undefined || side === undefined || edge?.run !== side.run) return;
    edge.feed.heard();
    this.#topics.hear(side.topic, id, side.body);
  }

  /** The edge's part, opened at most once; undefined where there is nothing of it and it has not greeted. */
  async #edge(id: string, greeting?: Greeting): Promise<HubEdge | undefined> {
    const known = this.#edges.get(id);
    if (known !== undefined) return known;
    const underWay = this.#opening.get(id);
    if (underWay !== undefined) {
      const edge = await underWay.catch(() => undefined);
      return edge ?? (greeting === undefined ? undefined : this.#edge(id, greeting));
    }
    const { config, dataDir, log } = this.#parts;
    const folder = join(dataDir, "edges", id);
    if (greeting === undefined && !existsSync(folder)) return undefined;
    const parts = { folder, config, log: log.child({ edge: id }), say: (message: Downward) => this.#say(id, message) };
    const opening = openHubEdge(parts, greeting);
    this.#opening.set(id, opening);
    try {
      const edge = await opening;
      if (edge !== undefined) this.#edges.set(id, edge);
      return edge;
    } finally {
      this.#opening.delete(id);
    }
  }

  /** An edge that cannot be opened harms no other: its items stay in its own log. */
  async #edgeOrNone(id: string): Promise<HubEdge | undefined> {
    try {
      return await this.#edge(id);
    } catch (error) {
      this.#parts.log.error({ edge: id, reason: reasonOf(error) }, "what the hub has of an edge cannot be opened");
      return undefined;
    }
  }

  #say(id: string, message: Downward): void {
    if (this.#link !== undefined && !this.#link.isClosed()) this.#link.publish(downOf(id), encode(message));
  }

  #sayMarks(): void {
    if (this.#link !== undefined) for (const edge of this.#edges.values()) edge.sayMark();
  }

  async #writeLedgers(): Promise<void> {
    for (const edge of this.#edges.values()) await edge.writeLedger();
  }
}

/** Makes stream and consumer, or sets them as the config wants. What was given and not acknowledged is given again. */
async function makeStream(manager: JetStreamManager, { replicas, streamMegabytes }: HubConfig): Promise<void> {
  const limits = {
    subjects: [ALL_UP],
    num_replicas: replicas,
    max_bytes: streamMegabytes * MB,
    discard: DiscardPolicy.New,
    duplicate_window: nanos(SAME_ID_FOR_MS),
  };
  const existing = await manager.streams.info(STREAM).catch(() => undefined);
  if (existing === undefined)
    await manager.streams.add({
      name: STREAM,
      storage: StorageType.File,
      retention: RetentionPolicy.Workqueue,
      ...limits,
    });
  else await manager.streams.update(STREAM, limits);
  await manager.consumers.delete(STREAM, CONSUMER).catch(() => undefined);
  await manager.consumers.add(STREAM, {
    durable_name: CONSUMER,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(TAKEN_WITHIN_MS),
    max_ack_pending: MOST_WAITING,
  });
}

/** Undefined once the signal aborts, whatever comes of the work. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const end = (): void => resolve(undefined);
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  try {
    return await Promise.race([promise, work]);
  } finally {
    signal.removeEventListener("abort", end);
  }
}

function runOf(data: Uint8Array): string {
  return bufferOf(data).toString("hex", 8, 16).padEnd(16, "0");
}
