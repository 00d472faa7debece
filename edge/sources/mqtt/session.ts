import type { IClientOptions, MqttClient } from "mqtt";
import { EdgeError } from "../../contracts/errors.ts";
import type { SourceContext } from "../../contracts/plugin.ts";
import type { Inlet, Source, SourceSession } from "../../contracts/source.ts";
import type { LinkRef } from "../../contracts/tag.ts";
import type { ConnectionConfig } from "./config.ts";
import { Outlet } from "./outlet.ts";
import type { OversizedPacket } from "./packet-guard.ts";
import { Rejections } from "./rejections.ts";
import { guardedSocket } from "./socket.ts";

/** Longest accepted packet, payload and topic together. Longer ones are cut out of the stream and counted. */
const MAX_PACKET_BYTES = 1024 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;
/** A session that the broker ended sooner than this may be a fight over the client id. */
const SHORT_LIFE_MS = 5_000;
/** How long a clean goodbye may take before the socket is simply closed. */
const LEAVE_TIMEOUT_MS = 500;

export interface Filter {
  readonly topic: string;
  readonly qos: 0 | 1;
}

export interface Publication {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

export type Publish = (publication: Publication) => void;

/** What one payload format makes of a session's messages. Made anew for each session: nothing it knows outlives the link. */
export interface TopicReader {
  readonly filters: readonly Filter[];
  readonly will?: Publication;
  /** All links that fall silent with the broker. */
  readonly links: readonly LinkRef[];
  /** The subscriptions stand. */
  online?(publish: Publish): void;
  /** One message. A throw means: refused as malformed, nothing of it was taken. */
  message(topic: string, payload: Buffer, retained: boolean): void;
  /** The broker answered a ping. */
  pinged?(): void;
  /** About four times a second. */
  tick?(nowMs: number): void;
  /** What to say before a clean goodbye. */
  farewell?(): readonly Publication[];
}

/** Builds the reader of a new session; what it collects goes into `outlet`. */
export type ReaderFactory = (outlet: Outlet, rejections: Rejections) => Promise<TopicReader>;

/** A source that connects to a broker and lets a reader take the messages. */
export function mqttSource(config: ConnectionConfig, context: SourceContext, readerOf: ReaderFactory): Source {
  const rejections = new Rejections(context.log);
  const clientId = config.clientId ?? `gemba-${context.edgeId}-${context.name}`;
  let lastConnectMs = 0;
  let wasShort = false;
  return {
    async connect(signal: AbortSignal): Promise<SourceSession> {
      if (wasShort) await pause(lastConnectMs + SHORT_LIFE_MS - Date.now(), signal);
      const outlet = new Outlet();
      const reader = await readerOf(outlet, rejections);
      const client = await openClient(config, { clientId, reader, signal, oversized });
      lastConnectMs = Date.now();
      return new MqttSession({ client, clientId, reader, outlet, rejections, context, ended: (byPeer) => (wasShort = byPeer && Date.now() - lastConnectMs < SHORT_LIFE_MS) });
    },
  };

  function oversized({ topic, bytes }: OversizedPacket): void {
    context.counters.dropped++;
    rejections.add(topic, `message of ${bytes} bytes is above the limit of ${MAX_PACKET_BYTES}`, Date.now());
  }
}

interface SessionParts {
  readonly client: MqttClient;
  readonly clientId: string;
  readonly reader: TopicReader;
  readonly outlet: Outlet;
  readonly rejections: Rejections;
  readonly context: SourceContext;
  readonly ended: (byPeer: boolean) => void;
}

class MqttSession implements SourceSession {
  readonly #parts: SessionParts;
  #tick: NodeJS.Timeout | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    parts.client.on("error", () => {});
  }

  async pump(inlet: Inlet, signal: AbortSignal): Promise<void> {
    const { client, clientId, reader, outlet } = this.#parts;
    outlet.open(inlet);
    const linkLost = (options?: ErrorOptions) =>
      new EdgeError("link-lost", `the broker closed the connection or went silent (client id ${clientId}: a second client with the same id has this effect)`, options);
    const lost = new Promise<never>((_resolve, reject) => {
      client.once("close", () => reject(linkLost()));
      client.once("error", (error) => reject(linkLost({ cause: error })));
    });
    const stopped = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    client.on("message", (topic, payload, packet) => this.#take(topic, payload, packet.retain));
    client.on("packetreceive", (packet) => {
      if (packet.cmd === "pingresp") reader.pinged?.();
    });
    let byPeer = true;
    try {
      if (client.connected === false) throw linkLost();
      await Promise.race([subscribe(client, reader.filters), lost, stopped]);
      reader.online?.((publication) => publish(client, publication));
      this.#tick = setInterval(() => this.#passTime(), 250);
      await Promise.race([lost, stopped]);
      byPeer = false;
    } finally {
      lost.catch(() => {});
      this.#parts.ended(byPeer);
      outlet.flush();
      for (const link of reader.links) this.#parts.context.links.lost(link, byPeer ? "connection to the broker lost" : "source stopped");
    }
  }

  #take(topic: string, payload: Buffer, retained: boolean): void {
    const { reader, outlet, rejections, context } = this.#parts;
    const before = outlet.samples.length;
    try {
      reader.message(topic, payload, retained);
      context.counters.received += outlet.samples.length - before;
    } catch (error) {
      outlet.samples.truncate(before);
      context.counters.dropped++;
      rejections.add(topic, error instanceof Error ? error.message : String(error), Date.now());
    }
    outlet.schedule();
  }

  #passTime(): void {
    const { reader, outlet, rejections } = this.#parts;
    const nowMs = Date.now();
    reader.tick?.(nowMs);
    rejections.tick(nowMs);
    outlet.schedule();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#tick);
    const { client, reader, outlet } = this.#parts;
    client.removeAllListeners("message");
    outlet.flush();
    if (client.connected) for (const publication of reader.farewell?.() ?? []) publish(client, publication);
    await leave(client);
  }
}

function publish(client: MqttClient, { topic, payload, qos, retain }: Publication): void {
  // A lost link is reported once, by `close`; mqtt.js also reports it to each publish under way.
  client.publish(topic, typeof payload === "string" ? payload : Buffer.from(payload), { qos, retain }, () => {});
}

async function subscribe(client: MqttClient, filters: readonly Filter[]): Promise<void> {
  for (let from = 0; from < filters.length; from += 100) {
    const granted = await client.subscribeAsync(Object.fromEntries(filters.slice(from, from + 100).map(({ topic, qos }) => [topic, { qos }])));
    const refused = granted.find((grant) => grant.qos === 128);
    if (refused !== undefined) throw new EdgeError("connect-failed", `the broker refuses the subscription ${refused.topic}; give the user read access to it`);
  }
}

/** DISCONNECT behind everything that was published, then the end of the socket, whatever the broker does. */
async function leave(client: MqttClient): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => client.end(true, {}, () => resolve()), LEAVE_TIMEOUT_MS);
    client.end(!client.connected, {}, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

interface OpenOptions {
  readonly clientId: string;
  readonly reader: TopicReader;
  readonly signal: AbortSignal;
  readonly oversized: (packet: OversizedPacket) => void;
}

async function openClient(config: ConnectionConfig, { clientId, reader, signal, oversized }: OpenOptions): Promise<MqttClient> {
  const { MqttClient: Client } = await import("mqtt");
  const options: IClientOptions = {
    clientId,
    protocolVersion: 4,
    clean: true,
    keepalive: config.keepAliveS,
    // The runner is the only one that reconnects (a second loop inside the library would race with it).
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    ...(config.user === undefined ? {} : { username: config.user }),
    ...(config.password === undefined ? {} : { password: config.password }),
    ...(reader.will === undefined ? {} : { will: { ...reader.will, payload: Buffer.from(reader.will.payload) } }),
  };
  const client = new Client((self) => guardedSocket(config, { maxBytes: MAX_PACKET_BYTES, oversized, failed: (error) => self.emit("error", error) }), options);
  try {
    await new Promise<void>((resolve, reject) => {
      client.once("connect", () => resolve());
      client.once("error", reject);
      client.once("close", () => reject(new Error("the broker closed the connection before it answered")));
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    return client;
  } catch (error) {
    client.on("error", () => {});
    await leave(client);
    if (signal.aborted) throw error;
    throw new EdgeError(
      "connect-failed",
      `cannot connect to ${config.url}; check that the broker runs, the address, user and password${config.url.startsWith("mqtts:") ? ", and the certificate" : ""}`,
      { cause: error },
    );
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
