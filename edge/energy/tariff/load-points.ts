/** Points at which a plant measures energy and media: a meter, or a machine with a counter of its own. */

import type { Medium } from "../../contracts/plant/media.ts";
import type { Asset, Plant } from "../../contracts/plant/plant.ts";
import type { AssetUid, Tag, TagTable } from "../../contracts/plant/tag.ts";
import { rateTagOf } from "../flow-now.ts";

export interface LoadPoint {
  readonly asset: Asset;
  readonly medium: Medium;
  readonly counter: Tag | undefined;
  readonly rate: Tag | undefined;
  /** Counter of reactive energy. */
  readonly reactive: Tag | undefined;
  /** The machine that it measures; undefined for meters of areas and of the plant. */
  readonly machine: Machine | undefined;
}

interface Machine {
  readonly assetUid: AssetUid;
  readonly label: string;
  /** Says whether it executes. */
  readonly state: Tag;
}

export function loadPointsOf(plant: Pick<Plant, "assets">, tags: TagTable): readonly LoadPoint[] {
  return plant.assets.flatMap((asset): LoadPoint[] => {
    const own = tags.ofAsset(asset.assetUid);
    const counter =
      own.find(({ role }) => role === "energy-import") ??
      own.find(({ unit, signal }) => unit === "m3" && /volume|total/.test(signal));
    const rate = rateTagOf(own);
    if (counter === undefined && rate === undefined) return [];
    const reactive = own.find(isReactiveCounter);
    return [
      { asset, medium: asset.medium ?? "electricity", counter, rate, reactive, machine: machineOf(asset, plant, tags) },
    ];
  });
}

/** Counters of reactive energy have this unit, with or without a prefix. */
export function isReactiveCounter({ unit }: Pick<Tag, "unit">): boolean {
  return unit !== undefined && /^[kM]?V\.A\.h\{reactive\}$/.test(unit);
}

/** Factor from the unit of a counter of reactive energy to kvarh. */
export function reactiveScaleOf(tag: Tag | undefined): number {
  const prefix = tag?.unit?.[0];
  return prefix === "k" ? 1 : prefix === "M" ? 1e3 : 1e-3;
}

function machineOf(asset: Asset, { assets }: Pick<Plant, "assets">, tags: TagTable): Machine | undefined {
  const uid = asset.meters ?? asset.assetUid;
  const machine = assets.find(({ assetUid }) => assetUid === uid);
  const state = tags.ofAsset(uid).find(({ role }) => role === "item-state");
  return machine === undefined || state === undefined ? undefined : { assetUid: uid, label: machine.label, state };
}
