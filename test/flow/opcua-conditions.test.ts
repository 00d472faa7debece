import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { TcpProxy } from "../fakes/net/tcp-proxy.ts";
import { OpcuaTestServer } from "../fakes/opcua/server.ts";
import { OpcuaRig } from "../fakes/opcua/session.ts";

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

const SOON = { timeout: 15_000, interval: 20 };

it("[C16] alarms from before the start or during a cut link are reported after it, each once", async () => {
  server.heat("hot");
  await using proxy = await TcpProxy.to(server.port);
  await using rig = await OpcuaRig.of({
    tags: [{ path: "own:Double1", every: 0 }],
    config: { endpoint: `opc.tcp://127.0.0.1:${proxy.port}`, events: true },
  });
  await rig.run();
  const conditions = () => rig.inlet.events.filter(({ type }) => type === "opcua.condition");
  const live = async (): Promise<void> => {
    const before = rig.inlet.samples(0).length;
    await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(before), SOON);
  };
  await vi.waitFor(() => expect(conditions()).toHaveLength(1), SOON);
  expect(conditions()[0]).toMatchObject({
    conditionId: expect.stringMatching(/^nsu=urn:gemba:test;/),
    schema: "opcua.condition/1",
    payload: {
      source: "line",
      conditionName: "TooHot",
      sourceName: expect.stringContaining("Machine"),
      active: true,
      acknowledged: false,
      retain: true,
      eventId: expect.stringMatching(/.{8}/),
    },
  });
  for (const state of ["cool", "hot"] as const) {
    proxy.mode = "reset";
    server.heat(state);
    await vi.waitFor(() => expect(rig.health.at(-1)?.state).toBe("degraded"), SOON);
    proxy.mode = "pass";
    await vi.waitFor(() => expect(conditions().at(-1)?.payload["active"]).toBe(state === "hot"), SOON);
    await live();
  }
  const eventIds = conditions().map(({ payload }) => payload["eventId"]);
  expect(new Set(eventIds).size).toBe(eventIds.length);
});
