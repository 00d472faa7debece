import type { Micros, SampleBatch } from "../path/sample-batch.ts";
import type { LogPosition } from "../path/source.ts";
import type { AssetUid, LocalizedText, TagRef } from "../plant/tag.ts";
import type { AlertKind, AlertMember } from "./alert.ts";

/** What made a detector speak: enough to draw and to argue with. */
export interface Evidence {
  readonly tag: TagRef;
  readonly value: number;
  /** The limit, reference or threshold it was held against, in the tag's unit. */
  readonly limit?: number;
  /** For predictions that came true: since when the value is beyond the limit. */
  readonly crossedAt?: Micros;
  /** For predictions: when the limit will be crossed, with the interval the method gives. */
  readonly prediction?: { readonly at: Micros; readonly from: Micros; readonly to: Micros; readonly confidence: number };
  /** One sentence on why, built by the detector. */
  readonly why: LocalizedText;
}

/** The number that a finding is about; the alert keeps its history in `AlertValues`. */
export interface FoundValue {
  readonly tag: TagRef;
  readonly value: number;
  /** In which direction it gets worse. */
  readonly towards: "up" | "down";
  /** The worst since it stands, where the detector watches every sample. */
  readonly peak?: number;
  readonly peakAt?: Micros;
}

/**
 * Where in the log a follower said something: what it says once more after a kill bears the same, and changes nothing.
 */
export interface SaidAt {
  readonly log: string;
  readonly position: LogPosition;
  /** Which of the findings that it said there. */
  readonly number: number;
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
  /** What does not change while it stands: limit, direction, tag. Figures are in `value` and `evidence`, durations are worked out when shown. */
  readonly message: LocalizedText;
  readonly evidence: readonly Evidence[];
  readonly value?: FoundValue;
  /** Of a cause: what fell with it, newest first, at most 100, and how many in all. */
  readonly members?: readonly AlertMember[];
  readonly memberCount?: number;
  /** Of followers of the log. */
  readonly saidAt?: SaidAt;
}

export interface Detector {
  /** The runtime hands over samples of these tags only. */
  readonly watches: readonly TagRef[];
  observe(samples: SampleBatch): readonly Finding[];
  /** For what silence or the passing of time means. Called about once a second. */
  tick?(now: Micros): readonly Finding[];
}
