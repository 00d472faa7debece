/** Reads the data types of a server: kinds of tags, texts of enumerations, fields of structures. */
import { AttributeIds, BrowseDirection, type ClientSession, NodeId } from "node-opcua-client";
import type { EnumLabel } from "../../../contracts/plant/tag.ts";
import { MAX_ARRAY_ELEMENTS } from "../limits.ts";
import { inChunks } from "../link/server-limits.ts";
import { readTypeLines, type TypeLine } from "./companion-types.ts";
import type { ReadContext } from "./read-context.ts";
import { goodValue, read } from "./read-nodes.ts";
import { bothLanguages, codeOf, labelsOf, type Pair, type ServerText } from "./server-texts.ts";

/** `abstract`: any type; only a value shows which. */
export type DataKind = "number" | "boolean" | "enum" | "text" | "node-id" | "structure" | "abstract" | "other";

/** One value within a structure, named as bindings name it: `a.b`, `Zones[2]`. */
export interface StructureField {
  readonly name: string;
  readonly type: "number" | "boolean" | "text" | "enum";
  readonly labels?: readonly EnumLabel[];
}

export interface TypeFacts {
  readonly dataType: DataKind;
  readonly labels?: readonly EnumLabel[];
  readonly fields?: readonly StructureField[];
  /** Fields of a structure that have no place in a tag, with the reason. */
  readonly unplaced?: readonly { readonly name: string; readonly reason: string }[];
}

/** Built-in types and the abstract ones above them (OPC 10000-6, A.3). */
const BASE_TYPES: ReadonlyMap<string, DataKind> = new Map([
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
  ["i=24", "abstract"],
]);
const ABSTRACT = "i=24";
const UA = "nsu=http://opcfoundation.org/UA/;";
const HAS_PROPERTY = "i=46";
const ENUM_PROPERTIES = new Set(["EnumStrings", "EnumValues"]);
const SCALAR = -1;
/** Deepest nesting of structures. */
const DEEPEST = 4;
const MOST_FIELDS = 200;
const REASONS = {
  array: "an array within a structure, of unknown or more than 16 elements",
  structure: "a structure that is too deep, or that the server does not describe",
  type: "a field whose data type has no place in a tag",
} as const;

interface Field {
  readonly name?: string | null;
  readonly value?: unknown;
  readonly displayName?: ServerText;
  readonly dataType?: NodeId;
  readonly valueRank?: number;
  readonly arrayDimensions?: ArrayLike<number> | null;
}

/** A data type before its fields are resolved. */
interface RawType {
  readonly kind: DataKind;
  readonly labels: readonly EnumLabel[];
  readonly fields: readonly Field[];
}

/** Keys are NodeIds as text. */
export async function readDataTypes(types: readonly NodeId[], context: ReadContext): Promise<Map<string, TypeFacts>> {
  const raw = new Map<string, RawType>();
  let asked = unknownOf(types, raw);
  for (let depth = 0; depth <= DEEPEST && asked.length > 0; depth++) {
    for (const [id, type] of await readRaw(asked, context)) raw.set(id, type);
    const members = asked.flatMap((type) => raw.get(type.toString())?.fields ?? []);
    asked = unknownOf(
      members.flatMap(({ dataType }) => dataType ?? []),
      raw,
    );
  }
  return new Map(types.map((type) => [type.toString(), factsOf(raw.get(type.toString()), raw)]));
}

function unknownOf(types: readonly NodeId[], raw: ReadonlyMap<string, RawType>): NodeId[] {
  const left = types.filter((type) => !type.isEmpty() && !raw.has(type.toString()));
  return [...new Map(left.map((type) => [type.toString(), type])).values()];
}

async function readRaw(types: readonly NodeId[], context: ReadContext): Promise<Map<string, RawType>> {
  const { en } = context.sessions;
  const lines = await readTypeLines(en, types, { namespaces: context.namespaces, perCall: context.perBrowse });
  const kinds = new Map(types.map((type) => [type, kindOf(lines.get(type.toString()))]));
  const described = types.filter((type) => kinds.get(type) === "enum" || kinds.get(type) === "structure");
  const asked = described.map((nodeId) => ({ nodeId, attributeId: AttributeIds.DataTypeDefinition }));
  const definitions = await read(en, asked, context.perRead);
  const fields = new Map(described.map((type, i) => [type, fieldsOf(goodValue(definitions[i]))]));
  const labels = new Map(
    described.map((type) => [type, kinds.get(type) === "enum" ? definedLabels(fields.get(type) ?? []) : []]),
  );
  const bare = described.filter((type) => kinds.get(type) === "enum" && labels.get(type)?.length === 0);
  for (const [type, texts] of await readEnumProperties(bare, context)) labels.set(type, texts);
  return new Map(
    types.map((type) => {
      const kind = kinds.get(type) ?? "other";
      return [
        type.toString(),
        { kind, labels: labels.get(type) ?? [], fields: kind === "structure" ? (fields.get(type) ?? []) : [] },
      ];
    }),
  );
}

function kindOf(line: TypeLine | undefined): DataKind {
  for (const id of line?.ids ?? []) {
    const kind = BASE_TYPES.get(id.replace(UA, ""));
    // Every type is derived from BaseDataType, so BaseDataType counts only as the type itself.
    if (kind === "abstract") return line?.ids[0] === `${UA}${ABSTRACT}` ? "abstract" : "other";
    if (kind !== undefined) return kind;
  }
  return "other";
}

function fieldsOf(definition: unknown): readonly Field[] {
  const fields = (definition as { fields?: readonly Field[] | null } | undefined)?.fields;
  return Array.isArray(fields) ? fields : [];
}

function definedLabels(fields: readonly Field[]): EnumLabel[] {
  return fields.flatMap(({ name, value, displayName }) => {
    const code = codeOf(value);
    const text = { text: displayName?.text ?? name ?? null, locale: displayName?.locale ?? null };
    return code === undefined ? [] : [{ value: code, ...bothLanguages(undefined, text, String(code)) }];
  });
}

/** Servers that predate DataTypeDefinition keep the texts in a property of the data type (OPC 10000-3, 5.8.3). */
async function readEnumProperties(types: readonly NodeId[], context: ReadContext): Promise<[NodeId, EnumLabel[]][]> {
  const { en, zh } = context.sessions;
  const found = (await browseProperties(en, types, context.perBrowse)).flatMap((properties, i) =>
    properties
      .filter(({ name }) => ENUM_PROPERTIES.has(name))
      .map((property) => ({ type: types[i] as NodeId, ...property })),
  );
  const asked = found.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value }));
  const [english, chinese] = [await read(en, asked, context.perRead), await read(zh, asked, context.perRead)];
  const byType = new Map<NodeId, Map<string, Pair>>();
  found.forEach(({ type, name }, i) => {
    const own = byType.get(type) ?? new Map<string, Pair>();
    byType.set(type, own.set(name, { en: goodValue(english[i]), zh: goodValue(chinese[i]) }));
  });
  return [...byType].map(([type, properties]) => [type, labelsOf(properties)]);
}

async function browseProperties(session: ClientSession, nodes: readonly NodeId[], perCall: number) {
  if (nodes.length === 0) return [];
  const all = { includeSubtypes: true, nodeClassMask: 0, resultMask: 63 };
  const how = { referenceTypeId: HAS_PROPERTY, browseDirection: BrowseDirection.Forward, ...all };
  const results = await inChunks(nodes, perCall, (chunk) =>
    session.browse(chunk.map((nodeId) => ({ nodeId, ...how }))),
  );
  return nodes.map((_, i) => {
    const references = results[i]?.references ?? [];
    return references.map(({ nodeId, browseName }) => ({ nodeId: local(nodeId), name: browseName.name ?? "" }));
  });
}

function local({ identifierType, value, namespace }: NodeId): NodeId {
  return new NodeId(identifierType, value, namespace);
}

function factsOf(type: RawType | undefined, raw: ReadonlyMap<string, RawType>): TypeFacts {
  if (type === undefined) return { dataType: "abstract" };
  if (type.kind !== "structure")
    return { dataType: type.kind, ...(type.labels.length === 0 ? {} : { labels: type.labels }) };
  const fields: StructureField[] = [];
  const unplaced: { name: string; reason: string }[] = [];
  place(type.fields, { prefix: "", depth: 1 }, { raw, fields, unplaced });
  for (const { name } of fields.splice(MOST_FIELDS))
    unplaced.push({ name, reason: `a field beyond the ${MOST_FIELDS} of one structure` });
  return { dataType: "structure", fields, unplaced };
}

interface Places {
  readonly raw: ReadonlyMap<string, RawType>;
  readonly fields: StructureField[];
  readonly unplaced: { name: string; reason: string }[];
}

function place(members: readonly Field[], { prefix, depth }: { prefix: string; depth: number }, into: Places): void {
  for (const { name, dataType, valueRank = SCALAR, arrayDimensions } of members) {
    if (typeof name !== "string" || name === "" || dataType === undefined) continue;
    const type = into.raw.get(dataType.toString());
    const path = `${prefix}${name}`;
    const size = sizeOf(valueRank, arrayDimensions);
    if (size === undefined) into.unplaced.push({ name: path, reason: REASONS.array });
    else
      for (let i = 0; i < size; i++) {
        placeOne(type, { path: valueRank === SCALAR ? path : `${path}[${i}]`, depth }, into);
      }
  }
}

function placeOne(type: RawType | undefined, { path, depth }: { path: string; depth: number }, into: Places): void {
  const { kind, fields, labels } = type ?? { kind: "other", fields: [], labels: [] };
  if (kind === "structure" && fields.length > 0 && depth < DEEPEST)
    place(fields, { prefix: `${path}.`, depth: depth + 1 }, into);
  else if (kind === "enum" && labels.length > 0) into.fields.push({ name: path, type: "enum", labels });
  else if (kind === "number" || kind === "enum") into.fields.push({ name: path, type: "number" });
  else if (kind === "boolean" || kind === "text") into.fields.push({ name: path, type: kind });
  else if (kind === "node-id") into.fields.push({ name: path, type: "text" });
  else into.unplaced.push({ name: path, reason: kind === "structure" ? REASONS.structure : REASONS.type });
}

/** Number of elements of a field: 1 for a scalar, undefined where it is unknown or too large for tags. */
function sizeOf(valueRank: number, dimensions: ArrayLike<number> | null | undefined): number | undefined {
  if (valueRank === SCALAR) return 1;
  const size = valueRank === 1 ? (dimensions?.[0] ?? 0) : 0;
  return size > 0 && size <= MAX_ARRAY_ELEMENTS ? size : undefined;
}
