import { publishAcknowledged } from "../mqtt/client.ts";
import type { Link, Outlet } from "./outlet.ts";
import type { Published } from "./published.ts";

/** The present state of something, which a retained topic holds. */
export interface State {
  readonly topic: string;
  /** Another one for another payload. */
  readonly uid: string;
  payload(): string;
}

/** Keeps retained topics as their states are: the newest state of each, and none of what is over. */
export class StateTopics implements Outlet {
  readonly #states: () => readonly State[];
  readonly #published: Published;
  /** Topics of other parts, which stay. */
  readonly #others: ReadonlySet<string>;
  #wake: () => void = () => undefined;
  #isAwake = false;

  constructor(parts: {
    readonly states: () => readonly State[];
    readonly published: Published;
    readonly others: ReadonlySet<string>;
  }) {
    this.#states = parts.states;
    this.#published = parts.published;
    this.#others = parts.others;
  }

  /** A state has changed, or time has passed. */
  wake(): void {
    this.#isAwake = true;
    this.#wake();
  }

  async run(link: Link): Promise<void> {
    const { signal } = link;
    const wake = (): void => this.wake();
    signal.addEventListener("abort", wake, { once: true });
    await this.#bring(link, true);
    link.reached();
    while (!signal.aborted) {
      await this.#woken();
      if (!signal.aborted) await this.#bring(link, false);
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
   * Publishes what the broker lacks, and takes away what is over. In a new connection everything is published again,
   * because a broker that was killed may have forgotten messages that it had acknowledged.
   */
  async #bring({ client, signal }: Link, isNew: boolean): Promise<void> {
    const published = this.#published;
    const wanted = new Map(this.#states().map((state) => [state.topic, state] as const));
    const lacking = [...wanted.values()].filter(({ topic, uid }) => isNew || !published.has(topic, uid));
    await published.begin(lacking.map(({ topic }) => topic));
    try {
      for (const topic of published.topics()) {
        if (wanted.has(topic) || this.#others.has(topic) || signal.aborted) continue;
        await publishAcknowledged(client, { topic, payload: "", qos: 1, retain: true });
        published.removed(topic);
      }
      for (const { topic, uid, payload } of lacking) {
        if (signal.aborted) return;
        await publishAcknowledged(client, { topic, payload: payload(), qos: 1, retain: true });
        published.acknowledged(topic, uid);
      }
    } finally {
      await published.save();
    }
  }
}
