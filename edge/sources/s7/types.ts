/**
 * Elementary data types of STEP 7 and TIA Portal, with the bytes that they take in an area with standard access
 * (Siemens, "STEP 7 Programming", A 3; "TIA Portal", data types).
 */

export const VALUE_TYPES = [
  ...(["bool", "byte", "word", "dword", "lword", "sint", "usint", "int", "uint", "dint", "udint"] as const),
  ...(["lint", "ulint", "real", "lreal", "char", "wchar", "string", "wstring"] as const),
  ...(["s5time", "time", "ltime", "date", "tod", "dt", "dtl", "timer", "counter"] as const),
] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/** Characters of STRING and WSTRING where their declaration gives no length. */
const DEFAULT_CHARS = 254;

const BYTES: Readonly<Record<Exclude<ValueType, "char" | "wchar" | "string" | "wstring">, number>> = {
  bool: 1,
  byte: 1,
  word: 2,
  dword: 4,
  lword: 8,
  sint: 1,
  usint: 1,
  int: 2,
  uint: 2,
  dint: 4,
  udint: 4,
  lint: 8,
  ulint: 8,
  real: 4,
  lreal: 8,
  s5time: 2,
  time: 4,
  ltime: 8,
  date: 2,
  tod: 4,
  dt: 8,
  dtl: 12,
  timer: 2,
  counter: 2,
};

/** Bytes of a value; `length`: characters. */
export function bytesOf(type: ValueType, length: number | undefined): number {
  switch (type) {
    case "char":
      return length ?? 1;
    case "wchar":
      return 2 * (length ?? 1);
    case "string":
      return 2 + charsOf(type, length);
    case "wstring":
      return 4 + 2 * charsOf(type, length);
    default:
      return BYTES[type];
  }
}

/** Characters that a text may have. */
export function charsOf(type: "string" | "wstring" | "char" | "wchar", length: number | undefined): number {
  return length ?? (type === "string" || type === "wstring" ? DEFAULT_CHARS : 1);
}

/** Types whose value is text. */
export function isText(type: ValueType): type is "char" | "wchar" | "string" | "wstring" {
  return type === "char" || type === "wchar" || type === "string" || type === "wstring";
}

/** Types that also have a text: dates and times of day in ISO 8601, and 64-bit integers with all digits. */
export function hasText(type: ValueType): boolean {
  return ["date", "tod", "dt", "dtl", "lint", "ulint", "lword"].includes(type);
}
