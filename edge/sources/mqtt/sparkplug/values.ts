import type { Micros } from "../../../contracts/sample-batch.ts";
import { Status } from "../status.ts";
import { DataType, type PayloadReader } from "./payload.ts";

const TWO_32 = 4_294_967_296;
/** Width of one element of each array type, by data type number from Int8Array (22); 0 where elements have no fixed width. */
const ELEMENT_BYTES = [1, 2, 4, 8, 1, 2, 4, 8, 4, 8, 0, 0, 8] as const;
const FIRST_ARRAY = 22;
const BOOLEAN_ARRAY = 32;
/** Quality property values of the specification (6.4.19). */
const QUALITY_GOOD = 192;
const QUALITY_STALE = 500;

/** The present metric's value as a number; NaN when it is none. Signed types arrive as two's complement in unsigned fields. */
export function numberOf(reader: PayloadReader, datatype: number): number {
  switch (reader.kind) {
    case "float":
    case "double":
    case "boolean":
      return reader.real;
    case "int":
    case "long":
      return integerOf(reader, datatype);
    default:
      return Number.NaN;
  }
}

function integerOf(reader: PayloadReader, datatype: number): number {
  switch (datatype) {
    case DataType.int8:
      return (reader.low << 24) >> 24;
    case DataType.int16:
      return (reader.low << 16) >> 16;
    case DataType.int32:
      return reader.low | 0;
    case DataType.int64:
      return (reader.high | 0) * TWO_32 + reader.low;
    default:
      return reader.high * TWO_32 + reader.low;
  }
}

/** The value as text, with every digit of 64-bit integers; undefined when it has no text form. */
export function textOf(reader: PayloadReader, datatype: number): string | undefined {
  if (reader.kind === "string") return reader.text();
  if (datatype === DataType.dateTime) {
    const ms = numberOf(reader, datatype);
    return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : undefined;
  }
  if (reader.kind === "long" && reader.high !== 0) {
    const bits = (BigInt(reader.high) << 32n) | BigInt(reader.low);
    return String(datatype === DataType.int64 ? BigInt.asIntN(64, bits) : bits);
  }
  if (reader.kind === "boolean") return reader.real === 1 ? "true" : "false";
  const value = numberOf(reader, datatype);
  return Number.isNaN(value) ? undefined : String(value);
}

/** Element `index` of an array metric; NaN when there is none or the elements are texts. */
export function elementOf(reader: PayloadReader, datatype: number, index: number): number {
  if (reader.kind !== "bytes") return Number.NaN;
  const bytes = reader.bytes();
  if (datatype === BOOLEAN_ARRAY) {
    const byte = bytes[4 + (index >> 3)];
    if (byte === undefined || index >= bytes.readUInt32LE(0)) return Number.NaN;
    return (byte >> (7 - (index & 7))) & 1;
  }
  const width = ELEMENT_BYTES[datatype - FIRST_ARRAY] ?? 0;
  if (width === 0 || (index + 1) * width > bytes.length) return Number.NaN;
  return elementAt(bytes, index * width, datatype);
}

function elementAt(bytes: Buffer, at: number, datatype: number): number {
  switch (datatype) {
    case 22:
      return bytes.readInt8(at);
    case 23:
      return bytes.readInt16LE(at);
    case 24:
      return bytes.readInt32LE(at);
    case 25:
      return Number(bytes.readBigInt64LE(at));
    case 26:
      return bytes.readUInt8(at);
    case 27:
      return bytes.readUInt16LE(at);
    case 28:
      return bytes.readUInt32LE(at);
    case 30:
      return bytes.readFloatLE(at);
    case 31:
      return bytes.readDoubleLE(at);
    default:
      return Number(bytes.readBigUInt64LE(at));
  }
}

/** OPC UA status for the present metric's `Quality` property; absent means good. */
export function statusOf(reader: PayloadReader): number {
  if (reader.isNull) return Status.bad;
  if (reader.quality === -1 || reader.quality === QUALITY_GOOD) return Status.good;
  if (reader.quality === QUALITY_STALE) return Status.uncertainLastUsable;
  return reader.quality === 0 ? Status.bad : Status.uncertain;
}

/** The metric's time, else the payload's, ms to µs; NaN when neither was given. */
export function timeUsOf(reader: PayloadReader): Micros {
  const ms = Number.isNaN(reader.metricTimestampMs) ? reader.timestampMs : reader.metricTimestampMs;
  return ms * 1000;
}
