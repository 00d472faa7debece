/**
 * A controller with one session, few subscriptions and items, small calls, slow sampling and no history, and with
 * objects that are event notifiers themselves.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { TcpProxy } from "../fakes/net/tcp-proxy.ts";
import { OpcuaRig, type TagSpec } from "../fakes/opcua/session.ts";
import { SmallServer } from "../fakes/opcua/small-server.ts";

const SOON = { timeout: 30_000, interval: 20 };
const ROOT = "/Objects/own:Line";
/**
 * More items than one subscription holds, in two intervals: with events and model changes that would need four
 * subscriptions.
 */
const TAGS = Array.from(
  { length: 30 },
  (_, n): TagSpec => ({ path: `own:V${n}`, root: ROOT, every: n < 15 ? 100 : 1000 }),
);

let dir: string;
let server: SmallServer;
let proxy: TcpProxy;
let rig: OpcuaRig;
let running: Promise<void>;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-small-"));
  server = await SmallServer.start(join(dir, "pki"));
  proxy = await TcpProxy.to(server.port);
  const eventNotifiers = ["/Objects/own:Line", "/Objects/own:Line/own:Press", "/Objects/own:Gone"];
  const config = { endpoint: `opc.tcp://127.0.0.1:${proxy.port}`, events: true, eventNotifiers };
  rig = await OpcuaRig.of({ tags: TAGS, config, dataDir: join(dir, "source") });
  running = rig.keepRunning();
  await vi.waitFor(() => expect(rig.inlet.batches.length, rig.ends.join()).toBeGreaterThan(3), SOON);
});

afterAll(async () => {
  await rig?.stop();
  await running;
  await proxy?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

const messages = (): unknown[] =>
  rig.inlet.events.filter(({ type }) => type === "opcua.event").map(({ payload }) => payload["message"]);

it("[F5] [F21] a small server is read within its limits; tags without room are counted", async () => {
  const read = () => new Set(rig.inlet.samples().map(({ ref }) => ref)).size;
  const counts = rig.counters.named;
  await vi.waitFor(() => expect(read() + (counts.get("tagsWithoutItem") ?? 0)).toBe(TAGS.length), SOON);
  expect([read(), counts.get("tagsWithoutItem"), counts.get("sampledSlower")]).toEqual([20, 10, 10]);
  expect(rig.counters.limits.get("items")).toBe("10: BadTooManyMonitoredItems");
  expect(rig.counters.limits.get("model")).toMatch(/BadTooManyMonitoredItems/);
  expect(rig.ends).toEqual([]);
});

it("[F5] [F21] [C1] after a cut link the edge gets the only session back, and a second client is refused", async () => {
  await using second = await OpcuaRig.of({
    tags: [{ path: "own:V0", root: ROOT }],
    config: { endpoint: server.endpoint },
    dataDir: join(dir, "second"),
  });
  const refusal = await second.run().then(
    () => "connected",
    (error: Error) => error.message,
  );
  expect(refusal).toBe(
    `${server.endpoint}: the server has no session left; close other clients, or wait until old sessions time out`,
  );
  const before = rig.inlet.samples().length;
  proxy.mode = "reset";
  await vi.waitFor(() => expect(rig.health.at(-1)?.state).toBe("degraded"), SOON);
  proxy.mode = "pass";
  await vi.waitFor(() => expect(rig.inlet.samples().length).toBeGreaterThan(before + 20), SOON);
  expect(rig.ends).toEqual([]);
});

it("[O13] events of the named objects are read once each; objects without events are named", async () => {
  for (const machine of ["Line", "Press", "Server", "Line"] as const) server.say(machine, `${machine} speaks`);
  server.say("Press", "last");
  await vi.waitFor(() => expect(messages()).toContain("last"), SOON);
  expect(messages()).toEqual(["Line speaks", "Press speaks", "Line speaks", "last"]);
  expect(rig.counters.limits.get("events")).toBe("/Objects/own:Gone: no node at this path");
});
