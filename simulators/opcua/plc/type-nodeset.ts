import { NAMESPACES } from "../namespaces.ts";
import { fieldType, type PlcStructure, plcPlace } from "./layout.ts";

/** Fields of a tracking record, in order; docs/material-events.md says what they mean. */
const TRACK_FIELDS = [
  ["Seq", "UInt32"],
  ["Time", "DateTime"],
  ["Kind", "Int16"],
  ["Place", "String"],
  ["Piece", "String"],
  ["Carrier", "String"],
  ["Order", "String"],
  ["Variant", "String"],
  ["Result", "Int16"],
] as const;

const TRACK_TYPE = "UDT_Track";

/** Ids of the built-in types that the PLC's structures use (OPC 10000-6, A.2). */
const TYPE_IDS = { Boolean: "i=1", Int16: "i=4", Int32: "i=6", UInt32: "i=7", Float: "i=10", Double: "i=11", String: "i=12", DateTime: "i=13" } as const;

type Field = readonly [name: string, type: keyof typeof TYPE_IDS];

/** The PLC's structure types as a NodeSet2 document, since servers learn structures from nodesets. */
export function plcNodeset(structures: readonly PlcStructure[]): string {
  const types = [
    dataType(TRACK_TYPE, TRACK_FIELDS),
    ...[...new Map(structures.map((structure) => [structure.typeName, structure])).values()].map(({ typeName, signals }) =>
      dataType(
        typeName,
        signals.map((signal): Field => [plcPlace(signal.id).field as string, fieldType(signal)]),
      ),
    ),
  ];
  return `<?xml version="1.0" encoding="utf-8"?>
<UANodeSet xmlns="http://opcfoundation.org/UA/2011/03/UANodeSet.xsd">
<NamespaceUris><Uri>${NAMESPACES.plc}</Uri></NamespaceUris>
<Models><Model ModelUri="${NAMESPACES.plc}" Version="1.0.0" PublicationDate="2026-01-05T00:00:00Z"><RequiredModel ModelUri="http://opcfoundation.org/UA/" Version="1.05.02" PublicationDate="2022-11-01T00:00:00Z"/></Model></Models>
${types.join("\n")}
</UANodeSet>
`;
}

/** Names are letters, digits and underscores, so nothing has to be escaped. */
function dataType(name: string, fields: readonly Field[]): string {
  const definition = fields.map(([field, type]) => `<Field Name="${field}" DataType="${TYPE_IDS[type]}"/>`).join("");
  return `<UADataType NodeId='ns=1;s=DT_"${name}"' BrowseName="1:${name}"><DisplayName>${name}</DisplayName>
<References><Reference ReferenceType="i=45" IsForward="false">i=22</Reference><Reference ReferenceType="i=38">ns=1;s=TE_"${name}"</Reference></References>
<Definition Name="1:${name}">${definition}</Definition></UADataType>
<UAObject NodeId='ns=1;s=TE_"${name}"' BrowseName="Default Binary" SymbolicName="DefaultBinary"><DisplayName>Default Binary</DisplayName>
<References><Reference ReferenceType="i=38" IsForward="false">ns=1;s=DT_"${name}"</Reference><Reference ReferenceType="i=40">i=76</Reference></References></UAObject>`;
}
