import { describe, expect, it } from "vitest";
import { SampleFlag } from "../../../../edge/contracts/path/sample-batch.ts";
import { LastHeard } from "../../../../edge/sources/mqtt/last-heard.ts";
import { Outlet } from "../../../../edge/sources/mqtt/outlet.ts";
import type { SparkplugAddress, SparkplugBinding } from "../../../../edge/sources/mqtt/sparkplug/config.ts";
import { SparkplugHost } from "../../../../edge/sources/mqtt/sparkplug/host.ts";
import { MetricTimes } from "../../../../edge/sources/mqtt/sparkplug/metric-times.ts";
import { encodePayload, type Metric, MetricType } from "../../../../simulators/speak/mqtt/sparkplug-encode.ts";
import { FakeInlet } from "../../../fakes/source/inlet.ts";
import { fakeContext } from "../../../fakes/source/source-context.ts";

const { double, int64, string } = MetricType;
const NODE = { group: "g", node: "n" };
const START = 1_700_000_000_000;

/** A node without devices. Times are seconds after its start. */
function node() {
  const fake = fakeContext<SparkplugAddress, SparkplugBinding>([
    { address: NODE, binding: { metric: "Power" } },
    { address: NODE, binding: { metric: "Program" }, tag: { type: "text" } },
  ]);
  const outlet = new Outlet();
  const inlet = new FakeInlet();
  outlet.open(inlet);
  const times = new MetricTimes(fake.context);
  const session = () =>
    new SparkplugHost(fake.context, outlet, {
      hostId: "edge",
      reorderTimeoutMs: 1000,
      lastHeard: new LastHeard("/dev/null"),
      times,
    });
  let host = session();
  const connectAnew = () => {
    host = session();
  };
  let seq = 0;
  const send = (type: string, payloadS: number, metrics: readonly Metric[]) => {
    if (type === "NBIRTH") seq = 0;
    host.message(`spBv1.0/g/${type}/n`, encodePayload(START + payloadS * 1000, metrics, seq++));
    outlet.flush();
  };
  const metric = (name: string, value: number | string, atS: number): Metric => ({
    name,
    timestampMs: START + atS * 1000,
    datatype: typeof value === "string" ? string : double,
    form: typeof value === "string" ? string : double,
    value,
  });
  const birth = (payloadS: number, metrics: readonly Metric[]) =>
    send("NBIRTH", payloadS, [
      { name: "bdSeq", timestampMs: START + payloadS * 1000, datatype: int64, form: int64, value: 0 },
      ...metrics,
    ]);
  const timesOf = (ref: number) =>
    inlet.samples(ref).map(({ time, value, text }) => [(time / 1000 - START) / 1000, text ?? value]);
  return {
    ...fake,
    inlet,
    connectAnew,
    birth,
    data: (payloadS: number, ...metrics: Metric[]) => send("NDATA", payloadS, metrics),
    metric,
    timesOf,
  };
}

describe("[Q11] metrics whose times never advance", () => {
  it("get the time of their payload, flagged, from the first changed value on; this is counted and logged once", () => {
    const { birth, data, metric, timesOf, inlet, context } = node();
    birth(0, [metric("Power", 1, 0), metric("Program", "A", 0)]);
    for (let n = 1; n <= 10; n++) data(5 * n, metric("Power", 1 + n, 0), metric("Program", n < 4 ? "A" : `B${n}`, 0));
    expect(timesOf(0)).toEqual([[0, 1], ...Array.from({ length: 10 }, (_, n) => [5 * (n + 1), 2 + n])]);
    expect(timesOf(1).slice(0, 5)).toEqual([
      [0, "A"],
      [0, "A"],
      [0, "A"],
      [0, "A"],
      [20, "B4"],
    ]);
    expect(inlet.samples(0).map(({ flags }) => flags & SampleFlag.clockSuspect)).toEqual([
      0,
      ...Array(10).fill(SampleFlag.clockSuspect),
    ]);
    expect(context.counters.named.get("stuckTimes")).toBe(17);
    expect(context.counters.lastDrift).toContain("g/n: times of metrics stay while values change");
  });

  it("are known in the next session: its birth has the present time, not the node's start", () => {
    const { birth, data, metric, timesOf, connectAnew, logged } = node();
    birth(0, [metric("Power", 1, 0)]);
    data(5, metric("Power", 2, 0));
    connectAnew();
    birth(60, [metric("Power", 3, 0)]);
    data(65, metric("Power", 4, 0));
    expect(timesOf(0)).toEqual([
      [0, 1],
      [5, 2],
      [60, 3],
      [65, 4],
    ]);
    expect(logged.filter(({ msg }) => msg === "metrics do not advance their times")).toHaveLength(1);
  });

  it("are used again once they advance, for example after a restart of the node", () => {
    const { birth, data, metric, timesOf } = node();
    birth(0, [metric("Power", 1, 0)]);
    data(5, metric("Power", 2, 0));
    data(6, metric("Power", 3, 6));
    data(7, metric("Power", 4, 7));
    expect(timesOf(0)).toEqual([
      [0, 1],
      [5, 2],
      [6, 3],
      [7, 4],
    ]);
  });
});

describe("[Q11] honest nodes keep the times of their metrics", () => {
  it("where a value is constant and is sent again at rebirths and in data", () => {
    const { birth, data, metric, timesOf, context } = node();
    birth(0, [metric("Power", 1, -3600), metric("Program", "A", -86_400)]);
    data(60, metric("Power", 1, -3600));
    birth(120, [metric("Power", 1, -3600), metric("Program", "A", -86_400)]);
    data(180, metric("Power", 2, 179));
    expect(new Set(timesOf(0).map(String))).toEqual(new Set(["-3600,1", "179,2"]));
    expect(new Set(timesOf(1).map(String))).toEqual(new Set(["-86400,A"]));
    expect(context.counters.named.get("stuckTimes")).toBeUndefined();
  });

  it("where the clock counts whole seconds, and where two changes within one payload share a millisecond", () => {
    const { birth, data, metric, context, inlet } = node();
    birth(0, [metric("Power", 1, 0)]);
    data(10.2, metric("Power", 2, 10));
    data(10.8, metric("Power", 3, 10));
    data(30, metric("Power", 4, 20), metric("Power", 5, 20));
    expect(inlet.samples(0).map(({ time }) => time / 1e6 - START / 1000)).toEqual([0, 10, 10, 20, 20]);
    expect(context.counters.named.get("stuckTimes")).toBeUndefined();
  });

  it("where stored values of the node come late", () => {
    const { birth, data, metric, timesOf, context } = node();
    birth(0, [metric("Power", 1, 0)]);
    data(100, { ...metric("Power", 7, 50), isHistorical: true });
    data(105, { ...metric("Power", 8, 50), isHistorical: true });
    expect(
      timesOf(0)
        .slice(1)
        .map(([at]) => at),
    ).toEqual([50, 50]);
    expect(context.counters.named.get("stuckTimes")).toBeUndefined();
  });
});
