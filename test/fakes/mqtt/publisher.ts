import { setTimeout as sleep } from "node:timers/promises";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import sparkplug from "sparkplug-payload";
import { TOPIC } from "./edge.ts";

/** A sent number, with its time in the payload, ms UTC. */
export interface Sent {
  readonly n: number;
  readonly t: number;
}

/**
 * Messages of QoS 1 on their way to the broker. A machine that is too slow for the rate gets fewer messages, not late
 * ones.
 */
const WINDOW = 500;

/** Publishes numbers in one protocol, over successive connections. */
interface Protocol {
  /** Called before each connect. */
  options(): IClientOptions;
  /** Publishes and subscribes on a new connection. */
  online(client: MqttClient): Promise<void>;
  /** Publishes the next number; it counts even without a connection, because a machine continues to work. */
  say(n: number, client: MqttClient | undefined): void;
}

/** Publishes numbers at a steady pace and reconnects at once after a lost connection. */
class Publisher {
  readonly #url: string;
  readonly #protocol: Protocol;
  readonly #perSecond: number;
  #n = 0;
  #client: MqttClient | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  readonly #stopping = new AbortController();

  constructor(url: string, perSecond: number, protocol: Protocol) {
    this.#url = url;
    this.#perSecond = perSecond;
    this.#protocol = protocol;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#running = this.#run(resolve);
    });
    const startedMs = performance.now();
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - startedMs) * this.#perSecond) / 1000);
      while (this.#n < due) this.#protocol.say(this.#n++, this.#client);
    }, 5);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#timer);
    await this.#running;
  }

  async #run(onOnline: () => void): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      let client: MqttClient | undefined;
      try {
        client = await connectAsync(this.#url, {
          ...this.#protocol.options(),
          reconnectPeriod: 0,
          connectTimeout: 2_000,
          queueQoSZero: false,
        });
        client.on("error", () => undefined);
        const closed = closing(client, signal);
        await Promise.race([this.#protocol.online(client), closed.then(() => Promise.reject(new Error("closed")))]);
        this.#client = client;
        onOnline();
        await closed;
      } catch {
        // The broker is away, or the test is over.
      } finally {
        this.#client = undefined;
        // Messages in flight are dropped; mqtt.js would keep them for a connection that never comes.
        client?.end(true);
      }
      await sleep(20, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Resolves when the connection is gone; rejects when the signal aborts first. */
function closing(client: MqttClient, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!client.connected) resolve();
    client.once("close", () => resolve());
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

/**
 * Messages `{"n":…,"t":…}` of QoS 1. Messages lost with a connection are not repeated: only those with a PUBACK count
 * as sent.
 */
function jsonPublisher(url: string, perSecond: number) {
  const accepted: Sent[] = [];
  let inFlight = 0;
  let current: MqttClient | undefined;
  const publisher = new Publisher(url, perSecond, {
    options: () => ({}),
    online: async (client) => {
      current = client;
      inFlight = 0;
    },
    say(n, client) {
      if (client === undefined || inFlight >= WINDOW) return;
      // A distinct time for each number, in µs, as the edge stores it.
      const t = Date.now() + (n % 1000) / 1000;
      inFlight++;
      client.publish(TOPIC, JSON.stringify({ n, t }), { qos: 1 }, (error) => {
        if (client === current) inFlight--;
        if (error === undefined || error === null) accepted.push({ n, t });
      });
    },
  });
  return { kind: "mqtt-json", sent: accepted, publisher } as const;
}

const codec = sparkplug.get("spBv1.0");

/**
 * A Sparkplug edge node without a store whose metric `Count` is the number. Every number counts as sent, even without a
 * connection.
 */
function sparkplugPublisher(url: string, perSecond: number) {
  const sent: Sent[] = [];
  let seq = 0;
  let bdSeq = -1;
  const payload = (metrics: object[], timestamp: number, isNumbered = true) => {
    const bytes = Buffer.from(
      codec?.encodePayload({ timestamp, metrics, ...(isNumbered ? { seq } : {}) } as never) ?? [],
    );
    if (isNumbered) seq = (seq + 1) & 255;
    return bytes;
  };
  const bdSeqMetric = () => ({ name: "bdSeq", type: "Int64", value: bdSeq });
  const births = (client: MqttClient) => {
    seq = 0;
    const now = Date.now();
    const count = { name: "Count", alias: 1, type: "Double", value: sent.length, timestamp: now };
    sent.push({ n: sent.length, t: now });
    client.publish(
      "spBv1.0/g/NBIRTH/n",
      payload([bdSeqMetric(), { name: "Node Control/Rebirth", type: "Boolean", value: false }], now),
    );
    client.publish("spBv1.0/g/DBIRTH/n/d", payload([count], now));
  };
  const publisher = new Publisher(url, perSecond, {
    options() {
      bdSeq = (bdSeq + 1) & 255;
      return {
        clientId: "node",
        will: {
          topic: "spBv1.0/g/NDEATH/n",
          payload: payload([bdSeqMetric()], Date.now(), false),
          qos: 1,
          retain: false,
        },
      };
    },
    async online(client) {
      client.on("message", (_topic, bytes) => {
        if (bytes.includes("Node Control/Rebirth")) births(client);
      });
      await client.subscribeAsync("spBv1.0/g/NCMD/n", { qos: 1 });
      births(client);
    },
    say(_n, client) {
      const n = sent.length;
      const t = Date.now();
      sent.push({ n, t });
      client?.publish("spBv1.0/g/DDATA/n/d", payload([{ alias: 1, type: "Double", value: n, timestamp: t }], t));
    },
  });
  return { kind: "sparkplug", sent, publisher } as const;
}

/** A VDA 5050 vehicle whose order update number is the number, and so is the header number of its states. */
function vehiclePublisher(url: string, perSecond: number) {
  const sent: Sent[] = [];
  const header = (headerId: number, t: number) => ({
    headerId,
    timestamp: new Date(t).toISOString(),
    version: "2.1.0",
    manufacturer: "m",
    serialNumber: "v",
  });
  const connection = (connectionState: string) =>
    Buffer.from(JSON.stringify({ ...header(1, Date.now()), connectionState }));
  const publisher = new Publisher(url, perSecond, {
    options: () => ({
      clientId: "vehicle",
      will: { topic: "uagv/v2/m/v/connection", payload: connection("CONNECTIONBROKEN"), qos: 1, retain: true },
    }),
    async online(client) {
      await client.publishAsync("uagv/v2/m/v/connection", connection("ONLINE"), { qos: 1, retain: true });
    },
    say(n, client) {
      const t = Date.now();
      sent.push({ n, t });
      const state = {
        ...header(n, t),
        ...{
          orderId: "o",
          orderUpdateId: n,
          lastNodeId: "",
          lastNodeSequenceId: 0,
          nodeStates: [],
          edgeStates: [],
          driving: true,
          actionStates: [],
        },
        ...{
          batteryState: { batteryCharge: 50, charging: false },
          operatingMode: "AUTOMATIC",
          errors: [],
          safetyState: { eStop: "NONE", fieldViolation: false },
        },
      };
      client?.publish("uagv/v2/m/v/state", JSON.stringify(state));
    },
  });
  return { kind: "vda5050", sent, publisher } as const;
}

/** Total rate of the three kinds, numbers a second, one third each. */
export function allPublishers(url: string, perSecond: number) {
  const each = perSecond / 3;
  return [jsonPublisher(url, each), sparkplugPublisher(url, each), vehiclePublisher(url, each)] as const;
}
