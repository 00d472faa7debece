/** Builds the plant's graph from its config: media, material, control and signals (rule FL1). */
import { AREA_LEVELS } from "../../contracts/plant/equipment-path.ts";
import { can } from "../../contracts/plant/kinds.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { GraphAsset, GraphInputs } from "./graph-inputs.ts";
import { addMedia } from "./media-ways.ts";
import { GraphBuilder, LAG_S, type NodeId, type PlantGraph } from "./plant-graph.ts";

/** Levels of a path below which a stop is common: enterprise/site/area/line. */
const LINE_DEPTH = AREA_LEVELS + 1;
/** Assets of one station of a route, at most: a pattern that matches half the plant is no station. */
const MOST_AT_STATION = 200;

export function buildGraph(inputs: GraphInputs): PlantGraph {
  const graph = new GraphBuilder(inputs.assets);
  addMedia(graph, inputs);
  addRoutes(graph, inputs);
  addCells(graph, inputs);
  addSources(graph, inputs);
  return graph.build();
}

/** Pieces go down a route: what stops starves the next stations and blocks those before. */
function addRoutes(graph: GraphBuilder, { ways, assets }: GraphInputs): void {
  for (const way of ways) {
    const stations = way.split(">").map((word) => word.trim());
    if (stations.includes("*")) continue;
    const nodes = stations.map((word, at) => rideOf(graph, nodesAt(word, assets), `place:${way} ${at}`, assets));
    for (const [at, here] of nodes.entries())
      for (const before of at === 0 ? [] : (nodes[at - 1] as readonly NodeId[]))
        for (const node of here) {
          graph.edge(before, node, "starved");
          graph.edge(node, before, "blocked");
        }
  }
}

/**
 * Vehicles serve many places: as nodes of the route they would join all of them. So each ride is a place of its own,
 * which the stop of a vehicle starves and blocks.
 */
function rideOf(
  graph: GraphBuilder,
  nodes: readonly NodeId[],
  ride: NodeId,
  assets: readonly GraphAsset[],
): readonly NodeId[] {
  const vehicles = assets.filter((asset) => nodes.includes(asset.assetUid) && can(asset, "carries"));
  for (const { assetUid } of vehicles) {
    graph.edge(assetUid, ride, "starved", 0);
    graph.edge(assetUid, ride, "blocked", 0);
  }
  return vehicles.length === 0 ? nodes : [ride];
}

/** Assets of a station; a place that is no asset is a node of its own. */
function nodesAt(word: string, assets: readonly GraphAsset[]): readonly NodeId[] {
  const found = assets.filter(({ label }) => matchesWord(word, label)).map(({ assetUid }) => assetUid);
  return found.length > 0 && found.length <= MOST_AT_STATION ? found : [`place:${word}`];
}

/** An emergency stop reaches everything that belongs to its cell, or to its line. */
function addCells(graph: GraphBuilder, { assets }: GraphInputs): void {
  for (const { assetUid, equipmentPath } of assets) {
    const levels = equipmentPath.split("/").slice(0, -1);
    for (let depth = LINE_DEPTH; depth <= levels.length; depth++) {
      const cell = `cell:${levels.slice(0, depth).join("/")}`;
      graph.edge(cell, assetUid, "control", LAG_S.control);
      if (depth === levels.length) graph.edge(assetUid, cell, "control", 0);
    }
  }
}

/** Silence comes down from the network over endpoints and sources to assets. */
function addSources(graph: GraphBuilder, { assets, tagsOf, peers }: GraphInputs): void {
  const sources = new Set<string>();
  for (const { assetUid } of assets)
    for (const source of new Set(tagsOf(assetUid).map((tag) => tag.source))) {
      sources.add(source);
      graph.edge(`source:${source}`, assetUid, "signal");
    }
  for (const source of sources) {
    const peer = peers.get(source);
    if (peer !== undefined) graph.edge(`peer:${peer}`, `source:${source}`, "signal");
    graph.edge("network", peer === undefined ? `source:${source}` : `peer:${peer}`, "signal");
  }
}
