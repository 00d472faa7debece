/** The book's meters as the media tree asks for them, by label. */

import type { Medium } from "../contracts/plant/media.ts";
import type { Asset } from "../contracts/plant/plant.ts";
import type { AssetUid, Tag } from "../contracts/plant/tag.ts";
import type { EnergyStore, Metered } from "./energy-store.ts";
import type { NodePlaces } from "./tree/balance-watch.ts";
import type { MeterCounts } from "./tree/meter-counts.ts";
import type { Accuracy } from "./tree/uncertainty.ts";

/** A meter as far as its counts go. */
interface CountedMeter extends Metered {
  readonly asset: Pick<Asset, "assetUid" | "label">;
  readonly medium: Medium;
  readonly accuracy: Accuracy;
  readonly counter: Tag | undefined;
  readonly rate: Tag | undefined;
}

const USUAL: Accuracy = { classPercent: 1, clockSeconds: 0 };

export function bookCounts(meters: readonly CountedMeter[], store: EnergyStore): MeterCounts {
  const byLabel = new Map(meters.map((meter) => [meter.asset.label, meter]));
  return {
    mediumOf: (label) => byLabel.get(label)?.medium,
    accuracyOf: (label) => byLabel.get(label)?.accuracy ?? USUAL,
    at(label, time) {
      const meter = byLabel.get(label);
      return meter === undefined ? undefined : store.at(meter, time);
    },
    readings(label, from, to) {
      const meter = byLabel.get(label);
      return meter === undefined ? [] : store.between(meter, from, to);
    },
    isDoubtful(label, from, to) {
      const meter = byLabel.get(label);
      return meter !== undefined && store.isDoubtful(meter, from, to);
    },
  };
}

/** Findings of nodes without a meter are about the edge. */
export function placesOf(meters: readonly CountedMeter[], edgeUid: AssetUid): NodePlaces {
  const byLabel = new Map(meters.map((meter) => [meter.asset.label, meter]));
  return {
    assetOf: (node) => byLabel.get(node)?.asset.assetUid ?? edgeUid,
    tagOf(node) {
      const meter = byLabel.get(node);
      return (meter?.counter ?? meter?.rate)?.ref;
    },
  };
}
