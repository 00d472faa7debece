import { connectAsync, type MqttClient } from "mqtt";

/** A message of QoS 1 that the broker took over with PUBACK. */
export interface Accepted {
  readonly n: number;
  /** Time in the payload, ms UTC. */
  readonly t: number;
}

/** Messages on their way to the broker. A machine that is too slow for the rate gets fewer, not later ones. */
const WINDOW = 500;

/**
 * Publishes numbered messages `{"n":…,"t":…}` of QoS 1, some each turn, and
 * notes which of them the broker took over. What a lost connection swallowed is
 * not sent again: only what was accepted counts.
 */
export class NumberedPublisher {
  readonly accepted: Accepted[] = [];
  readonly #url: string;
  readonly #topic: string;
  readonly #perSecond: number;
  #n = 0;
  #client: MqttClient | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;
  #inFlight = 0;

  constructor(url: string, topic: string, perSecond: number) {
    this.#url = url;
    this.#topic = topic;
    this.#perSecond = perSecond;
  }

  async start(): Promise<void> {
    await this.#connect();
    const startedMs = performance.now();
    const already = this.#n;
    this.#timer = setInterval(() => {
      const due = already + Math.floor(((performance.now() - startedMs) * this.#perSecond) / 1000);
      while (this.#n < due && this.#inFlight < WINDOW) this.#send(this.#n++);
    }, 5);
  }

  /** Counts from here: what was accepted before the subscriber stood was nobody's. */
  subscriberStands(): void {
    this.accepted.length = 0;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#timer);
    await this.#client?.endAsync(true);
  }

  #send(n: number): void {
    const client = this.#client;
    if (client?.connected !== true) return;
    // A time of its own for each number: µs, as the edge keeps them.
    const t = Date.now() + (n % 1000) / 1000;
    this.#inFlight++;
    client.publish(this.#topic, JSON.stringify({ n, t }), { qos: 1 }, (error) => {
      if (this.#client === client) this.#inFlight--;
      if (error === undefined || error === null) this.accepted.push({ n, t });
    });
  }

  async #connect(): Promise<void> {
    for (;;) {
      try {
        const client = await connectAsync(this.#url, { reconnectPeriod: 0, connectTimeout: 2_000, queueQoSZero: false });
        client.on("error", () => undefined);
        client.once("close", () => {
          // What was under way is nobody's any more; mqtt.js would keep it for a connection that never comes.
          this.#inFlight = 0;
          client.end(true);
          if (!this.#isStopping) void this.#connect();
        });
        this.#client = client;
        return;
      } catch {
        if (this.#isStopping) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }
}
