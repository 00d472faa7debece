import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AttributeIds, type ClientSession, MessageSecurityMode, makeBrowsePath, OPCUACertificateManager, OPCUAClient, SecurityPolicy } from "node-opcua";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { NAMESPACES, type Prefix, SERVERS, type ServerName } from "../../simulators/opcua/namespaces.ts";
import { type OpcuaSimulators, startOpcuaSimulators } from "../../simulators/opcua/start.ts";
import { commissionedMs, serialNumberOf } from "../../simulators/plant/nameplate.ts";
import { createPlant, type Plant } from "../../simulators/plant/plant.ts";
import { allTagsOf, OPC_UA_STATIONS, run, signalId } from "../unit/simulators/demo-types.ts";

let plant: Plant;
let simulators: OpcuaSimulators;
let folder: string;
let startedMs = 0;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gemba-opcua-simulators-"));
  plant = createPlant({ seed: 1, scenario: "demo", startMs: Date.now() });
  const ports = Object.fromEntries(await Promise.all(SERVERS.map(async (name) => [name, await freePort()]))) as Record<ServerName, number>;
  const before = performance.now();
  simulators = await startOpcuaSimulators({ plant, ports, dataDir: folder, log: pino({ level: "silent" }) });
  startedMs = performance.now() - before;
});

afterAll(async () => {
  await simulators?.close();
  await rm(folder, { recursive: true, force: true });
});

async function withSession<T>(name: ServerName, use: (session: ClientSession) => Promise<T>): Promise<T> {
  const endpoint = simulators.servers.find((server) => server.name === name)?.endpoint ?? "";
  const clientCertificateManager = new OPCUACertificateManager({ rootFolder: join(folder, "client"), automaticallyAcceptUnknownCertificate: true, disableFileWatchers: true });
  const client = OPCUAClient.create({ endpointMustExist: false, clientCertificateManager, connectionStrategy: { maxRetry: 0 } });
  try {
    return await client.withSessionAsync(endpoint, use);
  } finally {
    await clientCertificateManager.dispose();
  }
}

/** Turns the prefixes of a browse path into the indices of this server. */
async function indexed(session: ClientSession): Promise<(path: string) => string> {
  const { value } = (await session.read({ nodeId: "i=2255", attributeId: AttributeIds.Value })).value;
  return (path) => path.replaceAll(/(\w+):/g, (_whole, prefix: string) => `${(value as string[]).indexOf(NAMESPACES[prefix as Prefix])}:`);
}

async function nodesOf(session: ClientSession, paths: readonly string[]) {
  const results = [];
  for (let at = 0; at < paths.length; at += 200) {
    results.push(...(await session.translateBrowsePath(paths.slice(at, at + 200).map((path) => makeBrowsePath("RootFolder", path)))));
  }
  return results;
}

it("starts five servers within 15 s, each on the loopback", () => {
  expect(startedMs).toBeLessThan(15_000);
  expect(simulators.servers.map((server) => new URL(server.endpoint.replace("opc.tcp", "http")).hostname)).toEqual(SERVERS.map(() => "127.0.0.1"));
});

it.each(SERVERS)("%s: every binding of the demo config's types resolves and is good, ProductInstanceUri is the uid, the nameplate keeps its old time", async (name) => {
  await withSession(name, async (session) => {
    const resolve = await indexed(session);
    for (const station of OPC_UA_STATIONS.filter((other) => other.speaker === name)) {
      const root = `/Objects/mach:Machines/bj:${station.id}/`;
      const tags = allTagsOf(station.kind);
      const found = await nodesOf(session, [...tags.map((tag) => resolve(root + tag.binding.path)), resolve(`${root}di:Identification/di:ProductInstanceUri`)]);
      const missing = tags.filter((_tag, at) => !found[at]?.targets?.length);
      expect(missing.map((tag) => `${station.id} ${tag.binding.path}`)).toEqual([]);
      const values = await session.read(found.map((result) => ({ nodeId: result.targets?.[0]?.targetId ?? "", attributeId: AttributeIds.Value })));
      expect(values.pop()?.value.value).toBe(`urn:binjiang:${station.id.toLowerCase()}`);
      const bad = tags.filter((_tag, at) => !values[at]?.statusCode.isGood() || values[at]?.value.value === null);
      expect(bad.map((tag) => `${station.id} ${signalId(tag)}`)).toEqual([]);
      const serial = values[tags.findIndex((tag) => tag.signal === "serial-number")];
      expect(serial?.value.value).toBe(serialNumberOf(station.id));
      expect(serial?.sourceTimestamp?.getTime()).toBe(commissionedMs(station.id));
    }
  });
});

it("writes a value only when its reading changed, at most 1,500 a second in all", () => {
  const written = (): number => simulators.servers.reduce((sum, server) => sum + server.machines.reduce((total, machine) => total + machine.written, 0), 0);
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
    const root = "/Objects/mach:Machines/bj:CNC-201/";
    const position = `${root}bj:Cnc/cnc:CncAxisList/bj:X/cnc:PosDirect`;
    const paths = [position, `${position}/cnc:ActPos`, `${root}bj:ItemState`, `${root}mach:MachineryBuildingBlocks/mach:MachineryItemState/CurrentState`];
    const nodes = await nodesOf(session, paths.map(resolve));
    const [whole, part, state, current] = await session.read(nodes.map((result) => ({ nodeId: result.targets?.[0]?.targetId ?? "", attributeId: AttributeIds.Value })));
    expect(whole?.value.value.actPos).toBe(part?.value.value);
    expect(current?.value.value.text).toBe(state?.value.value === 3 ? "Executing" : "NotExecuting");
  });
});

it("takes encrypted clients too", async () => {
  const endpoint = simulators.servers.find((server) => server.name === "utilities")?.endpoint ?? "";
  const clientCertificateManager = new OPCUACertificateManager({ rootFolder: join(folder, "secure-client"), automaticallyAcceptUnknownCertificate: true, disableFileWatchers: true });
  const client = OPCUAClient.create({
    securityMode: MessageSecurityMode.SignAndEncrypt,
    securityPolicy: SecurityPolicy.Basic256Sha256,
    clientCertificateManager,
    connectionStrategy: { maxRetry: 0 },
  });
  const state = await client.withSessionAsync(endpoint, (session) => session.read({ nodeId: "i=2259", attributeId: AttributeIds.Value }));
  expect(state.value.value).toBe(0);
  await clientCertificateManager.dispose();
});

it("lets a subscriber see the plant move", async () => {
  await withSession("turning", async (session) => {
    const resolve = await indexed(session);
    const [node] = await nodesOf(session, [resolve("/Objects/mach:Machines/bj:CNC-101/bj:Cnc/cnc:CncAxisList/bj:X/cnc:PosDirect/cnc:ActPos")]);
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
