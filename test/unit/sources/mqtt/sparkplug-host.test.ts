import { expect, it } from "vitest";
import type { Publication } from "../../../../edge/mqtt/messages.ts";
import { LastHeard } from "../../../../edge/sources/mqtt/last-heard.ts";
import { Outlet } from "../../../../edge/sources/mqtt/outlet.ts";
import type { SparkplugAddress, SparkplugBinding } from "../../../../edge/sources/mqtt/sparkplug/config.ts";
import { SparkplugHost } from "../../../../edge/sources/mqtt/sparkplug/host.ts";
import { encodePayload, type Metric, MetricType } from "../../../../simulators/speak/mqtt/sparkplug-encode.ts";
import { FakeInlet } from "../../../fakes/source/inlet.ts";
import { fakeContext } from "../../../fakes/source/source-context.ts";

const { int64, double, string, dateTime } = MetricType;
const D1 = { group: "g", node: "n", device: "d1" };
const D2 = { group: "g", node: "n", device: "d2" };

function setUp(reorderTimeoutMs = 1_000, lastHeard = new LastHeard("/dev/null")) {
  const fake = fakeContext<SparkplugAddress, SparkplugBinding>([
    { address: D1, binding: { metric: "Power" } },
    { address: D1, binding: { metric: "Serial" }, tag: { type: "text" } },
    { address: D2, binding: { metric: "Power" } },
    { address: D1, binding: { metric: "__proto__" } },
  ]);
  const outlet = new Outlet();
  const inlet = new FakeInlet();
  outlet.open(inlet);
  const host = new SparkplugHost(fake.context, outlet, { hostId: "edge", reorderTimeoutMs, lastHeard });
  const published: Publication[] = [];
  host.online((publication) => published.push(publication));
  const startMs = performance.now();
  const send = (type: string, payload: Buffer, device?: string) => {
    host.message(`spBv1.0/g/${type}/n${device === undefined ? "" : `/${device}`}`, payload);
    outlet.flush();
  };
  const rebirths = () => published.filter(({ topic }) => topic === "spBv1.0/g/NCMD/n").length;
  const pass = (ms: number) => {
    host.tick(startMs + ms);
    outlet.flush();
  };
  return { ...fake, host, inlet, published, rebirths, send, pass };
}

const at = (ms: number) => 1_700_000_000_000 + ms;
const nodeBirth = (bdSeq = 1, seq = 0) =>
  encodePayload(at(0), [{ name: "bdSeq", timestampMs: at(0), datatype: int64, form: int64, value: bdSeq }], seq);
const death = (bdSeq: number) =>
  encodePayload(at(0), [{ name: "bdSeq", timestampMs: at(0), datatype: int64, form: int64, value: bdSeq }]);
const power = (value: number, ms: number, alias = 1): Metric => ({ alias, timestampMs: at(ms), form: double, value });
const deviceBirth = (seq: number, alias = 1) =>
  encodePayload(
    at(1),
    [
      { name: "Power", alias, timestampMs: at(1), datatype: double, form: double, value: 10 },
      { name: "Serial", alias: alias + 50, timestampMs: at(-86_400_000), datatype: string, form: string, value: "BJ1" },
      { name: "Unwanted", alias: alias + 60, timestampMs: at(1), datatype: dateTime, form: dateTime, value: at(0) },
    ],
    seq,
  );
const data = (seq: number, metric: Metric, ms = seq) => encodePayload(at(ms), [metric], seq);

it("announces itself online with the timestamp of its will, and again after an old will", () => {
  const { host, published } = setUp();
  expect(published[0]).toMatchObject({ topic: "spBv1.0/STATE/edge", qos: 1, retain: true });
  const { timestamp } = JSON.parse(String(published[0]?.payload));
  expect(JSON.parse(String(host.will.payload))).toEqual({ online: false, timestamp });
  host.message("spBv1.0/STATE/edge", Buffer.from('{"online":false,"timestamp":1}'));
  expect(JSON.parse(String(published.at(-1)?.payload))).toEqual({ online: true, timestamp });
});

it("resolves aliases of births, keeps source times and leaves metrics without a tag alone", () => {
  const { inlet, send, isLive } = setUp();
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth(1), "d1");
  send("DDATA", data(2, power(11.5, 7)), "d1");
  expect(inlet.samples(0).map(({ time, value }) => [time, value])).toEqual([
    [at(1) * 1000, 10],
    [at(7) * 1000, 11.5],
  ]);
  expect(inlet.latest(1)).toMatchObject({ text: "BJ1", time: at(-86_400_000) * 1000 });
  expect(inlet.samples()).toHaveLength(3);
  expect(isLive.get(0)).toBe(true);
  expect(isLive.get(1)).toBe(undefined);
});

it(
  "an alias is the device's own, even where another device of the node has the same, and a new birth forgets " +
    "the old ones",
  () => {
    const { inlet, send, rebirths, pass } = setUp();
    pass(600);
    send("NBIRTH", nodeBirth());
    send("DBIRTH", deviceBirth(1), "d1");
    send("DBIRTH", deviceBirth(2), "d2");
    send("DDATA", data(3, power(21, 3)), "d1");
    send("DDATA", data(4, power(22, 4)), "d2");
    expect([0, 2].map((ref) => inlet.latest(ref)?.value)).toEqual([21, 22]);
    send("DBIRTH", deviceBirth(5, 9), "d1");
    send("DDATA", data(6, power(23, 6)), "d1");
    expect([inlet.latest(0)?.value, rebirths()]).toEqual([10, 1]);
  },
);

it("distinguishes aliases that are equal as doubles", () => {
  const { inlet, send } = setUp();
  send("NBIRTH", nodeBirth());
  const varint64 = (last: number) => [0x80 | last, ...Array(8).fill(0x80), 0x01];
  // Metric "Power" with alias a 64-bit number; data with another that differs in the lowest bits only.
  const metric = (name: string, last: number, value: number) => {
    const double = Buffer.alloc(8);
    double.writeDoubleLE(value);
    const body = [
      ...(name === "" ? [] : [0x0a, name.length, ...Buffer.from(name)]),
      0x10,
      ...varint64(last),
      0x20,
      10,
      0x69,
      ...double,
    ];
    return [0x12, body.length, ...body];
  };
  send("DBIRTH", Buffer.from([...metric("Power", 1, 5), 0x18, 1]), "d1");
  send("DDATA", Buffer.from([...metric("", 1, 6), 0x18, 2]), "d1");
  send("DDATA", Buffer.from([...metric("", 2, 7), 0x18, 3]), "d1");
  expect(inlet.samples(0).map(({ value }) => value)).toEqual([5, 6]);
});

it("[F9] asks for births when data comes before one or with an unknown alias, at most once in five seconds", () => {
  const { send, rebirths, inlet, pass } = setUp();
  pass(600);
  expect(rebirths()).toBe(1);
  for (let n = 0; n < 20; n++) send("DDATA", data(n, power(1, n)), "d1");
  expect([rebirths(), inlet.samples().length]).toEqual([1, 0]);
  const other = setUp();
  other.send("NBIRTH", nodeBirth());
  other.send("DBIRTH", deviceBirth(1), "d1");
  other.pass(10_000);
  for (let n = 2; n < 20; n++) other.send("DDATA", data(n, power(1, n, 99)), "d1");
  expect(other.rebirths()).toBeLessThanOrEqual(1);
});

it("[F9] declares a gap and asks for births when a missing number does not come in time", () => {
  const { send, pass, inlet, rebirths } = setUp();
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth(1), "d1");
  send("DDATA", data(2, power(1, 2)), "d1");
  send("DDATA", data(6, power(2, 6)), "d1");
  expect(inlet.latest(0)?.value).toBe(2);
  pass(500);
  expect(inlet.events).toEqual([]);
  pass(6_000);
  expect(
    inlet.events.map(({ type, payload }) => [type, payload["lost"], payload["from"], payload["to"], payload["reason"]]),
  ).toEqual([["gap.declared", 3, at(2) * 1000, at(6) * 1000, "source_qos0"]]);
  expect(rebirths()).toBe(1);
});

it("[F9] declares nothing when the missing number comes late, and takes its samples", () => {
  const { send, pass, inlet } = setUp();
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth(1), "d1");
  send("DDATA", data(3, power(3, 3)), "d1");
  send("DDATA", data(2, power(2, 2)), "d1");
  pass(10_000);
  expect(inlet.events).toEqual([]);
  expect(inlet.samples(0).map(({ value }) => value)).toEqual([10, 3, 2]);
});

it("[F9] follows the count over 255 and ignores a repeated message", () => {
  const { send, pass, inlet } = setUp();
  send("NBIRTH", nodeBirth(1, 250));
  send("DBIRTH", deviceBirth(251), "d1");
  for (let n = 252; n < 260; n++) send("DDATA", data(n & 255, power(n, n), n), "d1");
  send("DDATA", data(3, power(-1, 259), 259), "d1");
  pass(10_000);
  expect(inlet.events).toEqual([]);
  expect(inlet.samples(0)).toHaveLength(9);
  expect(inlet.latest(0)?.value).toBe(259);
});

it("[F8] ignores a late will with another bdSeq, accepts the right one and DDEATH", () => {
  const { send, isLive, calls } = setUp();
  send("NBIRTH", nodeBirth(2));
  send("DBIRTH", deviceBirth(1), "d1");
  send("DBIRTH", deviceBirth(2, 2), "d2");
  send("NDEATH", death(1));
  expect([isLive.get(0), isLive.get(1)]).toEqual([true, true]);
  send("DDEATH", encodePayload(at(3), [], 3), "d2");
  expect([isLive.get(0), isLive.get(1)]).toEqual([true, false]);
  send("NDEATH", death(2));
  expect([isLive.get(0), isLive.get(1)]).toEqual([false, false]);
  expect(calls.at(-1)?.reason).toContain("NDEATH");
});

it("[F8] a device whose birth does not follow its node's birth is lost", () => {
  const { send, isLive, pass } = setUp();
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth(1), "d1");
  pass(6_000);
  expect([isLive.get(0), isLive.get(1)]).toEqual([true, false]);
});

it("[F8] the broker's answer to a ping speaks for living devices only", () => {
  const { host, send, calls, pass } = setUp();
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth(1), "d1");
  pass(1);
  calls.length = 0;
  host.pinged();
  pass(2);
  expect(calls).toEqual([{ kind: "heard", link: 0 }]);
});

it("[F13] marks impossible values: impossible times, NaN, text instead of a number", () => {
  const { send, inlet } = setUp();
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth(1), "d1");
  const sentMs = Date.now();
  send("DDATA", encodePayload(at(2), [{ alias: 1, timestampMs: 12, form: double, value: 5 }], 2), "d1");
  expect((inlet.latest(0)?.flags ?? 0) & 16).toBe(16);
  expect((inlet.latest(0)?.time ?? 0) / 1000).toBeGreaterThanOrEqual(sentMs);
  expect((inlet.latest(0)?.time ?? 0) / 1000).toBeLessThanOrEqual(Date.now());
  send("DDATA", data(3, power(Number.NaN, 3)), "d1");
  expect(inlet.latest(0)).toMatchObject({ value: Number.NaN, status: 0x803c0000 });
  send("DDATA", data(4, { alias: 1, timestampMs: at(4), form: string, value: "hot" }), "d1");
  expect(inlet.latest(0)).toMatchObject({ value: Number.NaN, status: 0x80740000 });
});

it("a metric called __proto__ is a metric like any other", () => {
  const { send, inlet } = setUp();
  send("NBIRTH", nodeBirth());
  send(
    "DBIRTH",
    encodePayload(
      at(1),
      [{ name: "__proto__", alias: 1, timestampMs: at(1), datatype: double, form: double, value: 7 }],
      1,
    ),
    "d1",
  );
  expect(inlet.latest(3)?.value).toBe(7);
});

it(
  "[F14] a session shorter than a tick is remembered, and one that ended while a number was missing only " +
    "up to that number",
  () => {
    const lastHeard = new LastHeard("/dev/null");
    const gaps = (inlet: FakeInlet) =>
      inlet.events.filter(({ type }) => type === "gap.declared").map(({ payload }) => payload["from"]);
    const data = (seq: number, ms: number) => encodePayload(at(ms), [power(1, ms)], seq);
    const first = setUp(1_000, lastHeard);
    first.send("NBIRTH", nodeBirth());
    first.send("DBIRTH", deviceBirth(1), "d1");
    first.send("DDATA", data(2, 50), "d1");
    first.send("DDATA", data(4, 90), "d1");
    first.host.ended();
    expect(gaps(first.inlet)).toEqual([]);
    const second = setUp(1_000, lastHeard);
    second.send(
      "NBIRTH",
      encodePayload(at(500), [{ name: "bdSeq", timestampMs: at(500), datatype: int64, form: int64, value: 2 }], 0),
    );
    expect(gaps(second.inlet)).toEqual([at(50) * 1000]);
  },
);
