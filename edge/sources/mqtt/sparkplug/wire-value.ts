/** Sparkplug data types that are treated specially (specification 6.4.16). */
export const DataType = {
  int8: 1,
  int16: 2,
  int32: 3,
  int64: 4,
  uint64: 8,
  float: 9,
  boolean: 11,
  string: 12,
  dateTime: 13,
  text: 14,
  uuid: 15,
  dataSet: 16,
  bytes: 17,
  file: 18,
  template: 19,
} as const;

/** The member of a metric's value union that was present. */
export type ValueKind =
  | "none"
  | "int"
  | "long"
  | "float"
  | "double"
  | "boolean"
  | "string"
  | "bytes"
  | "dataset"
  | "template"
  | "unsupported";

/** A decoded value, whichever message holds it. */
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
