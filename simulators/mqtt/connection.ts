import { setTimeout as sleep } from "node:timers/promises";
import { connectAsync, type MqttClient } from "mqtt";

/** How long a simulated device waits before it tries the broker again. */
const RETRY_MS = 1_000;

/** A will and everything else that a new connection has to know. */
export interface Device {
  readonly clientId: string;
  readonly keepAliveS: number;
  /** Asked before each connect, since some wills change from one to the next. */
  will?(): { readonly topic: string; readonly payload: Buffer; readonly qos: 0 | 1; readonly retain: boolean };
  /** What the device does whether it is connected or not, until the signal aborts. */
  run?(signal: AbortSignal): void;
  /** What the device does while it is connected. `lost` aborts when the connection ends. */
  online(client: MqttClient, lost: AbortSignal): Promise<void>;
  /** Last words of a clean stop. */
  farewell?(client: MqttClient): Promise<void>;
}

/** Hears how the attempts of a device to connect end: with a reason, or with none when it is connected. */
export type OnAttempt = (failure: string | undefined) => void;

/** Keeps a device connected until the signal aborts, as its own firmware would. */
export async function runDevice(url: string, device: Device, signal: AbortSignal, onAttempt: OnAttempt = () => undefined): Promise<void> {
  device.run?.(signal);
  while (!signal.aborted) {
    const will = device.will?.();
    try {
      const client = await connectAsync(url, {
        clientId: device.clientId,
        clean: true,
        reconnectPeriod: 0,
        connectTimeout: 5_000,
        keepalive: device.keepAliveS,
        ...(will === undefined ? {} : { will }),
      });
      onAttempt(undefined);
      await session(client, device, signal);
    } catch (error) {
      // The broker is away: firmware tries again.
      onAttempt(error instanceof Error && error.message !== "" ? error.message : String(error));
    }
    await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function session(client: MqttClient, device: Device, signal: AbortSignal): Promise<void> {
  const lost = new AbortController();
  client.on("error", () => lost.abort());
  client.on("close", () => lost.abort());
  if (!client.connected) lost.abort();
  const ended = new Promise<void>((resolve) => {
    if (signal.aborted || lost.signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true, signal: lost.signal });
    lost.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  try {
    await device.online(client, lost.signal);
    await ended;
    if (!lost.signal.aborted) await device.farewell?.(client);
  } finally {
    const isClean = !lost.signal.aborted;
    lost.abort();
    await client.endAsync(!isClean);
  }
}

/** Calls `step` at a steady pace until one of the signals aborts. */
export function every(periodMs: number, step: () => void, signals: readonly AbortSignal[]): void {
  const timer = setInterval(step, periodMs);
  for (const signal of signals) {
    if (signal.aborted) clearInterval(timer);
    signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  }
}

/** Publishes without waiting. What a broken connection loses of QoS 0 is lost, as in the field. */
export function say(client: MqttClient, topic: string, payload: string | Buffer, options: { qos: 0 | 1; retain: boolean } = { qos: 0, retain: false }): void {
  client.publish(topic, payload, options, () => {});
}
