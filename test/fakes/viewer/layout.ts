import type { LayoutChange } from "../../../edge/contracts/plant/layout.ts";
import type { ViewerState } from "./stream.ts";

/** The layout in the form of the edge's API; every asset's kind is a type of its own. */
export function layoutOf({ model: { plant }, layoutRevision }: ViewerState): object {
  return {
    revision: `r${layoutRevision}`,
    floor: plant.floor,
    types: [...new Set(plant.assets.map(({ kind }) => kind))].map((kind) => ({ name: kind, kind, hasTags: true })),
    sources: [],
    assets: plant.assets.map(({ assetUid, label, kind, name, equipmentPath, size, pose }) => ({
      assetUid,
      label,
      type: kind,
      kind,
      name,
      path: equipmentPath,
      size,
      pose,
    })),
    zones: plant.zones,
    routes: plant.routes,
    maps: plant.maps ?? [],
  };
}

/** Takes moves and zones as the edge does; the plant shows them at once. */
export function savedLayout(body: string, state: ViewerState): object {
  const { poses = [], zones } = JSON.parse(body) as LayoutChange;
  const poseOf = new Map(poses.map(({ assetUid, pose }) => [assetUid, pose]));
  const { plant } = state.model;
  const assets = plant.assets.map((asset) => {
    const pose = poseOf.get(asset.assetUid);
    return pose === undefined ? asset : { ...asset, pose };
  });
  state.model = { ...state.model, plant: { ...plant, assets, zones: zones ?? plant.zones } };
  state.layoutRevision++;
  return { revision: `r${state.layoutRevision}`, files: ["assets.yaml"], needsRestart: false };
}
