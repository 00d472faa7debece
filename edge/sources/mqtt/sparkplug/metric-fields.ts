/** Fields of the messages Metric and Template (Sparkplug B 3.0, 6.4; protobuf, proto2). */
import { WireType } from "./wire-reader.ts";
import type { ValueKind } from "./wire-value.ts";

const { varint: VARINT, fixed64: FIXED64, bytes: BYTES, fixed32: FIXED32 } = WireType;

/** Wire type of each Metric field by field number; index 0 is unused. */
export const METRIC_WIRE = [
  -1,
  BYTES,
  VARINT,
  VARINT,
  VARINT,
  VARINT,
  VARINT,
  VARINT,
  BYTES,
  BYTES,
  VARINT,
  VARINT,
  FIXED32,
  FIXED64,
  VARINT,
  BYTES,
  BYTES,
  BYTES,
  BYTES,
  BYTES,
] as const;
/** Metrics of a template have the same field number as those of a payload. */
export const TEMPLATE_WIRE = [-1, BYTES, BYTES, BYTES, BYTES, VARINT] as const;
export const IS_DEFINITION = 5;
/** Kind of the length-delimited members of the value union, from string_value (15) on. */
export const LONG_KINDS: readonly ValueKind[] = ["string", "bytes", "dataset", "template"];
export const STRING_VALUE = 15;

/** Tags (field number · 8 + wire type) of the fields of plain metrics. */
export const ALIAS_TAG = 0x10;
export const TIMESTAMP_TAG = 0x18;
export const DATATYPE_TAG = 0x20;
export const DOUBLE_TAG = 0x69;
