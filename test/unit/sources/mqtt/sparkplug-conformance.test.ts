/** The host-side assertions of Sparkplug 3.0, by their tck-id. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { encodePayload } from "../../../../simulators/speak/mqtt/sparkplug-encode.ts";
import {
  at,
  bdSeqMetric,
  data,
  death,
  deviceBirth,
  double,
  nodeBirth,
  setUp,
  state,
} from "../../../fakes/mqtt/sparkplug-host.ts";

const folder = mkdtempSync(join(tmpdir(), "gemba-conformance-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it(
  "[host-topic-phid-death-topic, -required, -qos, -retain, -payload, -payload-timestamp-connect; " +
    "operational-behavior-host-application-connect-will, -topic, -payload, -qos, -retained; " +
    "payloads-state-will-message, -qos, -retain, -payload] the will is the STATE of this host, QoS 1, retained, " +
    "offline",
  () => {
    const { host } = setUp();
    expect(host.will).toMatchObject({ topic: "spBv1.0/STATE/scada", qos: 1, retain: true });
    expect(state(host.will).online).toBe(false);
  },
);

it(
  "[host-topic-phid-birth-message, -topic, -required, -qos, -retain, -payload, -payload-timestamp; " +
    "operational-behavior-host-application-connect-birth, -topic, -payload, -qos, -retained; " +
    "operational-behavior-primary-application-state-with-multiple-servers-state; payloads-state-birth, -payload] " +
    "the first message is its STATE, online, with the timestamp of the will",
  () => {
    const { host, published } = setUp();
    expect(published[0]).toMatchObject({ topic: "spBv1.0/STATE/scada", qos: 1, retain: true });
    expect(state(published[0])).toEqual({ online: true, timestamp: state(host.will).timestamp });
  },
);

it(
  "[host-topic-phid-birth-sub-required; payloads-state-subscribe; message-flow-phid-sparkplug-subscription] " +
    "its own STATE is among the subscriptions, which stand before it publishes",
  () => {
    const { host } = setUp();
    expect(host.filters[0]).toEqual({ topic: "spBv1.0/STATE/scada", qos: 1 });
  },
);

it(
  "[host-topic-phid-death-payload-timestamp-disconnect-clean; " +
    "operational-behavior-host-application-termination, -death-topic, -death-payload, -death-qos, " +
    "-death-retained] a clean goodbye is offline with a time of its own",
  () => {
    const { host } = setUp();
    const [goodbye] = host.farewell();
    expect(goodbye).toMatchObject({ topic: "spBv1.0/STATE/scada", qos: 1, retain: true });
    expect(state(goodbye).online).toBe(false);
    expect(state(goodbye).timestamp).toBeGreaterThanOrEqual(state(host.will).timestamp);
  },
);

it(
  "[message-flow-hid-sparkplug-state-message-delivered] offline under its own id while it is online is " +
    "answered with online",
  () => {
    const { host, published } = setUp();
    host.message("spBv1.0/STATE/scada", Buffer.from('{"online":false,"timestamp":5}'));
    host.message("spBv1.0/STATE/scada", Buffer.from('{"online":true,"timestamp":5}'));
    expect(published.map((publication) => state(publication).online)).toEqual([true, true]);
  },
);

it(
  "[termination-host-action-ndeath-node-offline, -node-tags-stale, -devices-offline, -devices-tags-stale] " +
    "NDEATH makes node and devices stale at once",
  () => {
    const { send, isLive } = setUp();
    send("NBIRTH", nodeBirth(3));
    send("DBIRTH", deviceBirth());
    expect([...isLive.values()]).toEqual([true, true]);
    send("NDEATH", death(3));
    expect([...isLive.values()]).toEqual([false, false]);
  },
);

it("[payloads-ndeath-bdseq] an NDEATH of another bdSeq has no effect on this session", () => {
  const { send, isLive } = setUp();
  send("NBIRTH", nodeBirth(3));
  send("NDEATH", death(2));
  expect(isLive.get(1)).toBe(true);
});

it(
  "[termination-host-action-ddeath-devices-offline, -devices-tags-stale] DDEATH makes the device stale, the " +
    "node stays",
  () => {
    const { send, isLive } = setUp();
    send("NBIRTH", nodeBirth());
    send("DBIRTH", deviceBirth());
    send("DDEATH", encodePayload(at(2), [], 2));
    expect([isLive.get(0), isLive.get(1)]).toEqual([false, true]);
  },
);

it(
  "[operational-behavior-data-commands-ncmd-rebirth-name, -verb, -value; topics-ncmd-mqtt, -timestamp, " +
    "-payload; payloads-ncmd-seq, -qos, -retain, -timestamp] a rebirth is requested by NCMD, QoS 0, not retained",
  () => {
    const { pass, commands } = setUp();
    pass(600);
    expect(commands()[0]).toMatchObject({ qos: 0, retain: false });
    const bytes = Buffer.from(commands()[0]?.payload as Uint8Array);
    expect(bytes[0]).toBe(0x08);
    expect(bytes.subarray(7).toString("hex")).toBe("121a0a144e6f646520436f6e74726f6c2f52656269727468200b7001");
  },
);

it(
  "[topics-nbirth-seq-num, payloads-nbirth-seq] a birth may begin its count anywhere, and an older node may " +
    "write bdSeq unsigned",
  () => {
    const { send, isLive, gaps } = setUp();
    send("NBIRTH", encodePayload(at(0), [{ ...bdSeqMetric(3), datatype: 8 as never }], 254));
    send("DBIRTH", deviceBirth(255));
    send("DDATA", data(256, 2));
    send("NDEATH", death(3));
    expect([gaps(), isLive.get(0)]).toEqual([[], false]);
  },
);

it("[payloads-ddeath-seq] a death without seq is counted as malformed, and still takes effect", () => {
  const { send, isLive } = setUp();
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth());
  expect(() => send("DDEATH", encodePayload(at(2), []))).toThrow("no seq");
  expect(isLive.get(0)).toBe(false);
});

it(
  "[payloads-nbirth-retain, payloads-dbirth-retain, payloads-ddata-retain] messages retained by a node against " +
    "the rules are of the past: they change nothing, and births are requested",
  () => {
    const { host, inlet, isLive, pass, commands } = setUp();
    for (const [place, payload] of [
      ["NBIRTH/n", nodeBirth()],
      ["DBIRTH/n/d", deviceBirth()],
      ["DDATA/n/d", data(2, 2)],
    ] as const)
      host.message(`spBv1.0/g/${place}`, payload, true);
    pass(600);
    expect([inlet.samples(), [...isLive], commands().length]).toEqual([[], [], 1]);
  },
);

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
