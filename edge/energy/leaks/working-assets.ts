/** Machines and robots at work, by their state (OPC 40001-1, ItemState), for branches that they draw from. */

import { type Micros, qualityOf, type SampleBatch } from "../../contracts/path/sample-batch.ts";
import { areaPathOf } from "../../contracts/plant/equipment-path.ts";
import { can } from "../../contracts/plant/kinds.ts";
import type { Asset, Plant } from "../../contracts/plant/plant.ts";
import type { TagRef, TagTable } from "../../contracts/plant/tag.ts";

const [OUT_OF_SERVICE, EXECUTING] = [1, 3];
/** Mark of one that is out of service: it may hold a part with air, or be shut off, so it flows more or less. */
export const STOPPED = "/stopped";

/** When each was at work, or (with the mark) out of service last; null: it still is. */
export type WorkingState = readonly (readonly [name: string, until: Micros | null])[];

export class WorkingAssets {
  readonly #assets = new Map<TagRef, Asset>();
  readonly #until: Map<string, Micros | null>;

  constructor({ assets }: Pick<Plant, "assets">, tags: Pick<TagTable, "ofAsset">, state: WorkingState = []) {
    this.#until = new Map(state);
    for (const asset of assets) {
      if (!can(asset, "machines") && !can(asset, "handles")) continue;
      const tag = tags.ofAsset(asset.assetUid).find(({ role }) => role === "item-state");
      if (tag !== undefined) this.#assets.set(tag.ref, asset);
    }
  }

  get tags(): Iterable<TagRef> {
    return this.#assets.keys();
  }

  get state(): WorkingState {
    return [...this.#until];
  }

  observe({ length, tags, values, statuses, times }: SampleBatch): void {
    for (let at = 0; at < length; at++) {
      const asset = this.#assets.get(tags[at] as TagRef);
      if (asset === undefined || qualityOf(statuses[at] as number) === "bad") continue;
      const [value, time] = [values[at] as number, times[at] as Micros];
      this.#set(asset.label, value === EXECUTING, time);
      this.#set(asset.label + STOPPED, value === OUT_OF_SERVICE, time);
    }
  }

  #set(name: string, isSo: boolean, time: Micros): void {
    if (isSo) this.#until.set(name, null);
    else if (this.#until.get(name) === null) this.#until.set(name, time);
  }

  /**
   * Those that were at work or out of service since a time and may draw from a meter, in order: the asset that it
   * measures, else those of its area.
   */
  since(from: Micros, meter: Pick<Asset, "equipmentPath" | "meters"> | undefined): readonly string[] {
    const area = meter === undefined ? undefined : areaPathOf(meter.equipmentPath);
    return [...this.#assets.values()]
      .filter(({ assetUid, equipmentPath }) =>
        meter?.meters === undefined ? area === areaPathOf(equipmentPath) : meter.meters === assetUid,
      )
      .flatMap(({ label }) => [label, label + STOPPED])
      .filter((name) => {
        const until = this.#until.get(name);
        return until === null || (until !== undefined && until >= from);
      })
      .sort();
  }
}
