import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, expect, it, vi } from "vitest";
import type { GapRecord } from "../../edge/contracts/path/event-batch.ts";
import type { JsonAddress, JsonBinding, JsonConfig } from "../../edge/sources/mqtt/json/config.ts";
import { mqttJsonSource } from "../../edge/sources/mqtt/json/plugin.ts";
import { hasMosquitto, mosquitto } from "../fakes/mqtt/brokers.ts";
import { TcpProxy } from "../fakes/net/tcp-proxy.ts";
import { FakeInlet } from "../fakes/source/inlet.ts";
import { keepRunning } from "../fakes/source/run-source.ts";
import { fakeContext } from "../fakes/source/source-context.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A broker with small queues that keeps a session for the edge, which reads it through a proxy. */
async function rig(lines: readonly string[], protocol: NonNullable<JsonConfig["protocol"]>) {
  const broker = await mosquitto(["sys_interval 1", ...lines]);
  const proxy = await TcpProxy.to(broker.port);
  const publisher = await connectAsync(broker.url);
  await hasRun(publisher, 3);
  const { context } = fakeContext<JsonAddress, JsonBinding>([
    { address: { topic: "line/n" }, binding: { pointer: "/n" } },
  ]);
  const inlet = new FakeInlet();
  const abort = new AbortController();
  const config: JsonConfig = {
    ...{
      url: `mqtt://127.0.0.1:${proxy.port}`,
      protocol,
      qos: 1,
      timePointer: "/t",
      keepAliveS: 1,
      keepSessionS: 3_600,
      expectEveryMs: 1_000,
    },
    ...{ uptimeTopic: "$SYS/broker/uptime", droppedTopic: "$SYS/broker/publish/messages/dropped" },
  };
  const ended = keepRunning(mqttJsonSource.create(config, context), inlet, abort.signal, { pauseMs: 50 });
  cleanups.push(
    async () => broker.dispose(),
    async () => await proxy[Symbol.asyncDispose](),
    async () => publisher.endAsync(true),
    async () => {
      abort.abort();
      await ended;
    },
  );
  return { inlet, proxy, publisher, context };
}

/** Waits until the broker reports this uptime: a broker that was just started may have lost everything (Q3). */
async function hasRun(client: MqttClient, seconds: number): Promise<void> {
  const reached = new Promise<void>((resolve) =>
    client.on("message", (_topic, payload) => Number.parseInt(payload.toString(), 10) >= seconds && resolve()),
  );
  await client.subscribeAsync("$SYS/broker/uptime");
  await reached;
}

/** Publishes a number with its time, and returns the time in µs. */
async function publish(client: MqttClient, n: number, qos: 0 | 1): Promise<number> {
  const t = Date.now();
  await client.publishAsync("line/n", JSON.stringify({ n, t }), { qos });
  return t * 1000;
}

const gapsOf = (inlet: FakeInlet) =>
  inlet.events.filter(({ type }) => type === "gap.declared").map(({ payload }) => payload as unknown as GapRecord);

it.runIf(hasMosquitto)(
  "[Q13] [Q14] messages that a broker with a queue of ten drops while the edge is away lie in a declared gap, of QoS " +
    "0 and of QoS 1",
  async () => {
    const { inlet, proxy, publisher, context } = await rig(["max_queued_messages 10"], "3.1.1");
    const sent = new Map<number, number>();
    let n = 0;
    const send = async (qos: 0 | 1): Promise<number> => {
      sent.set(++n, await publish(publisher, n, qos));
      return n;
    };
    /** Publishes until a message sent from now on arrives. */
    const flows = async (qos: 0 | 1): Promise<void> => {
      const first = n + 1;
      const isThere = async () => {
        await send(qos);
        expect(inlet.samples(0).some(({ value }) => value >= first)).toBe(true);
      };
      await vi.waitFor(isThere, { timeout: 15_000, interval: 100 });
    };
    await flows(1);
    // Messages sent before the edge had subscribed do not count.
    sent.clear();
    const { named } = context.counters;
    for (const qos of [1, 0] as const) {
      await flows(qos);
      proxy.mode = "reset";
      for (let more = 0; more < 60; more++) await send(qos);
      proxy.mode = "pass";
      await flows(qos);
      const missing = () => [...sent].filter(([number]) => !inlet.samples(0).some(({ value }) => value === number));
      const isDeclared = (at: number) => gapsOf(inlet).some(({ from, to }) => from <= at && at <= to);
      expect(missing().length).toBeGreaterThan(30);
      await vi.waitFor(() => expect(missing().filter(([, at]) => !isDeclared(at))).toEqual([]), {
        timeout: 10_000,
        interval: 100,
      });
      expect(gapsOf(inlet).map(({ reason }) => reason)).toContain(qos === 0 ? "source_qos0" : "source_queue_overflow");
    }
    expect(named.get("sessions")).toBe(3);
  },
);
