import { expect, it, vi } from "vitest";
import { buildLoadServer, LOAD_NAMESPACE, LOAD_ROOT, startLoadServer } from "../../bench/load/opcua-load.ts";
import { OpcuaRig, type TagSpec } from "../fakes/opcua/session.ts";
import { has } from "../run/needs.ts";

// Another OPC UA stack reveals where the edge relies on the behaviour of node-opcua's server.
const built = await buildLoadServer();
const hasServer = has("path" in built, "reason" in built ? built.reason : "");
const COUNT = 2000;
const PERIOD_MS = 100;

it.runIf(hasServer)("open62541: 2,000 values every 100 ms arrive once each, with their source times", async () => {
  await using server = await startLoadServer({ count: COUNT, periodMs: PERIOD_MS });
  const tags = Array.from(
    { length: COUNT },
    (_, i): TagSpec => ({ path: `load:V${i}`, root: LOAD_ROOT, every: PERIOD_MS }),
  );
  await using rig = await OpcuaRig.of({
    tags,
    config: { endpoint: server.endpoint },
    namespaces: [["load", LOAD_NAMESPACE]],
  });
  await rig.run();
  await vi.waitFor(() => expect(rig.counters.received).toBeGreaterThan(COUNT * 30), {
    timeout: 15_000,
    interval: 100,
  });
  const samples = rig.inlet.samples();
  expect(new Set(samples.map(({ ref }) => ref)).size).toBe(COUNT);
  const keys = new Set(samples.map(({ ref, value }) => ref * 1e6 + value));
  expect(keys.size).toBe(samples.length);
  const zero = (samples[0]?.time ?? 0) - (samples[0]?.value ?? 0) * PERIOD_MS * 1000;
  for (const { time, value } of samples) expect(time - value * PERIOD_MS * 1000).toBe(zero);
  expect(rig.counters.received).toBe(samples.length);
  expect(rig.warnings()).toEqual([]);
});

it.runIf(hasServer)(
  "[C5] open62541: a server that is killed and started again is read again within five seconds",
  async () => {
    const first = await startLoadServer({ count: 10, periodMs: PERIOD_MS });
    await using rig = await OpcuaRig.of({
      tags: [{ path: "load:V3", root: LOAD_ROOT }],
      config: { endpoint: first.endpoint },
      namespaces: [["load", LOAD_NAMESPACE]],
    });
    const running = rig.keepRunning();
    await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(5), { timeout: 8000 });
    await first.kill("SIGKILL");
    await vi.waitFor(() => expect(rig.links.losses.length).toBeGreaterThan(0), { timeout: 1000 });
    await using second = await startLoadServer({ count: 10, periodMs: PERIOD_MS, port: first.port });
    const heard = rig.links.heardAtMs.length;
    await vi.waitFor(() => expect(rig.links.heardAtMs.length).toBeGreaterThan(heard + 3), { timeout: 5000 });
    expect(second.pid).not.toBe(first.pid);
    await rig.stop();
    await running;
  },
);

it.runIf(hasServer)(
  "[F5] the edge reads the time of a server that grants only a keep-alive of ten seconds, as often as configured",
  async () => {
    await using server = await startLoadServer({ count: 1, periodMs: 3_600_000, leastKeepAliveCount: 20 });
    await using rig = await OpcuaRig.of({
      tags: [{ path: "load:V0", root: LOAD_ROOT, every: 1000 }],
      config: { endpoint: server.endpoint },
      namespaces: [["load", LOAD_NAMESPACE]],
    });
    await rig.run();
    await vi.waitFor(() => expect(rig.links.heardAtMs.length).toBeGreaterThan(5), { timeout: 10_000 });
    expect(rig.inlet.samples()).toHaveLength(1);
    expect(rig.log.find(({ msg }) => msg === "OPC UA server connected")).toMatchObject({ keepAliveMs: 10_000 });
    expect(rig.log.find(({ msg }) => String(msg).includes("its clock is read in between"))).toMatchObject({
      askedMs: 1000,
      grantedMs: 10_000,
    });
  },
);
