import { setTimeout as sleep } from "node:timers/promises";
import { connectAsync, type MqttClient } from "mqtt";
import { type Line, Link } from "./line.ts";

/** How long a simulated device waits before it tries the broker again. */
const RETRY_MS = 1_000;
/** How often a device looks whether its network is there. */
const LOOK_MS = 200;

/** A will and everything else that a new connection needs. */
export interface Device {
  readonly clientId: string;
  readonly keepAliveS: number;
  /** Called before each connect, because some wills change from one connect to the next. */
  will?(): { readonly topic: string; readonly payload: Buffer; readonly qos: 0 | 1; readonly retain: boolean };
  /** Work of the device that is independent of the connection, until the signal aborts. */
  run?(signal: AbortSignal): void;
  /** Work of the device while it is connected. `lost` aborts when the connection ends. */
  online(link: Link, lost: AbortSignal): Promise<void>;
  /** Last words of a clean stop. */
  farewell?(client: MqttClient): Promise<void>;
}

/** Called when a device's attempt to connect ends: with a reason, or undefined when it is connected. */
export type OnAttempt = (failure: string | undefined) => void;

export interface RunOptions {
  readonly onAttempt?: OnAttempt;
  /** Absent: a line without faults. */
  readonly line?: Line;
}

/** Keeps a device connected until the signal aborts, as its own firmware would. */
export async function runDevice(
  url: string,
  device: Device,
  signal: AbortSignal,
  options: RunOptions = {},
): Promise<void> {
  const { onAttempt = () => undefined, line } = options;
  device.run?.(signal);
  while (!signal.aborted) {
    if (line?.isDown === true) {
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
      continue;
    }
    const will = device.will?.();
    try {
      const connection = {
        clientId: device.clientId,
        clean: true,
        reconnectPeriod: 0,
        connectTimeout: 5_000,
        keepalive: device.keepAliveS,
      };
      // Without retries of its own: it would wait for ever for a broker that closed the connection before it answered.
      const client = await connectAsync(url, { ...connection, ...(will === undefined ? {} : { will }) }, false);
      onAttempt(undefined);
      await session(client, { device, signal, line });
    } catch (error) {
      // The broker is away: firmware tries again.
      onAttempt(error instanceof Error && error.message !== "" ? error.message : String(error));
    }
    await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function session(
  client: MqttClient,
  { device, signal, line }: { readonly device: Device; readonly signal: AbortSignal; readonly line: Line | undefined },
): Promise<void> {
  const lost = new AbortController();
  client.on("error", () => lost.abort());
  client.on("close", () => lost.abort());
  if (!client.connected) lost.abort();
  const ended = new Promise<void>((resolve) => {
    if (signal.aborted || lost.signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true, signal: lost.signal });
    lost.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  // Without its network the device sends nothing more, and the broker publishes its will.
  if (line !== undefined) every(LOOK_MS, () => line.isDown && lost.abort(), [signal, lost.signal]);
  try {
    // A request on a connection that is gone is never answered.
    await Promise.race([device.online(new Link(client, line, lost.signal), lost.signal), ended]);
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
