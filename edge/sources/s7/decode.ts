/** Values from the bytes of an area. Numbers are big-endian; times are in ms, and in the controller's own clock. */
import type { TextDecoder } from "node:util";
import type { ValueType } from "./types.ts";

const DAY_MS = 86_400_000;
/** DATE counts days from 1990-01-01. */
const FIRST_DATE_MS = Date.UTC(1990, 0, 1);
/** DATE_AND_TIME reaches from 1990 to 2089. */
const FIRST_YEAR = 90;
/** S5TIME: ten milliseconds by the two bits of its base. */
const S5_BASE_MS = [10, 100, 1_000, 10_000] as const;
const TWO_32 = 2 ** 32;

/**
 * A number from the bytes at `at`, before scaling; booleans are 0 or 1. NaN for bytes that are no value of this type,
 * such as BCD digits above 9. 64-bit integers above 2^53 are rounded to the next double.
 */
export function numberAt(bytes: Buffer, at: number, type: ValueType, bit: number): number {
  switch (type) {
    case "bool":
      return ((bytes[at] as number) >> bit) & 1;
    case "byte":
    case "usint":
      return bytes[at] as number;
    case "sint":
      return bytes.readInt8(at);
    case "word":
    case "uint":
      return bytes.readUInt16BE(at);
    case "int":
      return bytes.readInt16BE(at);
    case "dword":
    case "udint":
    case "tod":
      return bytes.readUInt32BE(at);
    case "dint":
    case "time":
      return bytes.readInt32BE(at);
    case "real":
      return bytes.readFloatBE(at);
    case "lreal":
      return bytes.readDoubleBE(at);
    case "lword":
    case "ulint":
      return bytes.readUInt32BE(at) * TWO_32 + bytes.readUInt32BE(at + 4);
    case "lint":
      return bytes.readInt32BE(at) * TWO_32 + bytes.readUInt32BE(at + 4);
    case "ltime":
      return (bytes.readInt32BE(at) * TWO_32 + bytes.readUInt32BE(at + 4)) / 1e6;
    case "s5time":
    case "timer":
      return bcd(bytes.readUInt16BE(at) & 0xfff) * (S5_BASE_MS[((bytes[at] as number) >> 4) & 3] as number);
    case "counter":
      return bcd(bytes.readUInt16BE(at) & 0xfff);
    case "date":
      return FIRST_DATE_MS + bytes.readUInt16BE(at) * DAY_MS;
    case "dt":
      return dateAndTime(bytes, at);
    case "dtl":
      return dateAndTimeLong(bytes, at);
    default:
      return Number.NaN;
  }
}

/** Whether all digits of a 64-bit integer matter; the other types fit a number. */
export function isLong(type: ValueType): boolean {
  return type === "lint" || type === "ulint" || type === "lword";
}

/** All digits of a 64-bit integer. */
export function digitsAt(bytes: Buffer, at: number, type: ValueType): string {
  return String(type === "lint" ? bytes.readBigInt64BE(at) : bytes.readBigUInt64BE(at));
}

/**
 * A text: STRING and WSTRING by their own length, CHAR up to the first NUL, dates in ISO 8601 without a zone, integers
 * with all digits. Undefined for bytes that are no value of this type, such as a string that is longer than its room.
 */
export function textAt(
  bytes: Buffer,
  at: number,
  { type, chars, encoding }: { readonly type: ValueType; readonly chars: number; readonly encoding: TextDecoder },
): string | undefined {
  switch (type) {
    case "string": {
      const length = bytes[at + 1] as number;
      return length > chars ? undefined : encoding.decode(bytes.subarray(at + 2, at + 2 + length));
    }
    case "wstring": {
      const length = bytes.readUInt16BE(at + 2);
      return length > chars ? undefined : wide(bytes, at + 4, length);
    }
    case "char":
      return trimmed(encoding.decode(bytes.subarray(at, at + chars)));
    case "wchar":
      return trimmed(wide(bytes, at, chars));
    case "date":
      return isoText(numberAt(bytes, at, type, 0))?.slice(0, 10);
    case "tod": {
      const ms = numberAt(bytes, at, type, 0);
      return ms < DAY_MS ? isoText(ms)?.slice(11) : undefined;
    }
    case "dt":
    case "dtl":
      return isoText(numberAt(bytes, at, type, 0));
    default:
      return isLong(type) ? digitsAt(bytes, at, type) : undefined;
  }
}

/** Whole and fractional seconds without a zone: the controller does not say in which one its clock is. */
function isoText(ms: number): string | undefined {
  return Number.isFinite(ms) ? new Date(ms).toISOString().replace("Z", "") : undefined;
}

function wide(bytes: Buffer, at: number, chars: number): string {
  let text = "";
  for (let i = 0; i < chars; i++) text += String.fromCharCode(bytes.readUInt16BE(at + 2 * i));
  return text;
}

function trimmed(text: string): string {
  const end = text.indexOf("\0");
  return (end === -1 ? text : text.slice(0, end)).trimEnd();
}

/** Up to four digits of four bits each; NaN for a digit above 9. */
function bcd(word: number): number {
  let value = 0;
  for (let shift = 12; shift >= 0; shift -= 4) {
    const digit = (word >> shift) & 0xf;
    if (digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Year, month, day, hour, minute, second and ms in BCD; the last digit is the day of the week. */
function dateAndTime(bytes: Buffer, at: number): number {
  const two = (i: number): number => bcd(bytes[at + i] as number);
  const year = two(0);
  const ms = two(6) * 10 + bcd((bytes[at + 7] as number) >> 4);
  return utc(year >= FIRST_YEAR ? 1_900 + year : 2_000 + year, [two(1), two(2), two(3), two(4), two(5)], ms);
}

/** Year, month, day, day of the week, hour, minute, second, ns. */
function dateAndTimeLong(bytes: Buffer, at: number): number {
  const one = (i: number): number => bytes[at + i] as number;
  const ms = Math.floor(bytes.readUInt32BE(at + 8) / 1e6);
  return utc(bytes.readUInt16BE(at), [one(2), one(3), one(5), one(6), one(7)], ms);
}

/** NaN for a date that does not exist, instead of the next one. */
function utc(
  year: number,
  [month, day, hour, minute, second]: readonly [number, number, number, number, number],
  ms: number,
): number {
  const time = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const date = new Date(time);
  const isReal =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60 &&
    ms < 1_000;
  return isReal ? time : Number.NaN;
}
