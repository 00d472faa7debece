import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AttributeIds,
  type ClientSession,
  MessageSecurityMode,
  OPCUACertificateManager,
  OPCUAClient,
  SecurityPolicy,
  TimestampsToReturn,
} from "node-opcua";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { loadConfig } from "../../edge/config/load.ts";
import type { AssetConfig } from "../../edge/contracts/plant/edge-config.ts";
import { plugins } from "../../edge/plugins.ts";
import type { OpcuaAddress, OpcuaBinding } from "../../edge/sources/opcua/config.ts";
import type { RawSession } from "../../edge/sources/opcua/link/client.ts";
import { Clocks } from "../../simulators/clocks.ts";
import { CounterBases } from "../../simulators/counter-bases.ts";
import { commissionedMs, serialNumberOf } from "../../simulators/plants/machining/nameplate.ts";
import { createPlant, type Plant } from "../../simulators/plants/machining/plant.ts";
import { SERVERS, type ServerName } from "../../simulators/speak/opcua/profiles.ts";
import { type OpcuaSimulators, startOpcuaSimulators } from "../../simulators/speak/opcua/start.ts";
import { Wire } from "../../simulators/wire.ts";
import { freePort } from "../fakes/net/free-port.ts";
import { indexed, nodesOf, picked, valuesOf } from "../fakes/opcua/browse-paths.ts";
import { run } from "../unit/simulators/demo-types.ts";

let plant: Plant;
let simulators: OpcuaSimulators;
let folder: string;
let assets: readonly AssetConfig[];
let clocks: Clocks;

beforeAll(async () => {
  assets = (await loadConfig(join(import.meta.dirname, "../../config/demo"), plugins, { env: {} })).assets;
  folder = await mkdtemp(join(tmpdir(), "gemba-opcua-simulators-"));
  plant = createPlant({ seed: 1, scenario: "demo", startMs: Date.now() });
  const wire = new Wire(plant);
  clocks = new Clocks(wire);
  const ports = Object.fromEntries(await Promise.all(SERVERS.map(async (name) => [name, await freePort()]))) as Record<
    ServerName,
    number
  >;
  simulators = await startOpcuaSimulators({
    plant,
    clocks,
    wire,
    counters: new CounterBases(wire),
    ports,
    dataDir: folder,
    log: pino({ level: "silent" }),
  });
});

afterAll(async () => {
  await simulators?.close();
  await rm(folder, { recursive: true, force: true });
});

async function withSession<T>(name: ServerName, use: (session: ClientSession) => Promise<T>): Promise<T> {
  const endpoint = simulators.servers.find((server) => server.name === name)?.endpoint ?? "";
  const clientCertificateManager = new OPCUACertificateManager({
    rootFolder: join(folder, "client"),
    automaticallyAcceptUnknownCertificate: true,
    disableFileWatchers: true,
  });
  const client = OPCUAClient.create({
    endpointMustExist: false,
    clientCertificateManager,
    connectionStrategy: { maxRetry: 0 },
  });
  try {
    return await client.withSessionAsync(endpoint, use);
  } finally {
    await clientCertificateManager.dispose();
  }
}

it("starts six servers, each on the loopback", () => {
  expect(simulators.servers.map((server) => new URL(server.endpoint.replace("opc.tcp", "http")).hostname)).toEqual(
    SERVERS.map(() => "127.0.0.1"),
  );
});

it.each(SERVERS)(
  "%s: every binding of the demo config is good, its map has the state, the nameplate keeps its time",
  async (name) => {
    await withSession(name, async (session) => {
      const resolve = await indexed(session);
      const spoken = assets.filter((asset) => asset.source === name);
      expect(spoken.length).toBeGreaterThanOrEqual(4);
      for (const { label, address, tags } of spoken) {
        const bindings = tags.map((tag) => tag.binding as OpcuaBinding);
        const found = await nodesOf(
          session,
          bindings.map(({ path }) => resolve(`${(address as OpcuaAddress).root}/${path}`)),
        );
        expect(
          bindings.filter((_binding, at) => !found[at]?.targets?.length).map(({ path }) => `${label} ${path}`),
        ).toEqual([]);
        const values = await valuesOf(session, found);
        const bad = bindings.filter((binding, at) => {
          const value = picked(values[at]?.value.value, binding);
          return (
            !values[at]?.statusCode.isGood() ||
            value === null ||
            value === undefined ||
            (binding.map !== undefined && !Object.hasOwn(binding.map, String(value)))
          );
        });
        expect(bad.map((binding) => `${label} ${JSON.stringify(binding)}`)).toEqual([]);
        const at = tags.findIndex((tag) => tag.shape.signal === "serial-number");
        // The safety controllers have no nameplate.
        if (at < 0) continue;
        expect(picked(values[at]?.value.value, bindings[at] as OpcuaBinding)).toBe(serialNumberOf(label));
        expect(values[at]?.sourceTimestamp?.getTime()).toBe(commissionedMs(label));
      }
    });
  },
);

it("machines of companion models have the uid as their ProductInstanceUri", async () => {
  for (const name of ["milling", "robots", "process", "utilities"] as const) {
    await withSession(name, async (session) => {
      const resolve = await indexed(session);
      const spoken = assets.filter((asset) => asset.source === name);
      const found = await nodesOf(
        session,
        spoken.map(({ address }) =>
          resolve(`${(address as OpcuaAddress).root}/di:Identification/di:ProductInstanceUri`),
        ),
      );
      const values = await valuesOf(session, found);
      expect(values.map((value) => value.value.value)).toEqual(spoken.map(({ assetUid }) => assetUid));
    });
  }
});

it("writes a value only when its reading changed, at most 1,500 a second in all", () => {
  const written = (): number => simulators.servers.reduce((sum, server) => sum + server.written, 0);
  const before = written();
  run(plant, 30, () => simulators.publish());
  const perSecond = (written() - before) / 30;
  expect(perSecond).toBeGreaterThan(500);
  expect(perSecond).toBeLessThan(1500);
  const now = written();
  simulators.publish();
  expect(written()).toBe(now);
});

it("shows a structure's parts and the whole alike, and the state machine with the plain state", async () => {
  await withSession("milling", async (session) => {
    const resolve = await indexed(session);
    const root = "/Objects/mach:Machines/bj:CNC-206/";
    const position = `${root}bj:Cnc/cnc:CncAxisList/bj:X/cnc:PosDirect`;
    const paths = [
      position,
      `${position}/cnc:ActPos`,
      `${root}bj:ItemState`,
      `${root}mach:MachineryBuildingBlocks/mach:MachineryItemState/CurrentState`,
    ];
    const nodes = await nodesOf(session, paths.map(resolve));
    const [whole, part, state, current] = await session.read(
      nodes.map((result) => ({ nodeId: result.targets?.[0]?.targetId ?? "", attributeId: AttributeIds.Value })),
    );
    expect(whole?.value.value.actPos).toBe(part?.value.value);
    expect(current?.value.value.text).toBe(state?.value.value === 3 ? "Executing" : "NotExecuting");
  });
});

it("accepts encrypted clients too", async () => {
  const endpoint = simulators.servers.find((server) => server.name === "utilities")?.endpoint ?? "";
  const clientCertificateManager = new OPCUACertificateManager({
    rootFolder: join(folder, "secure-client"),
    automaticallyAcceptUnknownCertificate: true,
    disableFileWatchers: true,
  });
  const client = OPCUAClient.create({
    securityMode: MessageSecurityMode.SignAndEncrypt,
    securityPolicy: SecurityPolicy.Basic256Sha256,
    clientCertificateManager,
    connectionStrategy: { maxRetry: 0 },
  });
  const state = await client.withSessionAsync(endpoint, (session) =>
    session.read({ nodeId: "i=2259", attributeId: AttributeIds.Value }),
  );
  expect(state.value.value).toBe(0);
  await clientCertificateManager.dispose();
});

it("lets a subscriber see the plant move", async () => {
  await withSession("turning", async (session) => {
    const resolve = await indexed(session);
    const [node] = await nodesOf(session, [resolve("/Objects/hy:Lathes/hy:CNC-101/hy:AxisX/hy:ActPos")]);
    const nodeId = node?.targets?.[0]?.targetId ?? "";
    const seen = new Set<number>();
    await vi.waitFor(
      async () => {
        run(plant, 2, () => simulators.publish());
        seen.add((await session.read({ nodeId, attributeId: AttributeIds.Value })).value.value);
        expect(seen.size).toBeGreaterThan(5);
      },
      { timeout: 20_000, interval: 20 },
    );
  });
});

it("a server's clock error is the same in its status, its responses and the stamps of its values", async () => {
  const offsets = SERVERS.map((name) => clocks.offsetMs(name));
  expect(Math.max(...offsets.map(Math.abs))).toBeLessThanOrEqual(2000);
  expect(Math.max(...offsets) - Math.min(...offsets)).toBeGreaterThan(1000);
  for (const [at, name] of SERVERS.entries()) {
    await withSession(name, async (session) => {
      const beforeMs = Date.now();
      const [time, start] = await session.read(
        [2258, 2257].map((id) => ({ nodeId: `i=${id}`, attributeId: AttributeIds.Value })),
      );
      const offsetMs = offsets[at] as number;
      expect(time?.value.value.getTime() - offsetMs).toBeGreaterThanOrEqual(beforeMs - 5);
      expect(time?.value.value.getTime() - offsetMs).toBeLessThanOrEqual(Date.now() + 5);
      expect(start?.value.value.getTime() - offsetMs).toBeLessThan(beforeMs);
    });
  }
});

it("the PLC has symbolic NodeIds, takes 100 items a call, samples at 100 ms, keeps subscriptions", async () => {
  await withSession("assembly", async (session) => {
    const nodeId = `ns=${(await indexed(session))("plc:").replace(":", "")};s="DB_PRS_01"."Ram"`;
    const ram = await session.read({ nodeId, attributeId: AttributeIds.Value });
    expect(Object.keys(ram.value.value.toJSON())).toEqual(["position", "force", "speed"]);
    await expect(
      session.read(Array.from({ length: 101 }, () => ({ nodeId, attributeId: AttributeIds.Value }))),
    ).rejects.toThrow("BadTooManyOperations");
    const subscription = await session.createSubscription2({
      requestedPublishingInterval: 100,
      requestedLifetimeCount: 100,
      requestedMaxKeepAliveCount: 10,
      publishingEnabled: true,
    });
    const item = await subscription.monitor(
      { nodeId, attributeId: AttributeIds.Value },
      { samplingInterval: 10, queueSize: 10, discardOldest: true },
      TimestampsToReturn.Both,
    );
    expect(item.result?.revisedSamplingInterval).toBe(100);
    await expect(
      (session as RawSession).transferSubscriptions({
        subscriptionIds: [subscription.subscriptionId],
        sendInitialValues: true,
      }),
    ).rejects.toThrow("BadServiceUnsupported");
  });
});

it("utilities keeps raw history in the server's own time, the PLC keeps none", async () => {
  await withSession("utilities", async (session) => {
    const resolve = await indexed(session);
    const [node] = await nodesOf(session, [
      resolve("/Objects/mach:Machines/bj:CMP-01/mach:Monitoring/bj:Net/bj:Pressure"),
    ]);
    run(plant, 5, () => simulators.publish());
    const nodeId = String(node?.targets?.[0]?.targetId);
    const ownMs = plant.nowMs + clocks.offsetMs("utilities");
    const result = await session.readHistoryValue(nodeId, new Date(ownMs - 60_000), new Date(ownMs));
    const values = (result.historyData as unknown as { dataValues: { sourceTimestamp: Date }[] }).dataValues;
    expect(values.length).toBeGreaterThan(2);
    expect(values.at(-1)?.sourceTimestamp.getTime()).toBeGreaterThan(ownMs - 5000);
  });
  await withSession("assembly", async (session) => {
    const nodeId = `ns=${(await indexed(session))("plc:").replace(":", "")};s="DB_PRS_01"."Ram"`;
    expect((await session.readHistoryValue(nodeId, new Date(0), new Date())).statusCode.isGood()).toBe(false);
  });
});
