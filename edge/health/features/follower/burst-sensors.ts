/** Waveforms whose figures are tags, with the refs of these tags. */
import { type BearingOrders, ordersOf } from "../../../contracts/plant/bearing-orders.ts";
import { ACCELERATIONS, BURST_FIGURES, burstSignal } from "../../../contracts/plant/burst-tags.ts";
import { componentsOf, eachComponent } from "../../../contracts/plant/components.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import { type Tag, type TagRef, type TagTable, tagUidOf } from "../../../contracts/plant/tag.ts";

/** A waveform with derived tags. */
export interface BurstSensor {
  readonly tag: Tag;
  /** Tags in the order of `BURST_FIGURES`; undefined where the plant has none. */
  readonly figures: readonly (TagRef | undefined)[];
  /** Of the bearing that it observes, where its geometry is known. */
  readonly orders: BearingOrders | undefined;
}

/** The sensors of a plant, in the order of its assets and tags. */
export function burstSensors(plant: Plant, tags: TagTable): readonly BurstSensor[] {
  return plant.assets.flatMap((asset) => {
    const bursts = tags.ofAsset(asset.assetUid).filter(({ type, unit = "" }) => type === "waveform" && isKnown(unit));
    if (bursts.length === 0) return [];
    const components = [...eachComponent(componentsOf(asset, { plant, ofAsset: (uid) => tags.ofAsset(uid) }))];
    const bearings = components.filter((one) => ordersOf(one) !== undefined);
    return bursts.flatMap((tag): readonly BurstSensor[] => {
      const figures = BURST_FIGURES.map(({ figure }) => derivedOf(tag, figure, tags));
      const observed = bearings.find((one) => one.tags.some(({ ref }) => ref === tag.ref));
      const orders = observed === undefined ? undefined : ordersOf(observed);
      return figures.every((ref) => ref === undefined) ? [] : [{ tag, figures, orders }];
    });
  });
}

function isKnown(unit: string): boolean {
  return ACCELERATIONS.has(unit);
}

function derivedOf({ assetUid, component, signal }: Tag, figure: string, tags: TagTable): TagRef | undefined {
  const found = tags.find(tagUidOf(assetUid, component, burstSignal(figure, signal)));
  return found?.isDerived === true ? found.ref : undefined;
}
