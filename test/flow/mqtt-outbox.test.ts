import { connectAsync } from "mqtt";
import { afterEach, expect, it, vi } from "vitest";
import type { JsonAddress, JsonBinding } from "../../edge/sources/mqtt/json/config.ts";
import { mqttJsonSource } from "../../edge/sources/mqtt/json/plugin.ts";
import type { SparkplugAddress, SparkplugBinding } from "../../edge/sources/mqtt/sparkplug/config.ts";
import { sparkplugSource } from "../../edge/sources/mqtt/sparkplug/plugin.ts";
import { hasMosquitto, mosquitto } from "../fakes/mqtt/brokers.ts";
import { TcpProxy } from "../fakes/net/tcp-proxy.ts";
import { FakeInlet } from "../fakes/source/inlet.ts";
import { keepRunning } from "../fakes/source/run-source.ts";
import { fakeContext } from "../fakes/source/source-context.ts";
import { IS_FULL, sizeOf } from "../run/long-sets.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function broker() {
  const one = await mosquitto();
  cleanups.push(() => one.dispose());
  return one;
}

it.runIf(hasMosquitto)(
  "what the edge publishes survives a link that drops before the PUBACK: each session sends it again, the " +
    "library keeps nothing",
  async () => {
    const { url, port } = await broker();
    const proxy = await TcpProxy.to(port);
    cleanups.push(async () => await proxy[Symbol.asyncDispose]());
    const states: boolean[] = [];
    const observer = await connectAsync(url);
    cleanups.push(() => observer.endAsync(true));
    observer.on("message", (_topic, payload) =>
      states.push((JSON.parse(payload.toString()) as { online: boolean }).online),
    );
    await observer.subscribeAsync("spBv1.0/STATE/host", { qos: 1 });
    const { context } = fakeContext<SparkplugAddress, SparkplugBinding>([
      { address: { group: "g", node: "n" }, binding: { metric: "m" } },
    ]);
    const abort = new AbortController();
    const source = sparkplugSource.create(
      { url: `mqtt://127.0.0.1:${proxy.port}`, protocol: "5", keepAliveS: 1, hostId: "host", reorderTimeoutMs: 1_000 },
      context,
    );
    const ended = keepRunning(source, new FakeInlet(), abort.signal, { pauseMs: 50 });
    cleanups.push(async () => {
      abort.abort();
      await ended;
    });
    await vi.waitFor(() => expect(states).toEqual([true]), { timeout: 10_000 });
    for (let drop = 0; drop < 3; drop++) {
      const before = states.length;
      proxy.mode = "reset";
      proxy.mode = "pass";
      await vi.waitFor(() => expect(states.slice(before).at(-1)).toBe(true), { timeout: 20_000 });
    }
  },
);

/** The full number is 100,000; the long run also prints the cost. */
const RETAINED = sizeOf("GEMBA_RETAINED", { short: 10_000, full: 100_000 });

it.runIf(hasMosquitto)(
  `${RETAINED} retained messages at once are all taken, and live ones behind them too`,
  async () => {
    const { url } = await broker();
    const publisher = await connectAsync(url);
    cleanups.push(() => publisher.endAsync(true));
    for (let n = 0; n < RETAINED; n++) publisher.publish(`flood/${n}`, `{"v":${n}}`, { retain: true });
    await publisher.publishAsync("flood/last", '{"v":-1}', { qos: 1, retain: true });
    const { context } = fakeContext<JsonAddress, JsonBinding>([
      { address: { topic: "flood/#" }, binding: { pointer: "/v" } },
    ]);
    const inlet = new FakeInlet();
    const abort = new AbortController();
    const source = mqttJsonSource.create(
      { url, keepAliveS: 5, keepSessionS: 60, uptimeTopic: "", droppedTopic: "", expectEveryMs: 1_000 },
      context,
    );
    const rssBefore = process.memoryUsage.rss();
    const startMs = performance.now();
    const ended = keepRunning(source, inlet, abort.signal, { pauseMs: 50 });
    cleanups.push(async () => {
      abort.abort();
      await ended;
    });
    await vi.waitFor(() => expect(context.counters.received).toBeGreaterThanOrEqual(RETAINED + 1), {
      timeout: 120_000,
    });
    const liveMs = performance.now();
    await publisher.publishAsync("flood/live", '{"v":-2}', { qos: 1 });
    await vi.waitFor(() => expect(inlet.batches.at(-1)?.values.at(-1)).toBe(-2), { timeout: 10_000, interval: 5 });
    if (IS_FULL) {
      const figures = {
        retained: RETAINED,
        takenInMs: Math.round(liveMs - startMs),
        liveAfterMs: Math.round(performance.now() - liveMs),
        grownMiB: Math.round((process.memoryUsage.rss() - rssBefore) / 2 ** 20),
      };
      process.stdout.write(`${JSON.stringify(figures)}\n`);
    }
    expect(new Set(inlet.samples(0).map(({ value }) => value)).size).toBe(RETAINED + 2);
  },
);
