import { WireReader, WireType } from "./wire-reader.ts";

/** Numbers of the Sparkplug data types that the decoder treats differently (specification 6.4.16). */
export const DataType = { int8: 1, int16: 2, int32: 3, int64: 4, uint64: 8, float: 9, boolean: 11, dateTime: 13 } as const;

/** Which member of a metric's value union was present. */
export type ValueKind = "none" | "int" | "long" | "float" | "double" | "boolean" | "string" | "bytes" | "unsupported";

const { varint: VARINT, fixed64: FIXED64, bytes: BYTES, fixed32: FIXED32 } = WireType;

/** Wire type of each Metric field by field number; index 0 is no field. */
const METRIC_WIRE = [-1, BYTES, VARINT, VARINT, VARINT, VARINT, VARINT, VARINT, BYTES, BYTES, VARINT, VARINT, FIXED32, FIXED64, VARINT, BYTES, BYTES, BYTES, BYTES, BYTES] as const;
const PAYLOAD_WIRE = [-1, VARINT, BYTES, VARINT, BYTES, BYTES] as const;
const PROPERTY_VALUE_INT = 3;
const PROPERTY_VALUE_LONG = 4;
const QUALITY = Buffer.from("Quality");

/**
 * Reads a Sparkplug B payload (protobuf, proto2) metric by metric into its own
 * fields, so that decoding makes no object per metric. Members that hold
 * messages (templates, data sets, nested property sets) are skipped by their
 * length, never entered: time is linear and depth fixed whatever comes.
 * Every method throws RangeError on bytes that are no such payload.
 */
export class PayloadReader {
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
  isNull = false;
  kind: ValueKind = "none";
  /** Value of a float, double or boolean. */
  real = 0;
  /** Halves of an int or long value, unsigned. */
  low = 0;
  high = 0;
  /** The `Quality` property; -1 when absent. */
  quality = -1;

  readonly #wire = new WireReader();
  #end = 0;
  #nameFrom = 0;
  #nameTo = 0;
  #textFrom = 0;
  #textTo = 0;

  /** Takes a payload and reads what surrounds its metrics; `next` then gives them one by one. */
  open(bytes: Buffer): void {
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
        if (field === 2) this.metricCount++;
        this.#wire.skip(this.#end);
      }
    }
    this.#wire.at = 0;
  }

  /** Moves to the next metric. False when there is none. */
  next(): boolean {
    while (this.#wire.at < this.#end) {
      const field = this.#wire.field(PAYLOAD_WIRE, this.#end);
      if (field === 2) {
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

  /** Text of a string value. */
  text(): string {
    return this.#wire.bytes.toString("utf8", this.#textFrom, this.#textTo);
  }

  /** Bytes of a bytes value; a view, valid until the next `open`. */
  bytes(): Buffer {
    return this.#wire.bytes.subarray(this.#textFrom, this.#textTo);
  }

  #metric(length: number): void {
    const end = this.#wire.at + length;
    this.alias = -1;
    this.metricTimestampMs = Number.NaN;
    this.datatype = 0;
    this.isHistorical = false;
    this.isNull = false;
    this.kind = "none";
    this.quality = -1;
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
      case 7:
        this.isNull = this.#wire.varintNumber(end) !== 0;
        break;
      case 9:
        this.#properties(end);
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
        this.kind = field === 15 ? "string" : "bytes";
        this.#textFrom = this.#wire.skipBytes(end);
        this.#textTo = this.#wire.at;
        break;
      default:
        this.kind = "unsupported";
        this.#wire.skip(end);
    }
  }

  /** Looks for the key `Quality` and takes the value at the same place; both lists may be written in any order. */
  #properties(end: number): void {
    const length = this.#wire.length(end);
    const from = this.#wire.at;
    const to = from + length;
    let wanted = -1;
    for (let key = 0; this.#wire.at < to; ) {
      const field = this.#wire.fieldOfAnyType(to);
      if (field !== 1) this.#wire.skip(to);
      else {
        const keyFrom = this.#wire.skipBytes(to);
        if (this.#wire.at - keyFrom === QUALITY.length && this.#wire.bytes.compare(QUALITY, 0, QUALITY.length, keyFrom, this.#wire.at) === 0) wanted = key;
        key++;
      }
    }
    if (wanted === -1) return;
    this.#wire.at = from;
    for (let value = 0; this.#wire.at < to; ) {
      const field = this.#wire.fieldOfAnyType(to);
      if (field === 2 && value++ === wanted) this.#propertyValue(to);
      else this.#wire.skip(to);
    }
  }

  #propertyValue(end: number): void {
    const to = this.#wire.length(end) + this.#wire.at;
    while (this.#wire.at < to) {
      const field = this.#wire.fieldOfAnyType(to);
      if (this.#wire.type === VARINT && (field === PROPERTY_VALUE_INT || field === PROPERTY_VALUE_LONG)) this.quality = this.#wire.varintNumber(to);
      else this.#wire.skip(to);
    }
  }

  #seq(): number {
    const seq = this.#wire.varintNumber(this.#end);
    if (seq > 255) throw new RangeError(`seq is ${seq}, above 255`);
    return seq;
  }
}
