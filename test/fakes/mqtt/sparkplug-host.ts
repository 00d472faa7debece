import type { Publication } from "../../../edge/mqtt/messages.ts";
import { LastHeard } from "../../../edge/sources/mqtt/last-heard.ts";
import { Outlet } from "../../../edge/sources/mqtt/outlet.ts";
import type { SparkplugAddress, SparkplugBinding } from "../../../edge/sources/mqtt/sparkplug/config.ts";
import { SparkplugHost } from "../../../edge/sources/mqtt/sparkplug/host.ts";
import { encodePayload, type Metric, MetricType } from "../../../simulators/speak/mqtt/sparkplug-encode.ts";
import { FakeInlet } from "../source/inlet.ts";
import { fakeContext } from "../source/source-context.ts";

const { int64 } = MetricType;
export const { double } = MetricType;

export const START = 1_700_000_000_000;

export const at = (ms: number) => START + ms;

export function setUp(lastHeard = new LastHeard("/dev/null"), reorderTimeoutMs = 1_000) {
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
  const startMs = performance.now();
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

export const bdSeqMetric = (value: number): Metric => ({
  name: "bdSeq",
  timestampMs: at(0),
  datatype: int64,
  form: int64,
  value,
});

export const nodeBirth = (bdSeq = 0, ms = 0) =>
  encodePayload(
    at(ms),
    [bdSeqMetric(bdSeq), { name: "Uptime", alias: 2, timestampMs: at(ms), datatype: double, form: double, value: 1 }],
    0,
  );

export const deviceBirth = (seq = 1, ms = 1) =>
  encodePayload(
    at(ms),
    [{ name: "Power", alias: 1, timestampMs: at(ms), datatype: double, form: double, value: 1 }],
    seq,
  );

export const data = (seq: number, ms: number, more: Partial<Metric> = {}) =>
  encodePayload(at(ms), [{ alias: 1, timestampMs: at(ms), form: double, value: seq, ...more }], seq & 255);

export const death = (bdSeq: number) => encodePayload(at(9), [bdSeqMetric(bdSeq)]);

export const state = (publication: Publication | undefined) =>
  JSON.parse(String(publication?.payload)) as { online: boolean; timestamp: number };
