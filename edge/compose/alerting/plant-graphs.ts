/** The graph of the plant from its config, along which alerts are grouped by cause (docs/rules/floods.md). */
import { buildGraph } from "../../alerts/groups/build-graph.ts";
import type { GraphInputs } from "../../alerts/groups/graph-inputs.ts";
import type { PlantGraph } from "../../alerts/groups/plant-graph.ts";
import type { Medium } from "../../contracts/plant/media.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { TagTable } from "../../contracts/plant/tag.ts";
import { matchesAsset } from "../../contracts/plant/tag-pattern.ts";
import type { DetectorsConfig } from "../../detect/rules/config.ts";
import type { PlantConfig } from "../../plugins.ts";
import { peersOf } from "../sources/peers.ts";

interface GraphParts {
  readonly config: Pick<PlantConfig, "energy" | "material" | "sources">;
  readonly plant: Pick<Plant, "assets">;
  readonly tags: Pick<TagTable, "ofAsset">;
}

/** Builds the graph for the supplies that the rules in force name. */
export function graphsOf({
  config,
  plant,
  tags,
}: GraphParts): (rules: Pick<DetectorsConfig, "supplies">) => PlantGraph {
  const inputs: Omit<GraphInputs, "supplies"> = {
    assets: plant.assets,
    tagsOf: (uid) => tags.ofAsset(uid),
    tree: treeOf(config.energy, plant),
    ways: config.material.ways,
    peers: peersOf(config),
  };
  return ({ supplies }) =>
    buildGraph({
      ...inputs,
      supplies: supplies.map(({ from, medium, to }) => ({ from, medium, to: (asset) => matchesAsset(to, asset) })),
    });
}

/** Nodes of the media tree. A machine with a counter of its own has the medium of the meter above it. */
function treeOf({ tree, nodes }: PlantConfig["energy"], { assets }: Pick<Plant, "assets">): GraphInputs["tree"] {
  const own = new Map<string, Medium>(nodes.map(({ id, medium }) => [id, medium]));
  for (const { label, medium } of assets) if (medium !== undefined) own.set(label, medium);
  const above = new Map(tree.map(({ meter, below }) => [meter, below]));
  const mediumOf = (id: string): Medium => {
    const seen = new Set<string>();
    for (let at: string | undefined = id; at !== undefined && !seen.has(at); at = above.get(at)) {
      const medium = own.get(at);
      if (medium !== undefined) return medium;
      seen.add(at);
    }
    return "electricity";
  };
  return [
    ...tree.map(({ meter, below }) => ({ id: meter, medium: mediumOf(meter), below })),
    ...nodes.map(({ id, medium, below }) => ({ id, medium, below })),
  ];
}
