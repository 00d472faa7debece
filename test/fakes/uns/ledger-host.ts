/** A Sparkplug host that decodes with `sparkplug-payload`, checks the rules of the standard, and keeps every value. */
import { connect, type MqttClient } from "mqtt";
import sparkplug from "sparkplug-payload";

const codec = sparkplug.get("spBv1.0") as NonNullable<ReturnType<typeof sparkplug.get>>;

export interface HostMessage {
  readonly type: string;
  readonly device: string;
  readonly payload: ReturnType<typeof codec.decodePayload>;
  readonly bytes: Buffer;
  readonly topic: string;
}

/** PEM texts of the connection. */
interface SecureOptions {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** A value as the host got it. */
interface Entry {
  readonly value: unknown;
  readonly isHistorical: boolean;
}

export class LedgerHost {
  readonly messages: HostMessage[] = [];
  /** What breaks the standard; empty in a good run. */
  readonly breaches: string[] = [];
  /** By `device/metric`, then by timestamp. */
  readonly values = new Map<string, Map<number, Entry>>();
  readonly #client: MqttClient;
  readonly #id: string;
  #onlineMs = 0;
  #seq: number | undefined;
  #names = new Map<number, string>();
  /** By name: the data type of its birth, which data must keep. */
  #types = new Map<string, unknown>();
  #born = new Set<string>();
  #bdSeq: number | undefined;
  #newest = new Map<string, number>();
  readonly #subscribed = Promise.withResolvers<void>();

  /** `announces`: it is a primary host with a STATE. */
  constructor(
    url: string,
    {
      id = "scada",
      announces = false,
      tls = {},
    }: { id?: string; announces?: boolean; tls?: Partial<SecureOptions> } = {},
  ) {
    this.#id = id;
    this.#client = connect(url, {
      reconnectPeriod: 20,
      ...tls,
      ...(announces
        ? { will: { topic: this.stateTopic, payload: this.#state(false) as never, qos: 1 as const, retain: true } }
        : {}),
    });
    this.#client.on("error", () => undefined);
    this.#client.on("message", (topic, bytes) => this.#take(topic, bytes));
    this.#client.on("connect", () => {
      // After a break it knows no alias until the next birth.
      this.#seq = undefined;
      this.#client.subscribe("spBv1.0/+/#", { qos: 0 }, () => {
        this.#subscribed.resolve();
        if (announces) this.announce(true);
      });
    });
  }

  /** Until it has subscribed once, it misses what nodes publish. */
  get subscribed(): Promise<void> {
    return this.#subscribed.promise;
  }

  get stateTopic(): string {
    return `spBv1.0/STATE/${this.#id}`;
  }

  announce(online: boolean, timestamp = Math.max(Date.now(), this.#onlineMs + (online ? 1 : 0))): void {
    this.#onlineMs = timestamp;
    this.#client.publish(this.stateTopic, JSON.stringify({ online, timestamp }), { qos: 1, retain: true });
  }

  command(topic: string, name: string, value: boolean): void {
    const payload = codec.encodePayload({ timestamp: Date.now(), metrics: [{ name, type: "Boolean", value }] });
    this.#client.publish(topic, Buffer.from(payload));
  }

  ofType(type: string): HostMessage[] {
    return this.messages.filter((message) => message.type === type);
  }

  metric(name: string): Map<number, Entry> {
    return this.values.get(name) ?? new Map();
  }

  async close(): Promise<void> {
    await this.#client.endAsync(true);
  }

  #state(online: boolean): string {
    this.#onlineMs = Date.now();
    return JSON.stringify({ online, timestamp: this.#onlineMs });
  }

  #take(topic: string, bytes: Buffer): void {
    const [, group = "", type = "", , device = ""] = topic.split("/");
    if (group === "STATE" || type.endsWith("CMD")) return;
    const payload = codec.decodePayload(bytes);
    this.messages.push({ type, device, payload, bytes, topic });
    if (type === "NDEATH") {
      if (payload.seq !== undefined && Number(payload.seq) !== 0) this.breaches.push("NDEATH has a seq");
      const bdSeq = bdSeqOf(payload);
      if (this.#bdSeq !== undefined && bdSeq !== this.#bdSeq) this.breaches.push(`death ${bdSeq} of ${this.#bdSeq}`);
      this.#seq = undefined;
      return;
    }
    if (type === "NBIRTH") {
      this.#names.clear();
      this.#newest.clear();
      this.#born.clear();
      this.#bdSeq = bdSeqOf(payload);
    } else if (this.#seq === undefined) return;
    else if (Number(payload.seq) !== (this.#seq + 1) % 256)
      this.breaches.push(`seq ${Number(payload.seq)} after ${this.#seq}`);
    this.#seq = Number(payload.seq);
    this.#follow(type, device);
    for (const metric of payload.metrics ?? []) this.#keep(device, metric, type);
  }

  /** Data and deaths are of devices that were born (specification 5.8). */
  #follow(type: string, device: string): void {
    if (type === "DBIRTH") this.#born.add(device);
    else if (device !== "" && !this.#born.has(device)) this.breaches.push(`${type} of ${device}, which is not born`);
    if (type === "DDEATH") this.#born.delete(device);
  }

  #name(alias: number, name: string): void {
    const before = this.#names.get(alias);
    if (before !== undefined && before !== name) this.breaches.push(`alias ${alias} is ${before} and ${name}`);
    this.#names.set(alias, name);
  }

  #keep(device: string, metric: NonNullable<HostMessage["payload"]["metrics"]>[number], type: string): void {
    const isBirth = type.endsWith("BIRTH");
    const alias = metric.alias === undefined || metric.alias === null ? undefined : Number(metric.alias);
    if (isBirth && alias !== undefined) this.#name(alias, `${device}/${metric.name}`);
    if (!isBirth && metric.name) this.breaches.push(`${type} names ${metric.name}`);
    const name = isBirth ? `${device}/${metric.name}` : this.#names.get(alias as number);
    if (name === undefined) {
      this.breaches.push(`${type} with an alias that no birth gave: ${alias}`);
      return;
    }
    if (isBirth) this.#types.set(name, metric.type);
    else if (metric.type !== this.#types.get(name)) this.breaches.push(`${name} is ${metric.type} in ${type}`);
    const time = Number(metric.timestamp);
    const value = isLong(metric.value) ? Number(BigInt.asIntN(64, BigInt(metric.value.toString()))) : metric.value;
    const isHistorical = metric.isHistorical === true;
    if (!isHistorical && value !== null) {
      if (!isBirth && time < (this.#newest.get(name) ?? 0)) this.breaches.push(`${name} goes back in time`);
      this.#newest.set(name, Math.max(time, this.#newest.get(name) ?? 0));
    }
    const known = this.values.get(name) ?? new Map<number, Entry>();
    const before = known.get(time);
    if (before !== undefined && before.value !== value) this.breaches.push(`${name} has two values at ${time}`);
    known.set(time, { value, isHistorical: isHistorical && before?.isHistorical !== false });
    this.values.set(name, known);
  }
}

function bdSeqOf({ metrics }: HostMessage["payload"]): number {
  return Number(metrics?.find(({ name }) => name === "bdSeq")?.value);
}

/** 64-bit integers, which `sparkplug-payload` leaves without a sign. */
function isLong(value: unknown): value is { toString(): string } {
  return typeof value === "object" && value !== null && "unsigned" in value;
}
