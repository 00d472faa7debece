/** The meters of a plant, and metered machines, with what each continues from. */
import type { Medium } from "../contracts/plant/media.ts";
import type { Asset, Plant } from "../contracts/plant/plant.ts";
import type { Tag, TagTable } from "../contracts/plant/tag.ts";
import type { EnergyConfig } from "./config.ts";
import type { EnergyStore } from "./energy-store.ts";
import { counterTagOf, rateTagOf } from "./flow-now.ts";
import { Total } from "./total.ts";
import type { Accuracy } from "./tree/uncertainty.ts";

/** Units of counters of other media than electricity. */
const COUNTED: ReadonlySet<string> = new Set(["m3", "t", "kg"]);

/** A meter or a metered machine. */
export interface Meter {
  readonly asset: Asset;
  readonly code: number;
  readonly medium: Medium;
  readonly below: string | null;
  readonly accuracy: Accuracy;
  readonly counter: Tag | undefined;
  readonly rate: Tag | undefined;
  readonly total: Total;
  /** Idle power readings, newest last, kW. */
  readonly idle: number[];
  /** Of the metered machine; NaN before the first. */
  itemState: number;
}

interface MetersIn {
  readonly config: EnergyConfig;
  readonly plant: Pick<Plant, "assets">;
  readonly tags: TagTable;
  readonly store: EnergyStore;
}

export function metersOf({ config, plant, tags, store }: MetersIn): readonly Meter[] {
  const metered = plant.assets.flatMap((asset) => {
    const own = tags.ofAsset(asset.assetUid);
    const counter = counterTagOf(own, COUNTED);
    const rate = rateTagOf(own);
    return counter === undefined && rate === undefined ? [] : [{ asset, counter, rate }];
  });
  const codes = store.codes(metered.map(({ asset }) => asset.assetUid));
  return metered.map(({ asset, counter, rate }): Meter => {
    const code = codes.get(asset.assetUid) as number;
    const node = config.tree.find(({ meter }) => meter === asset.label);
    const total = new Total(counter === undefined ? "integrated" : "counter", store.last(code));
    return {
      asset,
      code,
      medium: asset.medium ?? "electricity",
      below: node?.below ?? null,
      accuracy: node ?? { classPercent: 1, clockSeconds: 0 },
      counter,
      rate,
      total,
      idle: store.idle(code),
      itemState: store.itemState(code),
    };
  });
}
