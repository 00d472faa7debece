import { DataType } from "./wire-value.ts";

const TWO_32 = 4_294_967_296;

/** The integer of two unsigned halves. */
export function integerOf(low: number, high: number, datatype: number): number {
  switch (datatype) {
    case DataType.int8:
      return (low << 24) >> 24;
    case DataType.int16:
      return (low << 16) >> 16;
    case DataType.int32:
      return low | 0;
    case DataType.int64:
      return (high | 0) * TWO_32 + low;
    default:
      return high * TWO_32 + low;
  }
}
