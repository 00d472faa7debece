/** Keeps the topics of the edge on a broker (rules UN1 to UN6 in docs/rules/predictions.md, UN14 to UN17 in uns.md). */
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { CauseWords } from "../contracts/alerts/cause-table/row.ts";
import { causeInWords, causeOf, sentence } from "../contracts/alerts/causes.ts";
import { leave, type OpenClient, openClient, publishAcknowledged } from "../mqtt/client.ts";
import type { ConnectionConfig } from "../mqtt/connection.ts";
import type { Publication } from "../mqtt/messages.ts";
import { Pings } from "../mqtt/pings.ts";
import { backoffMs } from "../observe/backoff.ts";
import type { Outlet } from "./outlet.ts";

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
/** Failures after which the broker is an alert of the edge. */
const FAILING_AFTER = 3;
/** Time that a stop gives the broker to take the last messages. */
const STOP_WITHIN_MS = 1_000;

interface PublisherParts {
  readonly broker: ConnectionConfig;
  readonly clientId: string;
  /** Topic that says whether the edge is online. */
  readonly edgeTopic: string;
  readonly edgeUid: string;
  readonly outlets: readonly Outlet[];
  readonly log: Logger;
}

export class Publisher {
  readonly #parts: PublisherParts;
  #failures = 0;
  #problem: CauseWords | undefined;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
  }

  /** The reason with its remedy, once several attempts have failed. */
  get problem(): CauseWords | undefined {
    return this.#failures >= FAILING_AFTER ? this.#problem : undefined;
  }

  /** Publishes until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { broker, log } = this.#parts;
    const urls = [broker.url, ...(broker.fallbackUrls ?? [])];
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        await this.#session(urls[attempt % urls.length] as string, signal);
      } catch (error) {
        if (signal.aborted) return;
        const cause = causeInWords(causeOf(error));
        this.#problem = { en: sentence(cause, "en"), zh: sentence(cause, "zh") };
        if (this.#failures++ === 0) log.warn({ reason: this.#problem.en }, "the broker takes no messages; they wait");
        const waitMs = backoffMs(this.#failures - 1, { firstMs: FIRST_RETRY_MS, maxMs: LAST_RETRY_MS });
        await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** One connection, until it ends. */
  async #session(url: string, signal: AbortSignal): Promise<void> {
    const { broker, clientId } = this.#parts;
    const open = await openClient(broker, {
      url,
      clientId,
      will: this.#presence(false),
      keepSessionS: 0,
      signal,
      oversized: () => undefined,
      publication: (_packet, done) => done(),
    });
    const { client, socket } = open;
    client.on("error", () => undefined);
    const over = new AbortController();
    const hurry = (): void =>
      void sleep(STOP_WITHIN_MS, undefined, { signal: over.signal }).then(
        () => socket.destroy(),
        () => undefined,
      );
    signal.addEventListener("abort", hurry);
    if (signal.aborted) hurry();
    try {
      await publishAcknowledged(client, this.#presence(true));
      await this.#publishAll(open, signal);
      await publishAcknowledged(client, this.#presence(false));
    } finally {
      signal.removeEventListener("abort", hurry);
      over.abort();
      await leave(client);
    }
  }

  /** Resolves when the edge stops. Rejects when the connection is over, or the broker does not take a message. */
  async #publishAll({ client }: OpenClient, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const closed = (): void => over.abort(new Error("the broker closed the connection"));
    client.once("close", closed);
    const pings = new Pings(client);
    const link = { client, pings, signal: AbortSignal.any([signal, over.signal]), reached: () => this.#reached() };
    try {
      await Promise.all(
        this.#parts.outlets.map((outlet) =>
          outlet.run(link).catch((error: unknown) => {
            over.abort(error);
          }),
        ),
      );
      if (!signal.aborted) over.signal.throwIfAborted();
    } finally {
      client.off("close", closed);
      pings.close();
    }
  }

  #reached(): void {
    if (this.#failures > 0) this.#parts.log.info("the broker takes messages again");
    this.#failures = 0;
  }

  #presence(online: boolean): Publication {
    const payload = JSON.stringify({ schema: "edge/1", edge: this.#parts.edgeUid, online });
    return { topic: this.#parts.edgeTopic, payload, qos: 1, retain: true };
  }
}
