/** Reads scalar values of the binary encoding (OPC 10000-6, 5.2.2) in place. */
import { MAX_TEXT_LENGTH } from "../decode/decode-value.ts";
import { NEWEST_TIME_MS, OLDEST_TIME_MS } from "../decode/source-times.ts";

/** Ids of the built-in types (OPC 10000-6, 5.1.2). */
export const Builtin = {
  null: 0,
  boolean: 1,
  sbyte: 2,
  byte: 3,
  int16: 4,
  uint16: 5,
  int32: 6,
  uint32: 7,
  int64: 8,
  uint64: 9,
  float: 10,
  double: 11,
  string: 12,
  dateTime: 13,
  guid: 14,
  byteString: 15,
  xmlElement: 16,
  nodeId: 17,
  expandedNodeId: 18,
  statusCode: 19,
  qualifiedName: 20,
  localizedText: 21,
} as const;

/** 1970 in 100 ns since 1601, high and low word. */
const EPOCH_HIGH = 27_111_902;
const EPOCH_LOW = 3_577_643_008;
const TICKS_PER_US = 10;
/** 2^32 ticks are this number of µs and six ticks. */
const HIGH_US = 429_496_729;
const HIGH_REST = 6;

const OLDEST_US = OLDEST_TIME_MS * 1000;
const NEWEST_US = NEWEST_TIME_MS * 1000;

/** No UTF-16 unit takes more than three bytes, and four are enough to be sure. */
const MAX_TEXT_BYTES = 4 * MAX_TEXT_LENGTH;
/** MAX_TEXT_LENGTH characters of base64 in bytes. */
const MAX_BASE64_BYTES = (MAX_TEXT_LENGTH / 4) * 3;

const NO_LENGTH = 0xffff_ffff;

/**
 * A DateTime as µs UTC, NaN for an implausible one. Computed in two words, because a double cannot hold 100 ns since
 * 1601.
 */
export function microsAt(view: DataView, at: number): number {
  const high = view.getUint32(at + 4, true) - EPOCH_HIGH;
  const us = high * HIGH_US + Math.floor((high * HIGH_REST + (view.getUint32(at, true) - EPOCH_LOW)) / TICKS_PER_US);
  return us >= OLDEST_US && us < NEWEST_US ? us : Number.NaN;
}

/** No position: the stock decoder reads this value. */
export const STOCK = -1;

/** The end of a scalar that is a text or bytes; STOCK for other types. */
export function endOfText(view: DataView, type: number, at: number): number {
  switch (type) {
    case Builtin.null:
      return at;
    case Builtin.string:
    case Builtin.byteString:
    case Builtin.xmlElement:
      return endOfString(view, at);
    case Builtin.guid:
      return at + 16;
    case Builtin.qualifiedName:
      return endOfString(view, at + 2);
    case Builtin.localizedText:
      return endOfLocalizedText(view, at);
    default:
      return STOCK;
  }
}

/** The end of a String or ByteString. Throws RangeError when it is beyond the view. */
function endOfString(view: DataView, at: number): number {
  const length = view.getUint32(at, true);
  const end = length === NO_LENGTH ? at + 4 : at + 4 + length;
  if (end > view.byteLength) throw new RangeError(`a string of ${length} bytes is longer than the message`);
  return end;
}

function endOfLocalizedText(view: DataView, at: number): number {
  const mask = view.getUint8(at);
  let end = at + 1;
  if ((mask & 1) !== 0) end = endOfString(view, end);
  return (mask & 2) !== 0 ? endOfString(view, end) : end;
}

/**
 * A scalar as text: null where the server sent none, undefined where only the library knows its text. `number` is its
 * value as a number.
 */
export function textAt(
  view: DataView,
  scalar: { readonly type: number; readonly at: number; readonly number: number },
): string | null | undefined {
  const { type, at, number } = scalar;
  switch (type) {
    case Builtin.boolean:
      return number === 1 ? "true" : "false";
    case Builtin.string:
    case Builtin.xmlElement:
      return stringAt(view, at);
    case Builtin.dateTime:
      return new Date(Number(view.getBigUint64(at, true) / 10_000n) - 11_644_473_600_000).toISOString();
    case Builtin.guid:
      return guidAt(view, at);
    case Builtin.byteString:
      return view.getUint32(at, true) === NO_LENGTH
        ? null
        : bufferOf(view, at + 4, endOfString(view, at), MAX_BASE64_BYTES).toString("base64");
    case Builtin.qualifiedName:
      return stringAt(view, at + 2) ?? undefined;
    case Builtin.localizedText:
      return localizedTextAt(view, at);
    case Builtin.int64:
    case Builtin.uint64:
      return wideTextAt(view, type, at);
    default:
      return String(number);
  }
}

export function isWide(type: number): boolean {
  return type === Builtin.int64 || type === Builtin.uint64;
}

/** All digits of an Int64 or UInt64. */
export function wideTextAt(view: DataView, type: number, at: number): string {
  return String(type === Builtin.int64 ? view.getBigInt64(at, true) : view.getBigUint64(at, true));
}

function stringAt(view: DataView, at: number): string | null {
  if (view.getUint32(at, true) === NO_LENGTH) return null;
  return bufferOf(view, at + 4, endOfString(view, at), MAX_TEXT_BYTES)
    .toString("utf8")
    .slice(0, MAX_TEXT_LENGTH);
}

function localizedTextAt(view: DataView, at: number): string {
  const mask = view.getUint8(at);
  if ((mask & 2) === 0) return "";
  return stringAt(view, (mask & 1) === 0 ? at + 1 : endOfString(view, at + 1)) ?? "";
}

function guidAt(view: DataView, at: number): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, "0");
  const rest = bufferOf(view, at + 8, at + 16, 8).toString("hex");
  const numbers = [
    hex(view.getUint32(at, true), 8),
    hex(view.getUint16(at + 4, true), 4),
    hex(view.getUint16(at + 6, true), 4),
  ];
  return [...numbers, rest.slice(0, 4), rest.slice(4)].join("-").toUpperCase();
}

function bufferOf(view: DataView, from: number, to: number, most: number): Buffer {
  return Buffer.from(view.buffer as ArrayBuffer, view.byteOffset + from, Math.min(to - from, most));
}
