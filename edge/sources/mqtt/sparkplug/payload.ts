import { PropertyReader } from "./property-reader.ts";
import { WireReader, WireType } from "./wire-reader.ts";

/** Numbers of the Sparkplug data types that the decoder treats differently (specification 6.4.16). */
export const DataType = { int8: 1, int16: 2, int32: 3, int64: 4, uint64: 8, float: 9, boolean: 11, dateTime: 13 } as const;

/** Which member of a metric's value union was present. */
export type ValueKind = "none" | "int" | "long" | "float" | "double" | "boolean" | "string" | "bytes" | "dataset" | "template" | "unsupported";

/** A value as it stands in the bytes, whichever message holds it. */
export interface WireValue {
  readonly kind: ValueKind;
  /** Value of a float, double or boolean. */
  readonly real: number;
  /** Halves of an int or long value, unsigned. */
  readonly low: number;
  readonly high: number;
  /** Text of a string value. */
  text(): string;
  /** Bytes of a value that has a length; a view, valid until the next payload. */
  bytes(): Buffer;
}

const { varint: VARINT, fixed64: FIXED64, bytes: BYTES, fixed32: FIXED32 } = WireType;

/** Wire type of each Metric field by field number; index 0 is no field. */
const METRIC_WIRE = [-1, BYTES, VARINT, VARINT, VARINT, VARINT, VARINT, VARINT, BYTES, BYTES, VARINT, VARINT, FIXED32, FIXED64, VARINT, BYTES, BYTES, BYTES, BYTES, BYTES] as const;
const PAYLOAD_WIRE = [-1, VARINT, BYTES, VARINT, BYTES, BYTES] as const;
/** Metrics of a template have the same field number as those of a payload. */
const TEMPLATE_WIRE = [-1, BYTES, BYTES, BYTES, BYTES, VARINT] as const;
const METRICS = 2;
const IS_DEFINITION = 5;
/** Kind of the length-delimited members of the value union, from string_value (15) on. */
const LONG_KINDS: readonly ValueKind[] = ["string", "bytes", "dataset", "template"];
const STRING_VALUE = 15;

/**
 * Reads a Sparkplug B payload (protobuf, proto2) metric by metric into its own
 * fields, so that decoding makes no object per metric. Members that hold
 * messages (templates, data sets, nested property sets) are skipped by their
 * length and entered only where a tag wants something of them: time is linear
 * and depth fixed whatever comes.
 * Every method throws RangeError on bytes that are no such payload.
 */
export class PayloadReader implements WireValue {
  /** Payload's own time, ms UTC; NaN when absent. */
  timestampMs = Number.NaN;
  /** -1 when absent. */
  seq = -1;
  metricCount = 0;

  /** -1 when absent. */
  alias = -1;
  metricTimestampMs = Number.NaN;
  /** 0 when absent. */
  datatype = 0;
  isHistorical = false;
  /** The edge node thinks the value not worth storing. */
  isTransient = false;
  isNull = false;
  kind: ValueKind = "none";
  real = 0;
  low = 0;
  high = 0;
  readonly properties: PropertyReader;

  readonly #wire = new WireReader();
  #schema: readonly number[] = PAYLOAD_WIRE;
  #end = 0;
  #nameFrom = 0;
  #nameTo = 0;
  #textFrom = 0;
  #textTo = 0;

  constructor() {
    this.properties = new PropertyReader(this.#wire);
  }

  /** The `Quality` property; -1 when absent. */
  get quality(): number {
    return this.properties.quality;
  }

  /** Enters the template that another reader stands on; `next` then gives its members. False for a definition, which has no values. */
  openTemplate(parent: PayloadReader): boolean {
    const bytes = parent.bytes();
    this.#wire.bytes = bytes;
    this.#wire.at = 0;
    this.#end = bytes.length;
    this.#schema = TEMPLATE_WIRE;
    this.timestampMs = Number.isNaN(parent.metricTimestampMs) ? parent.timestampMs : parent.metricTimestampMs;
    let isDefinition = false;
    while (this.#wire.at < this.#end) {
      if (this.#wire.field(TEMPLATE_WIRE, this.#end) === IS_DEFINITION) isDefinition = this.#wire.varintNumber(this.#end) !== 0;
      else this.#wire.skip(this.#end);
    }
    this.#wire.at = 0;
    return !isDefinition;
  }

  /** Takes a payload and reads what surrounds its metrics; `next` then gives them one by one. */
  open(bytes: Buffer): void {
    this.#schema = PAYLOAD_WIRE;
    this.#wire.bytes = bytes;
    this.#end = bytes.length;
    this.#wire.at = 0;
    this.timestampMs = Number.NaN;
    this.seq = -1;
    this.metricCount = 0;
    while (this.#wire.at < this.#end) {
      const field = this.#wire.field(PAYLOAD_WIRE, this.#end);
      if (field === 1) this.timestampMs = this.#wire.varintNumber(this.#end);
      else if (field === 3) this.seq = this.#seq();
      else {
        if (field === METRICS) this.metricCount++;
        this.#wire.skip(this.#end);
      }
    }
    this.#wire.at = 0;
  }

  /** Moves to the next metric. False when there is none. */
  next(): boolean {
    while (this.#wire.at < this.#end) {
      const field = this.#wire.field(this.#schema, this.#end);
      if (field === METRICS) {
        this.#metric(this.#wire.length(this.#end));
        return true;
      }
      this.#wire.skip(this.#end);
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

  #metric(length: number): void {
    const end = this.#wire.at + length;
    this.alias = -1;
    this.metricTimestampMs = Number.NaN;
    this.datatype = 0;
    this.isHistorical = false;
    this.isTransient = false;
    this.isNull = false;
    this.kind = "none";
    this.properties.clear();
    this.#nameFrom = 0;
    this.#nameTo = 0;
    while (this.#wire.at < end) this.#metricField(end);
  }

  #metricField(end: number): void {
    const field = this.#wire.field(METRIC_WIRE, end);
    switch (field) {
      case 1:
        this.#nameFrom = this.#wire.skipBytes(end);
        this.#nameTo = this.#wire.at;
        break;
      case 2:
        this.alias = this.#wire.varintNumber(end);
        break;
      case 3:
        this.metricTimestampMs = this.#wire.varintNumber(end);
        break;
      case 4:
        this.datatype = this.#wire.varintNumber(end);
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
        if (field >= 10 && field <= 19) this.#value(field, end);
        else this.#wire.skip(end);
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
        this.#wire.need(4, end);
        this.real = this.#wire.bytes.readFloatLE(this.#wire.at);
        this.#wire.at += 4;
        break;
      case 13:
        this.kind = "double";
        this.#wire.need(8, end);
        this.real = this.#wire.bytes.readDoubleLE(this.#wire.at);
        this.#wire.at += 8;
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

  #seq(): number {
    const seq = this.#wire.varintNumber(this.#end);
    if (seq > 255) throw new RangeError(`seq is ${seq}, above 255`);
    return seq;
  }
}
