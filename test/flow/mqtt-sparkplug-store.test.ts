import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { afterEach, expect, it, vi } from "vitest";
import { SampleFlag } from "../../edge/contracts/path/sample-batch.ts";
import type { SparkplugAddress, SparkplugBinding } from "../../edge/sources/mqtt/sparkplug/config.ts";
import { sparkplugSource } from "../../edge/sources/mqtt/sparkplug/plugin.ts";
import type { Meter } from "../../simulators/meters/meter.ts";
import { BdSeq } from "../../simulators/speak/mqtt/bdseq.ts";
import { runDevice } from "../../simulators/speak/mqtt/connection.ts";
import { sparkplugNode } from "../../simulators/speak/mqtt/edge-node.ts";
import { MetricType } from "../../simulators/speak/mqtt/sparkplug-encode.ts";
import { demoBroker, hasMosquitto, mosquitto } from "../fakes/mqtt/brokers.ts";
import { FakeInlet } from "../fakes/source/inlet.ts";
import { keepRunning } from "../fakes/source/run-source.ts";
import { fakeContext } from "../fakes/source/source-context.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const HOST = "scada-1";

async function setUp() {
  const folder = await mkdtemp(join(tmpdir(), "gemba-sparkplug-"));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  if (!hasMosquitto) {
    const broker = await demoBroker();
    cleanups.push(() => broker.kill());
    return { broker, folder };
  }
  const broker = await mosquitto();
  cleanups.push(() => broker.dispose());
  return { broker, folder };
}

/** An edge node whose only meter counts, and when each number was read. */
function countingNode(url: string, folder: string) {
  const abort = new AbortController();
  const readAtMs: number[] = [];
  // The node's clock does not advance between two readings, so that no reading is stamped late on a slow machine.
  let nowMs = Date.now();
  let count = 0;
  const counter = { name: "Count", datatype: MetricType.double, read: () => count };
  const device = sparkplugNode({
    group: "g",
    node: "n",
    meters: [{ id: "d", metrics: [counter] } as unknown as Meter],
    publishMs: 20,
    nowMs: () => nowMs,
    refresh: () => {
      count = readAtMs.length;
      nowMs = Date.now();
      readAtMs.push(nowMs);
    },
    primaryHost: HOST,
    stateDir: folder,
  });
  const ended = runDevice(url, device, abort.signal);
  cleanups.push(async () => {
    abort.abort();
    await ended;
  });
  return { readAtMs };
}

function startHost(url: string, dataDir: string, inlet: FakeInlet, clientId = "scada") {
  const fake = fakeContext<SparkplugAddress, SparkplugBinding>(
    [{ address: { group: "g", node: "n", device: "d" }, binding: { metric: "Count" } }],
    { dataDir },
  );
  const abort = new AbortController();
  const ended = keepRunning(
    sparkplugSource.create({ url, clientId, keepAliveS: 2, hostId: HOST, reorderTimeoutMs: 500 }, fake.context),
    inlet,
    abort.signal,
  );
  const stop = async () => {
    abort.abort();
    await ended;
  };
  cleanups.push(stop);
  return { ...fake, stop };
}

it(
  "[F14] [F15] an edge node stores while its host is away and sends it as historical: each number arrives or lies in " +
    "a declared gap",
  async () => {
    const { broker, folder } = await setUp();
    const { readAtMs } = countingNode(broker.url, folder);
    const inlet = new FakeInlet();
    const first = startHost(broker.url, folder, inlet);
    await vi.waitFor(() => expect(inlet.samples(0).length).toBeGreaterThan(20), { timeout: 20_000 });
    await first.stop();
    const atStop = readAtMs.length;
    await vi.waitFor(() => expect(readAtMs.length).toBeGreaterThan(atStop + 60), { timeout: 20_000 });
    const again = startHost(broker.url, folder, inlet);
    await vi.waitFor(() => expect(inlet.events.filter(({ type }) => type === "gap.closed")).toHaveLength(1), {
      timeout: 30_000,
    });
    await again.stop();

    const samples = inlet.samples(0);
    const historical = samples.filter(({ flags }) => (flags & SampleFlag.historical) !== 0);
    expect(historical.length).toBeGreaterThan(40);
    const gaps = inlet.events
      .filter(({ type }) => type === "gap.declared")
      .map(({ payload }) => payload as { from: number; to: number });
    expect(gaps.length).toBeGreaterThan(0);
    const got = new Set(samples.map(({ value }) => value));
    const first0 = Math.min(...got);
    const last = Math.max(...got);
    for (let n = first0; n <= last; n++) {
      const timeUs = (readAtMs[n] as number) * 1000;
      if (!got.has(n)) expect(gaps.some(({ from, to }) => timeUs >= from && timeUs <= to)).toBe(true);
    }
    expect(historical.map(({ time }) => time / 1000)).toEqual(historical.map(({ value }) => readAtMs[value]));
  },
);

it("[F24] when a second edge under the same host id ends, the nodes stay with the first", async () => {
  const { broker, folder } = await setUp();
  countingNode(broker.url, folder);
  const first = startHost(broker.url, join(folder, "first"), new FakeInlet(), "one");
  await vi.waitFor(() => expect(first.isLive.get(0)).toBe(true), { timeout: 20_000 });
  const second = startHost(broker.url, join(folder, "second"), new FakeInlet(), "two");
  await vi.waitFor(() => expect(second.isLive.get(0)).toBe(true), { timeout: 20_000 });
  const before = first.calls.length;
  await second.stop();
  // The node may be back before the first check.
  await vi.waitFor(() => expect(first.calls.slice(before).map(({ kind }) => kind)).toContain("lost"));
  await vi.waitFor(() => expect(first.isLive.get(0)).toBe(true));
});

it("an edge node waits with its birth for its host, and its bdSeq counts connections over restarts", async () => {
  const { broker, folder } = await setUp();
  const heard: string[] = [];
  const listener = await connectAsync(broker.url);
  cleanups.push(() => listener.endAsync(true));
  listener.on("message", (topic, payload) => heard.push(`${topic} ${payload.length}`));
  await listener.subscribeAsync("spBv1.0/g/#");
  const { readAtMs } = countingNode(broker.url, folder);
  await vi.waitFor(() => expect(readAtMs.length).toBeGreaterThan(10), { timeout: 10_000 });
  await listener.publishAsync(`spBv1.0/STATE/${HOST}`, '{"online":false,"timestamp":10}', { qos: 1, retain: true });
  await listener.publishAsync(`spBv1.0/STATE/${HOST}`, '{"online":true,"timestamp":9}', { qos: 1 });
  expect(heard).toEqual([]);
  await listener.publishAsync(`spBv1.0/STATE/${HOST}`, '{"online":true,"timestamp":11}', { qos: 1, retain: true });
  await vi.waitFor(() => expect(heard.some((line) => line.startsWith("spBv1.0/g/DDATA/n/d"))).toBe(true), {
    timeout: 10_000,
  });
  expect(heard[0]).toMatch(/^spBv1.0\/g\/NBIRTH\/n/);
  await listener.publishAsync(`spBv1.0/STATE/${HOST}`, '{"online":false,"timestamp":12}', { qos: 1, retain: true });
  await vi.waitFor(() => expect(heard.some((line) => line.startsWith("spBv1.0/g/NDEATH/n"))).toBe(true), {
    timeout: 10_000,
  });
  await vi.waitFor(() => expect(new BdSeq(folder, "n").value).toBe(1), { timeout: 10_000 });
});
