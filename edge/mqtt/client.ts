import type { IClientOptions, IConnackPacket, IPublishPacket, MqttClient } from "mqtt";
import { EdgeError } from "../contracts/errors.ts";
import { within } from "../observe/within.ts";
import type { ConnectionConfig } from "./connection.ts";
import { loadClient } from "./load-client.ts";
import type { Filter, Publication } from "./messages.ts";
import type { OversizedPacket } from "./packet-guard.ts";
import { pingTimer } from "./ping-timer.ts";
import { type GuardedSocket, guardedSocket } from "./socket.ts";

/** Longest accepted packet, payload and topic together. Longer ones are cut out of the stream and counted. */
export const MAX_PACKET_BYTES = 1024 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;
/** How long a clean goodbye may take before the socket is simply closed. */
const LEAVE_TIMEOUT_MS = 500;
/** A broker that never answers a subscription counts as unusable. */
const SUBSCRIBE_WITHIN_MS = 10_000;
const ACKNOWLEDGE_WITHIN_MS = 10_000;
/** Messages that an MQTT 5 broker may send before their PUBACK: at 20 ms a commit, enough for 100,000 messages/s. */
const RECEIVE_MAXIMUM = 2_000;
/** Of OpenSSL, when it reads a key with a certificate. */
const KEY_OF_ANOTHER = "ERR_OSSL_X509_KEY_VALUES_MISMATCH";
/** CONNACK codes for bad credentials and missing rights: 3.1.1 (table 3.1) and 5 (table 3-1). */
const REFUSED_IDENTITY: ReadonlySet<unknown> = new Set([4, 5, 0x86, 0x87, 0x8c]);

export interface OpenOptions {
  readonly url: string;
  readonly clientId: string;
  readonly will?: Publication;
  /** Seconds that the broker keeps the session while nobody is connected; 0 starts clean. */
  readonly keepSessionS: number;
  readonly signal: AbortSignal;
  readonly oversized: (packet: OversizedPacket) => void;
  /** Called for each publication, from the first one on. An error passed to `done` withholds the PUBACK. */
  readonly publication: (packet: IPublishPacket, done: (error?: Error) => void) => void;
}

/** A connected client, the broker's answer about our session, and the socket below. */
export interface OpenClient {
  readonly client: MqttClient;
  readonly socket: GuardedSocket;
  readonly sessionPresent: boolean;
  /** MQTT 5: how many messages the broker accepts before their PUBACK; mosquitto sends the same number ahead. */
  readonly receiveMaximum: number | undefined;
  /** MQTT 5: the reason code with which the broker ended the connection, if it did. */
  readonly sentOff: number | undefined;
}

/** The broker refuses the credentials. An early retry is useless and may lock the account. */
export class IdentityRefused extends EdgeError {}

/** Connects once. Throws EdgeError `connect-failed` that names the address and what to check. */
export async function openClient(config: ConnectionConfig, options: OpenOptions): Promise<OpenClient> {
  const Client = await loadClient();
  const { signal } = options;
  let socket: GuardedSocket | undefined;
  const client = new Client(
    (self) => {
      socket = openedSocket(config, options, (error) => self.emit("error", error));
      return socket;
    },
    clientOptions(config, options),
  );
  client.handleMessage = options.publication;
  let sentOff: number | undefined;
  client.on("disconnect", ({ reasonCode }) => {
    sentOff = reasonCode ?? 0;
  });
  try {
    const { sessionPresent, properties } = await answerTo(client, signal);
    return {
      client,
      socket: socket as GuardedSocket,
      sessionPresent,
      receiveMaximum: properties?.receiveMaximum,
      get sentOff() {
        return sentOff;
      },
    };
  } catch (error) {
    client.on("error", () => {});
    await leave(client);
    if (signal.aborted) throw error;
    throw connectError(options.url, error);
  }
}

/** Throws EdgeError `bad-config` where certificate and key cannot be used. */
function openedSocket(
  config: ConnectionConfig,
  { url, oversized }: Pick<OpenOptions, "url" | "oversized">,
  failed: (error: Error) => void,
): GuardedSocket {
  try {
    return guardedSocket(config, url, { maxBytes: MAX_PACKET_BYTES, oversized, failed });
  } catch (error) {
    if ((error as { code?: unknown }).code !== KEY_OF_ANOTHER) throw error;
    throw new EdgeError(
      "bad-config",
      `${url}: cert and key of this connection do not belong together; give the key of this certificate`,
    );
  }
}

/** The broker's answer to the connection. Leaves nothing on the signal, which may outlive many connections. */
async function answerTo(client: MqttClient, signal: AbortSignal): Promise<IConnackPacket> {
  let stop: () => void = () => undefined;
  try {
    return await new Promise<IConnackPacket>((resolve, reject) => {
      stop = () => reject(signal.reason);
      client.once("connect", resolve);
      client.once("error", reject);
      client.once("close", () => reject(new Error("the broker closed the connection before it answered")));
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop);
    });
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function clientOptions(config: ConnectionConfig, { clientId, keepSessionS, will }: OpenOptions): IClientOptions {
  const isV5 = config.protocol === "5";
  return {
    clientId,
    protocolVersion: isV5 ? 5 : 4,
    ...(isV5 ? { properties: { sessionExpiryInterval: keepSessionS, receiveMaximum: RECEIVE_MAXIMUM } } : {}),
    clean: keepSessionS === 0,
    keepalive: config.keepAliveS,
    // Only the runner reconnects; a second loop inside the library would race with it.
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    // Pings go out even while the edge publishes, so that their answers always prove the way back.
    reschedulePings: false,
    timerVariant: pingTimer as unknown as NonNullable<IClientOptions["timerVariant"]>,
    connectTimeout: CONNECT_TIMEOUT_MS,
    ...(config.user === undefined ? {} : { username: config.user }),
    ...(config.password === undefined ? {} : { password: config.password }),
    ...(will === undefined ? {} : { will: { ...will, payload: Buffer.from(will.payload) } }),
  };
}

function connectError(url: string, error: unknown): EdgeError {
  const isIdentity = REFUSED_IDENTITY.has((error as { code?: unknown }).code);
  if (isIdentity)
    return new IdentityRefused(
      "connect-failed",
      `${url} refuses the edge; check user, password, client certificate and the rights of that user`,
      { cause: error },
    );
  const certificate = url.startsWith("mqtts:") ? ", and the certificate" : "";
  return new EdgeError(
    "connect-failed",
    `cannot connect to ${url}; check that the broker runs, the address, user and password${certificate}`,
    { cause: error },
  );
}

/**
 * Hands a publication over. A lost link is reported once, by `close`; mqtt.js also reports it to each publish under
 * way.
 */
export function publish(client: MqttClient, { topic, payload, qos, retain }: Publication): void {
  client.publish(topic, typeof payload === "string" ? payload : Buffer.from(payload), { qos, retain }, () => {});
}

/**
 * Resolves when the broker has acknowledged these messages of QoS 1. Rejects when the link ends before, or after 10 s.
 */
export async function publishAcknowledged(client: MqttClient, ...messages: readonly Publication[]): Promise<void> {
  const late = `the broker did not acknowledge a message within ${ACKNOWLEDGE_WITHIN_MS / 1000} s`;
  let stop: () => void = () => undefined;
  const gone = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new Error("the broker closed the connection"));
    client.once("close", stop);
  });
  const sent = messages.map(({ topic, payload, qos, retain }) =>
    client.publishAsync(topic, typeof payload === "string" ? payload : Buffer.from(payload), { qos, retain }),
  );
  try {
    await within(ACKNOWLEDGE_WITHIN_MS, late, Promise.race([Promise.all(sent), gone]));
  } finally {
    client.off("close", stop);
  }
}

/**
 * Subscribes to everything. Throws EdgeError `connect-failed` when the broker refuses a part of it or does not
 * answer.
 */
export async function subscribe(client: MqttClient, filters: readonly Filter[]): Promise<void> {
  for (let from = 0; from < filters.length; from += 100) {
    const granted = await answered(
      client.subscribeAsync(
        Object.fromEntries(filters.slice(from, from + 100).map(({ topic, qos }) => [topic, { qos }])),
      ),
    );
    const refused = granted.find((grant) => grant.qos >= 128);
    if (refused !== undefined)
      throw new EdgeError(
        "connect-failed",
        `the broker refuses the subscription ${refused.topic}; give the user read access to it`,
      );
  }
}

async function answered<T>(request: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new EdgeError(
            "connect-failed",
            `the broker did not answer a subscription within ${SUBSCRIBE_WITHIN_MS / 1000} s`,
          ),
        ),
      SUBSCRIBE_WITHIN_MS,
    );
  });
  try {
    return await Promise.race([request, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Sends DISCONNECT after everything that was published, then ends the socket, whatever the broker does. */
export async function leave(client: MqttClient): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => client.end(true, {}, () => resolve()), LEAVE_TIMEOUT_MS);
    client.end(!client.connected, {}, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
