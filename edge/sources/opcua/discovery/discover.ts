/** Looks at one server and proposes a plant's config for it. Reads only. */
import { AttributeIds, type ClientSession, type NodeId } from "node-opcua-client";
import { readTypeLines } from "./companion-types.ts";
import { readDetails, readNames } from "./details.ts";
import { type FoundAsset, findAssets } from "./find-assets.ts";
import { pathText, prefixesOf, stepsBelow } from "./names.ts";
import { identityNode, type Proposal, propose } from "./propose.ts";
import type { Sessions } from "./read-context.ts";
import { read } from "./read-nodes.ts";
import { type FoundNode, walkAddressSpace } from "./walk.ts";

export interface DiscoverLimits {
  readonly perBrowse: number;
  readonly perRead: number;
  /** The walk stops after this many nodes. */
  readonly maxNodes: number;
  /** Variables that are read in detail; the rest is counted. */
  readonly maxVariables: number;
}

export interface Discovery extends Proposal {
  /**
   * All nodes found: objects, and variables and properties that are proposed, describe others, are left out, or lie
   * beyond the bound.
   */
  readonly nodes: number;
  readonly objects: number;
  /** Properties such as units, ranges and texts. */
  readonly describing: number;
  readonly walkMs: number;
  readonly isCut: boolean;
  /** Nodes that the server would not browse. */
  readonly refused: number;
  /** Variables beyond `maxVariables`. */
  readonly beyond: number;
}

/** Walks, recognises, reads and proposes. */
export async function discoverServer(
  sessions: Sessions,
  namespaces: readonly string[],
  limits: DiscoverLimits,
): Promise<Discovery> {
  const space = await walkAddressSpace(sessions.en, { perCall: limits.perBrowse, maxNodes: limits.maxNodes });
  const types = space.nodes.flatMap(({ type }): NodeId[] => (type === null || type.isEmpty() ? [] : [type]));
  const lines = await readTypeLines(sessions.en, types, { namespaces, perCall: limits.perBrowse });
  const found = findAssets(space.nodes, { namespaces, lines });
  const { assets, beyond } = bounded(found.assets, limits.maxVariables);
  const variables = assets.flatMap((asset) => asset.variables);
  const context = { sessions, namespaces, perRead: limits.perRead, perBrowse: limits.perBrowse };
  const details = await readDetails(variables, context);
  const named = [
    ...new Set(
      assets.flatMap(({ root, variables }) => [root, ...variables.flatMap((variable) => stepsBelow(root, variable))]),
    ),
  ];
  const names = await readNames(named, context);
  const numbers = await readStateNumbers(sessions.en, variables, limits.perRead);
  const prefixes = prefixesOf(namespaces);
  const proposal = propose(
    assets,
    {
      namespaces,
      prefixes,
      details: new Map(variables.map((variable, i) => [variable, details[i] as (typeof details)[number]])),
      names: new Map(named.map((node, i) => [node, names[i] as (typeof names)[number]])),
      modelsOf: (node) => (node.type === null ? [] : (lines.get(node.type.toString())?.models ?? [])),
      hasNumber: (state) => numbers.has(state),
    },
    await readIdentities(sessions.en, assets, { namespaces, perRead: limits.perRead }),
  );
  const leftOut = [
    ...proposal.leftOut,
    ...found.leftOut.map(({ node, reason }) => ({ path: pathText(stepsBelow(undefined, node), prefixes), reason })),
  ];
  const objects = space.nodes.filter(({ kind }) => kind === "object").length;
  return {
    ...proposal,
    leftOut,
    nodes: space.nodes.length,
    objects,
    describing: found.describing,
    walkMs: space.elapsedMs,
    isCut: space.isCut,
    refused: space.refused.length,
    beyond,
  };
}

/** The first variables of each asset, so that one huge folder does not displace the machines behind it. */
function bounded(assets: readonly FoundAsset[], maxVariables: number): { assets: FoundAsset[]; beyond: number } {
  let left = maxVariables;
  let beyond = 0;
  const kept = assets.map((asset) => {
    const variables = asset.variables.slice(0, left);
    left -= variables.length;
    beyond += asset.variables.length - variables.length;
    return { ...asset, variables };
  });
  return { assets: kept, beyond };
}

/** States whose number has a value now; a state with a declared but empty number is identified by its NodeId. */
async function readStateNumbers(
  session: ClientSession,
  variables: readonly FoundNode[],
  perRead: number,
): Promise<Set<FoundNode>> {
  const asked = variables.flatMap((state) =>
    state.name === "CurrentState"
      ? state.children
          .filter(({ name, namespace }) => name === "Number" && namespace === 0)
          .map((number) => ({ state, number }))
      : [],
  );
  const answers = await read(
    session,
    asked.map(({ number }) => ({ nodeId: number.nodeId, attributeId: AttributeIds.Value })),
    perRead,
  );
  return new Set(
    asked.flatMap(({ state }, i) =>
      answers[i]?.statusCode.isGood() === true && typeof answers[i]?.value.value === "number" ? [state] : [],
    ),
  );
}

async function readIdentities(
  session: ClientSession,
  assets: readonly FoundAsset[],
  server: { readonly namespaces: readonly string[]; readonly perRead: number },
): Promise<Map<FoundNode, string>> {
  const asked = assets.flatMap(({ root }) => {
    const node = identityNode(root, server.namespaces);
    return node === undefined ? [] : [{ root, node }];
  });
  const answers = await read(
    session,
    asked.map(({ node }) => ({ nodeId: node.nodeId, attributeId: AttributeIds.Value })),
    server.perRead,
  );
  return new Map(
    asked.flatMap(({ root }, i) => {
      const uri: unknown = answers[i]?.value?.value;
      return typeof uri === "string" ? [[root, uri] as const] : [];
    }),
  );
}
