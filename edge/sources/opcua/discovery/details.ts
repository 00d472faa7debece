/** Reads the details of variables: data types, units, ranges, labels, limits and names. */

import { AttributeIds, DataType, type DataValue, NodeId, VariantArrayType } from "node-opcua-client";
import type { EnumLabel, LocalizedText } from "../../../contracts/plant/tag.ts";
import { dimensionsOf } from "../decode/value-path.ts";
import { type DataKind, readDataTypes, type StructureField, type TypeFacts } from "./data-types.ts";
import type { ReadContext } from "./read-context.ts";
import { goodValue, read } from "./read-nodes.ts";
import { bothLanguages, labelsOf, type Pair, type ServerText } from "./server-texts.ts";
import { type EngineeringUnits, ucumOf } from "./unit-codes.ts";
import type { FoundNode } from "./walk.ts";

/** A variable as far as a tag needs it. */
export interface VariableDetails {
  readonly dataType: DataKind;
  /** Length of a one-dimensional array; undefined for scalars, NaN where it is unknown. */
  readonly arrayLength?: number;
  /** Sizes of a matrix, outermost first, where the server declares them. */
  readonly dimensions?: readonly number[];
  /** UCUM code, or the server's symbol for a unit without one. */
  readonly unit?: { readonly ucum?: string; readonly symbol: string };
  readonly range?: readonly [low: number, high: number];
  readonly limits?: {
    readonly lowLow?: number;
    readonly low?: number;
    readonly high?: number;
    readonly highHigh?: number;
  };
  readonly labels?: readonly EnumLabel[];
  /** Fields of a structure that have a place in a tag, and those that have none. */
  readonly fields?: readonly StructureField[];
  readonly unplaced?: TypeFacts["unplaced"];
  readonly isReadable: boolean;
}

const READABLE = 1;
const ATTRIBUTES = [
  AttributeIds.DataType,
  AttributeIds.ValueRank,
  AttributeIds.ArrayDimensions,
  AttributeIds.UserAccessLevel,
] as const;
const SCALAR = -1;
/** Any number of dimensions, or a scalar or one dimension: only a value shows which (OPC 10000-3, 5.6.2). */
const ANY_RANK = [-2, -3];
const ONE_DIMENSION = [1, 0];
/** Built-in types that a value may have where its variable declares none (OPC 10000-6, 5.1.2). */
const NUMBERS = [
  DataType.SByte,
  DataType.Byte,
  DataType.Int16,
  DataType.UInt16,
  DataType.Int32,
  DataType.UInt32,
  DataType.Int64,
  DataType.UInt64,
  DataType.Float,
  DataType.Double,
];
const TEXTS = [
  DataType.String,
  DataType.DateTime,
  DataType.Guid,
  DataType.XmlElement,
  DataType.QualifiedName,
  DataType.LocalizedText,
];

/** Details of each variable, in order. */
export async function readDetails(variables: readonly FoundNode[], context: ReadContext): Promise<VariableDetails[]> {
  const { en } = context.sessions;
  const attributes = await read(
    en,
    variables.flatMap(({ nodeId }) => ATTRIBUTES.map((attributeId) => ({ nodeId, attributeId }))),
    context.perRead,
  );
  const rows = variables.map((_, i) =>
    attributes.slice(i * ATTRIBUTES.length, (i + 1) * ATTRIBUTES.length).map(goodValue),
  );
  const types = rows.map(([dataType]) => (dataType instanceof NodeId ? dataType : NodeId.nullNodeId));
  const kinds = await readDataTypes(types, context);
  const learnt = await learn(
    variables,
    { rows, kinds: types.map((type) => kinds.get(type.toString())?.dataType ?? "abstract") },
    context,
  );
  const properties = await readProperties(variables, context);
  const lengths = await readLengths(variables, rows, context);
  return variables.map((_, i): VariableDetails => {
    const [, rank, declared, access] = rows[i] ?? [];
    const type = {
      ...(kinds.get((types[i] as NodeId).toString()) ?? { dataType: "abstract" as const }),
      ...learnt[i]?.type,
    };
    const own = properties[i] ?? {};
    // Values of MultiStateDiscrete and similar types are numbers whose meaning is in a property (OPC 10000-8, 5.3.3).
    const dataType = type.dataType === "number" && own.labels !== undefined ? "enum" : type.dataType;
    return {
      ...type,
      ...own,
      dataType,
      ...(rank === SCALAR || rank === undefined || ANY_RANK.includes(rank as number)
        ? {}
        : { arrayLength: lengths[i] ?? Number.NaN }),
      ...matrixOf(declared),
      ...learnt[i]?.size,
      isReadable: typeof access !== "number" || (access & READABLE) !== 0,
    };
  });
}

function matrixOf(declared: unknown): { dimensions?: readonly number[] } {
  const dimensions = Array.from((declared as ArrayLike<number> | null | undefined) ?? []);
  return dimensions.length < 2 || dimensions.includes(0) ? {} : { dimensions };
}

/** Display names of nodes in both languages; a server with one language gives the same name for both. */
export async function readNames(nodes: readonly FoundNode[], context: ReadContext): Promise<LocalizedText[]> {
  const asked = nodes.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.DisplayName }));
  const chinese = await read(context.sessions.zh, asked, context.perRead);
  return nodes.map((node, i) =>
    bothLanguages(
      goodValue(chinese[i]) as ServerText | undefined,
      { text: node.displayName, locale: node.displayLocale },
      node.name,
    ),
  );
}

interface Learnt {
  readonly type?: { readonly dataType: DataKind };
  readonly size?: { readonly arrayLength: number; readonly dimensions?: readonly number[] };
}

/** Reads variables of an abstract type or any rank once: their present value shows type and rank. */
async function learn(
  variables: readonly FoundNode[],
  { rows, kinds }: { readonly rows: readonly (readonly unknown[])[]; readonly kinds: readonly DataKind[] },
  context: ReadContext,
): Promise<(Learnt | undefined)[]> {
  const asked = variables.flatMap((variable, i) =>
    kinds[i] === "abstract" || ANY_RANK.includes(rows[i]?.[1] as number) ? [{ variable, i }] : [],
  );
  const values = await read(
    context.sessions.en,
    asked.map(({ variable }) => ({ nodeId: variable.nodeId, attributeId: AttributeIds.Value })),
    context.perRead,
  );
  const learnt: (Learnt | undefined)[] = [];
  asked.forEach(({ i }, at) => {
    learnt[i] = learntFrom(values[at], kinds[i] === "abstract");
  });
  return learnt;
}

function learntFrom(answer: DataValue | undefined, isAbstract: boolean): Learnt | undefined {
  const variant = answer?.value;
  if (
    answer === undefined ||
    answer.statusCode.isBad() ||
    variant === null ||
    variant === undefined ||
    variant.dataType === DataType.Null
  )
    return undefined;
  const dimensions = dimensionsOf(variant);
  const size = { arrayLength: dimensions[0] ?? 0, ...(dimensions.length > 1 ? { dimensions } : {}) };
  return {
    ...(isAbstract ? { type: { dataType: builtinKind(variant.dataType) } } : {}),
    ...(variant.arrayType === VariantArrayType.Scalar ? {} : { size }),
  };
}

function builtinKind(type: DataType): DataKind {
  if (type === DataType.Boolean) return "boolean";
  if (NUMBERS.includes(type)) return "number";
  if (TEXTS.includes(type)) return "text";
  if (type === DataType.NodeId || type === DataType.ExpandedNodeId) return "node-id";
  return type === DataType.ExtensionObject ? "structure" : "other";
}

const PROPERTIES = new Set([
  "EngineeringUnits",
  "EURange",
  "InstrumentRange",
  "EnumStrings",
  "EnumValues",
  "TrueState",
  "FalseState",
  "LowLowLimit",
  "LowLimit",
  "HighLimit",
  "HighHighLimit",
]);

type Own = Pick<VariableDetails, "unit" | "range" | "limits" | "labels">;

/** Units, ranges, labels and limits are properties, in any namespace. */
async function readProperties(variables: readonly FoundNode[], context: ReadContext): Promise<Own[]> {
  const asked = variables.flatMap((variable, i) =>
    variable.children.filter(({ name }) => PROPERTIES.has(name)).map((property) => ({ i, property })),
  );
  const nodes = asked.map(({ property }) => ({ nodeId: property.nodeId, attributeId: AttributeIds.Value }));
  const [values, chinese] = [
    await read(context.sessions.en, nodes, context.perRead),
    await read(context.sessions.zh, nodes, context.perRead),
  ];
  const byVariable = new Map<number, Map<string, Pair>>();
  asked.forEach(({ i, property }, at) => {
    const own = byVariable.get(i) ?? new Map();
    byVariable.set(i, own.set(property.name, { en: goodValue(values[at]), zh: goodValue(chinese[at]) }));
  });
  return variables.map((_, i) => ownOf(byVariable.get(i) ?? new Map()));
}

function ownOf(properties: ReadonlyMap<string, Pair>): Own {
  const value = (name: string): unknown => properties.get(name)?.en;
  const units = value("EngineeringUnits") as { unitId?: number; displayName?: ServerText } | null | undefined;
  const range = rangeOf(value("EURange")) ?? rangeOf(value("InstrumentRange"));
  const limits = Object.fromEntries(
    (["LowLow", "Low", "High", "HighHigh"] as const).flatMap((name) => {
      const limit = value(`${name}Limit`);
      return typeof limit === "number" && Number.isFinite(limit)
        ? [[name[0]?.toLowerCase() + name.slice(1), limit]]
        : [];
    }),
  );
  const labels = labelsOf(properties);
  return {
    ...(units === null || units === undefined
      ? {}
      : unitOf({ unitId: units.unitId ?? -1, symbol: units.displayName?.text ?? "" })),
    ...(range === undefined ? {} : { range }),
    ...(areAscending(limits) ? { limits } : {}),
    ...(labels.length === 0 ? {} : { labels }),
  };
}

function unitOf(units: EngineeringUnits): Pick<Own, "unit"> {
  const ucum = ucumOf(units);
  return { unit: { symbol: units.symbol, ...(ucum === undefined ? {} : { ucum }) } };
}

function rangeOf(value: unknown): readonly [number, number] | undefined {
  const { low, high } = (value ?? {}) as { low?: unknown; high?: unknown };
  return typeof low === "number" &&
    typeof high === "number" &&
    Number.isFinite(low) &&
    Number.isFinite(high) &&
    low < high
    ? [low, high]
    : undefined;
}

function areAscending(limits: Readonly<Record<string, number>>): boolean {
  const given = ["lowLow", "low", "high", "highHigh"].flatMap((name) => limits[name] ?? []);
  return given.length > 0 && given.every((limit, i) => i === 0 || (given[i - 1] as number) < limit);
}

/** Reads arrays without a declared length once: the length decides between tags and a waveform. */
async function readLengths(
  variables: readonly FoundNode[],
  rows: readonly (readonly unknown[])[],
  context: ReadContext,
): Promise<(number | undefined)[]> {
  const lengths = rows.map(([, rank, dimensions]): number | undefined => {
    if (!ONE_DIMENSION.includes(rank as number)) return undefined;
    const declared = (dimensions as ArrayLike<number> | null | undefined)?.[0];
    return typeof declared === "number" && declared > 0 ? declared : 0;
  });
  const unknown = variables.flatMap((variable, i) => (lengths[i] === 0 ? [{ variable, i }] : []));
  const values = await read(
    context.sessions.en,
    unknown.map(({ variable }) => ({ nodeId: variable.nodeId, attributeId: AttributeIds.Value })),
    context.perRead,
  );
  unknown.forEach(({ i }, at) => {
    const value = goodValue(values[at]) as ArrayLike<unknown> | undefined;
    lengths[i] = typeof value?.length === "number" && value.length > 0 ? value.length : undefined;
  });
  return lengths;
}
