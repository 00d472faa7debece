/** A value as a server sends it, and the sample that the decoder makes of it. */
import { DataType, DataValue, type StatusCode, StatusCodes, Variant, VariantArrayType } from "node-opcua";
import { BatchBuilder } from "../../../../../edge/batch/builder.ts";
import type { Sample } from "../../../../../edge/contracts/path/sample-batch.ts";
import type { TagType } from "../../../../../edge/contracts/plant/tag.ts";
import { placesOf } from "../../../../../edge/sources/opcua/config.ts";
import { targetOf, ValueDecoder } from "../../../../../edge/sources/opcua/decode/decode-value.ts";
import { samplesOf } from "../../../../fakes/source/inlet.ts";

export const NAMESPACES = [
  "http://opcfoundation.org/UA/",
  "urn:server",
  "http://opcfoundation.org/UA/Machinery/",
  "http://opcfoundation.org/UA/MachineTool/",
];
export const TIME = new Date("2026-03-04T05:06:07.089Z");
export const TIME_US = TIME.getTime() * 1000;
export const NOW_US = TIME_US + 5_000_000;

export interface Read {
  readonly type?: TagType;
  readonly field?: string;
  readonly index?: number | readonly number[];
  readonly dimensions?: number[];
  readonly status?: StatusCode;
  readonly time?: Date | null;
  readonly picoseconds?: number;
  readonly serverTime?: Date | null;
  readonly arrayType?: VariantArrayType;
}

export function dataValue(dataType: DataType, value: unknown, options: Read = {}): DataValue {
  return new DataValue({
    value: new Variant({
      dataType,
      value,
      arrayType:
        options.arrayType ??
        (Array.isArray(value) && !isWide(dataType) ? VariantArrayType.Array : VariantArrayType.Scalar),
      dimensions: options.dimensions ?? null,
    }),
    statusCode: options.status ?? StatusCodes.Good,
    sourceTimestamp: options.time === undefined ? TIME : options.time,
    sourcePicoseconds: options.picoseconds ?? 0,
    serverTimestamp: options.serverTime === undefined ? TIME : options.serverTime,
  });
}

const isWide = (dataType: DataType): boolean => dataType === DataType.Int64 || dataType === DataType.UInt64;

export function decoded(read: DataValue, { type = "number", field, index }: Read = {}): Sample {
  const into = new BatchBuilder();
  const target = targetOf({
    ref: 1,
    type,
    ...(field === undefined ? {} : { field }),
    ...(index === undefined ? {} : { index: placesOf(index) }),
  });
  new ValueDecoder(NAMESPACES, false).decode(read, [target], into, NOW_US);
  return samplesOf(into.finish(NOW_US))[0] as Sample;
}
