import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectAsync } from "mqtt";
import { hasMosquitto, mosquitto } from "../test/fakes/mqtt/brokers.ts";
import { startMqttEdge, TOPIC } from "../test/fakes/mqtt/edge.ts";

const MESSAGES = 20_000;

/**
 * Rate at which the edge takes QoS 1 messages that the broker kept for it, per second, until all are on disk and
 * acknowledged. Undefined without mosquitto.
 */
export async function drainQos1(): Promise<number | undefined> {
  if (!hasMosquitto) return undefined;
  const dir = await mkdtemp(join(tmpdir(), "gemba-drain-"));
  const broker = await mosquitto(["max_queued_messages 0", "max_inflight_messages 0"]);
  try {
    // After a first connection the broker keeps a session for the edge.
    const first = await startMqttEdge(dir, broker.url, ["mqtt-json"]);
    while (first.sessions("mqtt-json") === 0) await sleep(10);
    await sleep(200);
    await first.stop();
    const publisher = await connectAsync(broker.url);
    const now = Date.now();
    await Promise.all(
      Array.from({ length: MESSAGES }, (_, n) =>
        publisher.publishAsync(TOPIC, JSON.stringify({ n, t: now + n / 1000 }), { qos: 1 }),
      ),
    );
    await publisher.endAsync();
    const startMs = performance.now();
    const edge = await startMqttEdge(dir, broker.url, ["mqtt-json"]);
    while (edge.commitLog.counters.committedItems < MESSAGES) await sleep(5);
    const seconds = (performance.now() - startMs) / 1000;
    await edge.stop();
    return MESSAGES / seconds;
  } finally {
    await broker.dispose();
    await rm(dir, { recursive: true, force: true });
  }
}
