/** The condition of a component, as the health book knows it (rules HB1 to HB10 in docs/rules/health-book.md). */
import type { Micros } from "../path/sample-batch.ts";
import type { AssetUid, LocalizedText } from "../plant/tag.ts";
import type { Hypothesis } from "../records/hypothesis.ts";

export const HEALTH_STAGES = ["learning", "healthy", "watch", "act"] as const;

/** `watch`: evidence, but not enough for a finding; `act`: a finding is active, or is calming down. */
export type HealthStage = (typeof HEALTH_STAGES)[number];

export interface ComponentCondition {
  readonly assetUid: AssetUid;
  /** Path of the component; empty for the asset itself. */
  readonly component: string;
  readonly name: LocalizedText;
  readonly stage: HealthStage;
  /** When it entered the stage; null before the first second. */
  readonly since: Micros | null;
  /** 100 as new, 0 at the end of function; null where no watch knows it. */
  readonly health: number | null;
  /** Strongest evidence: -log10 of the probability of such a deviation in normal running. */
  readonly evidence: number;
  /** Most likely first; empty while there is too little evidence. */
  readonly hypotheses: readonly Hypothesis[];
}

export interface HealthReader {
  /** In the order of the plant's assets. */
  components(): Promise<readonly ComponentCondition[]>;
}
