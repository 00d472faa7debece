/** Ids of the built-in types that structures here use (OPC 10000-6, A.2). */
const TYPE_IDS = {
  Boolean: "i=1",
  Int16: "i=4",
  Int32: "i=6",
  UInt32: "i=7",
  Float: "i=10",
  Double: "i=11",
  String: "i=12",
  DateTime: "i=13",
} as const;

export type StructureField = readonly [name: string, type: keyof typeof TYPE_IDS];

export interface StructureType {
  readonly name: string;
  readonly fields: readonly StructureField[];
}

/**
 * Structure types of a namespace as a NodeSet2 document, since servers learn structures from nodesets. Names are
 * letters, digits and underscores, so nothing has to be escaped.
 */
export function structureNodeset(namespace: string, types: readonly StructureType[]): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<UANodeSet xmlns="http://opcfoundation.org/UA/2011/03/UANodeSet.xsd">
<NamespaceUris><Uri>${namespace}</Uri></NamespaceUris>
<Models><Model ModelUri="${namespace}" Version="1.0.0" PublicationDate="2026-01-05T00:00:00Z">
<RequiredModel ModelUri="http://opcfoundation.org/UA/" Version="1.05.02" PublicationDate="2022-11-01T00:00:00Z"/>
</Model></Models>
${types.map(dataType).join("\n")}
</UANodeSet>
`;
}

function dataType({ name, fields }: StructureType): string {
  const definition = fields.map(([field, type]) => `<Field Name="${field}" DataType="${TYPE_IDS[type]}"/>`).join("");
  return `<UADataType NodeId='ns=1;s=DT_"${name}"' BrowseName="1:${name}"><DisplayName>${name}</DisplayName>
<References><Reference ReferenceType="i=45" IsForward="false">i=22</Reference>
<Reference ReferenceType="i=38">ns=1;s=TE_"${name}"</Reference></References>
<Definition Name="1:${name}">${definition}</Definition></UADataType>
<UAObject NodeId='ns=1;s=TE_"${name}"' BrowseName="Default Binary" SymbolicName="DefaultBinary">
<DisplayName>Default Binary</DisplayName>
<References><Reference ReferenceType="i=38" IsForward="false">ns=1;s=DT_"${name}"</Reference>
<Reference ReferenceType="i=40">i=76</Reference></References></UAObject>`;
}

/** The library spells fields with a small first letter. */
export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
