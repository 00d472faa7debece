import type { SignalValue } from "../../kernel/signal.ts";
import type { Meter } from "../../meters/meter.ts";
import { BdSeq } from "./bdseq.ts";
import { type Device, every } from "./connection.ts";
import type { Link } from "./line.ts";
import { PrimaryHost } from "./primary-host.ts";
import { encodePayload, type Metric, MetricType } from "./sparkplug-encode.ts";
import { Store } from "./store.ts";

/** Aliases of one device; more than a meter has metrics. */
const ALIASES_PER_DEVICE = 100;
const KEEP_ALIVE_S = 5;

export interface EdgeNodeOptions {
  readonly group: string;
  readonly node: string;
  readonly meters: readonly Meter[];
  readonly publishMs: number;
  /** How often a meter is read, ms, if less often than `publishMs`. */
  readonly everyMs?: (meter: Meter) => number;
  readonly nowMs: () => number;
  /** Brings the meters up to date before they are read, where they do not follow by themselves. */
  readonly refresh?: (meter: Meter) => void;
  /**
   * Host whose STATE the node waits for; while it is offline the node stores and sends the values later. Absent: it
   * does not wait.
   */
  readonly primaryHost?: string;
  /** Where `bdSeq` is kept over restarts. */
  readonly stateDir?: string;
}

/** A Sparkplug B 3.0 edge node with a device per meter. Sends changed values only, as report by exception asks. */
export function sparkplugNode(options: EdgeNodeOptions): Device {
  const node = new EdgeNode(options);
  return {
    clientId: `${options.group}-${options.node}`,
    keepAliveS: KEEP_ALIVE_S,
    will: () => ({ topic: node.topic("NDEATH"), payload: node.deathOfNext(), qos: 1, retain: false }),
    run: (signal) => every(options.publishMs, () => node.measure(), [signal]),
    online: (link, lost) => node.online(link, lost),
    farewell: async (client) => {
      await client.publishAsync(node.topic("NDEATH"), node.death(), { qos: 1 });
    },
  };
}

class EdgeNode {
  readonly #options: EdgeNodeOptions;
  readonly #startedMs: number;
  readonly #bdSeq: BdSeq;
  readonly #host: PrimaryHost | undefined;
  readonly #store = new Store();
  /** Last value that was sent or stored, by alias. */
  readonly #lastSent = new Map<number, SignalValue>();
  /** Set while births are valid and data may be sent. */
  #born: Link | undefined;
  #seq = 0;
  #rounds = 0;

  constructor(options: EdgeNodeOptions) {
    this.#options = options;
    this.#startedMs = options.nowMs();
    this.#bdSeq = new BdSeq(options.stateDir, options.node);
    this.#host = options.primaryHost === undefined ? undefined : new PrimaryHost(options.primaryHost);
  }

  topic(type: string, device?: string): string {
    const { group, node } = this.#options;
    return `spBv1.0/${group}/${type}/${node}${device === undefined ? "" : `/${device}`}`;
  }

  deathOfNext(): Buffer {
    this.#bdSeq.next();
    return this.death();
  }

  death(): Buffer {
    return encodePayload(this.#options.nowMs(), [this.#bdSeqMetric()]);
  }

  async online(link: Link, lost: AbortSignal): Promise<void> {
    const { client } = link;
    lost.addEventListener("abort", () => (this.#born = undefined), { once: true });
    this.#host?.forget();
    client.on("message", (topic, payload) => {
      if (topic === this.#host?.topic) this.#heardState(link, payload);
      else if (payload.includes("Node Control/Rebirth") && this.#born !== undefined) this.#births(link);
    });
    await client.subscribeAsync([this.topic("NCMD"), ...(this.#host === undefined ? [] : [this.#host.topic])], {
      qos: 1,
    });
    if (this.#host === undefined) this.#births(link);
  }

  /** Reads the meters: changed values are sent, or stored while the host is offline. */
  measure(): void {
    const { everyMs, publishMs, refresh } = this.#options;
    const round = this.#rounds++;
    for (const [device, meter] of this.#options.meters.entries()) {
      const rounds = Math.max(1, Math.round((everyMs?.(meter) ?? publishMs) / publishMs));
      if ((round + device) % rounds !== 0) continue;
      refresh?.(meter);
      const metrics = this.#deviceMetrics(meter, device, false);
      if (metrics.length === 0) continue;
      if (this.#born === undefined) this.#store.add(meter.id, metrics);
      else this.#publish(this.#born, "DDATA", metrics, meter.id);
    }
  }

  /**
   * The host is online: births, then stored values. The host is offline: death, and the next connection waits for it
   * (`tck-id-operational-behavior-edge-node-termination-host-offline`).
   */
  #heardState(link: Link, payload: Buffer): void {
    this.#host?.hear(payload);
    if (this.#host?.isOnline === true && this.#born === undefined) this.#births(link);
    else if (this.#host?.isOnline === false && this.#born !== undefined) {
      this.#born = undefined;
      link.client.publish(this.topic("NDEATH"), this.death(), { qos: 1 }, () => link.client.end());
    }
  }

  #births(link: Link): void {
    const { nowMs, meters, refresh } = this.#options;
    this.#seq = 0;
    const timestampMs = nowMs();
    this.#publish(link, "NBIRTH", [
      this.#bdSeqMetric(),
      {
        name: "Node Control/Rebirth",
        timestampMs,
        datatype: MetricType.boolean,
        form: MetricType.boolean,
        value: false,
      },
      {
        name: "Node Info/StartedAt",
        timestampMs: this.#startedMs,
        datatype: MetricType.dateTime,
        form: MetricType.dateTime,
        value: this.#startedMs,
      },
    ]);
    for (const [device, meter] of meters.entries()) {
      refresh?.(meter);
      this.#publish(link, "DBIRTH", this.#deviceMetrics(meter, device, true), meter.id);
    }
    for (const { device, metrics } of this.#store.drain()) this.#publish(link, "DDATA", metrics, device);
    this.#born = link;
  }

  #deviceMetrics(meter: Meter, device: number, isBirth: boolean): Metric[] {
    const timestampMs = this.#options.nowMs();
    const metrics: Metric[] = [];
    for (const [index, metric] of meter.metrics.entries()) {
      const alias = device * ALIASES_PER_DEVICE + index + 1;
      const value = metric.read();
      if (!isBirth && (metric.isFixed === true || this.#lastSent.get(alias) === value)) continue;
      this.#lastSent.set(alias, value);
      const time = metric.isFixed === true ? meter.mountedMs : timestampMs;
      const described = isBirth
        ? { name: metric.name, datatype: metric.datatype, ...(metric.unit === undefined ? {} : { unit: metric.unit }) }
        : {};
      metrics.push({ ...described, alias, timestampMs: time, form: metric.datatype, value });
    }
    return metrics;
  }

  #bdSeqMetric(): Metric {
    return {
      name: "bdSeq",
      timestampMs: this.#options.nowMs(),
      datatype: MetricType.int64,
      form: MetricType.int64,
      value: this.#bdSeq.value,
    };
  }

  #publish(link: Link, type: "NBIRTH" | "DBIRTH" | "DDATA", metrics: readonly Metric[], device?: string): void {
    const payload = encodePayload(this.#options.nowMs(), metrics, this.#seq);
    if (type === "DDATA") link.publish(this.topic(type, device), payload);
    else link.publishNow(this.topic(type, device), payload);
    this.#seq = (this.#seq + 1) & 255;
  }
}
