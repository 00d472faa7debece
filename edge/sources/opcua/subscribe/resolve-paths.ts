/** Resolves browse paths to NodeIds of one server. Runs in the worker. */
import {
  BrowsePath,
  type ClientSession,
  NodeId,
  RelativePath,
  RelativePathElement,
  StatusCodes,
} from "node-opcua-client";
import { inChunks, type OperationLimits } from "../link/server-limits.ts";
import type { PathElement } from "./browse-path.ts";
import type { PlannedItem, PlannedRoot } from "./planned.ts";
import type { PlannedItems } from "./planned-items.ts";

const ROOT_FOLDER = new NodeId(NodeId.NodeIdType.NUMERIC, 84);
const HIERARCHICAL_REFERENCES = new NodeId(NodeId.NodeIdType.NUMERIC, 33);

/** A path that ends at its last element, not at a node of another server (OPC 10000-4, 5.9.4). */
const COMPLETE = 0xffffffff;

/** Items per part, whose objects exist at the same time. */
export const PART = 1000;

type PathFromRoot = Pick<PlannedItem, "root" | "path">;

export interface ResolvedItem<Item = PlannedItem> {
  readonly item: Item;
  readonly nodeId: NodeId;
}

export interface MissingItem<Item = PlannedItem> {
  readonly item: Item;
  readonly reason: string;
}

interface Resolution<Item = PlannedItem> {
  readonly found: readonly ResolvedItem<Item>[];
  readonly missing: readonly MissingItem<Item>[];
}

/** The node of each root of the plan, or why there is none. */
export interface Roots {
  readonly roots: readonly (NodeId | string)[];
}

interface Where {
  readonly namespaces: readonly string[];
  readonly limits: OperationLimits;
}

/**
 * Finds every item's node: first the roots from the server's root, then the items from their roots. An absent node is
 * reported as missing, never as an error.
 */
export async function resolveItems<Item extends PathFromRoot>(
  session: ClientSession,
  plan: { readonly roots: readonly PlannedRoot[]; readonly items: readonly Item[] },
  server: Where,
): Promise<Resolution<Item>> {
  return resolveFrom(session, plan, { ...server, roots: await resolveRoots(session, plan.roots, server) });
}

/** The nodes at which item paths start, or why there is none. */
export function resolveRoots(
  session: ClientSession,
  roots: readonly PlannedRoot[],
  server: Where,
): Promise<(NodeId | string)[]> {
  return translate(
    session,
    roots.map(({ path }) => ({ start: ROOT_FOLDER, path })),
    server,
  );
}

/**
 * The same for all items of a plan, part by part: the objects of one step would be 100 MB for 100,000 items at once.
 */
export async function* resolveInParts(
  session: ClientSession,
  plan: { readonly roots: readonly PlannedRoot[]; readonly items: PlannedItems },
  server: Where & Roots,
): AsyncGenerator<Resolution> {
  const { roots, items } = plan;
  for (let from = 0; from < items.length; from += PART)
    yield await resolveFrom(session, { roots, items: items.slice(from, from + PART) }, server);
}

async function resolveFrom<Item extends PathFromRoot>(
  session: ClientSession,
  plan: { readonly roots: readonly PlannedRoot[]; readonly items: readonly Item[] },
  server: Where & Roots,
): Promise<Resolution<Item>> {
  const paths = plan.items.map(({ root, path }) => {
    const start = server.roots[root] as NodeId | string;
    return {
      start: typeof start === "string" ? `the asset's root ${plan.roots[root]?.text} was not found: ${start}` : start,
      path,
    };
  });
  const nodes = await translate(session, paths, server);
  const found: ResolvedItem<Item>[] = [];
  const missing: MissingItem<Item>[] = [];
  for (const [i, item] of plan.items.entries()) {
    const nodeId = nodes[i] as NodeId | string;
    if (typeof nodeId === "string") missing.push({ item, reason: nodeId });
    else found.push({ item, nodeId });
  }
  return { found, missing };
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
  // Created chunk by chunk, because the library's objects for 100,000 paths are 150 MB.
  const answers = await inChunks(asked, server.limits.translate, (chunk) =>
    session.translateBrowsePath(chunk.map(({ start, path }) => browsePathOf(start, path, server.namespaces))),
  );
  answers.forEach((answer, i) => {
    const { at } = asked[i] as { at: number };
    const target = answer.targets?.find((candidate) => candidate.remainingPathIndex === COMPLETE);
    if (answer.statusCode.isGood() && target !== undefined) results[at] = target.targetId;
    else
      results[at] = answer.statusCode.equals(StatusCodes.BadNoMatch) ? "no node at this path" : answer.statusCode.name;
  });
  return results;
}

/** Servers and NodeSets disagree about a trailing slash (the CNC NodeSet has none, the specification has one). */
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
          new RelativePathElement({
            referenceTypeId: HIERARCHICAL_REFERENCES,
            isInverse: false,
            includeSubtypes: true,
            targetName: { namespaceIndex: indexOf(namespaces, uri), name },
          }),
      ),
    }),
  });
}
