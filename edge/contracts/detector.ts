import type { AlertKind } from "./alert.ts";
import type { Micros, SampleBatch } from "./sample-batch.ts";
import type { AssetUid, LocalizedText, TagRef } from "./tag.ts";

/** What made a detector speak: enough to draw and to argue with. */
export interface Evidence {
  readonly tag: TagRef;
  readonly value: number;
  /** The limit, reference or threshold it was held against, in the tag's unit. */
  readonly limit?: number;
  /** For predictions: when the limit will be crossed, with the interval the method gives. */
  readonly prediction?: { readonly at: Micros; readonly from: Micros; readonly to: Micros; readonly confidence: number };
  /** One sentence on why, built by the detector. */
  readonly why: LocalizedText;
}

/** What a detector saw. Level, not edge: saying the same thing twice changes nothing. */
export interface Finding {
  /** Stable id of the rule within the config, such as `spindle-bearing-temperature/high`. One alert per (rule, asset). */
  readonly rule: string;
  readonly assetUid: AssetUid;
  readonly kind: AlertKind;
  readonly standing: boolean;
  readonly at: Micros;
  /** 1 to 1000, as in OPC UA Part 9. */
  readonly severity: number;
  readonly message: LocalizedText;
  readonly evidence: readonly Evidence[];
}

export interface Detector {
  /** The runtime hands over samples of these tags only. */
  readonly watches: readonly TagRef[];
  observe(samples: SampleBatch): readonly Finding[];
  /** For what silence or the passing of time means. Called about once a second. */
  tick?(now: Micros): readonly Finding[];
}
