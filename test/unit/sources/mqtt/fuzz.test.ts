/**
 * What hostile or broken publishers may send, at random: messages of each kind cut, spliced, doubled, out of order, of
 * wrong types, with names of prototypes. `GEMBA_FUZZ=100000 npx vitest run --project unit test/unit/sources/mqtt/fuzz.test.ts`
 * asks for so many of each; `npm test` makes a few hundred, `npm run test:full` ten thousand.
 */
import fc from "fast-check";
import type { IPublishPacket } from "mqtt";
import { pino } from "pino";
import sparkplug from "sparkplug-payload";
import { expect, it } from "vitest";
import type { EventBatch } from "../../../../edge/contracts/path/event-batch.ts";
import type { SampleBatch } from "../../../../edge/contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../../../edge/contracts/path/waveform-block.ts";
import { Intake } from "../../../../edge/sources/mqtt/intake.ts";
import type { JsonAddress, JsonBinding } from "../../../../edge/sources/mqtt/json/config.ts";
import { JsonReader } from "../../../../edge/sources/mqtt/json/reader.ts";
import { LastHeard } from "../../../../edge/sources/mqtt/last-heard.ts";
import { Outlet } from "../../../../edge/sources/mqtt/outlet.ts";
import { Rejections } from "../../../../edge/sources/mqtt/rejections.ts";
import type { SparkplugAddress, SparkplugBinding } from "../../../../edge/sources/mqtt/sparkplug/config.ts";
import { SparkplugHost } from "../../../../edge/sources/mqtt/sparkplug/host.ts";
import type { TopicReader } from "../../../../edge/sources/mqtt/topic-reader.ts";
import type { Vda5050Address, Vda5050Binding } from "../../../../edge/sources/mqtt/vda5050/config.ts";
import { Floor } from "../../../../edge/sources/mqtt/vda5050/floor.ts";
import { Vda5050Observer } from "../../../../edge/sources/mqtt/vda5050/observer.ts";
import { compileSchemas } from "../../../../edge/sources/mqtt/vda5050/schema-check.ts";
import { damage, damaged, NONE, oddities, oddly, sometimes } from "../../../fakes/net/hostile.ts";
import { FakeInlet } from "../../../fakes/source/inlet.ts";
import { fakeContext } from "../../../fakes/source/source-context.ts";
import { sizeOf } from "../../../run/long-sets.ts";

const RUNS = sizeOf("GEMBA_FUZZ", { short: 300, full: 10_000 });
const TIMEOUT_MS = 60_000 + RUNS * 20;
const YEAR_2000_US = 946_684_800_000_000;

/** The path of every message from the packet on, whose batches are held against what consumers count on. */
function intakeOf(reader: TopicReader, outlet: Outlet, context: ReturnType<typeof fakeContext>["context"]) {
  const inlet = new CheckingInlet();
  outlet.open(inlet);
  const intake = new Intake({
    reader,
    outlet,
    rejections: new Rejections(pino({ level: "silent" })),
    counters: context.counters,
    kept: undefined,
  });
  let taken = 0;
  const send = (topic: string, payload: Uint8Array, retain = false) => {
    const packet: IPublishPacket = { cmd: "publish", topic, payload: Buffer.from(payload), qos: 0, dup: false, retain };
    let isDone = false;
    intake.take(packet, () => (isDone = true));
    outlet.flush();
    taken++;
    expect(isDone).toBe(true);
    expect(context.counters.named.get("messages")).toBe(taken);
    expect(context.counters.dropped).toBeLessThanOrEqual(taken);
  };
  return { inlet, send };
}

class CheckingInlet extends FakeInlet {
  override push(batch: SampleBatch): number {
    const latestUs = (Date.now() + 6 * 60_000) * 1000;
    for (let i = 0; i < batch.length; i++) {
      const [time, value, status] = [batch.times[i], batch.values[i], batch.statuses[i]] as [number, number, number];
      const text = batch.texts.get(i);
      if (!Number.isInteger(time) || time < YEAR_2000_US || time > latestUs)
        throw new Error(`a sample has the time ${time}`);
      if (text === undefined ? !Number.isFinite(value) && status >>> 30 !== 2 : text.length > 4096)
        throw new Error(`a sample has the value ${value} and the status ${status}`);
    }
    this.batches.splice(0, this.batches.length, batch);
    return 1;
  }

  override pushWaveform({ start, dtS, points, status }: WaveformBlock): number {
    if (!Number.isInteger(start) || !Number.isFinite(dtS) || (points.length === 0) !== (status >>> 30 === 2))
      throw new Error(`a waveform of ${points.length} points begins at ${start} with the status ${status}`);
    return 1;
  }

  override pushEvents({ events }: EventBatch): number {
    for (const { payload } of events)
      if ("from" in payload && !((payload["from"] as number) <= (payload["to"] as number)))
        throw new Error(`a gap lasts from ${payload["from"]} to ${payload["to"]}`);
    return 1;
  }
}

const codec = sparkplug.get("spBv1.0");
const encode = (payload: object) => Buffer.from(codec?.encodePayload(payload as never) ?? []);
const now = Date.now();
const metrics = (isBirth: boolean): object[] => [
  { ...(isBirth ? { name: "Power" } : {}), alias: 1, type: "Double", value: 1.5, timestamp: now },
  {
    ...(isBirth ? { name: "Count" } : {}),
    alias: 2,
    type: "Int32",
    value: -7,
    timestamp: now,
    properties: { Quality: { type: "Int32", value: 192 }, engUnit: { type: "String", value: "W" } },
  },
  {
    ...(isBirth ? { name: "Name" } : {}),
    alias: 3,
    type: "String",
    value: "x",
    timestamp: now,
    isHistorical: !isBirth,
  },
  {
    ...(isBirth ? { name: "Table" } : {}),
    alias: 4,
    type: "DataSet",
    value: {
      numOfColumns: 2,
      columns: ["a", "b"],
      types: ["Int32", "String"],
      rows: [
        [1, "x"],
        [2, "y"],
      ],
    },
  },
  {
    ...(isBirth ? { name: "Pump" } : {}),
    alias: 5,
    type: "Template",
    value: {
      isDefinition: false,
      templateRef: "p",
      metrics: [{ name: "Speed", type: "Double", value: 3 }],
      parameters: [],
    },
  },
  { ...(isBirth ? { name: "Burst" } : {}), alias: 6, type: "Bytes", value: new Uint8Array(80), timestamp: now },
];
const NODE_BIRTH = encode({ timestamp: now, seq: 0, metrics: [{ name: "bdSeq", type: "Int64", value: 0 }] });
const SPARKPLUG = [
  ["NBIRTH/n", NODE_BIRTH],
  ["DBIRTH/n/d", encode({ timestamp: now, seq: 1, metrics: metrics(true) })],
  ["DDATA/n/d", encode({ timestamp: now, seq: 2, metrics: metrics(false) })],
  ["DDATA/n/d", encode({ timestamp: now, seq: 3, metrics: metrics(false) })],
  ["NDATA/n", encode({ timestamp: now, seq: 4, metrics: metrics(false) })],
  ["DDEATH/n/d", encode({ timestamp: now, seq: 5, metrics: [] })],
  ["NDEATH/n", encode({ metrics: [{ name: "bdSeq", type: "Int64", value: 0 }] })],
  ["STATE/scada", Buffer.from('{"online":false,"timestamp":1}')],
] as const;

it(`[S28] [D7] [D8] Sparkplug: ${RUNS} sequences of messages, damaged, doubled and out of order, are counted, survived, and followed by good ones`, {
  timeout: TIMEOUT_MS,
}, () => {
  const wanted: readonly [SparkplugBinding, ("text" | "waveform")?][] = [
    [{ metric: "Power" }],
    [{ metric: "Count" }],
    [{ metric: "Name" }, "text"],
    [{ metric: "Table", column: "b", row: 1 }, "text"],
    [{ metric: "Table", column: "a" }],
    [{ metric: "Pump", member: ["Speed"] }],
    [{ metric: "Burst", index: 3 }],
    [
      { metric: "Burst", waveform: { rate: 10, stamp: "last-point", context: { speed: "Power", tool: "Name" } } },
      "waveform",
    ],
    [{ metric: "__proto__" }],
    [{ metric: "Table" }, "text"],
  ];
  const address = { group: "g", node: "n", device: "d" };
  const { context } = fakeContext<SparkplugAddress, SparkplugBinding>(
    wanted.map(([binding, type]) => ({ address, binding, ...(type === undefined ? {} : { tag: { type } }) })),
  );
  const outlet = new Outlet();
  const host = new SparkplugHost(context, outlet, {
    hostId: "scada",
    reorderTimeoutMs: 10,
    lastHeard: new LastHeard("/dev/null"),
  });
  host.online(() => undefined);
  const { inlet, send } = intakeOf(host, outlet, context as never);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(SPARKPLUG.length - 1), sometimes), { minLength: 1, maxLength: 8 }),
      fc.nat(4_000),
      (messages, passedMs) => {
        for (const [which, how] of messages) {
          const [place, payload] = SPARKPLUG[which] as (typeof SPARKPLUG)[number];
          const [type, ...rest] = place.split("/");
          send(type === "STATE" ? `spBv1.0/${place}` : `spBv1.0/g/${[type, ...rest].join("/")}`, damaged(payload, how));
        }
        host.tick(Date.now() + passedMs);
        host.remember();
      },
    ),
    { numRuns: RUNS },
  );
  for (const [place, payload] of SPARKPLUG.slice(0, 3)) send(`spBv1.0/g/${place}`, payload);
  expect(inlet.batches[0]?.values[0]).toBe(1.5);
  expect(context.counters.dropped).toBeGreaterThan(RUNS / 10);
});

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
  `[S28] [D9] VDA 5050 version %i: ${RUNS} messages with odd members or damaged bytes are counted, survived, and followed by good ones`,
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
          observer.tick(Date.now());
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

it(`[S28] [D9] JSON: ${RUNS} messages with odd members or damaged bytes are counted, survived, and followed by good ones`, {
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
