import { EventEmitter } from "node:events";
import type { MqttClient } from "mqtt";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { askUptime } from "../../../../edge/sources/mqtt/broker-uptime.ts";

const TOPIC = "$SYS/broker/uptime";

/** A client whose broker answers when the test says so. */
class FakeClient extends EventEmitter {
  connected = true;
  subscribed: (() => void) | undefined;
  readonly unsubscribe = vi.fn();

  subscribe(_topic: string, _options: object, done: () => void): void {
    this.subscribed = done;
  }

  says(payload: string, topic = TOPIC): void {
    this.emit("message", topic, Buffer.from(payload));
  }
}

let client: FakeClient;
const asked = () => askUptime(client as unknown as MqttClient, TOPIC);

beforeEach(() => {
  vi.useFakeTimers();
  client = new FakeClient();
});
afterEach(() => void vi.useRealTimers());

it("[Q3] reads the broker's figure, and leaves no subscription behind", async () => {
  const answer = asked();
  client.subscribed?.();
  client.says("7 seconds", "other");
  client.says("1234 seconds");
  expect(await answer).toBe(1234);
  expect(client.listenerCount("message") + client.listenerCount("close")).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  expect(client.unsubscribe).toHaveBeenCalledOnce();
});

it("[Q3] a broker whose SUBACK is read late, as at a busy start, is not taken for silent", async () => {
  const answer = asked();
  await vi.advanceTimersByTimeAsync(8_000);
  client.subscribed?.();
  await vi.advanceTimersByTimeAsync(900);
  client.says("50 seconds");
  expect(await answer).toBe(50);
});

it("[Q3] an answer that is in the socket at the timeout still counts", async () => {
  vi.useRealTimers();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const answer = asked();
  client.subscribed?.();
  setImmediate(() => client.says("9 seconds"));
  vi.advanceTimersByTime(1_001);
  expect(await answer).toBe(9);
});

it.each([
  ["says nothing behind the SUBACK", () => client.subscribed?.()],
  ["never answers the SUBSCRIBE", () => undefined],
])("[Q3] a broker that %s: not known", async (_what, act) => {
  const answer = asked();
  act();
  await vi.advanceTimersByTimeAsync(10_001);
  expect(await answer).toBeUndefined();
});

it("[Q3] a connection that breaks meanwhile: not known, and nothing is sent on it", async () => {
  const answer = asked();
  client.connected = false;
  client.emit("close");
  expect(await answer).toBeUndefined();
  expect(client.unsubscribe).not.toHaveBeenCalled();
});
