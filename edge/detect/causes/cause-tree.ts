/** The tree of causes: edge → network → endpoint → source → link. */

import type { LinkState } from "../../contracts/path/twin.ts";
import type { Asset } from "../../contracts/plant/plant.ts";
import type { AssetUid, LinkRef } from "../../contracts/plant/tag.ts";
import type { DetectorContext } from "../rules/rule-detector.ts";
import { CauseNode } from "./cause-node.ts";

/** OPC UA severities besides that of a silent link, which the config gives. */
const SEVERITY = { source: 650, peer: 700, network: 800, edge: 700 } as const;
/** With fewer endpoints than this, their failures are no evidence about the network. */
const NETWORK_FROM = 3;

const OVERLOADED = "edge/overloaded";
/** Rule of the commit log (`edge/historian/log/storage-findings.ts`). */
const LOG_REFUSED = "edge/log-refused";

/** Assets that fall silent with one link. */
interface Reach {
  readonly first: Asset;
  count: number;
}

interface LinkNode {
  readonly ref: LinkRef;
  readonly name: string;
  readonly node: CauseNode;
  readonly label: string;
  readonly assets: number;
}

interface SourceNode {
  readonly name: string;
  /** The node of its only link, if it has just one: then both are the same. */
  readonly node: CauseNode;
  readonly isLink: boolean;
}

interface PeerNode {
  readonly name: string;
  readonly node: CauseNode;
}

export interface CauseTree {
  readonly links: readonly LinkNode[];
  readonly sources: readonly SourceNode[];
  readonly peers: readonly PeerNode[];
  readonly network: CauseNode | undefined;
  /** Absent where nothing but links is known. */
  readonly edge: CauseNode | undefined;
  /** The disk takes no data: the commit log raises that alarm, and here it is a cause of silence. */
  readonly storage: CauseNode | undefined;
  /** From the top down. */
  readonly all: readonly CauseNode[];
}

export type CauseContext = Pick<DetectorContext, "plant" | "tags" | "links" | "causes">;

export function causeTree(context: CauseContext, linkSeverity: number): CauseTree {
  const links = linkNodes(context, linkSeverity);
  const known = context.causes;
  const leaves = [...links.values()].flat();
  if (known === undefined) {
    const all = leaves.map(({ node }) => node);
    return { links: leaves, sources: [], peers: [], network: undefined, edge: undefined, storage: undefined, all };
  }
  const carriers = carriersOf(context);
  const sources = known.sources().map(({ name }): SourceNode => {
    const own = links.get(name) ?? [];
    const [only] = own;
    if (own.length === 1 && only !== undefined) return { name, node: only.node, isLink: true };
    const children = own.map(({ node }) => node);
    const carrier = carriers.get(name) ?? known.edgeUid;
    return {
      name,
      node: new CauseNode({ rule: `source-lost/${name}`, carrier, severity: SEVERITY.source, children }),
      isLink: false,
    };
  });
  const peers = peerNodes(sources, known);
  const beside = sources.filter(({ node }) => node.up === undefined).map(({ node }) => node);
  const below = [...peers.map(({ node }) => node), ...beside];
  const carrier = known.edgeUid;
  // Judged by endpoints: sources of one broker fail because of the broker.
  const isNetwork = below.length >= NETWORK_FROM;
  const names = { rule: "sources-lost", carrier, severity: SEVERITY.network };
  const network = isNetwork ? new CauseNode({ ...names, children: below }) : undefined;
  const children = network === undefined ? below : [network];
  const edge = new CauseNode({ rule: OVERLOADED, carrier, severity: SEVERITY.edge, children, takesDueOnly: true });
  const storage = new CauseNode({
    rule: LOG_REFUSED,
    carrier,
    severity: SEVERITY.edge,
    children: [edge],
    takesDueOnly: true,
  });
  const own = sources.filter(({ isLink }) => !isLink).map(({ node }) => node);
  const above = network === undefined ? [edge] : [edge, network];
  const all = [...above, ...peers.map(({ node }) => node), ...own, ...leaves.map(({ node }) => node)];
  return { links: leaves, sources, peers, network, edge, storage, all };
}

/** Endpoints that several sources share, such as a broker. */
function peerNodes(
  sources: readonly SourceNode[],
  { peers, edgeUid }: NonNullable<CauseContext["causes"]>,
): PeerNode[] {
  const at = new Map<string, CauseNode[]>();
  for (const { name, node } of sources) {
    const peer = peers.get(name);
    if (peer !== undefined) at.set(peer, [...(at.get(peer) ?? []), node]);
  }
  return [...at].flatMap(([name, children]) => {
    if (children.length < 2) return [];
    return [
      { name, node: new CauseNode({ rule: `peer-lost/${name}`, carrier: edgeUid, severity: SEVERITY.peer, children }) },
    ];
  });
}

function linkNodes({ plant, tags, links }: CauseContext, severity: number): Map<string, LinkNode[]> {
  const reach = new Map<LinkRef, Reach>();
  for (const asset of plant.assets) {
    for (const link of new Set(tags.ofAsset(asset.assetUid).map((tag) => tag.link))) {
      const known = reach.get(link);
      if (known === undefined) reach.set(link, { first: asset, count: 1 });
      else known.count++;
    }
  }
  const bySource = new Map<string, LinkNode[]>();
  for (const link of links()) {
    const its = reach.get(link.ref);
    if (its === undefined) continue;
    const one = linkNode(link, its, severity);
    const siblings = bySource.get(link.source);
    if (siblings === undefined) bySource.set(link.source, [one]);
    else siblings.push(one);
  }
  return bySource;
}

function linkNode({ ref, name }: LinkState, { first, count }: Reach, severity: number): LinkNode {
  const node = new CauseNode({ rule: `link-stale/${name}`, carrier: first.assetUid, severity });
  return { ref, name, node, label: first.label, assets: count };
}

/** The asset that is the only one of its source: it carries the alerts about it. */
function carriersOf({ plant, tags }: CauseContext): Map<string, AssetUid> {
  const assets = new Map<string, Set<AssetUid>>();
  for (const { assetUid } of plant.assets)
    for (const { source } of tags.ofAsset(assetUid))
      assets.set(source, (assets.get(source) ?? new Set()).add(assetUid));
  return new Map(
    [...assets].flatMap(([source, of]) => (of.size === 1 ? [[source, [...of][0] as AssetUid] as const] : [])),
  );
}
