import type { EdgeEvent } from "../contracts/path/event-batch.ts";
import type { LogPosition } from "../contracts/path/source.ts";
import { publishAcknowledged } from "../mqtt/client.ts";
import type { Link, Outlet } from "./outlet.ts";

/** Items of the log that are read at once. */
const ITEMS_PER_READ = 10_000;
/** Messages whose PUBACK is awaited together; mosquitto takes twenty before it holds the others back. */
const AT_ONCE = 20;

/** Input of the events: a cursor of its own in the commit log. */
export interface EventFeed {
  read(
    maxSamples: number,
    signal: AbortSignal,
  ): Promise<{ readonly events: readonly EdgeEvent[]; readonly to: LogPosition }>;
  acknowledge(to: LogPosition): void;
  rewind(): Promise<void>;
}

/** A message for an event; undefined for events that stay inside. */
export type EventMessage = (event: EdgeEvent) => { readonly topic: string; readonly payload: string } | undefined;

/**
 * Every event of the log, in its order. The cursor moves when the broker has acknowledged all before it; after a broken
 * connection the rest is sent again.
 */
export class EventTopics implements Outlet {
  readonly #message: EventMessage;
  readonly #over = new AbortController();
  #feed: EventFeed | undefined;
  #begin: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(message: EventMessage) {
    this.#message = message;
  }

  /** From now on there is a log to read. */
  follow(feed: EventFeed): void {
    this.#feed = feed;
    this.#begin();
  }

  /** Ends the reading, before the log closes. */
  async stop(): Promise<void> {
    this.#over.abort();
    await this.#running.catch(() => undefined);
  }

  async run(link: Link): Promise<void> {
    const signal = AbortSignal.any([link.signal, this.#over.signal]);
    this.#running = this.#follow({ ...link, signal });
    await this.#running;
  }

  async #follow({ client, signal }: Link): Promise<void> {
    const feed = await this.#given(signal);
    if (feed === undefined) return;
    await feed.rewind();
    while (!signal.aborted) {
      const chunk = await feed.read(ITEMS_PER_READ, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      if (chunk === undefined) return;
      const messages = chunk.events.flatMap((event) => this.#message(event) ?? []);
      for (let from = 0; from < messages.length; from += AT_ONCE) {
        if (signal.aborted) return;
        const some = messages.slice(from, from + AT_ONCE);
        await publishAcknowledged(client, ...some.map((message) => ({ ...message, qos: 1, retain: false }) as const));
      }
      feed.acknowledge(chunk.to);
    }
  }

  async #given(signal: AbortSignal): Promise<EventFeed | undefined> {
    if (this.#feed === undefined)
      await new Promise<void>((resolve) => {
        this.#begin = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    return signal.aborted ? undefined : this.#feed;
  }
}
