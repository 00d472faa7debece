import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { TcpProxy } from "../fakes/net/tcp-proxy.ts";
import { OpcuaTestServer } from "../fakes/opcua/server.ts";
import { OpcuaRig, type TagSpec } from "../fakes/opcua/session.ts";

let server: OpcuaTestServer;
let pki: string;

beforeAll(async () => {
  pki = await mkdtemp(join(tmpdir(), "gemba-opcua-pki-"));
  server = await OpcuaTestServer.start(pki);
});

afterAll(async () => {
  await server.kill();
  await rm(pki, { recursive: true, force: true });
});

/**
 * The first reports each change by exception: a server that samples every 100 ms a value that changes every 100 ms
 * misses one now and then, busy or not, and no client can notice.
 */
const TAGS: TagSpec[] = [
  { path: "own:Double1", every: 0 },
  { path: "own:Double2", every: 250 },
  { path: "own:Text", type: "text", every: 1000 },
];
const soon = (timeout: number) => ({ timeout, interval: 20 });
/** Waits for declared gaps. Live values do not wait for them, because the server's history is read first. */
const reasons = ({ inlet }: OpcuaRig) => inlet.events.map(({ payload }) => payload["reason"]);

it.concurrent("[T4] [F1] [F2] a source of constant values stays live, with its old source time", async () => {
  await using rig = await OpcuaRig.of({
    tags: [{ path: "own:Text", type: "text", every: 1000 }],
    config: { endpoint: server.endpoint },
  });
  await rig.run();
  await vi.waitFor(() => expect(rig.links.heardAtMs.length).toBeGreaterThan(6), soon(15_000));
  expect(rig.inlet.samples()).toHaveLength(1);
  expect(rig.inlet.samples()[0]?.time).toBe(Date.UTC(2024, 1, 3, 4, 5, 6, 7) * 1000);
  expect(rig.log.find(({ msg }) => msg === "OPC UA server connected")).toMatchObject({ keepAliveMs: 1000 });
});

it.concurrent("[F2] [F6] a half-open link is silent at once; healed in ten seconds it loses nothing", async () => {
  await using proxy = await TcpProxy.to(server.port);
  await using rig = await OpcuaRig.of({ tags: TAGS, config: { endpoint: `opc.tcp://127.0.0.1:${proxy.port}` } });
  const { ended } = await rig.run();
  let end: string | undefined;
  void ended.then((reason) => (end = reason));
  await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(5), soon(8000));
  proxy.mode = "blackhole";
  await vi.waitFor(() => expect(rig.links.silentMs).toBeGreaterThan(3000), soon(4000));
  const before = rig.inlet.samples(0).length;
  proxy.mode = "pass";
  await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(before), soon(2000));
  expect(end).toBeUndefined();
  await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(before + 35), soon(4000));
  const values = rig.inlet.samples(0).map(({ value }) => value);
  expect(values).toEqual(values.map((_, n) => (values[0] as number) + n));
  expect(rig.inlet.events).toEqual([]);
});

it.concurrent("[F3] a lasting half-open link is given up after 24 s; connecting anew works once it heals", async () => {
  await using proxy = await TcpProxy.to(server.port);
  await using rig = await OpcuaRig.of({
    tags: TAGS,
    config: { endpoint: `opc.tcp://127.0.0.1:${proxy.port}`, connectTimeoutMs: 30_000 },
  });
  const { ended } = await rig.run();
  await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(5), soon(8000));
  proxy.mode = "blackhole";
  expect(await ended).toMatch(/no publish response for \d\d s/);
  expect(rig.links.losses.at(-1)?.reason).toContain("no publish response");
  const running = rig.keepRunning();
  proxy.mode = "pass";
  const heardBefore = rig.links.heardAtMs.length;
  await vi.waitFor(() => expect(rig.links.heardAtMs.length).toBeGreaterThan(heardBefore + 3), soon(5000));
  await vi.waitFor(() => expect(reasons(rig)).toEqual(["source_down_no_history"]), soon(5000));
  await rig.stop();
  await running;
});

it.concurrent("[F4] [F6] [C1] a TCP reset is reported at once, and the subscription goes on as before", async () => {
  await using proxy = await TcpProxy.to(server.port);
  await using rig = await OpcuaRig.of({ tags: TAGS, config: { endpoint: `opc.tcp://127.0.0.1:${proxy.port}` } });
  const { ended } = await rig.run();
  let end: string | undefined;
  void ended.then((reason) => (end = reason));
  for (let round = 1; round <= 3; round++) {
    const before = rig.inlet.samples(0).length;
    await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(before + 5), soon(8000));
    proxy.mode = "reset";
    await vi.waitFor(() => expect(rig.links.losses.length).toBeGreaterThanOrEqual(round), soon(1000));
    proxy.mode = "pass";
    const cut = rig.inlet.samples(0).length;
    await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(cut), soon(8000));
  }
  await vi.waitFor(() => expect(rig.health.at(-1)?.state).toBe("running"), soon(2000));
  expect(end).toBeUndefined();
  const values = rig.inlet.samples(0).map(({ value }) => value);
  expect(values).toEqual(values.map((_, n) => (values[0] as number) + n));
  expect(rig.inlet.samples(2)).toHaveLength(1);
  expect(rig.inlet.events).toEqual([]);
});

it.concurrent("[F4] [F6] [C5] a killed server is reported at once; restarted it is live with a gap", async () => {
  await using own = await OpcuaTestServer.start(pki);
  await using rig = await OpcuaRig.of({ tags: TAGS, config: { endpoint: own.endpoint } });
  const running = rig.keepRunning();
  await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(5), soon(8000));
  await own.kill();
  await vi.waitFor(() => expect(rig.links.losses.length).toBeGreaterThan(0), soon(1000));
  const before = rig.inlet.samples(0).length;
  await own.start(pki);
  await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(before + 3), soon(8000));
  await vi.waitFor(() => expect(reasons(rig)).toEqual(["source_down_no_history"]), soon(5000));
  await rig.stop();
  await running;
});

it("[C14] a rogue server with buffer size 0 ends its own connection and disturbs others only briefly", async () => {
  const rogue = createServer((socket) => {
    // ACK of OPC 10000-6, 7.1.2.4 with receive and send buffers of 0.
    const ack = Buffer.alloc(28);
    ack.write("ACKF");
    ack.writeUInt32LE(28, 4);
    socket.on("data", () => socket.write(ack)).on("error", () => socket.destroy());
  }).listen(0, "127.0.0.1");
  await once(rogue, "listening");
  const { port } = rogue.address() as AddressInfo;
  await using good = await OpcuaRig.of({ tags: TAGS, config: { endpoint: server.endpoint }, name: "good" });
  const running = good.keepRunning();
  await vi.waitFor(() => expect(good.inlet.samples(0).length).toBeGreaterThan(3), soon(8000));
  await using bad = await OpcuaRig.of({
    tags: TAGS,
    config: { endpoint: `opc.tcp://127.0.0.1:${port}`, connectTimeoutMs: 2000 },
    name: "rogue",
  });
  await expect(bad.run()).rejects.toMatchObject({ name: "EdgeError" });
  // From now on the suspected source has a thread of its own, so that the good one is not disturbed again.
  const heardBefore = good.links.heardAtMs.length;
  await vi.waitFor(() => expect(good.links.heardAtMs.length).toBeGreaterThan(heardBefore + 3), soon(6000));
  const lossesBefore = good.links.losses.length;
  const gapsBefore = good.inlet.events.length;
  await expect(bad.run()).rejects.toMatchObject({ name: "EdgeError" });
  const heardAfter = good.links.heardAtMs.length;
  await vi.waitFor(() => expect(good.links.heardAtMs.length).toBeGreaterThan(heardAfter + 3), soon(3000));
  expect(good.links.losses).toHaveLength(lossesBefore);
  expect(good.inlet.events).toHaveLength(gapsBefore);
  await good.stop();
  await running;
  rogue.close();
});
