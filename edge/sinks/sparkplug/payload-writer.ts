import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import { qualityOf } from "../../contracts/path/sample-batch.ts";
import type { TwinReader } from "../../contracts/path/twin.ts";
import type { Tag, TagType } from "../../contracts/plant/tag.ts";
import { aliasOf, type Device, metricName, NodeAlias } from "./namespace.ts";
import { WireWriter } from "./wire-writer.ts";

/** Field numbers of `sparkplug_b.proto` (specification 6.4). */
const Payload = { timestamp: 1, metrics: 2, seq: 3 } as const;
const Metric = {
  name: 1,
  alias: 2,
  timestamp: 3,
  datatype: 4,
  isHistorical: 5,
  isNull: 7,
  properties: 9,
  int: 10,
  long: 11,
  double: 13,
  boolean: 14,
  text: 15,
} as const;
const Properties = { keys: 1, values: 2 } as const;
const PropertyValue = { type: 1, int: 3, long: 4, double: 6, boolean: 7, text: 8 } as const;
/** Data types (6.4.16). */
const DataType = { int32: 3, int64: 4, double: 10, boolean: 11, string: 12 } as const;
const TYPE_OF = {
  number: DataType.double,
  boolean: DataType.boolean,
  enum: DataType.int64,
  text: DataType.string,
} as const satisfies Record<Exclude<TagType, "waveform">, number>;
/** Values of the property `Quality` (6.4.19), which is absent where the value is good. */
const QUALITY = { bad: 0, uncertain: 500 } as const;

export const REBIRTH = "Node Control/Rebirth";

/** What the edge node says about itself. */
export interface NodeMetrics {
  readonly bdSeq: number;
  readonly edgeId: string;
  readonly isSimulated: boolean;
  /** Items that left the log unread, over restarts. */
  readonly lost: number;
  /** Commands that were refused, over restarts. */
  readonly refused: number;
}

/** Where the current values of a birth come from. */
export type Present = Pick<TwinReader, "value" | "text" | "time" | "status">;

/** Writes the payloads of an edge node. A payload is valid until the next one is begun. */
export class PayloadWriter {
  readonly #wire = new WireWriter();

  /** Bytes of the payload so far. */
  get length(): number {
    return this.#wire.length;
  }

  /** NDEATH: the number of the session, and no `seq`. */
  nodeDeath(bdSeq: number, nowMs: number): Buffer {
    this.begin(nowMs);
    this.#bdSeq(bdSeq, nowMs);
    return this.#wire.written();
  }

  nodeBirth(node: NodeMetrics, { seq, nowMs }: Moment): Buffer {
    this.begin(nowMs);
    this.#bdSeq(node.bdSeq, nowMs);
    this.#named(REBIRTH, nowMs, DataType.boolean, () => this.#wire.bool(Metric.boolean, false));
    this.#named("Properties/Software", nowMs, DataType.string, () => this.#wire.text(Metric.text, "Gemba"));
    this.#named("Properties/Edge", nowMs, DataType.string, () => this.#wire.text(Metric.text, node.edgeId));
    this.#named("Properties/Simulated", nowMs, DataType.boolean, () =>
      this.#wire.bool(Metric.boolean, node.isSimulated),
    );
    const counts = [
      ["Gemba/Lost", NodeAlias.lost, node.lost],
      ["Gemba/Refused Commands", NodeAlias.refused, node.refused],
    ] as const;
    for (const [name, alias, value] of counts)
      this.#named(name, nowMs, DataType.int64, () => this.#wire.int64(Metric.long, value), alias);
    return this.end(seq);
  }

  nodeData({ lost, refused }: Pick<NodeMetrics, "lost" | "refused">, { seq, nowMs }: Moment): Buffer {
    this.begin(nowMs);
    for (const [alias, value] of [
      [NodeAlias.lost, lost],
      [NodeAlias.refused, refused],
    ] as const) {
      const metric = this.#wire.open(Payload.metrics);
      this.#wire.uint(Metric.alias, alias);
      this.#wire.uint(Metric.timestamp, nowMs);
      this.#wire.uint(Metric.datatype, DataType.int64);
      this.#wire.int64(Metric.long, value);
      this.#wire.close(metric);
    }
    return this.end(seq);
  }

  /** DBIRTH: each tag with its name, alias, type, unit and range, and the value that it has now. */
  deviceBirth({ asset, tags }: Device, present: Present, { seq, nowMs }: Moment): Buffer {
    this.begin(nowMs);
    const isSimulated = asset.simulated;
    for (const tag of tags) this.#birthMetric(tag, present, { isSimulated, nowMs });
    return this.end(seq);
  }

  /** DDEATH has nothing but the time and the number. */
  deviceDeath({ seq, nowMs }: Moment): Buffer {
    this.begin(nowMs);
    return this.end(seq);
  }

  begin(nowMs: number): void {
    this.#wire.begin();
    this.#wire.uint(Payload.timestamp, nowMs);
  }

  /**
   * Adds one sample of a batch to a DDATA payload: the alias stands for the name. The type is there although the
   * standard advises against it (6.4.5), because hosts that decode with Tahu's JavaScript library read no value
   * without it.
   */
  sample(batch: SampleBatch, at: number, type: TagType, isHistorical: boolean): void {
    const wire = this.#wire;
    const metric = wire.open(Payload.metrics);
    wire.uint(Metric.alias, aliasOf(batch.tags[at] as number));
    wire.uint(Metric.timestamp, Math.floor((batch.times[at] as number) / 1000));
    wire.uint(Metric.datatype, TYPE_OF[type as keyof typeof TYPE_OF]);
    if (isHistorical) wire.bool(Metric.isHistorical, true);
    const status = batch.statuses[at] as number;
    if (status >>> 30 !== 0) this.#quality(status);
    this.#value(type, batch.values[at] as number, type === "text" ? batch.texts.get(at) : undefined);
    wire.close(metric);
  }

  end(seq: number): Buffer {
    this.#wire.uint(Payload.seq, seq);
    return this.#wire.written();
  }

  #bdSeq(bdSeq: number, nowMs: number): void {
    this.#named("bdSeq", nowMs, DataType.int64, () => this.#wire.int64(Metric.long, bdSeq));
  }

  #named(name: string, nowMs: number, datatype: number, value: () => void, alias?: number): void {
    const metric = this.#wire.open(Payload.metrics);
    this.#wire.text(Metric.name, name);
    if (alias !== undefined) this.#wire.uint(Metric.alias, alias);
    this.#wire.uint(Metric.timestamp, nowMs);
    this.#wire.uint(Metric.datatype, datatype);
    value();
    this.#wire.close(metric);
  }

  #birthMetric(tag: Tag, present: Present, { isSimulated, nowMs }: { isSimulated: boolean; nowMs: number }): void {
    const wire = this.#wire;
    const time = present.time(tag.ref);
    const isKnown = !Number.isNaN(time);
    const metric = wire.open(Payload.metrics);
    wire.text(Metric.name, metricName(tag));
    wire.uint(Metric.alias, aliasOf(tag.ref));
    wire.uint(Metric.timestamp, isKnown ? Math.floor(time / 1000) : nowMs);
    wire.uint(Metric.datatype, TYPE_OF[tag.type as keyof typeof TYPE_OF]);
    this.#properties(tag, isKnown ? present.status(tag.ref) : 0, isSimulated);
    this.#value(tag.type, isKnown ? present.value(tag.ref) : Number.NaN, present.text(tag.ref));
    wire.close(metric);
  }

  #value(type: TagType, value: number, text: string | undefined): void {
    const wire = this.#wire;
    if (type === "text" && text !== undefined) wire.text(Metric.text, text);
    else if (type === "text" || Number.isNaN(value)) wire.bool(Metric.isNull, true);
    else if (type === "number") wire.double(Metric.double, value);
    else if (type === "boolean") wire.bool(Metric.boolean, value !== 0);
    else if (Number.isSafeInteger(value)) wire.int64(Metric.long, value);
    else wire.bool(Metric.isNull, true);
  }

  /** Properties of a birth: what a host needs to show the tag. */
  #properties(tag: Tag, status: number, isSimulated: boolean): void {
    const { unit, range, name } = tag;
    const texts: (readonly [string, string])[] = [
      ["tagUid", tag.tagUid],
      ["name", name.en],
      ["nameZh", name.zh],
      ...(unit === undefined ? [] : [["engUnit", unit] as const]),
    ];
    const numbers =
      range === undefined
        ? []
        : ([
            ["engLow", range[0]],
            ["engHigh", range[1]],
          ] as const);
    const isGood = status >>> 30 === 0;
    const wire = this.#wire;
    const set = wire.open(Metric.properties);
    for (const [key] of texts) wire.text(Properties.keys, key);
    for (const [key] of numbers) wire.text(Properties.keys, key);
    if (isSimulated) wire.text(Properties.keys, "simulated");
    if (!isGood) this.#qualityKeys();
    for (const [, value] of texts) {
      const property = wire.open(Properties.values);
      wire.uint(PropertyValue.type, DataType.string);
      wire.text(PropertyValue.text, value);
      wire.close(property);
    }
    for (const [, value] of numbers) {
      const property = wire.open(Properties.values);
      wire.uint(PropertyValue.type, DataType.double);
      wire.double(PropertyValue.double, value);
      wire.close(property);
    }
    if (isSimulated) {
      const property = wire.open(Properties.values);
      wire.uint(PropertyValue.type, DataType.boolean);
      wire.bool(PropertyValue.boolean, true);
      wire.close(property);
    }
    if (!isGood) this.#qualityValues(status);
    wire.close(set);
  }

  /** The quality of the standard, and the OPC UA status code behind it. */
  #quality(status: number): void {
    const set = this.#wire.open(Metric.properties);
    this.#qualityKeys();
    this.#qualityValues(status);
    this.#wire.close(set);
  }

  #qualityKeys(): void {
    this.#wire.text(Properties.keys, "Quality");
    this.#wire.text(Properties.keys, "StatusCode");
  }

  #qualityValues(status: number): void {
    const quality = qualityOf(status) === "uncertain" ? QUALITY.uncertain : QUALITY.bad;
    this.#number(DataType.int32, PropertyValue.int, quality);
    this.#number(DataType.int64, PropertyValue.long, status);
  }

  #number(type: number, field: number, value: number): void {
    const property = this.#wire.open(Properties.values);
    this.#wire.uint(PropertyValue.type, type);
    this.#wire.uint(field, value);
    this.#wire.close(property);
  }
}

/** Number of the message in its session, 0 to 255, and the time of sending, ms. */
export interface Moment {
  readonly seq: number;
  readonly nowMs: number;
}
