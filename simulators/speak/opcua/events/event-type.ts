import {
  DataType,
  type Namespace,
  type RaiseEventData,
  type UAEventType,
  type UAObject,
  type VariantLike,
} from "node-opcua";
import { lowerFirst } from "../structure-nodeset.ts";

/** A field of an event type of ours. */
export type EventField = readonly [
  name: string,
  dataType: "String" | "UInt32" | "Int32" | "Boolean" | "DateTime" | "Structure",
  rank?: "array",
];

/** Adds an event type with properties to a namespace. */
export function addEventType(
  namespace: Namespace,
  name: string,
  options: { readonly base: UAEventType | string; readonly fields: readonly EventField[] },
): UAEventType {
  const type = namespace.addEventType({ browseName: name, subtypeOf: options.base, isAbstract: false } as Parameters<
    Namespace["addEventType"]
  >[0]);
  for (const [browseName, dataType, rank] of options.fields) {
    namespace.addVariable({
      browseName,
      propertyOf: type,
      dataType,
      modellingRule: "Mandatory",
      ...(rank === undefined ? {} : { valueRank: 1, arrayDimensions: [0] }),
    });
  }
  return type;
}

/** Fields of every event. */
export interface EventHead {
  readonly timeMs: number;
  readonly message: string;
  readonly severity?: number;
}

/** Raises an event of a type; fields are named as in the type, parts of a component with a dot. */
export function raise(
  source: UAObject,
  type: UAEventType,
  { head, fields }: { readonly head: EventHead; readonly fields: Readonly<Record<string, VariantLike>> },
): void {
  const data: Record<string, VariantLike> = {
    time: { dataType: DataType.DateTime, value: new Date(head.timeMs) },
    receiveTime: { dataType: DataType.DateTime, value: new Date(head.timeMs) },
    message: { dataType: DataType.LocalizedText, value: { text: head.message } },
    severity: { dataType: DataType.UInt16, value: head.severity ?? 1 },
  };
  for (const [name, value] of Object.entries(fields)) data[name.split(".").map(lowerFirst).join(".")] = value;
  source.raiseEvent(type, data as unknown as RaiseEventData);
}

export const text = (value: string): VariantLike => ({ dataType: DataType.String, value });
export const texts = (value: readonly string[]): VariantLike => ({
  dataType: DataType.String,
  arrayType: "Array",
  value: [...value],
});
export const time = (ms: number | undefined): VariantLike =>
  ms === undefined ? { dataType: DataType.Null } : { dataType: DataType.DateTime, value: new Date(ms) };
