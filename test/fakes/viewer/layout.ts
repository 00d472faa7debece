import type { LayoutChange } from "../../../edge/contracts/plant/layout.ts";
import type { ViewerState } from "./stream.ts";

/** The layout in the form of the edge's API; every asset's kind is a type of its own. */
export function layoutOf({ model: { plant }, layoutRevision }: ViewerState): object {
  return {
    revision: `r${layoutRevision}`,
    floor: plant.floor,
    types: [...new Set(plant.assets.map(({ kind }) => kind))].map((kind) => ({ name: kind, kind, hasTags: true })),
    sources: [],
    assets: plant.assets.map(({ assetUid, label, kind, name, equipmentPath, size, pose, model, axes }) => ({
      assetUid,
      label,
      type: kind,
      kind,
      name,
      path: equipmentPath,
      size,
      pose,
      model,
      axes,
    })),
    zones: plant.zones,
    routes: plant.routes,
    maps: plant.maps ?? [],
  };
}

/** Takes moves and zones as the edge does; the plant shows them at once. */
export function savedLayout(body: string, state: ViewerState): object {
  const { poses = [], axes = [], zones } = JSON.parse(body) as LayoutChange;
  const poseOf = new Map(poses.map(({ assetUid, pose }) => [assetUid, pose]));
  const axesOf = new Map(axes.map(({ assetUid, axes: own }) => [assetUid, own]));
  const { plant } = state.model;
  const assets = plant.assets.map((asset) => {
    const [pose, own] = [poseOf.get(asset.assetUid), axesOf.get(asset.assetUid)];
    return { ...asset, ...(pose === undefined ? {} : { pose }), ...(own === undefined ? {} : { axes: own }) };
  });
  state.model = { ...state.model, plant: { ...plant, assets, zones: zones ?? plant.zones } };
  state.layoutRevision++;
  return { revision: `r${state.layoutRevision}`, files: ["assets.yaml"], needsRestart: false };
}
