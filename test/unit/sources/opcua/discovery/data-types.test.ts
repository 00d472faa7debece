import {
  AttributeIds,
  DataType,
  DataValue,
  LocalizedText,
  NodeId,
  StatusCodes,
  Variant,
  VariantArrayType,
} from "node-opcua";
import { expect, it } from "vitest";
import { readDataTypes } from "../../../../../edge/sources/opcua/discovery/data-types.ts";
import type { ReadContext } from "../../../../../edge/sources/opcua/discovery/read-context.ts";

const NAMESPACES = ["http://opcfoundation.org/UA/", "urn:own"];
const own = (id: number) => new NodeId(NodeId.NodeIdType.NUMERIC, id, 1);
const ua = (id: number) => new NodeId(NodeId.NodeIdType.NUMERIC, id, 0);
/** Ids of the standard's types (OPC 10000-6, A.3). */
const [DOUBLE, STRING, BYTE_STRING, STRUCTURE, ANY, NUMBER, ENUMERATION] = [11, 12, 15, 22, 24, 26, 29].map(ua) as [
  NodeId,
  NodeId,
  NodeId,
  NodeId,
  NodeId,
  NodeId,
  NodeId,
];
const [CYCLE, AXIS, MODE, BARE, STRINGS] = [1, 2, 3, 4, 5].map(own) as [NodeId, NodeId, NodeId, NodeId, NodeId];

const PARENTS = new Map<string, NodeId>([
  [String(DOUBLE), NUMBER],
  [String(NUMBER), ANY],
  [String(STRING), ANY],
  [String(BYTE_STRING), ANY],
  [String(STRUCTURE), ANY],
  [String(ENUMERATION), ANY],
  [String(CYCLE), STRUCTURE],
  [String(AXIS), STRUCTURE],
  [String(BARE), STRUCTURE],
  [String(MODE), ENUMERATION],
]);
const field = (name: string, dataType: NodeId, valueRank = -1, arrayDimensions: number[] | null = null) => ({
  name,
  dataType,
  valueRank,
  arrayDimensions,
});
const DEFINITIONS = new Map<string, object>([
  [
    String(CYCLE),
    {
      fields: [
        field("Count", DOUBLE),
        field("Axis", AXIS),
        field("Zones", DOUBLE, 1, [2]),
        field("Axes", AXIS, 1, [2]),
        field("Mode", MODE),
        field("Log", STRING, 1),
        field("Raw", BYTE_STRING),
        field("Bare", BARE),
      ],
    },
  ],
  [String(AXIS), { fields: [field("Position", DOUBLE), field("Name", STRING)] }],
]);

/** A server that answers discovery's queries about data types. */
const session = {
  async browse(asked: readonly { nodeId: NodeId; referenceTypeId: string }[]) {
    return asked.map(({ nodeId, referenceTypeId }) => {
      const parent = PARENTS.get(String(nodeId));
      if (referenceTypeId === "i=45") return { references: parent === undefined ? [] : [{ nodeId: parent }] };
      return {
        references: String(nodeId) === String(MODE) ? [{ nodeId: STRINGS, browseName: { name: "EnumStrings" } }] : [],
      };
    });
  },
  async read(asked: readonly { nodeId: NodeId; attributeId: AttributeIds }[]) {
    return asked.map(({ nodeId, attributeId }) => {
      const definition = DEFINITIONS.get(String(nodeId));
      if (attributeId === AttributeIds.DataTypeDefinition && definition !== undefined)
        return { statusCode: StatusCodes.Good, value: { dataType: DataType.ExtensionObject, value: definition } };
      if (String(nodeId) !== String(STRINGS)) return new DataValue({ statusCode: StatusCodes.BadAttributeIdInvalid });
      const texts = ["Off", "Run"].map((text) => new LocalizedText({ text }));
      return new DataValue({
        value: new Variant({ dataType: DataType.LocalizedText, arrayType: VariantArrayType.Array, value: texts }),
      });
    });
  },
};
const context = {
  sessions: { en: session, zh: session },
  namespaces: NAMESPACES,
  perRead: 100,
  perBrowse: 100,
} as unknown as ReadContext;

it("nested structures and short arrays are fields; unplaced ones are named with the reason", async () => {
  const facts = (await readDataTypes([CYCLE], context)).get(String(CYCLE));
  expect(facts?.fields?.map(({ name, type }) => `${name} ${type}`)).toEqual([
    ...["Count number", "Axis.Position number", "Axis.Name text", "Zones[0] number", "Zones[1] number"],
    ...["Axes[0].Position number", "Axes[0].Name text", "Axes[1].Position number", "Axes[1].Name text", "Mode enum"],
  ]);
  expect(facts?.unplaced).toEqual([
    { name: "Log", reason: "an array within a structure, of unknown or more than 16 elements" },
    { name: "Raw", reason: "a field whose data type has no place in a tag" },
    { name: "Bare", reason: "a structure that is too deep, or that the server does not describe" },
  ]);
});

it("texts of an enumeration come from its data type's property; only BaseDataType itself is open", async () => {
  const facts = await readDataTypes([MODE, ANY, BYTE_STRING, DOUBLE], context);
  expect(facts.get(String(MODE))).toEqual({
    dataType: "enum",
    labels: ["Off", "Run"].map((en, value) => ({ value, zh: en, en })),
  });
  expect([ANY, BYTE_STRING, DOUBLE].map((type) => facts.get(String(type))?.dataType)).toEqual([
    "abstract",
    "other",
    "number",
  ]);
});
