import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { LastHeard } from "../../../../edge/sources/mqtt/last-heard.ts";
import { Outlet } from "../../../../edge/sources/mqtt/outlet.ts";
import type { MajorVersion, Vda5050Address, Vda5050Binding } from "../../../../edge/sources/mqtt/vda5050/config.ts";
import { Floor } from "../../../../edge/sources/mqtt/vda5050/floor.ts";
import { layoutNodes, readLayout } from "../../../../edge/sources/mqtt/vda5050/layout.ts";
import { MapTransform } from "../../../../edge/sources/mqtt/vda5050/map-transform.ts";
import { Vda5050Observer } from "../../../../edge/sources/mqtt/vda5050/observer.ts";
import { compileSchemas } from "../../../../edge/sources/mqtt/vda5050/schema-check.ts";
import { FakeInlet } from "../../../fakes/source/inlet.ts";
import { fakeContext } from "../../../fakes/source/source-context.ts";

const folder = mkdtempSync(join(tmpdir(), "gemba-vda-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const checks = { 2: await compileSchemas(2), 3: await compileSchemas(3) };
const V1 = { manufacturer: "m", serialNumber: "V1" };

/** The hall's map lies a quarter turn left and 10 m east of the plant's origin. */
const quarterTurn = new MapTransform("hall", [
  { map: [0, 0], plant: [10, 0] },
  { map: [20, 0], plant: [10, 20] },
  { map: [0, 5], plant: [5, 0] },
]);

function setUp(
  version: MajorVersion,
  bindings: readonly (Vda5050Binding & { text?: boolean })[],
  options: { floor?: Floor; lastHeard?: LastHeard } = {},
) {
  const fake = fakeContext<Vda5050Address, Vda5050Binding>(
    bindings.map(({ text, ...binding }) => ({
      address: V1,
      binding,
      ...(text === true ? { tag: { type: "text" } } : {}),
    })),
  );
  const outlet = new Outlet();
  const inlet = new FakeInlet();
  outlet.open(inlet);
  const observer = new Vda5050Observer(fake.context, outlet, {
    version,
    check: checks[version],
    floor: options.floor ?? new Floor(new Map([["hall", quarterTurn]]), []),
    lastHeard: options.lastHeard ?? new LastHeard("/dev/null"),
  });
  const prefix = version === 2 ? "uagv/v2" : "vda5050/v3";
  const send = (topic: string, message: object, retained = false) => {
    observer.message(`${prefix}/m/V1/${topic}`, Buffer.from(JSON.stringify(message)), retained);
    outlet.flush();
  };
  const pass = (ms: number) => {
    observer.tick(Date.now() + ms);
    observer.remember()?.();
    outlet.flush();
  };
  return { ...fake, observer, inlet, send, pass };
}

const header = (version: MajorVersion, headerId: number) => ({
  headerId,
  timestamp: new Date().toISOString(),
  version: `${version}.0.0`,
  manufacturer: "m",
  serialNumber: "V1",
});
const common = {
  orderId: "o1",
  orderUpdateId: 0,
  lastNodeId: "N0",
  lastNodeSequenceId: 0,
  nodeStates: [],
  edgeStates: [],
  driving: true,
  actionStates: [],
  operatingMode: "AUTOMATIC",
  errors: [],
};
const state2 = (headerId: number, over: object = {}) => ({
  ...header(2, headerId),
  ...common,
  batteryState: { batteryCharge: 50, charging: false },
  safetyState: { eStop: "NONE", fieldViolation: false },
  ...over,
});
const state3 = (headerId: number, over: object = {}) => ({
  ...header(3, headerId),
  ...common,
  instantActionStates: [],
  powerSupply: { stateOfCharge: 64.5, charging: false },
  safetyState: { activeEmergencyStop: "MANUAL", fieldViolation: false },
  ...over,
});
const node = (sequenceId: number, released: boolean, position?: object) => ({
  nodeId: `N${sequenceId}`,
  sequenceId,
  released,
  ...(position === undefined ? {} : { nodePosition: position }),
});
const edge = (sequenceId: number, released: boolean) => ({ edgeId: `E${sequenceId}`, sequenceId, released });

it("reads a 3.0 vehicle: power supply, emergency stop, position, mode, its own topics", () => {
  const { observer, inlet, send, isLive } = setUp(3, [
    { topic: "state", pointer: "/powerSupply/stateOfCharge" },
    { topic: "state", pointer: "/safetyState/activeEmergencyStop", map: { NONE: 0, MANUAL: 2 } },
    { topic: "visualization", pointer: "pose:x" },
    { topic: "visualization", pointer: "pose:theta" },
  ]);
  expect(observer.filters.map(({ topic }) => topic)).toContain("vda5050/v3/m/V1/zoneSet");
  send("state", state3(1));
  send("visualization", {
    ...header(3, 1),
    referenceStateHeaderId: 1,
    mobileRobotPosition: { x: 20, y: 0, theta: 3, mapId: "hall", localized: true },
  });
  expect([0, 1].map((ref) => inlet.latest(ref)?.value)).toEqual([64.5, 2]);
  expect(inlet.latest(2)?.value).toBeCloseTo(10, 9);
  expect(inlet.latest(3)?.value).toBeCloseTo(3 + Math.PI / 2 - 2 * Math.PI, 9);
  for (const connectionState of ["HIBERNATING", "CONNECTION_BROKEN", "OFFLINE"]) {
    send("connection", { ...header(3, 1), connectionState: "ONLINE" });
    expect(isLive.get(0)).toBe(true);
    send("connection", { ...header(3, 2), connectionState });
    expect(isLive.get(0)).toBe(false);
  }
});

it("[F11] holds each version against its own schemas", () => {
  const two = setUp(2, [{ topic: "state", pointer: "/driving" }]);
  expect(() => two.send("state", state3(1))).toThrow("VDA 5050 2.1");
  const three = setUp(3, [{ topic: "state", pointer: "/driving" }]);
  expect(() => three.send("state", state2(1))).toThrow("VDA 5050 3.0");
  expect(() => three.send("connection", { ...header(3, 1), connectionState: "CONNECTIONBROKEN" })).toThrow(
    "/connectionState",
  );
  expect(() =>
    three.send("zoneSet", {
      ...header(3, 1),
      zoneSet: {
        mapId: "hall",
        zoneSetId: "z",
        zones: [{ zoneId: "a", zoneType: "BLOCKED", vertices: [{ x: 0, y: 0 }] }],
      },
    }),
  ).toThrow("vertices");
});

it("gives base and horizon by `released`, with positions on the plant's floor that any vehicle's messages told", () => {
  const { inlet, send } = setUp(2, [{ topic: "state", pointer: "route:", text: true }]);
  send(
    "state",
    state2(1, {
      nodeStates: [node(2, true, { x: 20, y: 0, mapId: "hall" }), node(4, false)],
      edgeStates: [edge(1, true), edge(3, false)],
    }),
  );
  send("order", {
    ...header(2, 1),
    orderId: "o1",
    orderUpdateId: 0,
    nodes: [{ ...node(4, false, { x: 1, y: 2, mapId: "other" }), actions: [] }],
    edges: [],
  });
  send(
    "state",
    state2(2, { nodeStates: [node(2, true), node(4, false)], edgeStates: [edge(1, true), edge(3, false)] }),
  );
  expect(inlet.samples(0).map(({ text }) => JSON.parse(text ?? ""))).toEqual([
    {
      order: "o1",
      last: "N0",
      nodes: [
        { id: "N2", x: 10, y: 20, released: true },
        { id: "N4", x: null, y: null, released: false },
      ],
      edges: [
        { id: "E1", released: true },
        { id: "E3", released: false },
      ],
    },
    expect.objectContaining({
      nodes: [expect.objectContaining({ id: "N2" }), { id: "N4", x: 1, y: 2, released: false }],
    }),
  ]);
});

it("tells how much of the order is done from what the states still list, through updates, and leaves a cancelled one where it was", () => {
  const { inlet, send } = setUp(3, [{ topic: "state", pointer: "progress:" }]);
  let headerId = 0;
  const share = (over: object) => {
    send("state", state3(++headerId, over));
    return inlet.latest(0)?.value;
  };
  expect(share({ nodeStates: [node(2, true), node(4, false)] })).toBe(0);
  expect(share({ lastNodeSequenceId: 2, nodeStates: [node(4, true)] })).toBe(0.5);
  // An update makes it longer; whether the vehicle takes it, its state says, not the order.
  send("order", {
    ...header(3, 1),
    orderId: "o1",
    orderUpdateId: 1,
    nodes: [node(4, true), node(8, true)].map((n) => ({ ...n, actions: [] })),
    edges: [],
  });
  expect(share({ lastNodeSequenceId: 2, nodeStates: [node(4, true)] })).toBe(0.5);
  expect(share({ lastNodeSequenceId: 2, nodeStates: [node(4, true), node(8, true)] })).toBe(0.25);
  expect(share({ lastNodeSequenceId: 8 })).toBe(1);
  expect(share({ orderId: "o2", lastNodeId: "", lastNodeSequenceId: 7, nodeStates: [node(2, true)] })).toBe(0);
  expect(share({ orderId: "o2", lastNodeSequenceId: 2, nodeStates: [node(4, true), node(8, false)] })).toBe(0.25);
  // Cancelled: nothing is left, and the last node is not the order's.
  expect(share({ orderId: "o2", lastNodeSequenceId: 2 })).toBe(0.25);
  expect(share({ orderId: "o3" })).toBe(1);
  expect(share({ orderId: "" })).toBe(0);
});

it.each([
  [2, { agvPosition: { x: 20, y: 0, theta: 0, mapId: "hall", positionInitialized: false } }],
  [3, { mobileRobotPosition: { x: 20, y: 0, theta: 0, mapId: "hall", localized: false } }],
] as const)("a pose of a vehicle that does not know where it is (version %i) is uncertain", (version, position) => {
  const { inlet, send } = setUp(version, [{ topic: "state", pointer: "pose:x" }]);
  const state = version === 2 ? state2 : state3;
  send("state", state(1, position));
  expect(inlet.latest(0)).toMatchObject({ status: 0x40000000 });
  const [[member, pose]] = Object.entries(position) as [[string, object]];
  send("state", state(2, { [member]: { ...pose, positionInitialized: true, localized: true } }));
  expect(inlet.latest(0)?.status).toBe(0);
  expect(inlet.latest(0)?.value).toBeCloseTo(10, 9);
});

it("[F12] a state that a vehicle retained brings its values with their time, and proves no life", () => {
  const { inlet, send, isLive } = setUp(2, [{ topic: "state", pointer: "/batteryState/batteryCharge" }]);
  const timestamp = new Date(Date.now() - 3_600_000).toISOString();
  send("state", state2(1, { timestamp }), true);
  expect(inlet.latest(0)).toMatchObject({ value: 50, time: Date.parse(timestamp) * 1000, flags: 0 });
  expect(isLive.get(0)).toBeUndefined();
  send("state", state2(2));
  expect(isLive.get(0)).toBe(true);
});

it("[D9] a pose that leaves the numbers on its way to the floor has no value", () => {
  const eighthTurn = new MapTransform("hall", [
    { map: [0, 0], plant: [0, 0] },
    { map: [10, 0], plant: [7.071, 7.071] },
    { map: [0, 10], plant: [-7.071, 7.071] },
  ]);
  const { inlet, send } = setUp(2, [{ topic: "state", pointer: "pose:x" }], {
    floor: new Floor(new Map([["hall", eighthTurn]]), []),
  });
  send(
    "state",
    state2(1, { agvPosition: { x: 1.7e308, y: -1.7e308, theta: 0, mapId: "hall", positionInitialized: true } }),
  );
  expect(inlet.latest(0)).toMatchObject({ value: Number.NaN, status: 0x803c0000 });
});

it("tells of zone sets and instant actions that others send, once each, and sends nothing itself", () => {
  const { observer, inlet, send } = setUp(3, [{ topic: "state", pointer: "/driving" }]);
  const zones = [
    {
      zoneId: "a",
      zoneType: "BLOCKED",
      vertices: [
        { x: 0, y: 0 },
        { x: 20, y: 0 },
        { x: 0, y: 5 },
      ],
    },
  ];
  for (const headerId of [1, 2])
    send("zoneSet", { ...header(3, headerId), zoneSet: { mapId: "hall", zoneSetId: "z1", zones } });
  send("instantActions", {
    ...header(3, 1),
    actions: [{ actionType: "cancelOrder", actionId: "c1", blockingType: "NONE" }],
  });
  expect(inlet.events.map(({ type, payload }) => [type, payload["zones"] ?? payload["actions"]])).toEqual([
    [
      "vda5050.zone-set",
      [
        {
          zoneId: "a",
          zoneType: "BLOCKED",
          vertices: [
            [10, 0],
            [10, 20],
            [5, 0],
          ],
        },
      ],
    ],
    ["vda5050.instant-actions", [{ actionType: "cancelOrder", actionId: "c1" }]],
  ]);
  expect(observer).not.toHaveProperty("online");
  expect(observer).not.toHaveProperty("farewell");
});

it.each(["URGENT", "CRITICAL"])("takes the 3.0 error level %s", (errorLevel) => {
  const { inlet, send } = setUp(3, [{ topic: "state", pointer: "count:/errors" }]);
  send("state", state3(1, { errors: [{ errorType: "LOCALIZATION_ERROR", errorLevel }] }));
  expect([inlet.latest(0)?.value, inlet.events[0]?.payload["errorLevel"]]).toEqual([1, errorLevel]);
});

it("[F10] [F14] declares jumps of header numbers on every topic, over 2^32 and over restarts of the edge, never for what is retained", () => {
  const lastHeard = new LastHeard(folder);
  const { inlet, send, pass } = setUp(2, [{ topic: "state", pointer: "/driving" }], { lastHeard });
  for (const headerId of [2 ** 32 - 2, 2 ** 32 - 1, 1]) send("state", state2(headerId));
  for (const headerId of [1, 3]) send("instantActions", { ...header(2, headerId), actions: [] });
  for (const headerId of [1, 9]) send("visualization", header(2, headerId), true);
  pass(2_000);
  expect(
    inlet.events
      .filter(({ type }) => type === "gap.declared")
      .map(({ payload }) => [payload["source"], payload["lost"]]),
  ).toEqual([
    ["line/m/V1/state", 1],
    ["line/m/V1/instantActions", 1],
  ]);
  const again = setUp(2, [{ topic: "state", pointer: "/driving" }], { lastHeard: new LastHeard(folder) });
  again.send("state", state2(5));
  again.pass(0);
  expect(again.inlet.events.map(({ payload }) => payload["lost"])).toEqual([3]);
});

it("[F14] a vehicle that counts anew after nobody listened leaves a gap of unknown size", () => {
  const lastHeard = new LastHeard("/dev/null");
  lastHeard.set("m/V1/state", (Date.now() - 60_000) * 1000, 900);
  const { inlet, send, pass } = setUp(2, [{ topic: "state", pointer: "/driving" }], { lastHeard });
  send("state", state2(1));
  pass(0);
  expect(inlet.events.map(({ type, payload }) => [type, payload["lost"]])).toEqual([["gap.declared", undefined]]);
});

it("fits rotation and shift by least squares and says how well", () => {
  expect(
    [quarterTurn.residualM, quarterTurn.rotation, quarterTurn.scale].map((value) => Math.round(value * 1e9) / 1e9),
  ).toEqual([0, Math.round((Math.PI / 2) * 1e9) / 1e9, 1]);
  const off = new MapTransform("hall", [
    { map: [0, 0], plant: [0, 0.3] },
    { map: [10, 0], plant: [10, -0.3] },
    { map: [20, 0], plant: [20, 0.3] },
    { map: [30, 0], plant: [30, -0.3] },
  ]);
  expect(off.residualM).toBeGreaterThan(0.26);
  expect(off.residualM).toBeLessThan(0.3);
  const inches = new MapTransform(
    "hall",
    [
      [0, 0],
      [10, 0],
      [0, 10],
    ].map(([x = 0, y = 0]) => ({ map: [x / 0.0254, y / 0.0254], plant: [x, y] })),
  );
  expect(inches.scale).toBeCloseTo(0.0254, 6);
  expect(inches.residualM).toBeGreaterThan(100);
  expect(
    () =>
      new MapTransform(
        "hall",
        [1, 2, 3].map((n) => ({ map: [n / 10, 0], plant: [n / 10, 0] })),
      ),
  ).toThrow("far apart");
});

it("takes node positions from a VDMA LIF file before those of messages, and names what is wrong with one", async () => {
  const lif = {
    metaInformation: { lifVersion: "1.0.0" },
    layouts: [
      {
        layoutId: "l",
        nodes: [{ nodeId: "N2", mapId: "hall", nodePosition: { x: 20, y: 0 } }],
        edges: [],
        stations: [],
      },
    ],
  };
  const path = join(folder, "hall.lif.json");
  writeFileSync(path, JSON.stringify(lif));
  const floor = new Floor(new Map([["hall", quarterTurn]]), await readLayout(path));
  floor.learn("N2", { x: 99, y: 99 });
  expect(floor.node("N2")).toEqual([10, 20]);
  expect(floor.node("N9")).toBe(undefined);
  expect(() => layoutNodes({ layouts: [{ nodes: [{ nodeId: "N1", nodePosition: { x: "1", y: 0 } }] }] })).toThrow(
    "/layouts/0/nodes/0/nodePosition/x is no number",
  );
  expect(() => layoutNodes(JSON.parse('{"__proto__":{"layouts":[]}}'))).toThrow("/layouts is no list");
  writeFileSync(path, "[".repeat(100_000));
  await expect(readLayout(path)).rejects.toThrow("no VDMA LIF file");
  await expect(readLayout(join(folder, "missing"))).rejects.toThrow("check the path");
});
