/**
 * Recognises the companion models of a server by type: a vendor's type counts as the standard type that it is derived
 * from.
 */
import { BrowseDirection, type ClientSession, type NodeId } from "node-opcua-client";
import { inChunks } from "../link/server-limits.ts";
import { sameNamespace } from "../subscribe/browse-path.ts";

/** A companion model. An object of a model with a `kind` becomes an asset of its own. */
export interface Model {
  readonly name: string;
  readonly uri: string;
  readonly id: number;
  readonly kind?: "machining-centre" | "robot" | "packing" | "box";
}

const DI = "http://opcfoundation.org/UA/DI/";
const MACHINERY = "http://opcfoundation.org/UA/Machinery/";
const ROBOTICS = "http://opcfoundation.org/UA/Robotics/";
const CNC = "http://opcfoundation.org/UA/CNC";
const PACKML = "http://opcfoundation.org/UA/PackML/";

/** Type ids of the NodeSets named in docs/connect-opcua.md. */
export const MODELS = [
  { name: "MachineTool", uri: "http://opcfoundation.org/UA/MachineTool/", id: 13, kind: "machining-centre" },
  { name: "CNC", uri: CNC, id: 1007, kind: "machining-centre" },
  { name: "CNC axis", uri: CNC, id: 1004 },
  { name: "CNC spindle", uri: CNC, id: 1005 },
  { name: "Robotics", uri: ROBOTICS, id: 1002, kind: "robot" },
  { name: "Robotics axis", uri: ROBOTICS, id: 16601 },
  { name: "PackML", uri: PACKML, id: 6, kind: "packing" },
  { name: "PackML states", uri: PACKML, id: 3 },
  { name: "PackML machine states", uri: PACKML, id: 2 },
  { name: "PackML execute states", uri: PACKML, id: 1 },
  { name: "Machinery", uri: MACHINERY, id: 1012 },
  { name: "Machinery item state", uri: MACHINERY, id: 1002 },
  { name: "Machinery operation mode", uri: MACHINERY, id: 1008 },
  { name: "Machinery Jobs", uri: "http://opcfoundation.org/UA/Machinery/Jobs/", id: 1003 },
  { name: "Machinery Result", uri: "http://opcfoundation.org/UA/Machinery/Result/", id: 1004 },
  { name: "Process value", uri: "http://opcfoundation.org/UA/Machinery/ProcessValues/", id: 2002 },
  { name: "DI", uri: DI, id: 1002, kind: "box" },
  { name: "DI component", uri: DI, id: 15063, kind: "box" },
] as const satisfies readonly Model[];

export type ModelName = (typeof MODELS)[number]["name"];

/** A type with all its supertypes, itself first. */
export interface TypeLine {
  /** `nsu=<uri>;i=…` of each. */
  readonly ids: readonly string[];
  readonly models: readonly ModelName[];
}

/** HasSubtype. */
const HAS_SUBTYPE = "i=45";
/** A deeper line of supertypes is a loop. */
const DEEPEST = 32;

/** Follows HasSubtype upwards on the server for each of the types, all lines at once. Keys are NodeIds as text. */
export async function readTypeLines(
  session: ClientSession,
  types: readonly NodeId[],
  server: { readonly namespaces: readonly string[]; readonly perCall: number },
): Promise<Map<string, TypeLine>> {
  const parents = new Map<string, NodeId | null>();
  let asked = unique(types);
  for (let depth = 0; depth < DEEPEST && asked.length > 0; depth++) {
    const results = await inChunks(asked, server.perCall, (chunk) =>
      session.browse(
        chunk.map((nodeId) => ({
          nodeId,
          referenceTypeId: HAS_SUBTYPE,
          browseDirection: BrowseDirection.Inverse,
          includeSubtypes: false,
          nodeClassMask: 0,
          resultMask: 0,
        })),
      ),
    );
    asked.forEach((nodeId, i) => {
      parents.set(nodeId.toString(), results[i]?.references?.[0]?.nodeId ?? null);
    });
    asked = unique(asked.flatMap((nodeId) => parents.get(nodeId.toString()) ?? [])).filter(
      (nodeId) => !parents.has(nodeId.toString()),
    );
  }
  return new Map(types.map((type) => [type.toString(), lineOf(type, parents, server.namespaces)]));
}

function lineOf(type: NodeId, parents: ReadonlyMap<string, NodeId | null>, namespaces: readonly string[]): TypeLine {
  const ids: string[] = [];
  const models: ModelName[] = [];
  let at: NodeId | null | undefined = type;
  for (let depth = 0; depth < DEEPEST && at !== null && at !== undefined; depth++) {
    const uri = namespaces[at.namespace] ?? "";
    ids.push(`nsu=${uri};${at.toString().replace(/^ns=\d+;/, "")}`);
    const { value } = at;
    const model = MODELS.find((one) => one.id === value && sameNamespace(one.uri, uri));
    if (model !== undefined) models.push(model.name);
    at = parents.get(at.toString());
  }
  return { ids, models };
}

function unique(nodeIds: readonly NodeId[]): NodeId[] {
  return [...new Map(nodeIds.map((nodeId) => [nodeId.toString(), nodeId])).values()];
}
