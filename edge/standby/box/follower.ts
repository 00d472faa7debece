/** A standby follows the other box while that one writes. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { ConfigPrints } from "../../contracts/plant/config-prints.ts";
import { Channel } from "../link/channel.ts";
import type { ConfigExchange } from "../link/config-frame.ts";
import type { Place } from "../link/place.ts";
import { hello } from "../link/serve.ts";
import { open } from "../link/sockets.ts";
import { Receiver } from "../replicate/receiver.ts";

const AGAIN_MS = 150;
/** A writer that says nothing for so long is gone; it beats three times a second. */
const SILENT_MS = 3_000;

export interface FollowerOptions {
  readonly box: string;
  readonly place: Place;
  readonly key: string | undefined;
  readonly dataDir: string;
  readonly log: Logger;
  readonly knownTerm: () => number;
  readonly config: ConfigExchange;
  onWhole(): void;
}

export class Follower {
  readonly #options: FollowerOptions;
  readonly #ending = new AbortController();
  readonly #done: Promise<void>;
  #channel: Channel | undefined;
  #openedAt = 0;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#done = this.#run();
  }

  /** The other box sends what it writes; one that does not write closes the connection without a word. */
  get isFollowing(): boolean {
    const channel = this.#channel;
    return channel !== undefined && !channel.isClosed && channel.heardAt > this.#openedAt;
  }

  /** Resolves when nothing is written any more. */
  async end(): Promise<void> {
    this.#ending.abort();
    this.#channel?.close();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { place, key } = this.#options;
    const { signal } = this.#ending;
    while (!signal.aborted) {
      try {
        await this.#follow(new Channel(await open(place, key, signal)));
      } catch {
        // The other box is away, or does not write either.
      }
      await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #follow(channel: Channel): Promise<void> {
    const { box, dataDir, log, knownTerm, config, onWhole } = this.#options;
    this.#channel = channel;
    this.#openedAt = channel.heardAt;
    if (this.#ending.signal.aborted) channel.close();
    const receiver = new Receiver({ dataDir, channel, knownTerm, log, config, onWhole });
    let said: ConfigPrints | undefined;
    try {
      channel.send(hello("follow"));
      await receiver.begin(box);
      while (!channel.isClosed) {
        if (config.own !== said) {
          said = config.own;
          channel.send({ kind: "config", ...said });
        }
        await Promise.race([channel.closed, sleep(SILENT_MS / 3)]);
        if (performance.now() - channel.heardAt > SILENT_MS && !receiver.isBusy) channel.close();
      }
    } finally {
      await receiver.end();
      this.#channel = undefined;
    }
  }
}
