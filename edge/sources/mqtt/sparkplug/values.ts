import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { Status } from "../status.ts";
import { arrayText, isArray } from "./arrays.ts";
import { integerOf } from "./integer.ts";
import type { PayloadReader } from "./payload.ts";
import { DataType, type WireValue } from "./wire-value.ts";

/** Longest text taken from a value; the rest is cut off. */
const MAX_TEXT_LENGTH = 4096;
/** Quality property values of the specification (6.4.19). */
const QUALITY_GOOD = 192;
const QUALITY_STALE = 500;
/**
 * Bad_Stale of gateways that write codes with the severity in the two highest bits, as OPC UA does: 0x80000204 as an
 * Int32.
 */
const GATEWAY_STALE = -2_147_483_132;

/** The value as a number; NaN when it is not a number. Signed types arrive as two's complement in unsigned fields. */
export function numberOf(value: WireValue, datatype: number): number {
  switch (value.kind) {
    case "float":
    case "double":
    case "boolean":
      return value.real;
    case "int":
    case "long":
      return integerOf(value.low, value.high, datatype);
    default:
      return Number.NaN;
  }
}

/**
 * The value as text: every digit of 64-bit integers, arrays as JSON, bytes and files as base64; undefined when it has
 * no text form. Cut off at 4096 characters.
 */
export function textOf(value: WireValue, datatype: number): string | undefined {
  const text = wholeText(value, datatype);
  return text === undefined || text.length <= MAX_TEXT_LENGTH ? text : text.slice(0, MAX_TEXT_LENGTH);
}

function wholeText(value: WireValue, datatype: number): string | undefined {
  if (value.kind === "string") return value.text();
  if (value.kind === "bytes")
    return isArray(datatype)
      ? arrayText(value.bytes(), datatype, MAX_TEXT_LENGTH)
      : value.bytes().toString("base64", 0, MAX_TEXT_LENGTH);
  if (datatype === DataType.dateTime) {
    const ms = numberOf(value, datatype);
    return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : undefined;
  }
  if (value.kind === "long" && value.high !== 0) {
    const bits = (BigInt(value.high) << 32n) | BigInt(value.low);
    return String(datatype === DataType.int64 ? BigInt.asIntN(64, bits) : bits);
  }
  if (value.kind === "boolean") return value.real === 1 ? "true" : "false";
  const number = numberOf(value, datatype);
  return Number.isNaN(number) ? undefined : String(number);
}

/** OPC UA status for the present metric's `Quality` property; absent means good. */
export function statusOf(reader: PayloadReader): number {
  if (reader.isNull) return Status.bad;
  if (reader.quality === -1 || reader.quality === QUALITY_GOOD) return Status.good;
  if (reader.quality === QUALITY_STALE || reader.quality === GATEWAY_STALE) return Status.uncertainLastUsable;
  return reader.quality === 0 || reader.quality >>> 30 >= 2 ? Status.bad : Status.uncertain;
}

/** The metric's time, else the payload's, ms to µs; NaN when neither was given. */
export function timeUsOf(reader: PayloadReader): Micros {
  const ms = Number.isNaN(reader.metricTimestampMs) ? reader.timestampMs : reader.metricTimestampMs;
  return ms * 1000;
}
