/**
 * Predictions as they leave the edge: what the health book finds about a component, from its beginning to its end, as a
 * row of changes (rules PD1 to PD6 in docs/rules/predictions.md).
 */
import type { AlertKind, FindingEnd } from "../alerts/alert.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { AssetUid, LocalizedText } from "../plant/tag.ts";
import type { Evidence } from "../records/evidence.ts";
import type { Hypothesis } from "../records/hypothesis.ts";
import type { RemainingLife } from "../records/remaining-life.ts";

/** `not-watched`: nothing judges the component any more, as after a change of the config. */
type PredictionEnd = FindingEnd | "not-watched";

/**
 * The reason for a change. `raised`, `lowered`: the priority; `cause`: another fault is the most likely one;
 * `forecast`: time left or health moved.
 */
export type PredictionStep = "new" | "raised" | "lowered" | "cause" | "forecast" | "ended";

/** The prediction for the component at a change. */
export interface Prediction {
  /** Given at the beginning; the same to the end, over restarts. */
  readonly predictionUid: string;
  readonly assetUid: AssetUid;
  /** Path of the component; empty where the asset itself is meant. */
  readonly component: string;
  readonly kind: AlertKind;
  readonly priority: 1 | 2 | 3 | 4;
  /** The most urgent priority since the beginning. */
  readonly mostUrgent: 1 | 2 | 3 | 4;
  /** 1 to 1000, as in OPC UA Part 9. */
  readonly severity: number;
  readonly message: LocalizedText;
  /** Most likely first. */
  readonly hypotheses: readonly Hypothesis[];
  /** 100 as new, 0 at the end of function. */
  readonly health?: number;
  readonly rul?: RemainingLife;
  /** The strongest. */
  readonly evidence: readonly Evidence[];
  readonly raisedAt: Micros;
  /** Newest data that it was judged by. */
  readonly judgedAt: Micros;
  /** The alert at this change; after a restart the next one has another. */
  readonly alertUid: string;
}

export interface PredictionChange {
  /** `predictionUid/number`. The same whoever sends it, and however often. */
  readonly eventUid: string;
  /** 0 is the beginning; no number is left out. */
  readonly number: number;
  readonly step: PredictionStep;
  readonly at: Micros;
  /** The priority is more urgent than any before in this prediction. */
  readonly isFirstOfPriority: boolean;
  readonly prediction: Prediction;
  /** Present exactly when `step` is `ended`. */
  readonly endedBy?: PredictionEnd;
}

/** The newest changes of all predictions. */
export interface PredictionBook {
  /** The newest change of each component whose prediction has not ended, or ended less than a day ago. */
  current(): readonly PredictionChange[];
  /** As far back as they are kept. */
  newestFirst(): readonly PredictionChange[];
  /** Undefined where it is no longer kept. */
  find(eventUid: string): PredictionChange | undefined;
  /** Calls `listener` with every change that is on disk, in order. Returns the unsubscriber. */
  subscribe(listener: (change: PredictionChange) => unknown): () => void;
}
