/** The stream of all edges on the NATS servers, and the consumers of its partitions. */
import {
  AckPolicy,
  type ConsumerMessages,
  DiscardPolicy,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from "@nats-io/jetstream";
import { type NatsConnection, nanos } from "@nats-io/transport-node";
import { ALL_UP, OLD_CONSUMER, partOf, STREAM } from "../fleet/wire/subjects.ts";
import type { HubConfig } from "./config.ts";
import { MOST_WAITING, type StreamMessage, TAKEN_WITHIN_MS } from "./stream-message.ts";

/** JetStream drops a message with an id that it had within this time. */
const SAME_ID_FOR_MS = 120_000;
/** Messages of a partition that are on their way to the hub, so that all partitions together fit into memory. */
const AHEAD = 64;
const MB = 1024 * 1024;

/** Makes the stream, or sets it as the config wants. Edges know nothing of partitions: the server sorts messages. */
export async function makeStream(
  manager: JetStreamManager,
  { replicas, streamMegabytes }: Pick<HubConfig, "replicas" | "streamMegabytes">,
  partitions: number,
): Promise<void> {
  const limits = {
    subjects: [ALL_UP],
    subject_transform: { src: ALL_UP, dest: `${partOf(`{{partition(${partitions},1)}}`)}.{{wildcard(1)}}` },
    num_replicas: replicas,
    max_bytes: streamMegabytes * MB,
    discard: DiscardPolicy.New,
    duplicate_window: nanos(SAME_ID_FOR_MS),
  };
  const existing = await manager.streams.info(STREAM).catch(() => undefined);
  if (existing === undefined) {
    await manager.streams.add({
      name: STREAM,
      storage: StorageType.File,
      retention: RetentionPolicy.Workqueue,
      ...limits,
    });
    return;
  }
  await manager.streams.update(STREAM, limits);
  if (existing.config.subject_transform !== undefined) return;
  // Of a version without partitions. Its messages have no consumer any more: edges send them again.
  await manager.consumers.delete(STREAM, OLD_CONSUMER).catch(() => undefined);
  await manager.streams.purge(STREAM, { filter: ALL_UP });
}

/** What waits on the servers. */
export interface StreamFigures {
  readonly bytes: number;
  readonly mostBytes: number;
  readonly messages: number;
  /** Of each partition of the hub: messages that no hub has got yet, and those on their way to a disk. */
  readonly partitions: ReadonlyMap<number, { readonly pending: number; readonly unacknowledged: number }>;
}

/** Asks the servers what waits. Rejects where they do not answer. */
export async function streamFigures(link: NatsConnection, own: ReadonlySet<number>): Promise<StreamFigures> {
  const manager = await jetstreamManager(link);
  const { state, config } = await manager.streams.info(STREAM);
  const partitions = new Map<number, { pending: number; unacknowledged: number }>();
  for (const partition of own) {
    const info = await manager.consumers.info(STREAM, consumerOf(partition)).catch(() => undefined);
    if (info !== undefined)
      partitions.set(partition, { pending: info.num_pending, unacknowledged: info.num_ack_pending });
  }
  return { bytes: state.bytes, mostBytes: config.max_bytes, messages: state.messages, partitions };
}

const consumerOf = (partition: number): string => `part-${partition}`;

/** Reads the partitions of a hub over one connection. */
export class PartitionReaders {
  readonly #link: NatsConnection;
  readonly #take: (subject: string, message: StreamMessage) => Promise<void>;
  readonly #open = new Map<number, ConsumerMessages>();
  readonly #ended = Promise.withResolvers<void>();
  #adjusting: Promise<void> = Promise.resolve();

  constructor(link: NatsConnection, take: (subject: string, message: StreamMessage) => Promise<void>) {
    this.#link = link;
    this.#take = take;
    void link.closed().then(() => this.#ended.resolve());
  }

  /** Resolves when nothing more comes over this connection. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Reads these partitions and no others. One after the other: two would make each other's consumers anew. */
  adjust(own: ReadonlySet<number>): Promise<void> {
    const done = this.#adjusting.then(() => this.#adjustTo(own));
    this.#adjusting = done.catch(() => undefined);
    return done;
  }

  stop(): void {
    for (const messages of this.#open.values()) messages.stop();
    this.#open.clear();
  }

  async #adjustTo(own: ReadonlySet<number>): Promise<void> {
    for (const [partition, messages] of this.#open)
      if (!own.has(partition)) {
        this.#open.delete(partition);
        messages.stop();
      }
    for (const partition of own) if (!this.#open.has(partition)) await this.#read(partition);
  }

  async #read(partition: number): Promise<void> {
    const name = consumerOf(partition);
    const manager = await jetstreamManager(this.#link);
    // Made anew, so that what was given and not acknowledged is given again at once.
    await manager.consumers.delete(STREAM, name).catch(() => undefined);
    await manager.consumers.add(STREAM, {
      durable_name: name,
      filter_subject: `${partOf(String(partition))}.*`,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(TAKEN_WITHIN_MS),
      max_ack_pending: MOST_WAITING,
    });
    const consumer = await jetstream(this.#link).consumers.get(STREAM, name);
    const messages = await consumer.consume({ max_messages: AHEAD, abort_on_missing_resource: true });
    this.#open.set(partition, messages);
    void this.#loop(partition, messages);
  }

  async #loop(partition: number, messages: ConsumerMessages): Promise<void> {
    try {
      for await (const message of messages) await this.#take(message.subject, message);
    } finally {
      // Not stopped by this hub: the consumer is gone, or the connection.
      if (this.#open.get(partition) === messages) this.#ended.resolve();
    }
  }
}
