import type { AdaptationInForce } from "../health/adaptation.ts";
import type { Micros, SampleBatch } from "../path/sample-batch.ts";
import type { AssetUid, LocalizedText, TagRef } from "../plant/tag.ts";
import type { Evidence } from "../records/evidence.ts";
import type { Hypothesis } from "../records/hypothesis.ts";
import type { RemainingLife } from "../records/remaining-life.ts";
import type { AlertKind, AlertMember, FindingEnd } from "./alert.ts";
import type { SaidAt } from "./said-at.ts";

/** The number that a finding is about; the alert keeps its history in `AlertValues`. */
export interface FoundValue {
  readonly tag: TagRef;
  readonly value: number;
  /** In which direction it gets worse. */
  readonly towards: "up" | "down";
  /** The worst value since it became active, where the detector watches every sample. */
  readonly peak?: number;
  readonly peakAt?: Micros;
}

/** A detector's judgement. Level, not edge: the same finding twice changes nothing. */
export interface Finding {
  /**
   * Stable id of the rule within the config, such as `spindle-bearing-temperature/high`. One alert per (rule, asset).
   */
  readonly rule: string;
  readonly assetUid: AssetUid;
  /** Path of the component that it is about, where the detector judges a component rather than a tag (rule AS10). */
  readonly component?: string;
  /** Possible faults of the component, most likely first, if the detector knows any (rule R28). */
  readonly hypotheses?: readonly Hypothesis[];
  /** Health of the component, from 100 as new to 0 at the end of function, where the detector knows it (rule R29). */
  readonly health?: number;
  /** Time that the component has left, where its path of damage shows it (rule R29). */
  readonly rul?: RemainingLife;
  /** Version of what verdicts taught, and the verdicts that it rests on for this component, where there are any. */
  readonly adaptation?: AdaptationInForce;
  readonly kind: AlertKind;
  readonly standing: boolean;
  /** Why a finding ended, where the detector knows. */
  readonly endedBy?: FindingEnd;
  readonly at: Micros;
  /** 1 to 1000, as in OPC UA Part 9. */
  readonly severity: number;
  /**
   * The text that is constant while it is active: limit, direction, tag. Figures are in `value` and `evidence`;
   * durations are computed for display.
   */
  readonly message: LocalizedText;
  readonly evidence: readonly Evidence[];
  readonly value?: FoundValue;
  /** For a cause: its members, newest first, at most 100, and their total number. */
  readonly members?: readonly AlertMember[];
  readonly memberCount?: number;
  /** For followers of the log. */
  readonly saidAt?: SaidAt;
}

export interface Detector {
  /** The runtime hands over samples of these tags only. */
  readonly watches: readonly TagRef[];
  observe(samples: SampleBatch): readonly Finding[];
  /** Judges silence and the passing of time. Called about once a second. */
  tick?(now: Micros): readonly Finding[];
}
