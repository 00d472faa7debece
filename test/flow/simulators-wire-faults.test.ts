import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, expect, it, vi } from "vitest";
import type { Vda5050Address, Vda5050Binding } from "../../edge/sources/mqtt/vda5050/config.ts";
import { vda5050Source } from "../../edge/sources/mqtt/vda5050/plugin.ts";
import { Clocks } from "../../simulators/clocks.ts";
import { CounterBases } from "../../simulators/counter-bases.ts";
import type { WireFault } from "../../simulators/kernel/contract.ts";
import { createPlant } from "../../simulators/plants/machining/plant.ts";
import { startMqttSimulators } from "../../simulators/speak/mqtt/start.ts";
import { HostedServer } from "../../simulators/speak/opcua/hosted-server.ts";
import { NAMESPACES } from "../../simulators/speak/opcua/namespaces.ts";
import { Wire } from "../../simulators/wire.ts";
import { demoBroker } from "../fakes/mqtt/brokers.ts";
import { freePort } from "../fakes/net/free-port.ts";
import { OpcuaRig } from "../fakes/opcua/session.ts";
import { FakeInlet } from "../fakes/source/inlet.ts";
import { keepRunning } from "../fakes/source/run-source.ts";
import { fakeContext } from "../fakes/source/source-context.ts";
import { partOf } from "../run/long-sets.ts";

vi.setConfig({ testTimeout: 180_000 });

const WAIT = { timeout: 60_000, interval: 100 } as const;

const cleanups: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A plant in real time whose faults between devices and listeners the test sets. */
function startPlant() {
  const plant = createPlant({ seed: 1, scenario: "healthy", startMs: Date.now(), warmUpS: 60 });
  const faults: WireFault[] = [];
  const wire = new Wire({ wireFaults: faults });
  const afterSteps: (() => void)[] = [];
  const timer = setInterval(() => {
    while (plant.nowMs < Date.now()) plant.step();
    wire.look();
    for (const after of afterSteps) after();
  }, 100);
  cleanups.push(async () => clearInterval(timer));
  const begin = (kind: string, target: string, parameters: WireFault["parameters"] = {}) =>
    faults.push({ id: kind, kind, target, severity: 1, sinceMs: plant.nowMs, parameters });
  return { plant, wire, clocks: new Clocks(wire), afterSteps, begin, end: () => faults.splice(0) };
}

async function serverFaults(): Promise<void> {
  const { plant, wire, clocks, afterSteps, begin, end } = startPlant();
  const folder = await mkdtemp(join(tmpdir(), "gemba-wire-faults-"));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  const server = await HostedServer.start(
    "turning",
    { plant, clocks, wire, counters: new CounterBases(wire), port: await freePort(), folder },
    pino({ level: "silent" }),
  );
  cleanups.push(() => server.close());
  wire.onMoment("server-restart", ({ parameters }) => server.restart(parameters["changesNodeIds"] === true));
  afterSteps.push(() => server.publish());
  const root = "/Objects/hy:Lathes/hy:CNC-101";
  const rig = await OpcuaRig.of({
    tags: [
      { path: "hy:Pneumatics/hy:Pressure", root, every: 250 },
      { path: "hy:Energy/hy:Import", root, every: 250 },
    ],
    config: { endpoint: server.endpoint },
    namespaces: [["hy", NAMESPACES.hy]],
  });
  cleanups.push(async () => await rig[Symbol.asyncDispose]());
  void rig.keepRunning();
  const [PRESSURE, ENERGY] = [0, 1];
  const count = () => rig.inlet.samples(PRESSURE).length;
  const readsOn = async () => {
    const before = count();
    await vi.waitFor(() => expect(count()).toBeGreaterThan(before + 3), WAIT);
  };
  await readsOn();

  begin("network-loss", "turning");
  await vi.waitFor(() => expect(rig.links.losses.length).toBeGreaterThan(0), WAIT);
  end();
  await readsOn();

  begin("clock-jump", "turning", { seconds: 90 });
  await vi.waitFor(
    () => expect((rig.inlet.latest(PRESSURE)?.time ?? 0) / 1000 - Date.now()).toBeGreaterThan(80_000),
    WAIT,
  );
  end();
  await vi.waitFor(
    () => expect((rig.inlet.latest(PRESSURE)?.time ?? 0) / 1000 - Date.now()).toBeLessThan(10_000),
    WAIT,
  );

  const counted = rig.inlet.latest(ENERGY)?.value ?? 0;
  begin("counter-reset", "CNC-101");
  await vi.waitFor(() => expect(rig.inlet.latest(ENERGY)?.value).toBeLessThan(counted / 2), WAIT);
  end();

  const gaps = rig.inlet.events.filter(({ type }) => type === "gap.declared").length;
  begin("server-restart", "turning", { changesNodeIds: true });
  await vi.waitFor(
    () => expect(rig.inlet.events.filter(({ type }) => type === "gap.declared").length).toBeGreaterThan(gaps),
    WAIT,
  );
  end();
  await readsOn();
  expect(rig.warnings().filter((line) => line.includes("cannot be read"))).toEqual([]);
}

async function vehicleFaults(): Promise<void> {
  const { plant, wire, clocks, begin, end } = startPlant();
  const broker = await demoBroker();
  cleanups.push(() => broker.kill());
  const abort = new AbortController();
  const simulators = startMqttSimulators({ plant, url: broker.url, seed: 1, signal: abort.signal, wire, clocks });
  const address = { manufacturer: "binjiang", serialNumber: "AGV-01" };
  const binding = (topic: string, pointer: string): Vda5050Binding => ({ topic, pointer }) as Vda5050Binding;
  const fake = fakeContext<Vda5050Address, Vda5050Binding>(
    [
      { address, binding: binding("visualization", "pose:x") },
      { address, binding: binding("state", "/batteryState/batteryCharge") },
    ],
    { name: "fleet" },
  );
  const inlet = new FakeInlet();
  const ended = keepRunning(
    vda5050Source.create({ url: broker.url, keepAliveS: 5, majorVersion: 2, maps: [] }, fake.context),
    inlet,
    abort.signal,
  );
  cleanups.push(async () => {
    abort.abort();
    await Promise.all([ended, simulators.closed]);
  });
  const times = () => inlet.samples(0).map(({ time }) => time);
  const readsOn = async () => {
    const before = times().length;
    await vi.waitFor(() => expect(times().length).toBeGreaterThan(before + 10), WAIT);
  };
  await readsOn();

  begin("duplicate-messages", "fleet", { share: 1 });
  await readsOn();
  await readsOn();
  // The same value at the same time is one sample in every store, because tag and time are its key.
  const distinct = new Set(times()).size;
  expect(times().length).toBeGreaterThan(distinct);
  expect(new Set(inlet.samples(0).map(({ time, value }) => `${time} ${value}`)).size).toBe(distinct);
  end();

  begin("late-messages", "fleet", { share: 0.5, seconds: 2 });
  await vi.waitFor(() => expect(inlet.events.some(({ type }) => type === "gap.declared")).toBe(true), WAIT);
  end();
  await readsOn();

  begin("network-loss", "fleet");
  await vi.waitFor(() => expect([...fake.isLive.values()]).toEqual([false]), WAIT);
  end();
  await vi.waitFor(() => expect([...fake.isLive.values()]).toEqual([true]), WAIT);
  await readsOn();
}

/** Each takes half a minute, so an everyday run has one of them. */
const CASES: [string, () => Promise<void>][] = [
  ["the edge reports an OPC UA server's outage, clock jump, counter reset and new NodeIds and reads on", serverFaults],
  [
    "a vehicle message that comes twice is one sample, and the edge reports the messages that are missing",
    vehicleFaults,
  ],
];
it.each(partOf(CASES, 2))("%s", (_, run) => run());
