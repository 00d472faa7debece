import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { LastHeard } from "../../../../edge/sources/mqtt/last-heard.ts";
import { Floor } from "../../../../edge/sources/mqtt/vda5050/floor.ts";
import { MapTransform } from "../../../../edge/sources/mqtt/vda5050/map-transform.ts";
import { header, setUp, state2, state3 } from "../../../fakes/mqtt/versioned-vehicle.ts";

const folder = mkdtempSync(join(tmpdir(), "gemba-vda-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

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

it("[F11] checks each version against its own schemas", () => {
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

it.each([
  [2, { agvPosition: { x: 20, y: 0, theta: 0, mapId: "hall", positionInitialized: false } }],
  [3, { mobileRobotPosition: { x: 20, y: 0, theta: 0, mapId: "hall", localized: false } }],
] as const)("a pose of a vehicle without localization (version %i) is uncertain", (version, position) => {
  const { inlet, send } = setUp(version, [{ topic: "state", pointer: "pose:x" }]);
  const state = version === 2 ? state2 : state3;
  send("state", state(1, position));
  expect(inlet.latest(0)).toMatchObject({ status: 0x40000000 });
  const [[member, pose]] = Object.entries(position) as [[string, object]];
  send("state", state(2, { [member]: { ...pose, positionInitialized: true, localized: true } }));
  expect(inlet.latest(0)?.status).toBe(0);
  expect(inlet.latest(0)?.value).toBeCloseTo(10, 9);
});

it("[F12] a retained state has values with their time, but does not make the link live", () => {
  const { inlet, send, isLive } = setUp(2, [{ topic: "state", pointer: "/batteryState/batteryCharge" }]);
  const timestamp = new Date(Date.now() - 3_600_000).toISOString();
  send("state", state2(1, { timestamp }), true);
  expect(inlet.latest(0)).toMatchObject({ value: 50, time: Date.parse(timestamp) * 1000, flags: 0 });
  expect(isLive.get(0)).toBeUndefined();
  send("state", state2(2));
  expect(isLive.get(0)).toBe(true);
});

it("a pose that overflows in the transform to the floor has no value", () => {
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

it("reports zone sets and instant actions of others, once each, and sends nothing itself", () => {
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

it(
  "[F10] [F14] declares jumps of header numbers on every topic, over 2^32 and over restarts of the edge, never " +
    "for what is retained",
  () => {
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
  },
);

it("[F14] a vehicle that restarts its count while the edge is away leaves a gap of unknown size", () => {
  const lastHeard = new LastHeard("/dev/null");
  lastHeard.set("m/V1/state", (Date.now() - 60_000) * 1000, 900);
  const { inlet, send, pass } = setUp(2, [{ topic: "state", pointer: "/driving" }], { lastHeard });
  send("state", state2(1));
  pass(0);
  expect(inlet.events.map(({ type, payload }) => [type, payload["lost"]])).toEqual([["gap.declared", undefined]]);
});
