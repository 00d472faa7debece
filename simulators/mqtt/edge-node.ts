import type { MqttClient } from "mqtt";
import { type Device, every, say } from "./connection.ts";
import type { Meter } from "./meter.ts";
import { encodePayload, type Metric, MetricType } from "./sparkplug-encode.ts";

/** Aliases of one device; more than a meter has metrics. */
const ALIASES_PER_DEVICE = 100;
const KEEP_ALIVE_S = 5;

export interface EdgeNodeOptions {
  readonly group: string;
  readonly node: string;
  readonly meters: readonly Meter[];
  readonly publishMs: number;
  readonly nowMs: () => number;
  /** Brings the meters up to date before they are read. */
  readonly refresh: (meter: Meter) => void;
}

/** A Sparkplug B 3.0 edge node with a device per meter. Sends changed values only, as report by exception asks. */
export function sparkplugNode({ group, node, meters, publishMs, nowMs, refresh }: EdgeNodeOptions): Device {
  const topic = (type: string, device?: string) => `spBv1.0/${group}/${type}/${node}${device === undefined ? "" : `/${device}`}`;
  const startedMs = nowMs();
  const sent = new Map<number, number | string>();
  // Not kept over restarts, so it begins somewhere else each time: the host tells sessions apart by it.
  let bdSeq = Math.floor(Date.now() / 1000) & 255;
  let seq = 0;

  const bdSeqMetric = (): Metric => ({ name: "bdSeq", timestampMs: nowMs(), datatype: MetricType.int64, form: MetricType.int64, value: bdSeq });
  const nextSeq = () => {
    const present = seq;
    seq = (seq + 1) & 255;
    return present;
  };

  const deviceMetrics = (meter: Meter, device: number, isBirth: boolean): Metric[] => {
    const timestampMs = nowMs();
    const metrics: Metric[] = [];
    for (const [index, metric] of meter.metrics.entries()) {
      const alias = device * ALIASES_PER_DEVICE + index + 1;
      const value = metric.read();
      if (!isBirth && (metric.isFixed === true || sent.get(alias) === value)) continue;
      sent.set(alias, value);
      const time = metric.isFixed === true ? meter.mountedMs : timestampMs;
      const described = isBirth ? { name: metric.name, datatype: metric.datatype, ...(metric.unit === undefined ? {} : { unit: metric.unit }) } : {};
      metrics.push({ ...described, alias, timestampMs: time, form: metric.datatype, value });
    }
    return metrics;
  };

  const births = (client: MqttClient) => {
    seq = 0;
    const timestampMs = nowMs();
    const about: Metric[] = [
      bdSeqMetric(),
      { name: "Node Control/Rebirth", timestampMs, datatype: MetricType.boolean, form: MetricType.boolean, value: false },
      { name: "Node Info/StartedAt", timestampMs: startedMs, datatype: MetricType.dateTime, form: MetricType.dateTime, value: startedMs },
    ];
    say(client, topic("NBIRTH"), encodePayload(timestampMs, about, nextSeq()));
    for (const [device, meter] of meters.entries()) {
      refresh(meter);
      say(client, topic("DBIRTH", meter.id), encodePayload(nowMs(), deviceMetrics(meter, device, true), nextSeq()));
    }
  };

  const publishChanges = (client: MqttClient) => {
    for (const [device, meter] of meters.entries()) {
      refresh(meter);
      const metrics = deviceMetrics(meter, device, false);
      if (metrics.length > 0) say(client, topic("DDATA", meter.id), encodePayload(nowMs(), metrics, nextSeq()));
    }
  };

  const death = () => encodePayload(nowMs(), [bdSeqMetric()]);
  return {
    clientId: `${group}-${node}`,
    keepAliveS: KEEP_ALIVE_S,
    will() {
      bdSeq = (bdSeq + 1) & 255;
      return { topic: topic("NDEATH"), payload: death(), qos: 1, retain: false };
    },
    async online(client, lost) {
      client.on("message", (_topic, payload) => {
        if (payload.includes("Node Control/Rebirth")) births(client);
      });
      await client.subscribeAsync(topic("NCMD"), { qos: 1 });
      births(client);
      every(publishMs, () => publishChanges(client), [lost]);
    },
    async farewell(client) {
      await client.publishAsync(topic("NDEATH"), death(), { qos: 1 });
    },
  };
}
