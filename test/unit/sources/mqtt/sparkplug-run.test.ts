/**
 * Data that is read in runs, compared with the same data read metric by metric: an empty `metadata` (field 8) selects
 * the general path for each metric.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { LastHeard } from "../../../../edge/sources/mqtt/last-heard.ts";
import { Outlet } from "../../../../edge/sources/mqtt/outlet.ts";
import { Aliases } from "../../../../edge/sources/mqtt/sparkplug/aliases.ts";
import type { SparkplugAddress, SparkplugBinding } from "../../../../edge/sources/mqtt/sparkplug/config.ts";
import { edgeNodesOf } from "../../../../edge/sources/mqtt/sparkplug/edge-node.ts";
import { SparkplugHost } from "../../../../edge/sources/mqtt/sparkplug/host.ts";
import { MetricSampler } from "../../../../edge/sources/mqtt/sparkplug/metric-sampler.ts";
import { encodePayload, MetricType } from "../../../../simulators/speak/mqtt/sparkplug-encode.ts";
import { FakeInlet } from "../../../fakes/source/inlet.ts";
import { fakeContext } from "../../../fakes/source/source-context.ts";

const START = 1_700_000_000_000;
const ADDRESS = { group: "g", node: "n" };
const BOUND = [0, 1, 2, 3, 127, 128, 300, 20_000];
const UNBOUND = 5;

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 0x80);
  return [...bytes, Number(rest)];
}

const field = (number: number, content: readonly number[]) => [
  ...varint(number * 8 + 2),
  ...varint(content.length),
  ...content,
];

function fixed(bytes: 4 | 8, value: number): number[] {
  const buffer = Buffer.alloc(bytes);
  if (bytes === 8) buffer.writeDoubleLE(value);
  else buffer.writeFloatLE(value);
  return [...buffer];
}

function host() {
  const fake = fakeContext<SparkplugAddress, SparkplugBinding>(
    BOUND.map((n) => ({ address: ADDRESS, binding: { metric: `m${n}` } })),
  );
  const outlet = new Outlet();
  const inlet = new FakeInlet();
  outlet.open(inlet);
  const reader = new SparkplugHost(fake.context, outlet, {
    hostId: "edge",
    reorderTimeoutMs: 1_000,
    lastHeard: new LastHeard("/dev/null"),
  });
  const send = (type: string, payload: Buffer): string | undefined => {
    const before = { samples: outlet.samples.length, waveforms: 0, events: outlet.events };
    try {
      reader.message(`spBv1.0/g/${type}/n`, payload);
      return undefined;
    } catch (error) {
      outlet.truncate(before);
      return String(error);
    } finally {
      outlet.flush();
    }
  };
  const { double, int64 } = MetricType;
  const metrics = [...BOUND, UNBOUND].map((n) => ({
    name: `m${n}`,
    alias: n,
    timestampMs: START,
    datatype: double,
    form: double,
    value: n,
  }));
  send(
    "NBIRTH",
    encodePayload(
      START,
      [{ name: "bdSeq", timestampMs: START, datatype: int64, form: int64, value: 0 }, ...metrics],
      0,
    ),
  );
  return { inlet, send, counters: fake.context.counters };
}

const numbers = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, Number.NaN, Number.POSITIVE_INFINITY));
const integers = fc.oneof(
  fc.nat(200),
  fc.nat(),
  fc.constantFrom(2 ** 28 - 1, 2 ** 28, 2 ** 32 - 1, 2 ** 32, 2 ** 53 + 2, 2 ** 63),
);
const value = fc.oneof(
  { weight: 4, arbitrary: numbers.map((number) => [0x69, ...fixed(8, number)]) },
  numbers.map((number) => [0x65, ...fixed(4, number)]),
  fc.constantFrom(0, 1, 2, 128).map((number) => [0x70, ...varint(number)]),
  integers.map((number) => [0x50, ...varint(number)]),
  integers.map((number) => [0x58, ...varint(number)]),
  fc.constant(field(15, [0x78])),
  fc.constant([]),
);
/** Alias, time, type and value as bytes, some of them missing, longer than usual or twice. */
const metric = fc
  .record({
    alias: fc.oneof(
      fc.constantFrom(...BOUND, UNBOUND, 77, 40_000).map((alias) => [0x10, ...varint(alias)]),
      fc.constant([0x10, 0x81, 0x00]),
      fc.constant([0x10, 0x81, 0x80, 0x18]),
    ),
    time: fc.oneof(
      { weight: 5, arbitrary: fc.nat(4).map((s) => [0x18, ...varint(START + s * 1_000)]) },
      fc.constantFrom([], [0x18, 12], [0x18, ...varint(2 ** 42)], [0x18, ...varint(2 ** 45)]),
    ),
    datatype: fc.oneof(
      fc.constantFrom([], [0x20, 0], [0x20, 0x8a, 0x69]),
      fc.nat(14).map((type) => [0x20, type]),
    ),
    value,
    more: fc.oneof({ weight: 8, arbitrary: fc.constant([]) }, fc.constantFrom([0x28, 1], [0x38, 1], [0x10, 2])),
  })
  .map(({ alias, time, datatype, value, more }) => [...alias, ...time, ...datatype, ...value, ...more]);
const message = fc.record({
  metrics: fc.array(metric, { maxLength: 90 }),
  payloadS: fc.nat(6),
  cut: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.nat(30)),
});

it(
  "[Q15] data read in runs gives the samples, flags and counts that it gives metric by metric, well formed or " + "not",
  () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 6 }), (messages) => {
        const [inRuns, oneByOne] = [host(), host()];
        for (const [n, { metrics, payloadS, cut }] of messages.entries()) {
          const around = (bytes: readonly number[]) =>
            Buffer.from([0x08, ...varint(START + payloadS * 1_000), 0x18, n + 1, ...bytes]);
          const cutOff = (bytes: readonly number[]) => bytes.slice(0, bytes.length - cut);
          const errors = [
            inRuns.send("NDATA", around(metrics.flatMap((one) => field(2, cutOff(one))))),
            oneByOne.send("NDATA", around(metrics.flatMap((one) => field(2, [...field(8, []), ...cutOff(one)])))),
          ];
          expect(errors[0]).toBe(errors[1]);
        }
        const now = Date.now() * 1000 - 60e6;
        const said = ({ inlet }: ReturnType<typeof host>) =>
          inlet.samples().map((sample) => ({ ...sample, time: sample.time > now ? "now" : sample.time }));
        expect(said(inRuns)).toEqual(said(oneByOne));
        expect([...inRuns.counters.named]).toEqual([...oneByOne.counters.named]);
        expect(inRuns.counters.lastDrift).toBe(oneByOne.counters.lastDrift);
      }),
      { numRuns: 120 },
    );
  },
);

it("[Q15] plain numbers of known metrics never take the general path, however long the message", () => {
  const { inlet, send } = host();
  const plain = (alias: number) =>
    field(2, [0x10, ...varint(alias), 0x18, ...varint(START + 1_000), 0x69, ...fixed(8, alias)]);
  const { take } = MetricSampler.prototype;
  let general = 0;
  MetricSampler.prototype.take = function (...args) {
    general++;
    take.apply(this, args);
  };
  try {
    send(
      "NDATA",
      Buffer.from([
        0x08,
        ...varint(START),
        ...Array.from({ length: 150 }, (_, n) => plain([1, 128, 300][n % 3] as number)).flat(),
        0x18,
        1,
      ]),
    );
  } finally {
    MetricSampler.prototype.take = take;
  }
  expect([general, inlet.batches.at(-1)?.length]).toEqual([0, 150]);
});

it(
  "[Q15] aliases are found however far apart they are, and the array of small ones stays as long as they are " + "many",
  () => {
    const nodes = edgeNodesOf(
      fakeContext<SparkplugAddress, SparkplugBinding>(
        Array.from({ length: 200 }, (_, n) => ({ address: ADDRESS, binding: { metric: `m${n}` } })),
      ).context.bound,
      () => undefined as never,
    );
    const wanted = [...(nodes.get("g/n")?.devices.get("")?.wanted.values() ?? [])];
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.oneof(fc.nat(5_000), fc.nat(70_000), fc.constant(2n ** 60n)), fc.nat(199)), {
          maxLength: 100,
        }),
        (pairs) => {
          const aliases = new Aliases();
          const truth = new Map<number | bigint, unknown>();
          for (const [alias, n] of pairs) {
            aliases.set(alias, wanted[n] as never);
            truth.set(alias, wanted[n]);
          }
          expect(aliases.size).toBe(truth.size);
          for (const [alias, metric] of truth) expect(aliases.get(alias)).toBe(metric);
          expect(aliases.get(70_001)).toBeUndefined();
          expect(aliases.dense.length).toBeLessThanOrEqual(Math.min(65_536, 1_024 * truth.size));
        },
      ),
      { numRuns: 100 },
    );
  },
);
