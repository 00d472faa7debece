/** The edge as a Sparkplug edge node: rules UN7 to UN12 in docs/rules/uns.md, with a real broker and kills of it. */
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { qualityOf } from "../../edge/contracts/path/sample-batch.ts";
import type { LogOptions } from "../../edge/historian/log/log-options.ts";
import type { SparkplugSinkConfig } from "../../edge/sinks/sparkplug/config.ts";
import { LastHeard } from "../../edge/sources/mqtt/last-heard.ts";
import { Outlet } from "../../edge/sources/mqtt/outlet.ts";
import type { SparkplugAddress, SparkplugBinding } from "../../edge/sources/mqtt/sparkplug/config.ts";
import { SparkplugHost } from "../../edge/sources/mqtt/sparkplug/host.ts";
import { hasMosquitto, mosquitto } from "../fakes/mqtt/brokers.ts";
import { TcpProxy } from "../fakes/net/tcp-proxy.ts";
import { FakeInlet } from "../fakes/source/inlet.ts";
import { fakeContext } from "../fakes/source/source-context.ts";
import { type EdgeNode, START_MS, startEdgeNode } from "../fakes/uns/edge-node.ts";
import { LedgerHost } from "../fakes/uns/ledger-host.ts";
import { sizeOf } from "../run/long-sets.ts";

const PRESS = "a";
const FORCE = `${PRESS}/ram/force`;
const NCMD = "spBv1.0/e-s/NCMD/gemba-edge-1";
const until = (check: () => void) => vi.waitFor(check, { timeout: 150_000, interval: 10 });
/** Broker kills in a row. */
const KILLS = sizeOf("GEMBA_UNS_KILLS", { short: 4, full: 100 });

describe.runIf(hasMosquitto)("a Sparkplug edge node", () => {
  let dir: string;
  const cleanups: (() => Promise<unknown>)[] = [];
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "gemba-uns-node-"));
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    rmSync(dir, { recursive: true, force: true });
  });

  async function broker() {
    const made = await mosquitto();
    cleanups.push(() => made.dispose());
    return made;
  }

  async function host(url: string, options?: { announces?: boolean }): Promise<LedgerHost> {
    const made = new LedgerHost(url, options);
    cleanups.push(() => made.close());
    await made.subscribed;
    return made;
  }

  async function node(
    over: Partial<SparkplugSinkConfig>,
    fromMs = START_MS,
    log: Partial<LogOptions> = {},
  ): Promise<EdgeNode> {
    const made = await startEdgeNode(dir, over, { fromMs, log });
    let isClosed = false;
    const close = async () => {
      if (!isClosed) await made.close();
      isClosed = true;
    };
    cleanups.push(close);
    return { ...made, close };
  }

  it("[UN7] [UN8] births with names, types and units, then data by alias; commands are refused", async () => {
    const { url } = await broker();
    const scada = await host(url);
    const edge = await node({ url });
    edge.heard(0);
    await edge.push([0, 12.5], [1, -3], [2, "P-7"], [3, 1], [0, Number.NaN, 0x80000000]);
    await until(() => expect(scada.metric(FORCE).size).toBe(2));
    expect(scada.messages.slice(0, 2).map(({ type }) => type)).toEqual(["NBIRTH", "DBIRTH"]);
    const [birth] = scada.ofType("DBIRTH");
    expect(birth).toMatchObject({ device: PRESS });
    expect(birth?.payload.metrics?.map(({ name, type }) => [name, type])).toEqual([
      ["ram/force", "Double"],
      ["state", "Int64"],
      ["program", "String"],
      ["door-open", "Boolean"],
    ]);
    expect(birth?.payload.metrics?.[0]?.properties).toMatchObject({
      engUnit: { value: "kN" },
      engHigh: { value: 500 },
    });
    expect([...scada.metric(`${PRESS}/state`).values()].map(({ value }) => value)).toEqual([-3]);
    expect([...scada.metric(`${PRESS}/program`).values()].map(({ value }) => value)).toEqual(["P-7"]);
    expect([...scada.metric(`${PRESS}/door-open`).values()].map(({ value }) => value)).toEqual([true]);
    expect(scada.metric(FORCE).get(START_MS + 5)?.value).toBeNull();
    scada.command(NCMD, "Some/Setpoint", true);
    scada.command("spBv1.0/e-s/DCMD/gemba-edge-1/a", "ram/force", true);
    await until(() => {
      const counts = scada
        .ofType("NDATA")
        .at(-1)
        ?.payload.metrics?.map(({ value }) => Number(value));
      expect(counts).toEqual([0, 2]);
    });
    expect(scada.breaches).toEqual([]);
    expect(byOwnSource(scada)).toEqual([
      [12.5, "good"],
      [Number.NaN, "bad"],
    ]);
  });

  it("[UN9] a rebirth on request; a silent machine is a dead device; the end is said", async () => {
    const { url } = await broker();
    const scada = await host(url);
    const edge = await node({ url });
    edge.heard(0);
    await edge.push([0, 1]);
    await until(() => expect(scada.metric(FORCE).size).toBe(1));
    for (let request = 0; request < 20; request++) scada.command(NCMD, "Node Control/Rebirth", true);
    await until(() => expect(scada.ofType("NBIRTH")).toHaveLength(2));
    const numbers = scada.ofType("NBIRTH").map(({ payload }) => Number(payload.metrics?.[0]?.value));
    expect(numbers).toEqual([0, 0]);
    edge.lost(0);
    await until(() => expect(scada.ofType("DDEATH")).toHaveLength(1));
    edge.heard(0);
    await until(() => expect(scada.messages.at(-1)?.type).toBe("DBIRTH"));
    await edge.close();
    await until(() => expect(scada.ofType("NDEATH")).toHaveLength(1));
    await node({ url }, START_MS + 1000);
    await until(() => expect(Number(scada.ofType("NBIRTH").at(-1)?.payload.metrics?.[0]?.value)).toBe(1));
    expect(scada.breaches).toEqual([]);
  });

  it("[UN10] nothing is sent while the primary host is away; everything afterwards, as historical", async () => {
    const { url } = await broker();
    const edge = await node({ url, primaryHost: "scada" });
    edge.heard(0);
    const onlooker = await host(url);
    await edge.push([0, 1], [0, 2], [0, 3]);
    await until(() => expect(edge.health()).toMatchObject({ reason: expect.stringContaining("offline") as string }));
    expect(onlooker.messages).toEqual([]);
    const scada = await host(url, { announces: true });
    await until(() => expect(scada.metric(FORCE).size).toBe(3));
    expect(scada.metric(FORCE).get(START_MS + 1)).toEqual({ value: 1, isHistorical: true });
    expect(scada.metric(FORCE).get(START_MS + 3)).toEqual({ value: 3, isHistorical: false });
    scada.announce(false);
    await until(() => expect(scada.ofType("NDEATH")).not.toEqual([]));
    const before = scada.messages.length;
    await edge.push([0, 4], [0, 5]);
    // An older STATE changes nothing.
    scada.announce(true, START_MS);
    await until(() => expect(edge.health().state).toBe("degraded"));
    expect(scada.messages.length).toBe(before);
    scada.announce(true, Date.now() + 1);
    await until(() => expect(scada.metric(FORCE).size).toBe(5));
    expect(scada.breaches).toEqual([]);
  });

  it(`[UN11] ${KILLS} kills of the broker: every change arrives, and the present never goes back`, async () => {
    const { url, kill, restart } = await broker();
    const scada = await host(url, { announces: true });
    const edge = await node({ url, primaryHost: "scada" });
    edge.heard(0);
    edge.heard(1);
    let pushed = 0;
    const push = async (count: number) => {
      for (let n = 0; n < count; n++) await edge.push([0, ++pushed], [5, pushed]);
    };
    for (let round = 0; round < KILLS; round++) {
      await push(20);
      // Half of the kills while data are under way, half when all have arrived.
      if (round % 2 === 0) await until(() => expect(scada.metric(FORCE).size).toBe(pushed));
      await kill();
      await push(20);
      await restart();
    }
    await until(() => expect(scada.metric(FORCE).size).toBe(pushed));
    const speed = await vi.waitFor(
      () => {
        const found = [...scada.values].find(([name]) => name.endsWith("/speed"))?.[1];
        expect(found?.size).toBe(pushed);
        return found;
      },
      { timeout: 150_000, interval: 10 },
    );
    for (let n = 1; n <= pushed; n++) {
      expect(scada.metric(FORCE).get(START_MS + 2 * n - 1)?.value, `force ${n}`).toBe(n);
      expect(speed?.get(START_MS + 2 * n)?.value, `speed ${n}`).toBe(n);
    }
    expect(scada.breaches).toEqual([]);
  });

  it("[UN11] a cut in the middle of a message, a frozen and a reset network: every change arrives", async () => {
    const { port } = await broker();
    const scada = await host(`mqtt://127.0.0.1:${port}`);
    await using proxy = await TcpProxy.to(port);
    const edge = await node({ url: `mqtt://127.0.0.1:${proxy.port}`, keepAliveS: 1 });
    edge.heard(0);
    let pushed = 0;
    const push = async () => {
      for (let n = 0; n < 10; n++) await edge.push([0, ++pushed]);
      await until(() => expect(scada.metric(FORCE).size).toBe(pushed));
    };
    await push();
    // One byte of an answer to a ping, which has two.
    proxy.cutAfter(1);
    await edge.push([0, ++pushed]);
    await until(() => expect(proxy.mode).toBe("reset"));
    proxy.mode = "pass";
    await push();
    for (const fault of ["blackhole", "deaf", "reset"] as const) {
      proxy.mode = fault;
      for (let n = 0; n < 10; n++) await edge.push([0, ++pushed]);
      await until(() => expect(edge.health().state).toBe("degraded"));
      if (proxy.mode !== "reset") proxy.mode = "reset";
      proxy.mode = "pass";
      await push();
    }
    expect(scada.breaches).toEqual([]);
  });

  it("[UN11] a disk that takes no cursor costs a repetition, and a second start goes on", async () => {
    const { url } = await broker();
    const scada = await host(url);
    await mkdir(join(dir, "node.json"));
    // A birth without a value has a timestamp of its own.
    const values = () => [...scada.metric(FORCE).values()].filter(({ value }) => value !== null);
    const edge = await node({ url });
    await rm(join(dir, "log", "cursors"), { recursive: true });
    await writeFile(join(dir, "log", "cursors"), "");
    edge.heard(0);
    await edge.push([0, 1], [0, 2]);
    await until(() => expect(values().length).toBe(2));
    await edge.close();
    await rm(join(dir, "log", "cursors"));
    await mkdir(join(dir, "log", "cursors"));
    const second = await node({ url }, START_MS + 1000);
    second.heard(0);
    await second.push([0, 3]);
    await until(() => expect(values().length).toBe(3));
    expect(scada.breaches).toEqual([]);
  });

  it("[UN12] what fell out of the log unread is counted, and hosts learn the count", async () => {
    const { url, kill, restart } = await broker();
    const scada = await host(url, { announces: true });
    const edge = await node({ url, primaryHost: "scada" }, START_MS, { maxBytes: 16_384, segmentBytes: 4_096 });
    edge.heard(0);
    await edge.push([0, 0]);
    await until(() => expect(scada.metric(FORCE).size).toBe(1));
    await kill();
    const some = Array.from({ length: 200 }, (_, n) => [0, n + 0.1] as const);
    for (let round = 0; round < 40; round++) await edge.push(...some);
    await restart();
    const last = await edge.push([0, -1]);
    await until(() => expect(scada.metric(FORCE).get(last)?.value).toBe(-1));
    await until(() => {
      const lost = Number(scada.ofType("NDATA").at(-1)?.payload.metrics?.[0]?.value);
      const missing = 1 + 40 * 200 + 1 - scada.metric(FORCE).size;
      expect(missing).toBeGreaterThan(0);
      expect(lost).toBeGreaterThanOrEqual(missing);
    });
    expect(scada.breaches).toEqual([]);
  });
});

/** Values and qualities of the force as the edge's own Sparkplug source reads them. */
function byOwnSource({ messages }: LedgerHost): [number, string][] {
  const address = { group: "e-s", node: "gemba-edge-1", device: PRESS };
  const { context } = fakeContext<SparkplugAddress, SparkplugBinding>([
    { address, binding: { metric: "ram/force" }, tag: { unit: "kN" } },
  ]);
  const outlet = new Outlet();
  const inlet = new FakeInlet();
  outlet.open(inlet);
  const lastHeard = new LastHeard("/dev/null");
  const source = new SparkplugHost(context, outlet, { hostId: "scada", reorderTimeoutMs: 1_000, lastHeard });
  source.online(() => undefined);
  for (const { topic, bytes } of messages) source.message(topic, bytes);
  outlet.flush();
  const first = new Map(inlet.samples(0).map((sample) => [sample.time, sample]));
  const byTime = [...first.values()].sort((a, b) => a.time - b.time);
  return byTime.map(({ value, status }) => [value, qualityOf(status)]);
}
