import { createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { connectAsync } from "mqtt";
import { afterEach, expect, it, vi } from "vitest";
import type { JsonAddress, JsonBinding } from "../../edge/sources/mqtt/json/config.ts";
import { mqttJsonSource } from "../../edge/sources/mqtt/json/plugin.ts";
import { answeringBroker } from "../fakes/mqtt/answering-broker.ts";
import { demoBroker, hasMosquitto, mosquitto } from "../fakes/mqtt/brokers.ts";
import { freePort } from "../fakes/net/free-port.ts";
import { FakeInlet } from "../fakes/source/inlet.ts";
import { keepRunning } from "../fakes/source/run-source.ts";
import { fakeContext } from "../fakes/source/source-context.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function startSource(
  url: string,
  more: { keepAliveS?: number; clientId?: string; password?: string; user?: string } = {},
) {
  const fake = fakeContext<JsonAddress, JsonBinding>([
    { address: { topic: "a" }, binding: { pointer: "/v" } },
    { address: { topic: "b" }, binding: { pointer: "/v" } },
  ]);
  const inlet = new FakeInlet();
  const abort = new AbortController();
  const source = mqttJsonSource.create(
    {
      url,
      keepAliveS: 5,
      keepSessionS: 60,
      uptimeTopic: "$SYS/broker/uptime",
      droppedTopic: "$SYS/broker/publish/messages/dropped",
      expectEveryMs: 1_000,
      ...more,
    },
    fake.context,
  );
  const troubles: unknown[] = [];
  const ended = keepRunning(source, inlet, abort.signal, { troubles });
  const stop = async () => {
    abort.abort();
    return await ended;
  };
  cleanups.push(stop);
  return { ...fake, inlet, stop, source, troubles };
}

async function publisher(url: string) {
  const client = await connectAsync(url);
  cleanups.push(() => client.endAsync(true));
  return client;
}

it.runIf(hasMosquitto)(
  "a 10 MB message, a bomb and garbage are refused and counted with their topic; the connection goes on with the rest",
  async () => {
    const broker = await mosquitto();
    cleanups.push(() => broker.dispose());
    const { inlet, context, logged, calls } = startSource(broker.url);
    const client = await publisher(broker.url);
    await vi.waitFor(async () => {
      await client.publishAsync("a", '{"v":0}', { qos: 1 });
      expect(inlet.latest(0)?.value).toBe(0);
    });
    const hostile = [`{"v":"${"x".repeat(10_000_000)}"}`, "[".repeat(200_000), '{"v":', Buffer.from([0xff, 0xfe]), ""];
    for (const payload of hostile) await client.publishAsync("a", payload, { qos: 1 });
    await client.publishAsync("b", '{"v":2}', { qos: 1 });
    await client.publishAsync("a", '{"v":1}', { qos: 1 });
    await vi.waitFor(() => expect([inlet.latest(0)?.value, inlet.latest(1)?.value]).toEqual([1, 2]), {
      timeout: 10_000,
    });
    expect(context.counters.dropped).toBe(hostile.length);
    expect(logged.filter(({ msg }) => msg === "message refused")).toMatchObject([
      { topic: "a", reason: expect.stringContaining("above the limit") },
    ]);
    expect(calls.filter(({ kind }) => kind === "lost")).toEqual([]);
  },
);

it("[F7] a silent link that was not closed is detected", async () => {
  const broker = await demoBroker();
  cleanups.push(() => broker.kill());
  const sockets = new Set<Socket>();
  let isSilent = false;
  const proxy = createServer((client) => {
    const server = new (client.constructor as typeof Socket)();
    server.connect(broker.port, "127.0.0.1");
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      from.on("data", (chunk) => {
        if (!isSilent) to.write(chunk);
      });
      from.on("error", () => undefined);
      from.on("close", () => to.destroy());
    }
  });
  const port = await freePort();
  proxy.listen(port, "127.0.0.1");
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  const { inlet, isLive } = startSource(`mqtt://127.0.0.1:${port}`, { keepAliveS: 1 });
  const client = await publisher(broker.url);
  await vi.waitFor(async () => {
    await client.publishAsync("a", '{"v":1}', { qos: 1 });
    expect(inlet.latest(0)?.value).toBe(1);
  });
  isSilent = true;
  await vi.waitFor(() => expect([...isLive.values()]).toEqual([false, false]), { timeout: 5_000, interval: 20 });
});

it(
  "[F25] a thread that was busy for longer than the broker may be silent does not mistake its own pause for the " +
    "broker's",
  async () => {
    const broker = await answeringBroker();
    cleanups.push(() => broker.close());
    const { calls } = startSource(broker.url, { keepAliveS: 1 });
    await vi.waitFor(() => expect(broker.pings()).toBeGreaterThan(0), { timeout: 20_000, interval: 20 });
    for (let n = 0; n < 3; n++) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_200);
      await sleep(20);
    }
    const before = broker.pings();
    await vi.waitFor(() => expect(broker.pings()).toBeGreaterThan(before), { timeout: 20_000, interval: 20 });
    expect([broker.connections(), calls.filter(({ kind }) => kind === "lost")]).toEqual([1, []]);
  },
);

it(
  "[Q7] two sources with one client id disconnect each other at most once in five seconds, and the reason names " +
    "the id",
  async () => {
    const broker = await demoBroker();
    cleanups.push(() => broker.kill());
    const beganMs = performance.now();
    const sources = [startSource(broker.url, { clientId: "same" }), startSource(broker.url, { clientId: "same" })];
    const troubles = () => sources.flatMap((one) => one.troubles.map(String));
    await vi.waitFor(() => expect(troubles().some((text) => text.includes("client id same"))).toBe(true));
    // Enough for twenty tries if the sources did not pause.
    await sleep(2_000);
    for (const { stop } of sources) await stop();
    const fiveSeconds = Math.floor((performance.now() - beganMs) / 5_000);
    expect(troubles().filter((text) => !text.includes("Abort")).length).toBeLessThanOrEqual(4 + 2 * fiveSeconds);
  },
);

it("an absent or refusing broker gives an error with the remedy and without a secret", async () => {
  const port = await freePort();
  const away = startSource(`mqtt://127.0.0.1:${port}`, { user: "gemba", password: "s3cret" });
  await expect(away.source.connect(new AbortController().signal)).rejects.toMatchObject({
    code: "connect-failed",
    message: expect.stringMatching(/cannot connect to mqtt:\/\/127\.0\.0\.1:\d+; check that the broker runs/),
  });
  const secrets = [...(await away.stop())].map(
    (error) => JSON.stringify(error) + String(error) + String((error as Error).cause),
  );
  expect(secrets.join()).not.toContain("s3cret");
});

it.runIf(hasMosquitto)("refuses a TLS broker with an unknown authority", async () => {
  const broker = await mosquitto();
  cleanups.push(() => broker.dispose());
  const plain = startSource(broker.url.replace("mqtt:", "mqtts:"));
  await expect(plain.source.connect(new AbortController().signal)).rejects.toMatchObject({
    code: "connect-failed",
    message: expect.stringContaining("and the certificate"),
  });
});

it("the demo broker listens on loopback only and ends cleanly with a client connected", async () => {
  const { startBroker } = await import("../../edge/cli/demo/broker/broker.ts");
  await expect(startBroker({ host: "0.0.0.0", port: 0 })).rejects.toThrow("loopback");
  const broker = await startBroker({ host: "127.0.0.1", port: 0 });
  const client = await publisher(`mqtt://127.0.0.1:${broker.port}`);
  client.on("error", () => undefined);
  await broker.close();
});
