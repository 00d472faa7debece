/** Jobs at a simulated server of machining centres, by an edge's source with `writeBack: jobs`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { EdgeError } from "../../edge/contracts/errors.ts";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import type { JobOrder } from "../../edge/contracts/production/machine-jobs.ts";
import { MachineJobDesk } from "../../edge/dispatch/machine-jobs.ts";
import { Clocks } from "../../simulators/clocks.ts";
import { CounterBases } from "../../simulators/counter-bases.ts";
import { createPlant, type Plant } from "../../simulators/plants/machining/plant.ts";
import { NAMESPACES } from "../../simulators/speak/opcua/namespaces.ts";
import { type SimulatedServer, startServer } from "../../simulators/speak/opcua/server.ts";
import { Wire } from "../../simulators/wire.ts";
import { freePort } from "../fakes/net/free-port.ts";
import { TcpProxy } from "../fakes/net/tcp-proxy.ts";
import { OpcuaRig } from "../fakes/opcua/session.ts";
import { SEED } from "../run/seed.ts";

const MACHINE = "urn:test:cnc-201" as AssetUid;
const SOON = { timeout: 30_000, interval: 20 };

let folder: string;
let plant: Plant;
let server: SimulatedServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gemba-jobs-"));
  plant = createPlant({ seed: SEED, scenario: "healthy", startMs: Date.now(), warmUpS: 60 });
  const wire = new Wire(plant);
  server = await startServer(
    "milling",
    { plant, wire, clocks: new Clocks(wire), counters: new CounterBases(wire), port: await freePort(), folder },
    { generation: 0 },
  );
  plant.onEvent((event) => server.report(event));
});

afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const isAway = (desk: MachineJobDesk): Promise<boolean> =>
  desk.list(MACHINE).then(
    () => false,
    (error: EdgeError) => error.code === "unavailable",
  );

/** A source that reads CNC-201 through a proxy, and the desk that it offers its jobs to. */
async function connected(writeBack: unknown = "jobs", root = "/Objects/mach:Machines/bj:CNC-201") {
  const desk = new MachineJobDesk();
  const proxy = await TcpProxy.to(Number(new URL(server.endpoint.replace("opc.tcp", "http")).port));
  const rig = await OpcuaRig.of({
    tags: [{ root, path: "bj:Spindle/bj:Speed", every: 0 }],
    namespaces: Object.entries(NAMESPACES),
    assetUid: MACHINE,
    config: { endpoint: `opc.tcp://127.0.0.1:${proxy.port}`, events: true, connectTimeoutMs: 3000, writeBack },
    jobs: desk,
  });
  const running = rig.keepRunning();
  if (desk.machines.length > 0) await vi.waitFor(async () => expect(await isAway(desk)).toBe(false), SOON);
  return {
    ...{ desk, proxy, rig },
    async [Symbol.asyncDispose]() {
      await rig.stop();
      await running;
      await proxy[Symbol.asyncDispose]();
    },
  };
}

const job = (over: Partial<JobOrder> = {}): JobOrder => ({
  ...{ jobId: "J1", program: "PH-65A-OP20", order: "ORD-00042", quantity: 8, priority: 5 },
  ...over,
});

const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => "done",
    (error: EdgeError) => `${error.code}: ${error.message}`,
  );

it("[DI1] [DI2] a job is given, read back, started, stopped and taken off the list", async () => {
  await using one = await connected();
  const { desk } = one;
  const before = await desk.list(MACHINE);
  expect(before).toMatchObject({ jobs: [], most: 20 });
  expect(before.programs).toEqual(plant.jobs.of("CNC-201")?.programs);
  const given = await desk.give(MACHINE, job(), false);
  expect(given).toEqual({ job: { ...job(), state: "not-allowed-to-start" }, isReadBack: true, differences: [] });
  expect(plant.jobs.of("CNC-201")?.list[0]).toMatchObject({
    id: "J1",
    program: "PH-65A-OP20",
    quantity: 8,
    priority: 5,
  });
  expect(await desk.act(MACHINE, "J1", "start")).toMatchObject({ job: { state: "allowed-to-start" } });
  expect(await desk.act(MACHINE, "J1", "revoke")).toMatchObject({ job: { state: "not-allowed-to-start" } });
  expect((await desk.give(MACHINE, job({ jobId: "J2", order: "" }), true)).differences).toEqual([]);
  expect(await desk.act(MACHINE, "J2", "abort")).toMatchObject({ job: { state: "aborted" } });
  expect(await desk.act(MACHINE, "J2", "clear")).toEqual({ job: null, isReadBack: true });
  expect(await desk.act(MACHINE, "J1", "cancel")).toEqual({ job: null, isReadBack: true });
  expect((await desk.list(MACHINE)).jobs).toEqual([]);
});

it("[DI2] [DI10] parameters go with the order, and each is compared with what the machine reads back", async () => {
  await using one = await connected();
  const parameters = [
    { id: "SpindleLoadLimit", value: 80 },
    { id: "Fixture", value: "F-7" },
    { id: "Probing", value: true },
  ];
  const given = await one.desk.give(MACHINE, { ...job({ jobId: "J8" }), parameters }, false);
  expect(given.differences).toEqual([]);
  expect(given.job?.parameters).toEqual(parameters);
  expect(plant.jobs.of("CNC-201")?.list.find(({ id }) => id === "J8")?.parameters).toEqual(parameters);
  await one.desk.act(MACHINE, "J8", "cancel");
});

it("[DI3] a refusal of the machine is said with its reason, and nothing is given twice", async () => {
  await using one = await connected();
  const { desk } = one;
  expect(await codeOf(desk.give(MACHINE, job({ program: "PH-65A-OP10" }), true))).toMatch(/^conflict: .*program/);
  await desk.give(MACHINE, job(), false);
  expect(await codeOf(desk.give(MACHINE, job(), false))).toMatch(/^conflict: .*has a job J1/);
  expect(await codeOf(desk.act(MACHINE, "J1", "stop"))).toMatch(/^conflict: .*state/);
  expect(await codeOf(desk.act(MACHINE, "J9", "start"))).toMatch(/^conflict: .*know the job/);
  expect(await codeOf(desk.list("urn:test:nothing" as AssetUid))).toMatch(/^forbidden: .*writeBack/);
  expect((await desk.list(MACHINE)).jobs.length).toBe(1);
  await desk.act(MACHINE, "J1", "cancel");
});

it("[DI4] without writeBack nothing can be given; with a list of both, it can", async () => {
  await using off = await connected("conditions");
  expect(off.desk.machines).toEqual([]);
  expect(await codeOf(off.desk.give(MACHINE, job(), true))).toMatch(/^forbidden/);
  await using both = await connected(["conditions", "jobs"]);
  expect(both.desk.machines).toEqual([MACHINE]);
  expect((await both.desk.list(MACHINE)).most).toBe(20);
});

it("[DI5] while the link is cut nothing is given; once it is back, the machine's list decides", async () => {
  await using one = await connected();
  const { desk, proxy, rig } = one;
  proxy.mode = "reset";
  await vi.waitFor(() => expect(rig.health.at(-1)?.state).toBe("degraded"), SOON);
  expect(await codeOf(desk.give(MACHINE, job({ jobId: "J3" }), true))).toMatch(/^(unavailable|link-lost)/);
  proxy.mode = "pass";
  await vi.waitFor(async () => expect((await desk.list(MACHINE)).jobs).toEqual([]), SOON);
  expect(plant.jobs.of("CNC-201")?.list).toEqual([]);
  expect((await desk.give(MACHINE, job({ jobId: "J3" }), true)).differences).toEqual([]);
  await desk.act(MACHINE, "J3", "abort");
  await desk.act(MACHINE, "J3", "clear");
});

it("[DI6] a machine without job control is named, before anything is sent", async () => {
  await using one = await connected("jobs", "/Objects/Server");
  expect(await codeOf(one.desk.list(MACHINE))).toMatch(/^not-found: .*job control/);
  expect(await codeOf(one.desk.give(MACHINE, job(), true))).toMatch(/^not-found: .*job control/);
  expect(await codeOf(one.desk.act(MACHINE, "J1", "stop"))).toMatch(/^not-found: .*job control/);
});
