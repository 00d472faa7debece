/** Walks a server's address space by raw Browse calls, level by level. */
import {
  BrowseDirection,
  type BrowseResult,
  type ClientSession,
  NodeClass,
  NodeId,
  type ReferenceDescription,
  StatusCodes,
} from "node-opcua-client";
import { inChunks } from "../link/server-limits.ts";

/** One object, variable or property, at the first place where the walk meets it. */
export interface FoundNode {
  readonly nodeId: NodeId;
  readonly kind: "object" | "variable" | "property";
  readonly namespace: number;
  readonly name: string;
  readonly displayName: string;
  readonly displayLocale: string;
  /** Null for properties, which all have one type. */
  readonly type: NodeId | null;
  readonly parent: FoundNode | undefined;
  readonly children: FoundNode[];
}

export interface AddressSpace {
  readonly root: FoundNode;
  readonly nodes: readonly FoundNode[];
  /** True when the walk stopped at its bound. */
  readonly isCut: boolean;
  /** Nodes that the server refused to browse, with its reason; the walk continued without them. */
  readonly refused: readonly { readonly node: FoundNode; readonly reason: string }[];
  readonly elapsedMs: number;
}

export interface WalkLimits {
  /** Nodes per Browse call. */
  readonly perCall: number;
  readonly maxNodes: number;
}

const HIERARCHICAL_REFERENCES = new NodeId(NodeId.NodeIdType.NUMERIC, 33);
const HAS_PROPERTY = 46;
const OBJECTS_FOLDER = new NodeId(NodeId.NodeIdType.NUMERIC, 85);
/** The server's own diagnostics, sometimes thousands of nodes, are not part of a plant. */
const SERVER_OBJECT = "ns=0;i=2253";
/** BrowseName, DisplayName, NodeClass, reference type and type definition. */
const ALL_FIELDS = 63;
const OBJECTS_AND_VARIABLES = NodeClass.Object | NodeClass.Variable;
/** Concurrent calls: while the edge reads one answer, the server prepares the next. */
const CALLS_AT_ONCE = 3;
/** Results that only mean "too many at once" (OPC 10000-4, 5.9.2). */
const AGAIN = [StatusCodes.BadNoContinuationPoints, StatusCodes.BadContinuationPointInvalid];

/** Everything below Objects except the server's own diagnostics. */
export async function walkAddressSpace(session: ClientSession, limits: WalkLimits): Promise<AddressSpace> {
  const startedAt = performance.now();
  const walk = new Walk(session, limits);
  await walk.run();
  return {
    root: walk.root,
    nodes: walk.nodes,
    isCut: walk.isCut,
    refused: walk.refused,
    elapsedMs: performance.now() - startedAt,
  };
}

class Walk {
  readonly root: FoundNode = {
    nodeId: OBJECTS_FOLDER,
    kind: "object",
    namespace: 0,
    name: "Objects",
    displayName: "Objects",
    displayLocale: "",
    type: null,
    parent: undefined,
    children: [],
  };
  readonly nodes: FoundNode[] = [];
  readonly refused: { node: FoundNode; reason: string }[] = [];
  isCut = false;
  readonly #session: ClientSession;
  readonly #limits: WalkLimits;
  readonly #seen = new Set<string>([OBJECTS_FOLDER.toString(), SERVER_OBJECT]);
  #next: FoundNode[] = [];

  constructor(session: ClientSession, limits: WalkLimits) {
    this.#session = session;
    this.#limits = limits;
  }

  async run(): Promise<void> {
    for (let level = [this.root]; level.length > 0 && !this.isCut; level = this.#next) {
      this.#next = [];
      await this.#browseLevel(level);
    }
  }

  async #browseLevel(level: readonly FoundNode[]): Promise<void> {
    const { perCall } = this.#limits;
    const again: FoundNode[] = [];
    let at = 0;
    const lane = async (): Promise<void> => {
      while (at < level.length && !this.isCut) {
        const chunk = level.slice(at, at + perCall);
        at += perCall;
        await this.#browseChunk(chunk, again);
      }
    };
    await Promise.all(Array.from({ length: Math.min(CALLS_AT_ONCE, Math.ceil(level.length / perCall)) }, lane));
    // A server with few continuation points: browsing nodes one after the other needs one at a time.
    for (const node of again) await this.#take(node, (await this.#session.browse([describe(node.nodeId)]))[0]);
  }

  async #browseChunk(chunk: readonly FoundNode[], again: FoundNode[]): Promise<void> {
    const results = await inChunks(chunk, chunk.length, (nodes) =>
      this.#session.browse(nodes.map(({ nodeId }) => describe(nodeId))),
    );
    for (const [i, result] of results.entries()) {
      const node = chunk[i] as FoundNode;
      if (AGAIN.some((status) => status.equals(result.statusCode))) again.push(node);
      else await this.#take(node, result);
    }
  }

  /** Takes one node's references, page by page. */
  async #take(node: FoundNode, first: BrowseResult | undefined): Promise<void> {
    let result = first;
    while (result !== undefined) {
      if (result.statusCode.isBad()) return void this.refused.push({ node, reason: result.statusCode.name });
      for (const reference of result.references ?? []) this.#add(node, reference);
      const point = result.continuationPoint as Buffer | null;
      if (point === null || point === undefined || point.length === 0) return;
      [result] = await this.#session.browseNext([point], this.isCut);
      if (this.isCut) return;
    }
  }

  #add(parent: FoundNode, reference: ReferenceDescription): void {
    const { nodeId, nodeClass } = reference;
    if (nodeId.serverIndex !== 0 && nodeId.serverIndex !== undefined) return;
    const local = new NodeId(nodeId.identifierType, nodeId.value, nodeId.namespace);
    const key = local.toString();
    if (this.#seen.has(key)) return;
    if (this.nodes.length >= this.#limits.maxNodes) {
      this.isCut = true;
      return;
    }
    this.#seen.add(key);
    const isProperty = reference.referenceTypeId.namespace === 0 && reference.referenceTypeId.value === HAS_PROPERTY;
    const node: FoundNode = {
      nodeId: local,
      kind: isProperty ? "property" : nodeClass === NodeClass.Object ? "object" : "variable",
      namespace: reference.browseName.namespaceIndex,
      name: reference.browseName.name ?? "",
      displayName: reference.displayName.text ?? "",
      displayLocale: reference.displayName.locale ?? "",
      type: isProperty
        ? null
        : new NodeId(
            reference.typeDefinition.identifierType,
            reference.typeDefinition.value,
            reference.typeDefinition.namespace,
          ),
      parent,
      children: [],
    };
    parent.children.push(node);
    this.nodes.push(node);
    // A property has no children (OPC 10000-3, 5.6.3).
    if (!isProperty) this.#next.push(node);
  }
}

function describe(nodeId: NodeId) {
  return {
    nodeId,
    referenceTypeId: HIERARCHICAL_REFERENCES,
    browseDirection: BrowseDirection.Forward,
    includeSubtypes: true,
    nodeClassMask: OBJECTS_AND_VARIABLES,
    resultMask: ALL_FIELDS,
  };
}
