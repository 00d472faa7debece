/** Sparkplug payloads that are damaged, doubled, out of order or of odd types, at random. */
import fc from "fast-check";
import sparkplug from "sparkplug-payload";
import { expect, it } from "vitest";
import { LastHeard } from "../../../../edge/sources/mqtt/last-heard.ts";
import { Outlet } from "../../../../edge/sources/mqtt/outlet.ts";
import type { SparkplugAddress, SparkplugBinding } from "../../../../edge/sources/mqtt/sparkplug/config.ts";
import { SparkplugHost } from "../../../../edge/sources/mqtt/sparkplug/host.ts";
import { intakeOf, patienceFor } from "../../../fakes/mqtt/fuzzed-intake.ts";
import { damaged, sometimes } from "../../../fakes/net/hostile.ts";
import { fakeContext } from "../../../fakes/source/source-context.ts";
import { sizeOf } from "../../../run/long-sets.ts";

const RUNS = sizeOf("GEMBA_FUZZ", { short: 300, full: 10_000 });
const TIMEOUT_MS = patienceFor(RUNS);

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

it(`[S28] Sparkplug survives and counts ${RUNS} sequences of damaged, doubled and disordered messages`, {
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
        host.tick(performance.now() + passedMs);
        host.remember();
      },
    ),
    { numRuns: RUNS },
  );
  for (const [place, payload] of SPARKPLUG.slice(0, 3)) send(`spBv1.0/g/${place}`, payload);
  expect(inlet.batches[0]?.values[0]).toBe(1.5);
  expect(context.counters.dropped).toBeGreaterThan(RUNS / 10);
});
