import type { OpenColumns } from "../../../batch/builder.ts";
import type { Alias } from "./alias.ts";
import { inflated } from "./compressed.ts";
import { Envelope, LONG, METRIC_TAG, METRICS, PAYLOAD_WIRE } from "./envelope.ts";
import {
  ALIAS_TAG,
  DATATYPE_TAG,
  DOUBLE_TAG,
  IS_DEFINITION,
  LONG_KINDS,
  METRIC_WIRE,
  STRING_VALUE,
  TEMPLATE_WIRE,
  TIMESTAMP_TAG,
} from "./metric-fields.ts";
import type { MetricRun } from "./metric-run.ts";
import { PropertyReader } from "./property-reader.ts";
import { WireReader } from "./wire-reader.ts";
import type { ValueKind, WireValue } from "./wire-value.ts";

/**
 * Reads a Sparkplug B payload (protobuf, proto2) metric by metric into its own fields, so that decoding makes no object
 * per metric. Members that hold messages (templates, data sets, nested property sets) are skipped by their length and
 * entered only where a tag needs one of their members: time is linear and depth fixed for any input. Every method
 * throws RangeError on an invalid payload.
 */
export class PayloadReader implements WireValue {
  /** Payload's own time, ms UTC; NaN when absent. */
  timestampMs = Number.NaN;
  /** -1 when absent. */
  alias: Alias = -1;
  metricTimestampMs = Number.NaN;
  /** 0 when absent. */
  datatype = 0;
  isHistorical = false;
  /** The edge node marks the value as not worth storing. */
  isTransient = false;
  isNull = false;
  kind: ValueKind = "none";
  real = Number.NaN;
  low = 0;
  high = 0;
  readonly properties: PropertyReader;

  readonly #wire = new WireReader();
  readonly #envelope = new Envelope();
  #schema: readonly number[] = PAYLOAD_WIRE;
  #end = 0;
  /** The present metric has more than its alias, time, type and value. */
  #hasRareFields = false;
  #nameFrom = 0;
  #nameTo = 0;
  #textFrom = 0;
  #textTo = 0;

  constructor() {
    this.properties = new PropertyReader(this.#wire);
  }

  /** -1 when absent. */
  get seq(): number {
    return this.#envelope.seq;
  }

  get metricCount(): number {
    return this.#envelope.metricCount;
  }

  /** The metric has nothing but alias, time, type and value. */
  get isPlain(): boolean {
    return !this.#hasRareFields;
  }

  /** The `Quality` property; -1 when absent. */
  get quality(): number {
    return this.properties.quality;
  }

  /**
   * Enters the template at another reader's position; `next` then gives its members. False for a definition, which
   * has no values.
   */
  openTemplate(parent: PayloadReader): boolean {
    const bytes = parent.bytes();
    this.#wire.open(bytes);
    this.#end = bytes.length;
    this.#schema = TEMPLATE_WIRE;
    this.timestampMs = Number.isNaN(parent.metricTimestampMs) ? parent.timestampMs : parent.metricTimestampMs;
    let isDefinition = false;
    while (this.#wire.at < this.#end) {
      if (this.#wire.field(TEMPLATE_WIRE, this.#end) === IS_DEFINITION)
        isDefinition = this.#wire.varintNumber(this.#end) !== 0;
      else this.#wire.skip(this.#end);
    }
    this.#wire.at = 0;
    return !isDefinition;
  }

  /**
   * Opens a payload and reads its envelope; `next` then gives its metrics one by one. A compressed payload is
   * inflated first.
   */
  open(bytes: Buffer): void {
    this.#openOne(bytes);
    const { body, timestampMs, seq } = this.#envelope;
    if (body === undefined) return;
    this.#openOne(inflated(body));
    if (this.#envelope.body !== undefined) throw new RangeError("a compressed payload holds another one");
    if (Number.isNaN(this.timestampMs)) this.timestampMs = timestampMs;
    if (this.seq === -1) this.#envelope.seq = seq;
  }

  #openOne(bytes: Buffer): void {
    this.#schema = PAYLOAD_WIRE;
    this.#wire.open(bytes);
    this.#end = bytes.length;
    this.#envelope.read(this.#wire);
    this.timestampMs = this.#envelope.timestampMs;
    this.#wire.at = this.#envelope.firstMetric;
  }

  /**
   * Lets `run` read the next metrics as far as it can; `next` continues behind them. Returns how many samples it
   * wrote.
   */
  runThrough(run: MetricRun, into: OpenColumns, most: number): number {
    return run.read(this.#wire, this.#end, into, most);
  }

  /** Moves to the next metric. False when there is none. */
  next(): boolean {
    const wire = this.#wire;
    const end = this.#end;
    const { at } = wire;
    if (at + 2 <= end && wire.bytes[at] === METRIC_TAG) {
      const to = at + 2 + (wire.bytes[at + 1] as number);
      if (to < at + 2 + LONG && to <= end) {
        wire.at = at + 2;
        this.#metric(to);
        return true;
      }
    }
    while (wire.at < end) {
      const field = wire.field(this.#schema, end);
      if (field === METRICS) {
        const length = wire.length(end);
        this.#metric(wire.at + length);
        return true;
      }
      wire.skip(end);
    }
    return false;
  }

  /** Name of the present metric; empty when it has none. */
  name(): string {
    return this.#wire.bytes.toString("utf8", this.#nameFrom, this.#nameTo);
  }

  get hasName(): boolean {
    return this.#nameTo > this.#nameFrom;
  }

  text(): string {
    return this.#wire.bytes.toString("utf8", this.#textFrom, this.#textTo);
  }

  bytes(): Buffer {
    return this.#wire.bytes.subarray(this.#textFrom, this.#textTo);
  }

  #metric(end: number): void {
    this.alias = -1;
    this.metricTimestampMs = Number.NaN;
    this.datatype = 0;
    this.kind = "none";
    if (this.#hasRareFields) this.#clearRareFields();
    this.#fields(end);
  }

  #clearRareFields(): void {
    this.#hasRareFields = false;
    this.isHistorical = false;
    this.isTransient = false;
    this.isNull = false;
    this.properties.clear();
    this.#nameFrom = 0;
    this.#nameTo = 0;
  }

  /**
   * The common case: fields with one-byte tags and short content, in the order in which encoders write them. A tag
   * holds field number and wire type; all other fields go through `#metricField`.
   */
  #fields(end: number): void {
    const wire = this.#wire;
    const { bytes } = wire;
    let { at } = wire;
    if (at + 2 <= end && bytes[at] === ALIAS_TAG && (bytes[at + 1] as number) < LONG) {
      this.alias = bytes[at + 1] as number;
      at += 2;
    }
    const ms = bytes[at] === TIMESTAMP_TAG ? wire.sixByteNumber(at + 1, end) : -1;
    if (ms !== -1) {
      this.metricTimestampMs = ms;
      at += 7;
    }
    if (at + 2 <= end && bytes[at] === DATATYPE_TAG && (bytes[at + 1] as number) < LONG) {
      this.datatype = bytes[at + 1] as number;
      at += 2;
    }
    if (at + 9 <= end && bytes[at] === DOUBLE_TAG) {
      this.kind = "double";
      this.real = wire.doubleAt(at + 1);
      at += 9;
    }
    wire.at = at;
    while (wire.at < end) this.#metricField(end);
  }

  #metricField(end: number): void {
    const field = this.#wire.field(METRIC_WIRE, end);
    if (field === 2) this.alias = this.#wire.exactNumber(end);
    else if (field === 3) this.metricTimestampMs = this.#wire.varintNumber(end);
    else if (field === 4) this.datatype = this.#wire.varintNumber(end);
    else if (field >= 10 && field <= 19) this.#value(field, end);
    else this.#rareField(field, end);
  }

  #rareField(field: number, end: number): void {
    this.#hasRareFields = true;
    switch (field) {
      case 1:
        this.#nameFrom = this.#wire.skipBytes(end);
        this.#nameTo = this.#wire.at;
        break;
      case 5:
        this.isHistorical = this.#wire.varintNumber(end) !== 0;
        break;
      case 6:
        this.isTransient = this.#wire.varintNumber(end) !== 0;
        break;
      case 7:
        this.isNull = this.#wire.varintNumber(end) !== 0;
        break;
      case 9:
        this.properties.read(end);
        break;
      default:
        this.#wire.skip(end);
    }
  }

  #value(field: number, end: number): void {
    switch (field) {
      case 10:
      case 11:
        this.kind = field === 10 ? "int" : "long";
        this.#wire.varint(end);
        this.low = this.#wire.low;
        this.high = this.#wire.high;
        break;
      case 12:
        this.kind = "float";
        this.real = this.#wire.float(end);
        break;
      case 13:
        this.kind = "double";
        this.real = this.#wire.double(end);
        break;
      case 14:
        this.kind = "boolean";
        this.real = this.#wire.varintNumber(end) === 0 ? 0 : 1;
        break;
      case 15:
      case 16:
      case 17:
      case 18:
        this.kind = LONG_KINDS[field - STRING_VALUE] as ValueKind;
        this.#textFrom = this.#wire.skipBytes(end);
        this.#textTo = this.#wire.at;
        break;
      default:
        this.kind = "unsupported";
        this.#wire.skip(end);
    }
  }
}
