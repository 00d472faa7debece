/** Connections over which a box asks the other two for its lease; each is opened again when it ends. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Ask, Release } from "../lease/messages.ts";
import { leaseMessage } from "../lease/messages.ts";
import { Channel } from "./channel.ts";
import type { Place } from "./place.ts";
import { hello } from "./serve.ts";
import { open } from "./sockets.ts";

const AGAIN_MS = 100;
/** Share of the lease between two pings, and after which a silent peer's connection is opened again. */
const PING = 0.2;
const SILENT = 0.75;

export interface PeersOptions {
  readonly places: ReadonlyMap<string, Place>;
  readonly key: string | undefined;
  readonly leaseMs: number;
  readonly signal: AbortSignal;
  hear(answer: Answer): void;
}

export class Peers {
  readonly #options: PeersOptions;
  readonly #channels = new Map<string, Channel>();
  readonly #loops: Promise<void>[];

  constructor(options: PeersOptions) {
    this.#options = options;
    this.#loops = [...options.places].map(([name, place]) => this.#keep(name, place));
  }

  isConnected(name: string): boolean {
    return this.#channels.has(name);
  }

  send(message: Ask | Release): void {
    for (const channel of this.#channels.values()) channel.send(message);
  }

  async closed(): Promise<void> {
    await Promise.all(this.#loops);
  }

  async #keep(name: string, place: Place): Promise<void> {
    const { key, signal } = this.#options;
    while (!signal.aborted) {
      try {
        await this.#use(name, new Channel(await open(place, key, signal)));
      } catch {
        // Away, or another key: the alert says that it is missing.
      }
      await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #use(name: string, channel: Channel): Promise<void> {
    const { signal, leaseMs, hear } = this.#options;
    channel.onFrame = ({ head }) => {
      const message = leaseMessage(head);
      // A peer speaks for itself alone.
      if (message?.kind === "answer" && message.voter === name) hear(message);
    };
    channel.send(hello("lease"));
    this.#channels.set(name, channel);
    try {
      while (!channel.isClosed && !signal.aborted) {
        channel.send({ kind: "ping" });
        await Promise.race([channel.closed, sleep(leaseMs * PING, undefined, { signal })]);
        if (performance.now() - channel.heardAt > leaseMs * SILENT) channel.close();
      }
    } finally {
      this.#channels.delete(name);
      channel.close();
    }
  }
}
