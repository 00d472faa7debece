/** Numbers of the array types (specification 6.4.16): Int8Array to DateTimeArray. */
const FIRST_ARRAY = 22;
const INT64_ARRAY = 25;
const UINT64_ARRAY = 29;
const FLOAT_ARRAY = 30;
const DOUBLE_ARRAY = 31;
const BOOLEAN_ARRAY = 32;
const STRING_ARRAY = 33;
const DATE_TIME_ARRAY = 34;
/** Width of one element by array type; 0 where elements have no fixed width. */
const ELEMENT_BYTES = [1, 2, 4, 8, 1, 2, 4, 8, 4, 8, 0, 0, 8] as const;
/** The 4-byte count before the bits of a BooleanArray. */
const COUNT_BYTES = 4;

export function isArray(datatype: number): boolean {
  return datatype >= FIRST_ARRAY && datatype <= DATE_TIME_ARRAY;
}

/** Element `index` of an array value as a number; NaN when there is none or elements are texts. */
export function elementOf(bytes: Buffer, datatype: number, index: number): number {
  if (datatype === BOOLEAN_ARRAY) {
    const byte = bytes[COUNT_BYTES + (index >> 3)];
    if (byte === undefined || index >= bytes.readUInt32LE(0)) return Number.NaN;
    return (byte >> (7 - (index & 7))) & 1;
  }
  const width = ELEMENT_BYTES[datatype - FIRST_ARRAY] ?? 0;
  if (width === 0 || (index + 1) * width > bytes.length) return Number.NaN;
  return numberAt(bytes, index * width, datatype);
}

/** Element `index` as text; undefined when there is none. */
export function elementText(bytes: Buffer, datatype: number, index: number): string | undefined {
  if (datatype === STRING_ARRAY) return stringAt(bytes, index);
  const value = elementOf(bytes, datatype, index);
  if (Number.isNaN(value)) return undefined;
  // 64-bit integers keep every digit.
  if (datatype === INT64_ARRAY) return String(bytes.readBigInt64LE(8 * index));
  if (datatype === UINT64_ARRAY) return String(bytes.readBigUInt64LE(8 * index));
  if (datatype === BOOLEAN_ARRAY) return value === 1 ? "true" : "false";
  return datatype === DATE_TIME_ARRAY && value <= 8.64e15 ? new Date(value).toISOString() : String(value);
}

/** The whole array as numbers; undefined where elements are not numbers, or the bytes end within one. */
export function arrayNumbers(bytes: Buffer, datatype: number): Float32Array | undefined {
  const width = datatype === DATE_TIME_ARRAY ? 0 : (ELEMENT_BYTES[datatype - FIRST_ARRAY] ?? 0);
  if (width === 0 || bytes.length % width !== 0) return undefined;
  return Float32Array.from({ length: bytes.length / width }, (_, index) => numberAt(bytes, index * width, datatype));
}

/** The whole array as JSON. Elements beyond `maxLength` characters are left out. */
export function arrayText(bytes: Buffer, datatype: number, maxLength: number): string {
  const parts: string[] = [];
  let length = 0;
  const add = (part: string): boolean => {
    parts.push(part);
    length += part.length + 1;
    return length < maxLength;
  };
  if (datatype === STRING_ARRAY) {
    for (let from = 0; from < bytes.length; ) {
      const to = bytes.indexOf(0, from);
      const end = to === -1 ? bytes.length : to;
      if (!add(JSON.stringify(bytes.toString("utf8", from, Math.min(end, from + maxLength))))) break;
      from = end + 1;
    }
    return `[${parts.join(",")}]`;
  }
  for (let index = 0; ; index++) {
    const text = elementText(bytes, datatype, index);
    if (text === undefined || !add(datatype === DATE_TIME_ARRAY ? JSON.stringify(text) : text)) break;
  }
  return `[${parts.join(",")}]`;
}

/** Strings end with NUL. */
function stringAt(bytes: Buffer, index: number): string | undefined {
  let from = 0;
  for (let n = 0; n < index; n++) {
    const end = bytes.indexOf(0, from);
    if (end === -1) return undefined;
    from = end + 1;
  }
  if (from >= bytes.length) return undefined;
  const end = bytes.indexOf(0, from);
  return bytes.toString("utf8", from, end === -1 ? bytes.length : end);
}

/** Elements beyond 2^53 are not exact as numbers. */
export function isWideArray(datatype: number): boolean {
  return datatype === INT64_ARRAY || datatype === UINT64_ARRAY;
}

function numberAt(bytes: Buffer, at: number, datatype: number): number {
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
    case FLOAT_ARRAY:
      return bytes.readFloatLE(at);
    case DOUBLE_ARRAY:
      return bytes.readDoubleLE(at);
    default:
      return Number(bytes.readBigUInt64LE(at));
  }
}
