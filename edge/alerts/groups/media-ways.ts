/** Media on the plant's graph: meters and producers above, consumers below (rule FL1). */
import { can, mediumMadeBy } from "../../contracts/plant/kinds.ts";
import { MEDIA, type Medium } from "../../contracts/plant/media.ts";
import type { GraphAsset, GraphInputs } from "./graph-inputs.ts";
import type { GraphBuilder, NodeId } from "./plant-graph.ts";
import { mediumIn, wordsOf } from "./symptoms.ts";

/** Depth of an area in equipment paths: enterprise/site/area. */
const AREA_DEPTH = 3;

export function addMedia(graph: GraphBuilder, inputs: GraphInputs): void {
  const byLabel = new Map(inputs.assets.map((asset) => [asset.label, asset]));
  addSupplies(graph, inputs, byLabel);
  const points = addTree(graph, inputs, byLabel);
  addProducers(graph, inputs, points);
  addConsumers(graph, inputs, points);
}

/** A point that supplies a medium: a node of the media tree, or a producer without one. */
interface SupplyPoint {
  readonly node: NodeId;
  readonly medium: Medium;
  readonly path: string;
  readonly isRoot: boolean;
}

/** What the config says outright. */
function addSupplies(graph: GraphBuilder, { supplies, assets }: GraphInputs, byLabel: Map<string, GraphAsset>): void {
  for (const { from, medium, to } of supplies) {
    const source = byLabel.get(from);
    if (source === undefined) continue;
    const way = medium === "network" ? "signal" : medium;
    if (medium !== "network") graph.carry(source.assetUid, medium);
    for (const asset of assets) if (to(asset)) graph.edge(source.assetUid, asset.assetUid, way);
  }
}

function addTree(
  graph: GraphBuilder,
  { tree, assets }: GraphInputs,
  byLabel: Map<string, GraphAsset>,
): readonly SupplyPoint[] {
  const nodeOf = (id: string): NodeId => byLabel.get(id)?.assetUid ?? `node:${id}`;
  const media = new Map(tree.map(({ id, medium }) => [id, medium]));
  const byUid = new Map(assets.map((asset) => [asset.assetUid, asset]));
  const points: SupplyPoint[] = [];
  for (const { id, medium, below } of tree) {
    const node = nodeOf(id);
    const asset = byLabel.get(id);
    if (asset === undefined) graph.label(node, id);
    const hasParent = below !== undefined && media.has(below);
    if (hasParent) graph.edge(nodeOf(below), node, medium);
    // A machine with a counter of its own measures what it uses, and supplies nobody.
    if (asset !== undefined && asset.meters === undefined && !isMeter(asset)) continue;
    if (asset !== undefined) graph.carry(asset.assetUid, medium);
    points.push({ node, medium, path: asset?.equipmentPath ?? "", isRoot: !hasParent });
    const measured = asset?.meters === undefined ? undefined : byUid.get(asset.meters);
    if (measured !== undefined && mediumMadeBy(measured) !== medium) graph.edge(node, measured.assetUid, medium);
    else if (measured !== undefined) graph.edge(measured.assetUid, node, medium);
  }
  return points;
}

function isMeter(asset: GraphAsset): boolean {
  return asset.medium !== undefined || can(asset, "meters") || mediumMadeBy(asset) !== undefined;
}

/** A producer supplies the roots of its medium; without a tree it supplies consumers itself, as a point. */
function addProducers(graph: GraphBuilder, { assets }: GraphInputs, points: readonly SupplyPoint[]): void {
  for (const asset of assets) {
    const medium = mediumMadeBy(asset);
    if (medium === undefined) continue;
    graph.carry(asset.assetUid, medium);
    if (graph.feeds(asset.assetUid, medium)) continue;
    if (can(asset, "distributes")) continue;
    const roots = points.filter((point) => point.medium === medium && point.isRoot && point.node !== asset.assetUid);
    for (const root of nearest(roots, asset.equipmentPath, 0)) graph.edge(asset.assetUid, root.node, medium);
  }
}

/** Consumers that nobody supplies: whose tags name the medium. They hang below the nearest point of their area. */
function addConsumers(graph: GraphBuilder, { assets, tagsOf }: GraphInputs, points: readonly SupplyPoint[]): void {
  const producers = assets.flatMap((asset): SupplyPoint[] => {
    const medium = mediumMadeBy(asset);
    if (medium === undefined || points.some((point) => point.medium === medium)) return [];
    return [{ node: asset.assetUid, medium, path: asset.equipmentPath, isRoot: !can(asset, "distributes") }];
  });
  for (const main of producers.filter(({ isRoot, medium }) => isRoot && medium === "electricity"))
    for (const board of producers) if (!board.isRoot) graph.edge(main.node, board.node, "electricity");
  const byUid = new Map<NodeId, GraphAsset>(assets.map((asset) => [asset.assetUid, asset]));
  const open = [...points, ...producers].filter(({ node }) => !isSubMeter(node, byUid));
  for (const asset of assets) {
    if (isMeter(asset)) continue;
    for (const medium of mediaOf(tagsOf(asset.assetUid))) {
      if (graph.isFed(asset.assetUid, medium)) continue;
      const candidates = open.filter((point) => point.medium === medium && point.node !== asset.assetUid);
      const near = nearest(candidates, asset.equipmentPath, AREA_DEPTH);
      const chosen = near.length > 0 ? near : candidates.filter(({ isRoot }) => isRoot);
      for (const point of chosen) graph.edge(point.node, asset.assetUid, medium);
    }
  }
}

/** The meter of one machine supplies that machine alone. */
function isSubMeter(node: NodeId, byUid: ReadonlyMap<NodeId, GraphAsset>): boolean {
  const meters = byUid.get(node)?.meters;
  const measured = meters === undefined ? undefined : byUid.get(meters);
  return measured !== undefined && mediumMadeBy(measured) === undefined;
}

function mediaOf(tags: ReturnType<GraphInputs["tagsOf"]>): readonly Medium[] {
  const named = new Set(
    tags
      .filter(({ component }) => component !== "battery")
      .map((tag) => mediumIn(wordsOf(`${tag.component}-${tag.signal}`))),
  );
  return MEDIA.filter((medium) => named.has(medium));
}

/** Points with which the path shares most levels, at least `least`. */
function nearest(points: readonly SupplyPoint[], path: string, least: number): readonly SupplyPoint[] {
  const shared = points.map((point) => sharedLevels(point.path, path));
  const most = Math.max(least, ...shared);
  return points.filter((_, at) => shared[at] === most);
}

function sharedLevels(a: string, b: string): number {
  const [left, right] = [a.split("/"), b.split("/")];
  const differs = left.findIndex((level, at) => level !== right[at]);
  return differs < 0 ? left.length : differs;
}
