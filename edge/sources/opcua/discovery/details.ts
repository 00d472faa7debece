/** What the variables of a walk are: their data types, units, ranges, labels, limits and names. Reads only. */
import { AttributeIds, type ClientSession, DataType, type DataValue, NodeId } from "node-opcua-client";
import type { EnumLabel, LocalizedText } from "../../../contracts/tag.ts";
import { inChunks } from "../server-limits.ts";
import { readTypeLines } from "./companion-types.ts";
import { type EngineeringUnits, ucumOf } from "./unit-codes.ts";
import type { FoundNode } from "./walk.ts";

/** A variable as far as a tag needs it. */
export interface VariableDetails {
  readonly dataType: "number" | "boolean" | "enum" | "text" | "node-id" | "structure" | "other";
  /** Length of a one-dimensional array; undefined for scalars, NaN where nobody knows. */
  readonly arrayLength?: number;
  /** Sizes of a matrix, outermost first, where the server declares them. */
  readonly dimensions?: readonly number[];
  /** UCUM code, or what the server calls the unit where there is none. */
  readonly unit?: { readonly ucum?: string; readonly symbol: string };
  readonly range?: readonly [low: number, high: number];
  readonly limits?: { readonly lowLow?: number; readonly low?: number; readonly high?: number; readonly highHigh?: number };
  readonly labels?: readonly EnumLabel[];
  /** Scalar fields of a structure. */
  readonly fields?: readonly { readonly name: string; readonly type: "number" | "boolean" | "text" }[];
  readonly isReadable: boolean;
}

/** Sessions of one server in both languages of the product. */
export interface Sessions {
  readonly en: ClientSession;
  readonly zh: ClientSession;
}

export interface ReadContext {
  readonly sessions: Sessions;
  readonly namespaces: readonly string[];
  readonly perRead: number;
  readonly perBrowse: number;
}

const READABLE = 1;
/** Built-in types and the abstract ones above them (OPC 10000-6, A.3). */
const BASE_TYPES: ReadonlyMap<string, VariableDetails["dataType"]> = new Map([
  ["i=1", "boolean"],
  ["i=26", "number"],
  ["i=29", "enum"],
  ["i=22", "structure"],
  ["i=17", "node-id"],
  ["i=18", "node-id"],
  ["i=12", "text"],
  ["i=13", "text"],
  ["i=14", "text"],
  ["i=20", "text"],
  ["i=21", "text"],
  ["i=15", "other"],
]);
const ATTRIBUTES = [AttributeIds.DataType, AttributeIds.ValueRank, AttributeIds.ArrayDimensions, AttributeIds.UserAccessLevel] as const;
const SCALAR = -1;
const ONE_DIMENSION = [1, 0];

/** Details of each variable, in order. */
export async function readDetails(variables: readonly FoundNode[], context: ReadContext): Promise<VariableDetails[]> {
  const { en } = context.sessions;
  const attributes = await read(
    en,
    variables.flatMap(({ nodeId }) => ATTRIBUTES.map((attributeId) => ({ nodeId, attributeId }))),
    context.perRead,
  );
  const rows = variables.map((_, i) => attributes.slice(i * ATTRIBUTES.length, (i + 1) * ATTRIBUTES.length).map(goodValue));
  const types = rows.map(([dataType]) => (dataType instanceof NodeId ? dataType : NodeId.nullNodeId));
  const kinds = await readDataTypes(types, context);
  const properties = await readProperties(variables, context);
  const lengths = await readLengths(variables, rows, context);
  return variables.map((_, i): VariableDetails => {
    const [, rank, declared, access] = rows[i] ?? [];
    const type = kinds.get((types[i] as NodeId).toString()) ?? { dataType: "other" };
    const own = properties[i] ?? {};
    // MultiStateDiscrete and its kin are numbers whose meaning stands in a property (OPC 10000-8, 5.3.3).
    const dataType = type.dataType === "number" && own.labels !== undefined ? "enum" : type.dataType;
    return {
      ...type,
      ...own,
      dataType,
      ...(rank === SCALAR || rank === undefined || rank === -2 || rank === -3 ? {} : { arrayLength: lengths[i] ?? Number.NaN }),
      ...matrixOf(declared),
      isReadable: typeof access !== "number" || (access & READABLE) !== 0,
    };
  });
}

function matrixOf(declared: unknown): { dimensions?: readonly number[] } {
  const dimensions = Array.from((declared as ArrayLike<number> | null | undefined) ?? []);
  return dimensions.length < 2 || dimensions.includes(0) ? {} : { dimensions };
}

/** Display names of nodes in both languages; where the server has one language only, it stands for both. */
export async function readNames(nodes: readonly FoundNode[], context: ReadContext): Promise<LocalizedText[]> {
  const asked = nodes.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.DisplayName }));
  const chinese = await read(context.sessions.zh, asked, context.perRead);
  return nodes.map((node, i) => bothLanguages(goodValue(chinese[i]) as ServerText | undefined, { text: node.displayName, locale: node.displayLocale }, node.name));
}

interface ServerText {
  readonly text?: string | null;
  readonly locale?: string | null;
}

/** Two answers for one text: the one asked for in Chinese counts as such when the server says so, or when it is written so. */
function bothLanguages(asked: ServerText | undefined, english: ServerText, fallback: string): LocalizedText {
  const isChinese = (one: ServerText | undefined): boolean => /^zh/i.test(one?.locale ?? "") || /\p{Script=Han}/u.test(one?.text ?? "");
  const zh = [asked, english].find((one) => isChinese(one) && one?.text)?.text;
  const en = [english, asked].find((one) => !isChinese(one) && one?.text)?.text;
  const text = clean(en ?? zh ?? fallback);
  return { zh: clean(zh ?? en ?? fallback), en: text };
}

function clean(text: string): string {
  // `${` would be read as a reference to the environment in a config.
  const short = text.replace(/\s+/g, " ").replaceAll("${", "$ {").trim().slice(0, 120);
  return short === "" ? "?" : short;
}

/** What each data type is at bottom, with labels of enumerations and fields of structures. */
async function readDataTypes(types: readonly NodeId[], context: ReadContext): Promise<Map<string, Pick<VariableDetails, "dataType" | "labels" | "fields">>> {
  const distinct = [...new Map(types.filter((type) => !type.isEmpty()).map((type) => [type.toString(), type])).values()];
  const lines = await readTypeLines(context.sessions.en, distinct, { namespaces: context.namespaces, perCall: context.perBrowse });
  const kindOf = (type: NodeId): VariableDetails["dataType"] => {
    for (const id of lines.get(type.toString())?.ids ?? []) {
      const kind = BASE_TYPES.get(id.replace("nsu=http://opcfoundation.org/UA/;ns=0;", "").replace("nsu=http://opcfoundation.org/UA/;", ""));
      if (kind !== undefined) return kind;
    }
    return "other";
  };
  const described = distinct.filter((type) => kindOf(type) === "enum" || kindOf(type) === "structure");
  const definitions = await read(
    context.sessions.en,
    described.map((nodeId) => ({ nodeId, attributeId: AttributeIds.DataTypeDefinition })),
    context.perRead,
  );
  const definitionOf = new Map(described.map((type, i) => [type.toString(), goodValue(definitions[i])]));
  return new Map(
    distinct.map((type) => {
      const dataType = kindOf(type);
      const definition = definitionOf.get(type.toString());
      return [type.toString(), { dataType, ...(dataType === "enum" ? withLabels(enumLabels(definition)) : {}), ...(dataType === "structure" ? { fields: scalarFields(definition) } : {}) }];
    }),
  );
}

function withLabels(labels: readonly EnumLabel[]): { labels?: readonly EnumLabel[] } {
  return labels.length === 0 ? {} : { labels };
}

interface Field {
  readonly name?: string | null;
  readonly value?: unknown;
  readonly displayName?: ServerText;
  readonly dataType?: NodeId;
  readonly valueRank?: number;
}

function fieldsOf(definition: unknown): readonly Field[] {
  const fields = (definition as { fields?: readonly Field[] | null } | undefined)?.fields;
  return Array.isArray(fields) ? fields : [];
}

function enumLabels(definition: unknown): EnumLabel[] {
  return fieldsOf(definition).flatMap(({ name, value, displayName }) => {
    const code = codeOf(value);
    return code === undefined ? [] : [{ value: code, ...bothLanguages(undefined, { text: displayName?.text ?? name ?? null, locale: displayName?.locale ?? null }, String(code)) }];
  });
}

/** Int64 comes as [high, low]. */
function codeOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return (Number(value[0]) | 0) * 2 ** 32 + (Number(value[1]) >>> 0);
  return typeof value === "number" ? value : undefined;
}

function scalarFields(definition: unknown): NonNullable<VariableDetails["fields"]> {
  return fieldsOf(definition).flatMap(({ name, dataType, valueRank }) => {
    if (typeof name !== "string" || name === "" || valueRank !== SCALAR || dataType === undefined || dataType.namespace !== 0) return [];
    const id = Number(dataType.value);
    const type = id === 1 ? "boolean" : id >= 2 && id <= 11 ? "number" : [12, 13, 14, 21].includes(id) ? "text" : undefined;
    return type === undefined ? [] : [{ name, type } as const];
  });
}

const PROPERTIES = new Set(["EngineeringUnits", "EURange", "InstrumentRange", "EnumStrings", "EnumValues", "TrueState", "FalseState", "LowLowLimit", "LowLimit", "HighLimit", "HighHighLimit"]);

type Own = Pick<VariableDetails, "unit" | "range" | "limits" | "labels">;

/** Units, ranges, labels and limits stand in properties, in whatever namespace the model put them. */
async function readProperties(variables: readonly FoundNode[], context: ReadContext): Promise<Own[]> {
  const asked = variables.flatMap((variable, i) => variable.children.filter(({ name }) => PROPERTIES.has(name)).map((property) => ({ i, property })));
  const nodes = asked.map(({ property }) => ({ nodeId: property.nodeId, attributeId: AttributeIds.Value }));
  const [values, chinese] = [await read(context.sessions.en, nodes, context.perRead), await read(context.sessions.zh, nodes, context.perRead)];
  const byVariable = new Map<number, Map<string, { en: unknown; zh: unknown }>>();
  asked.forEach(({ i, property }, at) => {
    const own = byVariable.get(i) ?? new Map();
    byVariable.set(i, own.set(property.name, { en: goodValue(values[at]), zh: goodValue(chinese[at]) }));
  });
  return variables.map((_, i) => ownOf(byVariable.get(i) ?? new Map()));
}

function ownOf(properties: ReadonlyMap<string, { en: unknown; zh: unknown }>): Own {
  const value = (name: string): unknown => properties.get(name)?.en;
  const units = value("EngineeringUnits") as { unitId?: number; displayName?: ServerText } | null | undefined;
  const range = rangeOf(value("EURange")) ?? rangeOf(value("InstrumentRange"));
  const limits = Object.fromEntries(
    (["LowLow", "Low", "High", "HighHigh"] as const).flatMap((name) => {
      const limit = value(`${name}Limit`);
      return typeof limit === "number" && Number.isFinite(limit) ? [[name[0]?.toLowerCase() + name.slice(1), limit]] : [];
    }),
  );
  const labels = labelsOf(properties);
  return {
    ...(units === null || units === undefined ? {} : unitOf({ unitId: units.unitId ?? -1, symbol: units.displayName?.text ?? "" })),
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
  return typeof low === "number" && typeof high === "number" && Number.isFinite(low) && Number.isFinite(high) && low < high ? [low, high] : undefined;
}

function areAscending(limits: Readonly<Record<string, number>>): boolean {
  const given = ["lowLow", "low", "high", "highHigh"].flatMap((name) => limits[name] ?? []);
  return given.length > 0 && given.every((limit, i) => i === 0 || (given[i - 1] as number) < limit);
}

function labelsOf(properties: ReadonlyMap<string, { en: unknown; zh: unknown }>): EnumLabel[] {
  const pair = (name: string) => properties.get(name) ?? { en: undefined, zh: undefined };
  const list = (value: unknown): readonly ServerText[] => (Array.isArray(value) ? (value as ServerText[]) : []);
  const strings = pair("EnumStrings");
  const values = pair("EnumValues");
  const states = [pair("FalseState"), pair("TrueState")];
  if (list(values.en).length > 0)
    return (values.en as { value: unknown; displayName: ServerText }[]).flatMap(({ value, displayName }, i) => {
      const code = codeOf(value);
      const asked = (list(values.zh)[i] as { displayName?: ServerText } | undefined)?.displayName;
      return code === undefined ? [] : [{ value: code, ...bothLanguages(asked, displayName, String(code)) }];
    });
  if (list(strings.en).length > 0) return list(strings.en).map((text, value) => ({ value, ...bothLanguages(list(strings.zh)[value], text, String(value)) }));
  return states.every(({ en }) => en !== undefined && en !== null) ? states.map(({ en, zh }, value) => ({ value, ...bothLanguages(zh as ServerText, en as ServerText, String(value)) })) : [];
}

/** Arrays without a declared length are read once: how long they are decides whether they are tags or waveforms. */
async function readLengths(variables: readonly FoundNode[], rows: readonly (readonly unknown[])[], context: ReadContext): Promise<(number | undefined)[]> {
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

export async function read(session: ClientSession, nodes: readonly { readonly nodeId: NodeId; readonly attributeId: AttributeIds }[], perRead: number): Promise<DataValue[]> {
  return nodes.length === 0 ? [] : inChunks(nodes, perRead, (chunk) => session.read(chunk));
}

function goodValue(answer: DataValue | undefined): unknown {
  if (answer === undefined || answer.statusCode.isBad() || answer.value === null || answer.value === undefined) return undefined;
  return answer.value.dataType === DataType.Null ? undefined : answer.value.value;
}
