/** Browse paths to NodeIds of one server. Runs in the worker. */
import { BrowsePath, type ClientSession, NodeId, RelativePath, RelativePathElement, StatusCodes } from "node-opcua-client";
import type { PathElement } from "./browse-path.ts";
import type { ConnectionPlan, PlannedItem } from "./messages.ts";
import { inChunks, type OperationLimits } from "./server-limits.ts";

const ROOT_FOLDER = new NodeId(NodeId.NodeIdType.NUMERIC, 84);
const HIERARCHICAL_REFERENCES = new NodeId(NodeId.NodeIdType.NUMERIC, 33);

/** A path that ends at its last element, not at a node of another server (OPC 10000-4, 5.9.4). */
const COMPLETE = 0xffffffff;

export interface ResolvedItem {
  readonly item: PlannedItem;
  readonly nodeId: NodeId;
}

export interface MissingItem {
  readonly item: PlannedItem;
  readonly reason: string;
}

export interface Resolution {
  readonly found: readonly ResolvedItem[];
  readonly missing: readonly MissingItem[];
  readonly roots: readonly (NodeId | string)[];
}

/** Finds every item's node: the roots from the server's root first, then the items from their roots. What is not there is missing, never an error. */
export async function resolveItems(session: ClientSession, plan: Pick<ConnectionPlan, "roots" | "items">, server: { namespaces: readonly string[]; limits: OperationLimits }): Promise<Resolution> {
  const rootPaths = plan.roots.map((root) => ({ start: ROOT_FOLDER as NodeId | string, path: root.path }));
  const roots = await translate(session, rootPaths, server);
  const itemPaths = plan.items.map((item) => {
    const root = roots[item.root] as NodeId | string;
    return { start: typeof root === "string" ? `the asset's root ${plan.roots[item.root]?.text} was not found: ${root}` : root, path: item.path };
  });
  const nodes = await translate(session, itemPaths, server);
  const found: ResolvedItem[] = [];
  const missing: MissingItem[] = [];
  plan.items.forEach((item, i) => {
    const node = nodes[i] as NodeId | string;
    if (typeof node === "string") missing.push({ item, reason: node });
    else found.push({ item, nodeId: node });
  });
  return { found, missing, roots };
}

/** NodeIds, or why there is none. */
export async function translate(
  session: ClientSession,
  paths: readonly { readonly start: NodeId | string; readonly path: readonly PathElement[] }[],
  server: { readonly namespaces: readonly string[]; readonly limits: OperationLimits },
): Promise<(NodeId | string)[]> {
  const results: (NodeId | string)[] = [];
  const asked: { readonly at: number; readonly start: NodeId; readonly path: readonly PathElement[] }[] = [];
  paths.forEach(({ start, path }, at) => {
    const unknown = path.find((element) => indexOf(server.namespaces, element.uri) < 0);
    if (typeof start === "string") results[at] = start;
    else if (unknown !== undefined) results[at] = `the server has no namespace ${unknown.uri}`;
    else asked.push({ at, start, path });
  });
  // The library's objects are made chunk by chunk: those of 100,000 paths together are 150 MB.
  const answers = await inChunks(asked, server.limits.translate, (chunk) => session.translateBrowsePath(chunk.map(({ start, path }) => browsePathOf(start, path, server.namespaces))));
  answers.forEach((answer, i) => {
    const { at } = asked[i] as { at: number };
    const target = answer.targets?.find((candidate) => candidate.remainingPathIndex === COMPLETE);
    if (answer.statusCode.isGood() && target !== undefined) results[at] = target.targetId;
    else results[at] = answer.statusCode.equals(StatusCodes.BadNoMatch) ? "no node at this path" : answer.statusCode.name;
  });
  return results;
}

/** Servers and NodeSets disagree about a trailing slash (the CNC namespace has none, its text says it has). */
export function indexOf(namespaces: readonly string[], uri: string): number {
  const exact = namespaces.indexOf(uri);
  return exact >= 0 ? exact : namespaces.indexOf(uri.endsWith("/") ? uri.slice(0, -1) : `${uri}/`);
}

function browsePathOf(start: NodeId, path: readonly PathElement[], namespaces: readonly string[]): BrowsePath {
  return new BrowsePath({
    startingNode: start,
    relativePath: new RelativePath({
      elements: path.map(
        ({ uri, name }) =>
          new RelativePathElement({ referenceTypeId: HIERARCHICAL_REFERENCES, isInverse: false, includeSubtypes: true, targetName: { namespaceIndex: indexOf(namespaces, uri), name } }),
      ),
    }),
  });
}
