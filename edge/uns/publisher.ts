/** Keeps the topics of predictions on a broker as the book has them (rules UN1 to UN6 in docs/rules/predictions.md). */
import { setTimeout as sleep } from "node:timers/promises";
import type { MqttClient } from "mqtt";
import type { Logger } from "pino";
import { reasonFor } from "../contracts/alerts/causes.ts";
import type { PredictionBook, PredictionChange } from "../contracts/health/prediction.ts";
import { type PredictionContext, predictionEntry } from "../contracts/health/prediction-entry.ts";
import { leave, openClient, publishAcknowledged } from "../mqtt/client.ts";
import type { ConnectionConfig } from "../mqtt/connection.ts";
import type { Publication } from "../mqtt/messages.ts";
import { backoffMs } from "../observe/backoff.ts";
import type { Published } from "./published.ts";
import { predictionTopic } from "./topics.ts";

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
/** Failures after which the broker is an alert of the edge. */
const FAILING_AFTER = 3;
/** Time that a stop gives the broker to take the last messages. */
const STOP_WITHIN_MS = 1_000;

interface PublisherParts {
  readonly broker: ConnectionConfig;
  readonly clientId: string;
  readonly prefix: string;
  /** Topic that says whether the edge is online. */
  readonly edgeTopic: string;
  readonly predictions: Pick<PredictionBook, "current">;
  readonly entry: PredictionContext;
  readonly published: Published;
  readonly log: Logger;
}

export class Publisher {
  readonly #parts: PublisherParts;
  #failures = 0;
  #problem: string | undefined;
  #wake: () => void = () => undefined;
  #isAwake = false;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
  }

  /** The reason, once several attempts have failed. */
  get problem(): string | undefined {
    return this.#failures >= FAILING_AFTER ? this.#problem : undefined;
  }

  /** The book has changed, or time has passed. */
  wake(): void {
    this.#isAwake = true;
    this.#wake();
  }

  /** Publishes until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { broker, log } = this.#parts;
    const urls = [broker.url, ...(broker.fallbackUrls ?? [])];
    signal.addEventListener("abort", () => this.wake(), { once: true });
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        await this.#session(urls[attempt % urls.length] as string, signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#problem = reasonFor(error);
        if (this.#failures++ === 0) log.warn({ reason: this.#problem }, "the broker takes no predictions; they wait");
        const waitMs = backoffMs(this.#failures - 1, { firstMs: FIRST_RETRY_MS, maxMs: LAST_RETRY_MS });
        await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** One connection, until it ends. */
  async #session(url: string, signal: AbortSignal): Promise<void> {
    const { broker, clientId, edgeTopic, entry, log } = this.#parts;
    const presence = (online: boolean): Publication => ({
      topic: edgeTopic,
      payload: JSON.stringify({ schema: "edge/1", edge: entry.edgeUid, online }),
      qos: 1,
      retain: true,
    });
    const { client, socket } = await openClient(broker, {
      url,
      clientId,
      will: presence(false),
      keepSessionS: 0,
      signal,
      oversized: () => undefined,
      publication: (_packet, done) => done(),
    });
    client.on("error", () => undefined);
    client.once("close", () => this.wake());
    const over = new AbortController();
    const hurry = () =>
      void sleep(STOP_WITHIN_MS, undefined, over).then(
        () => socket.destroy(),
        () => undefined,
      );
    signal.addEventListener("abort", hurry);
    if (signal.aborted) hurry();
    try {
      await publishAcknowledged(client, presence(true));
      await this.#bring(client, { isNew: true, signal });
      if (this.#failures > 0) log.info("the broker takes predictions again");
      this.#failures = 0;
      while (!signal.aborted && client.connected) {
        await this.#woken();
        if (!signal.aborted && client.connected) await this.#bring(client, { isNew: false, signal });
      }
      if (!client.connected) throw new Error("the broker closed the connection");
      await publishAcknowledged(client, presence(false));
    } finally {
      signal.removeEventListener("abort", hurry);
      over.abort();
      await leave(client);
    }
  }

  async #woken(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (this.#isAwake) resolve();
    });
    this.#isAwake = false;
  }

  /**
   * Publishes what the broker lacks, and takes away what the book no longer has. In a new connection everything is
   * published again, because a broker that was killed may have forgotten messages that it had acknowledged.
   */
  async #bring(
    client: MqttClient,
    { isNew, signal }: { readonly isNew: boolean; readonly signal: AbortSignal },
  ): Promise<void> {
    const { predictions, published } = this.#parts;
    const wanted = new Map(predictions.current().map((change) => [this.#topicOf(change), change] as const));
    const lacking = [...wanted].filter(([topic, { eventUid }]) => isNew || !published.has(topic, eventUid));
    await published.begin(lacking.map(([topic]) => topic));
    try {
      for (const topic of published.topics()) {
        if (wanted.has(topic) || signal.aborted) continue;
        await publishAcknowledged(client, { topic, payload: "", qos: 1, retain: true });
        published.removed(topic);
      }
      for (const [topic, change] of lacking) {
        if (signal.aborted) return;
        await publishAcknowledged(client, { topic, payload: this.#payloadOf(change), qos: 1, retain: true });
        published.acknowledged(topic, change.eventUid);
      }
    } finally {
      await published.save();
    }
  }

  #topicOf({ prediction: { assetUid, component } }: PredictionChange): string {
    const { prefix, entry } = this.#parts;
    // An asset that the config has no more keeps a topic of its own until its prediction is over.
    const path = entry.assetOf(assetUid)?.equipmentPath ?? `_assets/${assetUid}`;
    return predictionTopic(prefix, path, component);
  }

  #payloadOf(change: PredictionChange): string {
    return JSON.stringify(predictionEntry(change, this.#parts.entry));
  }
}
