import { componentsOf, eachComponent } from "../../../edge/contracts/plant/components.ts";
import { AssetContext } from "../../../edge/health/context/asset-context.ts";
import { MeasuredPieces } from "../../../edge/health/context/measured-pieces.ts";
import type { Peers } from "../../../edge/health/evidence/peers.ts";
import { BurstTracking } from "../../../edge/health/features/waveform/burst-tracking.ts";
import type { WatchedAsset } from "../../../edge/health/watch.ts";
import type { BenchPlant } from "../../unit/detect/bench-plant.ts";

/** An asset of a bench as its watches see it. */
export function watchedAsset(bench: BenchPlant, label: string, peers: Peers): WatchedAsset {
  const { plant, tags: table } = bench;
  const uid = bench.uid(label);
  const asset = plant.assets.find(({ assetUid }) => assetUid === uid);
  if (asset === undefined) throw new Error(`no asset ${label}`);
  const tags = table.ofAsset(uid);
  return {
    asset,
    components: [...eachComponent(componentsOf(asset, { plant, ofAsset: (one) => table.ofAsset(one) }))],
    context: new AssetContext(tags),
    peers,
    pieces: new MeasuredPieces(plant),
    speeds: new BurstTracking(tags),
    tags,
    tag: (path) =>
      tags.find(({ component, signal }) => (component === "" ? signal : `${component}/${signal}`) === path),
    assets: plant.assets,
    tagsOf: (one) => table.ofAsset(one),
    silentSince: () => Number.NaN,
    taken: new Set(),
  };
}
