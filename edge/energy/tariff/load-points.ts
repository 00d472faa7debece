/** Points at which a plant measures energy and media: a meter, or a machine with a counter of its own. */

import type { Medium } from "../../contracts/plant/media.ts";
import type { Asset, Plant } from "../../contracts/plant/plant.ts";
import type { AssetUid, Tag, TagTable } from "../../contracts/plant/tag.ts";
import { counterTagOf, rateTagOf } from "../flow-now.ts";

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

/** Bills count volumes and kWh. */
const VOLUMES: ReadonlySet<string> = new Set(["m3"]);

export function loadPointsOf(plant: Pick<Plant, "assets">, tags: TagTable): readonly LoadPoint[] {
  return plant.assets.flatMap((asset): LoadPoint[] => {
    const own = tags.ofAsset(asset.assetUid);
    const counter = counterTagOf(own, VOLUMES);
    const rate = rateTagOf(own);
    if (counter === undefined && rate === undefined) return [];
    const reactive = own.find(isReactiveCounter);
    return [
      { asset, medium: asset.medium ?? "electricity", counter, rate, reactive, machine: machineOf(asset, plant, tags) },
    ];
  });
}

/**
 * Points of the electricity of machines, one for each: a machine with a meter may count its own energy too, and would
 * be listed twice.
 */
export function electricityOfMachines<Of extends { readonly point: LoadPoint }>(points: readonly Of[]): readonly Of[] {
  const found = new Map<AssetUid, Of>();
  for (const one of points) {
    const { machine, asset, medium } = one.point;
    if (machine === undefined || medium !== "electricity") continue;
    const { assetUid } = machine;
    if (!found.has(assetUid) || (found.get(assetUid)?.point.asset.assetUid === assetUid && asset.assetUid !== assetUid))
      found.set(assetUid, one);
  }
  return [...found.values()];
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
