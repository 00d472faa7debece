import type { ModbusBinding, ValueType } from "./config.ts";

const WORDS: Readonly<Record<ValueType, number>> = { int16: 1, uint16: 1, int32: 2, uint32: 2, int64: 4, uint64: 4, float32: 2, float64: 4, bool: 1, text: 1 };

/** Registers a value takes. */
export function wordsOf({ type, length }: Pick<ModbusBinding, "type" | "length">): number {
  return type === "text" ? (length ?? 1) : WORDS[type];
}

/**
 * A number from registers as they came (16 bits each, high byte first), before
 * scaling. NaN for SunSpec's "not implemented" when `isSunSpec`. 64-bit
 * integers above 2^53 are rounded to the next double.
 */
export function numberAt(bytes: Buffer, at: number, { type, wordOrder, bit }: Pick<ModbusBinding, "type" | "wordOrder" | "bit">, isSunSpec: boolean): number {
  const value = wordOrder === "big" || WORDS[type] === 1 ? bytes : reversed(bytes, at, WORDS[type]);
  const from = value === bytes ? at : 0;
  switch (type) {
    case "int16":
      return implemented(value.readInt16BE(from), -0x8000, isSunSpec);
    case "uint16":
      return implemented(value.readUInt16BE(from), 0xffff, isSunSpec);
    case "int32":
      return implemented(value.readInt32BE(from), -0x8000_0000, isSunSpec);
    case "uint32":
      return implemented(value.readUInt32BE(from), 0xffff_ffff, isSunSpec);
    case "int64":
      return implemented(Number(value.readBigInt64BE(from)), -(2 ** 63), isSunSpec);
    case "uint64":
      return implemented(Number(value.readBigUInt64BE(from)), 2 ** 64, isSunSpec);
    case "float32":
      return value.readFloatBE(from);
    case "float64":
      return value.readDoubleBE(from);
    case "bool":
      return (value.readUInt16BE(from) >> (bit ?? 0)) & 1;
    default:
      return Number.NaN;
  }
}

/** Text up to the first NUL, spaces at the end cut off. */
export function textAt(bytes: Buffer, at: number, words: number): string {
  const text = bytes.toString("utf8", at, at + 2 * words);
  const end = text.indexOf("\0");
  return (end === -1 ? text : text.slice(0, end)).trimEnd();
}

function implemented(value: number, missing: number, isSunSpec: boolean): number {
  return isSunSpec && value === missing ? Number.NaN : value;
}

/** The same words, last one first. */
function reversed(bytes: Buffer, at: number, words: number): Buffer {
  const turned = Buffer.allocUnsafe(2 * words);
  for (let word = 0; word < words; word++) turned.writeUInt16BE(bytes.readUInt16BE(at + 2 * (words - 1 - word)), 2 * word);
  return turned;
}
