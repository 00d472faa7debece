/** The host-side assertions of Sparkplug 3.0, by their tck-id. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { LastHeard } from "../../../../edge/sources/mqtt/last-heard.ts";
import { Outlet } from "../../../../edge/sources/mqtt/outlet.ts";
import type { SparkplugAddress, SparkplugBinding } from "../../../../edge/sources/mqtt/sparkplug/config.ts";
import { SparkplugHost } from "../../../../edge/sources/mqtt/sparkplug/host.ts";
import type { Publication } from "../../../../edge/sources/mqtt/topic-reader.ts";
import { encodePayload, type Metric, MetricType } from "../../../../simulators/speak/mqtt/sparkplug-encode.ts";
import { FakeInlet } from "../../../fakes/source/inlet.ts";
import { fakeContext } from "../../../fakes/source/source-context.ts";

const folder = mkdtempSync(join(tmpdir(), "gemba-conformance-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { int64, double } = MetricType;
const START = 1_700_000_000_000;
const at = (ms: number) => START + ms;

function setUp(lastHeard = new LastHeard("/dev/null"), reorderTimeoutMs = 1_000) {
  const fake = fakeContext<SparkplugAddress, SparkplugBinding>([
    { address: { group: "g", node: "n", device: "d" }, binding: { metric: "Power" } },
    { address: { group: "g", node: "n" }, binding: { metric: "Uptime" } },
  ]);
  const outlet = new Outlet();
  const inlet = new FakeInlet();
  outlet.open(inlet);
  const host = new SparkplugHost(fake.context, outlet, { hostId: "scada", reorderTimeoutMs, lastHeard });
  const published: Publication[] = [];
  host.online((publication) => published.push(publication));
  const startMs = Date.now();
  const send = (type: string, payload: Buffer) => {
    host.message(`spBv1.0/g/${type}/n${type.startsWith("D") ? "/d" : ""}`, payload);
    outlet.flush();
  };
  const pass = (ms: number) => {
    host.tick(startMs + ms);
    host.remember()?.();
    outlet.flush();
  };
  const commands = () => published.filter(({ topic }) => topic === "spBv1.0/g/NCMD/n");
  const gaps = () =>
    inlet.events
      .filter(({ type }) => type === "gap.declared")
      .map(({ payload }) => [payload["from"], payload["to"], payload["lost"], payload["reason"]]);
  return { ...fake, host, inlet, published, send, pass, commands, gaps };
}

const bdSeqMetric = (value: number): Metric => ({
  name: "bdSeq",
  timestampMs: at(0),
  datatype: int64,
  form: int64,
  value,
});
const nodeBirth = (bdSeq = 0, ms = 0) =>
  encodePayload(
    at(ms),
    [bdSeqMetric(bdSeq), { name: "Uptime", alias: 2, timestampMs: at(ms), datatype: double, form: double, value: 1 }],
    0,
  );
const deviceBirth = (seq = 1, ms = 1) =>
  encodePayload(
    at(ms),
    [{ name: "Power", alias: 1, timestampMs: at(ms), datatype: double, form: double, value: 1 }],
    seq,
  );
const data = (seq: number, ms: number, more: Partial<Metric> = {}) =>
  encodePayload(at(ms), [{ alias: 1, timestampMs: at(ms), form: double, value: seq, ...more }], seq & 255);
const death = (bdSeq: number) => encodePayload(at(9), [bdSeqMetric(bdSeq)]);
const state = (publication: Publication | undefined) =>
  JSON.parse(String(publication?.payload)) as { online: boolean; timestamp: number };

it("[host-topic-phid-death-topic, -required, -qos, -retain, -payload, -payload-timestamp-connect; operational-behavior-host-application-connect-will, -topic, -payload, -qos, -retained; payloads-state-will-message, -qos, -retain, -payload] the will is the STATE of this host, QoS 1, retained, offline", () => {
  const { host } = setUp();
  expect(host.will).toMatchObject({ topic: "spBv1.0/STATE/scada", qos: 1, retain: true });
  expect(state(host.will).online).toBe(false);
});

it("[host-topic-phid-birth-message, -topic, -required, -qos, -retain, -payload, -payload-timestamp; operational-behavior-host-application-connect-birth, -topic, -payload, -qos, -retained; operational-behavior-primary-application-state-with-multiple-servers-state; payloads-state-birth, -payload] the first message is its STATE, online, with the timestamp of the will", () => {
  const { host, published } = setUp();
  expect(published[0]).toMatchObject({ topic: "spBv1.0/STATE/scada", qos: 1, retain: true });
  expect(state(published[0])).toEqual({ online: true, timestamp: state(host.will).timestamp });
});

it("[host-topic-phid-birth-sub-required; payloads-state-subscribe; message-flow-phid-sparkplug-subscription] its own STATE is among the subscriptions, which stand before it publishes", () => {
  const { host } = setUp();
  expect(host.filters[0]).toEqual({ topic: "spBv1.0/STATE/scada", qos: 1 });
});

it("[host-topic-phid-death-payload-timestamp-disconnect-clean; operational-behavior-host-application-termination, -death-topic, -death-payload, -death-qos, -death-retained] a clean goodbye is offline with a time of its own", () => {
  const { host } = setUp();
  const [goodbye] = host.farewell();
  expect(goodbye).toMatchObject({ topic: "spBv1.0/STATE/scada", qos: 1, retain: true });
  expect(state(goodbye).online).toBe(false);
  expect(state(goodbye).timestamp).toBeGreaterThanOrEqual(state(host.will).timestamp);
});

it("[message-flow-hid-sparkplug-state-message-delivered] offline under its own id while it is online is answered with online", () => {
  const { host, published } = setUp();
  host.message("spBv1.0/STATE/scada", Buffer.from('{"online":false,"timestamp":5}'));
  host.message("spBv1.0/STATE/scada", Buffer.from('{"online":true,"timestamp":5}'));
  expect(published.map((publication) => state(publication).online)).toEqual([true, true]);
});

it("[termination-host-action-ndeath-node-offline, -node-tags-stale, -devices-offline, -devices-tags-stale] NDEATH makes node and devices stale at once", () => {
  const { send, isLive } = setUp();
  send("NBIRTH", nodeBirth(3));
  send("DBIRTH", deviceBirth());
  expect([...isLive.values()]).toEqual([true, true]);
  send("NDEATH", death(3));
  expect([...isLive.values()]).toEqual([false, false]);
});

it("[payloads-ndeath-bdseq] an NDEATH of another bdSeq says nothing of this session", () => {
  const { send, isLive } = setUp();
  send("NBIRTH", nodeBirth(3));
  send("NDEATH", death(2));
  expect(isLive.get(1)).toBe(true);
});

it("[termination-host-action-ddeath-devices-offline, -devices-tags-stale] DDEATH makes the device stale, the node stays", () => {
  const { send, isLive } = setUp();
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth());
  send("DDEATH", encodePayload(at(2), [], 2));
  expect([isLive.get(0), isLive.get(1)]).toEqual([false, true]);
});

it("[host-reordering-param, -start, -rebirth] what is missing for the configured time is declared, and births are asked for", () => {
  const { send, pass, commands, gaps } = setUp(undefined, 3_000);
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth());
  send("DDATA", data(4, 4));
  pass(2_900);
  expect([gaps(), commands()]).toEqual([[], []]);
  pass(5_000);
  expect(gaps()).toEqual([[at(1) * 1000, at(4) * 1000, 2, "source_qos0"]]);
  expect(commands()).toHaveLength(1);
});

it("[host-reordering-success] what comes within that time ends the waiting", () => {
  const { send, pass, commands, gaps } = setUp();
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth());
  send("DDATA", data(3, 3));
  send("DDATA", data(2, 2));
  pass(60_000);
  expect([gaps(), commands()]).toEqual([[], []]);
});

it("[operational-behavior-data-commands-ncmd-rebirth-name, -verb, -value; topics-ncmd-mqtt, -timestamp, -payload; payloads-ncmd-seq, -qos, -retain, -timestamp] a rebirth is asked for by NCMD, QoS 0, not retained", () => {
  const { pass, commands } = setUp();
  pass(600);
  expect(commands()[0]).toMatchObject({ qos: 0, retain: false });
  const bytes = Buffer.from(commands()[0]?.payload as Uint8Array);
  expect(bytes[0]).toBe(0x08);
  expect(bytes.subarray(7).toString("hex")).toBe("121a0a144e6f646520436f6e74726f6c2f52656269727468200b7001");
});

it("[D7] unknown alias, data before birth and a gap ask together at most once in five seconds", () => {
  const { send, pass, commands } = setUp();
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth());
  for (let n = 2; n < 100; n += 3) send("DDATA", data(n, n, { alias: 99 }));
  for (let ms = 0; ms <= 12_000; ms += 250) pass(ms);
  expect(commands().length).toBeLessThanOrEqual(3);
});

it("[D7] a request is worded with an alias where the birth gave Rebirth one, and otherwise every second time that nobody answers", () => {
  const { send, pass, commands } = setUp();
  for (let ms = 0; ms <= 40_000; ms += 250) pass(ms);
  const alias = (n: number) =>
    /rebirth(..)/i.exec(Buffer.from(commands()[n]?.payload as Uint8Array).toString("latin1"))?.[1]?.charCodeAt(0);
  const [ALIAS, DATATYPE] = [0x10, 0x20];
  expect([0, 1, 2].map(alias)).toEqual([DATATYPE, ALIAS, DATATYPE]);
  const before = commands().length;
  send(
    "NBIRTH",
    encodePayload(
      at(0),
      [
        bdSeqMetric(0),
        {
          name: "Node Control/Rebirth",
          alias: 7,
          timestampMs: at(0),
          datatype: MetricType.boolean,
          form: MetricType.boolean,
          value: false,
        },
      ],
      0,
    ),
  );
  send("DDATA", data(1, 1));
  pass(60_000);
  expect(Buffer.from(commands()[before]?.payload as Uint8Array).toString("latin1")).toContain("Rebirth\x10\x07\x20");
});

it("[topics-nbirth-seq-num, payloads-nbirth-seq] a birth may begin its count anywhere, and an older node may write bdSeq unsigned", () => {
  const { send, isLive, gaps } = setUp();
  send("NBIRTH", encodePayload(at(0), [{ ...bdSeqMetric(3), datatype: 8 as never }], 254));
  send("DBIRTH", deviceBirth(255));
  send("DDATA", data(256, 2));
  send("NDEATH", death(3));
  expect([gaps(), isLive.get(0)]).toEqual([[], false]);
});

it("[D7] [F14] a node that begins its next session with the same bdSeq was gone all the same", () => {
  const { send, gaps, isLive } = setUp();
  send("NBIRTH", nodeBirth(0));
  send("DBIRTH", deviceBirth());
  send("NBIRTH", nodeBirth(0, 1_000));
  expect(gaps()).toEqual([]);
  send("DBIRTH", deviceBirth(1, 1_001));
  send("NDEATH", death(0));
  expect(isLive.get(0)).toBe(false);
  send("NBIRTH", nodeBirth(0, 5_000));
  expect(gaps()).toEqual([[at(1_001) * 1000, at(5_000) * 1000, undefined, "source_qos0"]]);
});

it("[payloads-ddeath-seq] a death without seq is refused as malformed, and believed", () => {
  const { send, isLive } = setUp();
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth());
  expect(() => send("DDEATH", encodePayload(at(2), []))).toThrow("no seq");
  expect(isLive.get(0)).toBe(false);
});

it("[payloads-nbirth-retain, payloads-dbirth-retain, payloads-ddata-retain] what an edge node retained against the rules is of the past: it brings nothing, and births are asked for", () => {
  const { host, inlet, isLive, pass, commands } = setUp();
  for (const [place, payload] of [
    ["NBIRTH/n", nodeBirth()],
    ["DBIRTH/n/d", deviceBirth()],
    ["DDATA/n/d", data(2, 2)],
  ] as const)
    host.message(`spBv1.0/g/${place}`, payload, true);
  pass(600);
  expect([inlet.samples(), [...isLive], commands().length]).toEqual([[], [], 1]);
});

it("[case-sensitivity-sparkplug-ids, -metric-names] names that differ by case are different names", () => {
  const { host, send, inlet, isLive } = setUp();
  host.message("spBv1.0/g/NBIRTH/N", nodeBirth());
  host.message("spBv1.0/G/NBIRTH/n", nodeBirth());
  expect([...isLive]).toEqual([]);
  send("NBIRTH", nodeBirth());
  send(
    "DBIRTH",
    encodePayload(
      at(1),
      [{ name: "power", alias: 1, timestampMs: at(1), datatype: double, form: double, value: 1 }],
      1,
    ),
  );
  expect(inlet.samples(0)).toEqual([]);
});

it("[D7] a message lost just before a rebirth is declared by the birth that settles the count", () => {
  const { send, gaps } = setUp();
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth());
  send("DDATA", data(4, 4));
  send("NBIRTH", nodeBirth(0, 10));
  expect(gaps()).toEqual([[at(1) * 1000, at(4) * 1000, 2, "source_qos0"]]);
});

it("[D7] [F14] a new bdSeq declares the time between the last message and the birth", () => {
  const { send, gaps } = setUp();
  send("NBIRTH", nodeBirth(1));
  send("DBIRTH", deviceBirth());
  send("NBIRTH", nodeBirth(3, 5_000));
  expect(gaps()).toEqual([[at(1) * 1000, at(5_000) * 1000, undefined, "source_qos0"]]);
});

it("[D7] [F14] exactly 256 messages that are missing show in the payload times", () => {
  const { send, gaps } = setUp();
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth());
  for (let n = 2; n < 300; n++) send("DDATA", data(n, 100 * n));
  expect(gaps()).toEqual([]);
  send("DDATA", data(300 + 256, 100 * (300 + 256)));
  expect(gaps()).toEqual([[at(29_900) * 1000, at(55_600) * 1000, undefined, "source_qos0"]]);
});

it("[D7] [F14] pauses that a node makes again and again are no gaps", () => {
  const { send, gaps } = setUp();
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth());
  for (let n = 2; n < 2_000; n++) send("DDATA", data(n, n + 10_000 * Math.floor(n / 50)));
  expect(gaps()).toEqual([]);
});

it("[D7] [F14] [F15] what was sent while nobody listened is declared over sessions and restarts, and closed by historical values", () => {
  const earlier = new LastHeard(folder);
  const first = setUp(earlier);
  first.send("NBIRTH", nodeBirth(1));
  first.send("DBIRTH", deviceBirth());
  first.send("DDATA", data(2, 1_000));
  first.pass(250);
  const { send, pass, inlet, gaps } = setUp(new LastHeard(folder));
  send("NBIRTH", nodeBirth(2, 60_000));
  send("DBIRTH", deviceBirth(1, 60_001));
  expect(gaps()).toEqual([[at(1_000) * 1000, at(60_000) * 1000, undefined, "source_qos0"]]);
  send("DDATA", data(2, 2_000, { isHistorical: true }));
  send("DDATA", data(3, 59_000, { isHistorical: true }));
  send("DDATA", data(4, 60_100));
  expect(inlet.samples(0).map(({ flags, time }) => [flags, time / 1000 - START])).toEqual([
    [0, 60_001],
    [2, 2_000],
    [2, 59_000],
    [0, 60_100],
  ]);
  pass(10_000);
  const closed = inlet.events.filter(({ type }) => type === "gap.closed").map(({ payload }) => payload);
  expect(closed).toMatchObject([
    {
      source: "line/g/n",
      from: at(1_000) * 1000,
      to: at(60_000) * 1000,
      filledFrom: at(2_000) * 1000,
      filledTo: at(59_000) * 1000,
      values: 2,
    },
  ]);
});
