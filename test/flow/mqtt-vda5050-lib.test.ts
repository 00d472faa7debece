import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import vda from "vda-5050-lib";
import { afterEach, expect, it, vi } from "vitest";
import type { Vda5050Address, Vda5050Binding } from "../../edge/sources/mqtt/vda5050/config.ts";
import { vda5050Source } from "../../edge/sources/mqtt/vda5050/plugin.ts";
import { demoBroker, hasMosquitto, mosquitto } from "../fakes/mqtt/brokers.ts";
import { FakeInlet } from "../fakes/source/inlet.ts";
import { keepRunning } from "../fakes/source/run-source.ts";
import { fakeContext, type Wanted } from "../fakes/source/source-context.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function startBroker() {
  if (!hasMosquitto) {
    const broker = await demoBroker();
    cleanups.push(() => broker.kill());
    return broker;
  }
  const broker = await mosquitto();
  cleanups.push(() => broker.dispose());
  return broker;
}

const AGV = { manufacturer: "virtual", serialNumber: "001" };
const [X, ROUTE, SHARE, BATTERY, CONNECTION, ERRORS, SERIAL] = [0, 1, 2, 3, 4, 5, 6] as const;

function wanted(): Wanted<Vda5050Address, Vda5050Binding>[] {
  const bindings: [Vda5050Binding, "number" | "text"][] = [
    [{ topic: "visualization", pointer: "pose:x" }, "number"],
    [{ topic: "state", pointer: "route:" }, "text"],
    [{ topic: "state", pointer: "progress:" }, "number"],
    [{ topic: "state", pointer: "/batteryState/batteryCharge" }, "number"],
    [
      { topic: "connection", pointer: "/connectionState", map: { OFFLINE: 0, ONLINE: 1, CONNECTIONBROKEN: 2 } },
      "number",
    ],
    [{ topic: "state", pointer: "count:/errors" }, "number"],
    [{ topic: "state", pointer: "/serialNumber" }, "text"],
  ];
  return bindings.map(([binding, type]) => ({ address: AGV, binding, tag: { type } }));
}

it("follows the virtual vehicle of vda-5050-lib through an order until it goes offline", async () => {
  const broker = await startBroker();
  const dataDir = await mkdtemp(join(tmpdir(), "gemba-vda-"));
  cleanups.push(() => rm(dataDir, { recursive: true, force: true }));
  const fake = fakeContext(wanted(), { dataDir });
  const inlet = new FakeInlet();
  const abort = new AbortController();
  const maps = [
    {
      mapId: "local",
      points: [
        { map: [0, 0], plant: [100, 0] },
        { map: [10, 0], plant: [110, 0] },
        { map: [0, 10], plant: [100, 10] },
      ],
    },
  ];
  const ended = keepRunning(
    vda5050Source.create({ url: broker.url, keepAliveS: 5, majorVersion: 2, maps }, fake.context),
    inlet,
    abort.signal,
  );
  cleanups.push(async () => {
    abort.abort();
    await ended;
  });

  const clientOptions = { interfaceName: "uagv", transport: { brokerUrl: broker.url }, vdaVersion: "2.0.0" as const };
  const adapterOptions = {
    initialPosition: { mapId: "local", x: 0, y: 0, theta: 0, lastNodeId: "start" },
    vehicleSpeed: 5,
    timeLapse: 2,
  };
  const vehicle = new vda.AgvController(
    AGV,
    clientOptions,
    { agvAdapterType: vda.VirtualAgvAdapter, publishVisualizationInterval: 200 },
    adapterOptions as never,
  );
  const control = new vda.MasterController(clientOptions, {});
  await control.start();
  cleanups.push(() => control.stop());
  await vehicle.start();
  await vi.waitFor(() => expect([inlet.latest(CONNECTION)?.value, fake.isLive.get(0)]).toEqual([1, true]), {
    timeout: 20_000,
  });

  const node = (nodeId: string, sequenceId: number, x: number) => ({
    nodeId,
    sequenceId,
    released: true,
    actions: [],
    nodePosition: { mapId: "local", x, y: 0, theta: 0 },
  });
  const edge = (edgeId: string, sequenceId: number, startNodeId: string, endNodeId: string) => ({
    edgeId,
    sequenceId,
    released: true,
    startNodeId,
    endNodeId,
    actions: [],
  });
  const order = {
    orderId: "order-1",
    orderUpdateId: 0,
    nodes: [node("start", 0, 0), node("middle", 2, 4), node("end", 4, 8)],
    edges: [edge("e1", 1, "start", "middle"), edge("e2", 3, "middle", "end")],
  };
  const { promise: done, resolve } = Promise.withResolvers<void>();
  await control.assignOrder(AGV, order, { onOrderProcessed: () => resolve(), onNodeTraversed: () => undefined });
  await done;
  await vi.waitFor(
    () => expect([inlet.latest(SHARE)?.value, Math.round(inlet.latest(X)?.value ?? 0)]).toEqual([1, 108]),
    { timeout: 20_000 },
  );

  const routes = inlet.samples(ROUTE).map(
    ({ text }) =>
      JSON.parse(text ?? "") as {
        order: string;
        nodes: { id: string; x: number; released: boolean }[];
        edges: { id: string }[];
      },
  );
  expect(
    routes.some(
      ({ nodes, edges }) =>
        nodes.some(({ id, x, released }) => id === "end" && x === 108 && released) &&
        edges.some(({ id }) => id === "e2"),
    ),
  ).toBe(true);
  expect(routes.at(-1)).toMatchObject({ order: "order-1", nodes: [], edges: [] });
  expect(inlet.samples(SHARE).some(({ value }) => value > 0 && value < 1)).toBe(true);
  expect(inlet.latest(BATTERY)?.value).toBeGreaterThan(0);
  expect([inlet.latest(ERRORS)?.value, inlet.latest(SERIAL)?.text]).toEqual([0, "001"]);
  expect(fake.context.counters.dropped).toBe(0);
  expect(inlet.events.filter(({ type }) => type === "gap.declared")).toEqual([]);

  await vehicle.stop();
  await vi.waitFor(() => expect([inlet.latest(CONNECTION)?.value, fake.isLive.get(0)]).toEqual([0, false]), {
    timeout: 20_000,
  });
});
