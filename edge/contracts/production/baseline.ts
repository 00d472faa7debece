/** Baselines of consumers: what they should have used by their drivers, and what they saved against that. */
import type { Micros } from "../path/sample-batch.ts";
import type { AssetUid } from "../plant/tag.ts";

/** Steps with both values known, the sums over them, and predicted less actual ± its uncertainty at 90 %. */
export interface SavingFigures {
  readonly steps: number;
  readonly actual: number;
  readonly expected: number;
  readonly saved: number;
  readonly uncertainty: number;
}

export interface BaselineQuestion {
  readonly assetUid: AssetUid;
  /** The time from which the baseline is learnt. */
  readonly baseFrom: Micros;
  readonly baseTo: Micros;
  /** The time that is compared with it. */
  readonly from: Micros;
  readonly to: Micros;
}

export interface BaselineView {
  readonly assetUid: AssetUid;
  readonly label: string;
  readonly unit: "kWh" | "m3";
  /** Names of what it goes by: pieces by variant, state times, outdoor temperature, hour, day of the week. */
  readonly drivers: readonly string[];
  /** Known hours of the base period; too few give no figures. */
  readonly baseHours: number;
  /** On the last quarter of the base period, by a model of the rest (ASHRAE 14); null without enough hours. */
  readonly fit: { readonly hours: number; readonly cvRmsePercent: number; readonly nmbePercent: number } | null;
  readonly saving: SavingFigures | null;
  /** Compared hours with a driver beyond its range in the base period: there the baseline does not know better. */
  readonly outsideHours: number;
  /** When use left the baseline, by daily sums; null: it did not. */
  readonly change: { readonly from: Micros; readonly seenAt: Micros; readonly towards: "more" | "less" } | null;
  readonly hours: readonly { readonly start: Micros; readonly actual: number | null; readonly expected: number }[];
}
