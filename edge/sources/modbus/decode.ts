import type { ByteOrder, ModbusBinding, ValueType } from "./config.ts";

const WORDS: Readonly<Record<ValueType, number>> = {
  int16: 1,
  uint16: 1,
  int32: 2,
  uint32: 2,
  int64: 4,
  uint64: 4,
  float32: 2,
  float64: 4,
  bool: 1,
  text: 1,
};

/** Registers a value takes. */
export function wordsOf({ type, length }: Pick<ModbusBinding, "type" | "length">): number {
  return type === "text" ? (length ?? 1) : WORDS[type];
}

/** How a value is coded in its registers. */
interface Coded {
  readonly order: ByteOrder;
  readonly binding: Pick<ModbusBinding, "type" | "bit" | "sunspec">;
}

/**
 * A number from raw registers, before scaling. NaN for SunSpec's "not implemented". 64-bit integers above 2^53 are
 * rounded to the next double.
 */
export function numberAt(bytes: Buffer, at: number, { order, binding }: Coded): number {
  const { type, bit } = binding;
  const isSunSpec = binding.sunspec !== undefined;
  const value =
    order === "ABCD" || (order === "CDAB" && WORDS[type] === 1)
      ? bytes
      : inOrder(bytes, at, { words: WORDS[type], order });
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

/** All digits of a 64-bit integer; undefined for other types. */
export function digitsAt(bytes: Buffer, at: number, { order, binding: { type } }: Coded): string | undefined {
  if (type !== "int64" && type !== "uint64") return undefined;
  const value = inOrder(bytes, at, { words: WORDS[type], order });
  return String(type === "int64" ? value.readBigInt64BE(0) : value.readBigUInt64BE(0));
}

/**
 * Text up to the first NUL, without trailing spaces. The order of words does not apply to text; the two characters of
 * a register may be swapped.
 */
export function textAt(bytes: Buffer, at: number, words: number, order: ByteOrder): string {
  const own =
    order === "BADC" || order === "DCBA"
      ? inOrder(bytes, at, { words, order: "BADC" })
      : bytes.subarray(at, at + 2 * words);
  const text = own.toString("utf8");
  const end = text.indexOf("\0");
  return (end === -1 ? text : text.slice(0, end)).trimEnd();
}

function implemented(value: number, missing: number, isSunSpec: boolean): number {
  return isSunSpec && value === missing ? Number.NaN : value;
}

/** The same bytes in the order ABCD. */
function inOrder(
  bytes: Buffer,
  at: number,
  { words, order }: { readonly words: number; readonly order: ByteOrder },
): Buffer {
  const turned = Buffer.allocUnsafe(2 * words);
  const isLowWordFirst = order === "CDAB" || order === "DCBA";
  for (let word = 0; word < words; word++) {
    const from = at + 2 * (isLowWordFirst ? words - 1 - word : word);
    turned.writeUInt16BE(
      order === "CDAB" || order === "ABCD" ? bytes.readUInt16BE(from) : bytes.readUInt16LE(from),
      2 * word,
    );
  }
  return turned;
}
