/**
 * Random messages of hostile or broken publishers: messages of each kind, truncated, spliced, duplicated, out of order,
 * of wrong types, with names of prototypes. `GEMBA_FUZZ=100000 npx vitest run --project unit
 * test/unit/sources/mqtt/fuzz.test.ts` runs this number of each; `npm test` makes a few hundred, `npm run test:full`
 * ten thousand.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { JsonAddress, JsonBinding } from "../../../../edge/sources/mqtt/json/config.ts";
import { JsonReader } from "../../../../edge/sources/mqtt/json/reader.ts";
import { LastHeard } from "../../../../edge/sources/mqtt/last-heard.ts";
import { Outlet } from "../../../../edge/sources/mqtt/outlet.ts";
import type { Vda5050Address, Vda5050Binding } from "../../../../edge/sources/mqtt/vda5050/config.ts";
import { Floor } from "../../../../edge/sources/mqtt/vda5050/floor.ts";
import { Vda5050Observer } from "../../../../edge/sources/mqtt/vda5050/observer.ts";
import { compileSchemas } from "../../../../edge/sources/mqtt/vda5050/schema-check.ts";
import { intakeOf, patienceFor } from "../../../fakes/mqtt/fuzzed-intake.ts";
import { damage, damaged, NONE, oddities, oddly, sometimes } from "../../../fakes/net/hostile.ts";
import { fakeContext } from "../../../fakes/source/source-context.ts";
import { sizeOf } from "../../../run/long-sets.ts";

const RUNS = sizeOf("GEMBA_FUZZ", { short: 300, full: 10_000 });
const TIMEOUT_MS = patienceFor(RUNS);

const now = Date.now();

const header = (version: string) => ({
  headerId: 5,
  timestamp: new Date().toISOString(),
  version,
  manufacturer: "m",
  serialNumber: "v",
});

const position = { x: 1, y: 2, theta: 0.5, mapId: "hall" };

const common = {
  ...{
    orderId: "o",
    orderUpdateId: 0,
    lastNodeId: "N0",
    lastNodeSequenceId: 0,
    driving: true,
    operatingMode: "AUTOMATIC",
    actionStates: [{ actionId: "a", actionType: "pick", actionStatus: "RUNNING" }],
  },
  nodeStates: [{ nodeId: "N2", sequenceId: 2, released: true, nodePosition: { x: 1, y: 2, mapId: "hall" } }],
  edgeStates: [{ edgeId: "E1", sequenceId: 1, released: true }],
  errors: [{ errorType: "e", errorLevel: "WARNING", errorReferences: [{ referenceKey: "k", referenceValue: "v" }] }],
};

const action = { actionType: "pick", actionId: "a", blockingType: "NONE" };

const order = {
  orderId: "o",
  orderUpdateId: 0,
  nodes: [{ nodeId: "N2", sequenceId: 0, released: true, actions: [], nodePosition: { x: 1, y: 2, mapId: "hall" } }],
  edges: [],
};

const VDA = {
  2: {
    state: {
      ...common,
      batteryState: { batteryCharge: 50, charging: false },
      safetyState: { eStop: "NONE", fieldViolation: false },
      agvPosition: { ...position, positionInitialized: true },
    },
    visualization: { agvPosition: { ...position, positionInitialized: true }, velocity: { vx: 1 } },
    connection: { connectionState: "ONLINE" },
    order,
    instantActions: { actions: [action] },
  },
  3: {
    state: {
      ...common,
      ...{
        instantActionStates: [],
        powerSupply: { stateOfCharge: 50, charging: false },
        safetyState: { activeEmergencyStop: "NONE", fieldViolation: false },
      },
      mobileRobotPosition: { ...position, localized: true },
    },
    connection: { connectionState: "ONLINE" },
    order,
    instantActions: { actions: [action] },
    zoneSet: {
      zoneSet: {
        mapId: "hall",
        zoneSetId: "z",
        zones: [
          {
            zoneId: "a",
            zoneType: "BLOCKED",
            vertices: [
              { x: 0, y: 0 },
              { x: 1, y: 0 },
              { x: 0, y: 1 },
            ],
          },
        ],
      },
    },
  },
} as const;

it.each([2, 3] as const)(
  `[S28] VDA 5050 version %i: ${RUNS} messages with odd members or damaged bytes are counted, survived, ` +
    "and followed by good ones",
  { timeout: TIMEOUT_MS },
  async (version) => {
    const prefix = version === 2 ? "uagv/v2" : "vda5050/v3";
    const bind = (pointer: string, type?: "text", topic: Vda5050Binding["topic"] = "state") => ({
      address: { manufacturer: "m", serialNumber: "v" },
      binding: { topic, pointer },
      ...(type === undefined ? {} : { tag: { type } }),
    });
    const { context, isLive } = fakeContext<Vda5050Address, Vda5050Binding>([
      bind("/driving"),
      bind("pose:x"),
      bind("progress:"),
      bind("route:", "text"),
      bind("count:/errors"),
      bind("/errors", "text"),
      bind("/__proto__/polluted"),
      bind("/actions/0/actionType", "text", "instantActions"),
      bind("/zoneSet/zones", "text", "zoneSet"),
    ]);
    const outlet = new Outlet();
    const observer = new Vda5050Observer(context, outlet, {
      version,
      check: await compileSchemas(version),
      floor: new Floor(new Map(), []),
      lastHeard: new LastHeard("/dev/null"),
    });
    const { send } = intakeOf(observer, outlet, context as never);
    const topics = Object.entries(VDA[version]);
    fc.assert(
      fc.property(
        fc.nat(topics.length - 1),
        oddities,
        fc.oneof({ weight: 4, arbitrary: fc.constant(NONE) }, { weight: 1, arbitrary: damage }),
        fc.boolean(),
        (which, changes, how, isRetained) => {
          const [topic, message] = topics[which] as [string, object];
          send(
            `${prefix}/m/v/${topic}`,
            damaged(oddly({ ...header(`${version}.0.0`), ...message }, changes), how),
            isRetained,
          );
          observer.tick(performance.now());
        },
      ),
      { numRuns: RUNS },
    );
    for (const topic of ["connection", "state"] as const)
      send(`${prefix}/m/v/${topic}`, oddly({ ...header(`${version}.0.0`), ...VDA[version][topic] }, []));
    expect(isLive.get(0)).toBe(true);
    expect(context.counters.dropped).toBeGreaterThan(RUNS / 10);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  },
);

it(`[S28] JSON survives and counts ${RUNS} messages with odd members or damaged bytes`, {
  timeout: TIMEOUT_MS,
}, () => {
  const address = { topic: "t/{id}" };
  const waveform = { dt: "/dt", stamp: "last-point", context: { speed: "/rpm" } } as const;
  const { context } = fakeContext<JsonAddress, JsonBinding>([
    { address, binding: { pointer: "/v" } },
    { address, binding: { pointer: "/state", map: { open: 1 }, absent: 0 }, tag: { type: "enum" } },
    { address, binding: { pointer: "/list", waveform }, tag: { type: "waveform" } },
    { address, binding: { pointer: "count:/list" } },
    { address, binding: { pointer: "/deep/er" }, tag: { type: "text" } },
    { address, binding: { pointer: "/constructor/name" }, tag: { type: "text" } },
    { address, binding: { pointer: "/list/3" } },
  ]);
  const outlet = new Outlet();
  const reader = new JsonReader(context, outlet, { timePointer: "/t", samplesPointer: "/samples" });
  const { inlet, send } = intakeOf(reader, outlet, context as never);
  const message = {
    t: now,
    samples: [
      { v: 1, state: "open", list: Array.from({ length: 17 }, (_, n) => n), dt: 0.1, rpm: 5, deep: { er: { x: [] } } },
      { v: 2, t: new Date(now).toISOString() },
    ],
  };
  fc.assert(
    fc.property(
      fc.oneof(
        { weight: 4, arbitrary: oddities.map((changes) => oddly(message, changes)) },
        { weight: 1, arbitrary: fc.json().map((text) => Buffer.from(text)) },
      ),
      sometimes,
      fc.boolean(),
      (bytes, how, isRetained) => {
        send("t/1", damaged(bytes, how), isRetained);
      },
    ),
    { numRuns: RUNS },
  );
  send("t/1", oddly(message, []));
  expect(inlet.batches[0]?.values[0]).toBe(1);
  expect(context.counters.dropped).toBeGreaterThan(RUNS / 10);
  reader.close();
});
