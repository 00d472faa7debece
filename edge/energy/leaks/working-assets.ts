/** Machines and robots at work, by their state (OPC 40001-1, ItemState), for branches that they draw from. */
import { type Micros, qualityOf, type SampleBatch } from "../../contracts/path/sample-batch.ts";
import { can } from "../../contracts/plant/kinds.ts";
import type { Asset, Plant } from "../../contracts/plant/plant.ts";
import type { TagRef, TagTable } from "../../contracts/plant/tag.ts";

/** Enterprise, site, area (ISA-95, equipment hierarchy). */
const AREA_LEVELS = 3;
const EXECUTING = 3;

/** When each was at work last; null: it still is. */
export type WorkingState = readonly (readonly [label: string, until: Micros | null])[];

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
      const isWorking = values[at] === EXECUTING;
      if (isWorking) this.#until.set(asset.label, null);
      else if (this.#until.get(asset.label) === null) this.#until.set(asset.label, times[at] as Micros);
    }
  }

  /**
   * Labels of those that were at work since a time and may draw from a meter, in order: the asset that it measures,
   * else those of its area.
   */
  since(from: Micros, meter: Pick<Asset, "equipmentPath" | "meters"> | undefined): readonly string[] {
    const area = meter === undefined ? undefined : areaOf(meter.equipmentPath);
    return [...this.#assets.values()]
      .filter(({ label, assetUid, equipmentPath }) => {
        const until = this.#until.get(label);
        if (until === undefined || (until !== null && until < from)) return false;
        return meter?.meters === undefined ? area === areaOf(equipmentPath) : meter.meters === assetUid;
      })
      .map(({ label }) => label)
      .sort();
  }
}

function areaOf(path: string): string {
  return path.split("/").slice(0, AREA_LEVELS).join("/");
}
