/** The condition of a component, as the health book knows it (rules HB1 to HB15 in docs/rules/health-book.md). */
import type { Micros } from "../path/sample-batch.ts";
import type { AssetUid, LocalizedText, TagRef } from "../plant/tag.ts";
import type { Evidence } from "../records/evidence.ts";
import type { Hypothesis } from "../records/hypothesis.ts";
import type { RemainingLife } from "../records/remaining-life.ts";
import type { AdaptationInForce } from "./adaptation.ts";
import type { ExpectedLife } from "./expected-life.ts";

export const HEALTH_STAGES = ["learning", "healthy", "watch", "act"] as const;

/** `watch`: evidence, but not enough for a finding; `act`: a finding is active, or is calming down. */
export type HealthStage = (typeof HEALTH_STAGES)[number];

/** A hypothesis in words. */
export interface NamedHypothesis extends Hypothesis {
  readonly name: LocalizedText;
  /** Checks to make and people to ask, in the words of maintenance staff. */
  readonly advice: LocalizedText;
}

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
  /** Most likely first; empty while there is too little evidence. Those of the finding while one is active. */
  readonly hypotheses: readonly NamedHypothesis[];
  /** Severity of the active finding, 1 to 1000; null without one. */
  readonly severity: number | null;
  /** Time left by the active finding; null without one, or if its damage gives no forecast. */
  readonly rul: RemainingLife | null;
  /** Effect of verdicts on the active finding, else the one in force; null without a verdict on such components. */
  readonly adaptation: AdaptationInForce | null;
}

/** Kinds of faults that can be distinguished in a component. */
export interface ComponentKinds extends ComponentPlace {
  readonly kinds: readonly KnownKind[];
}

export interface KnownKind {
  readonly kind: string;
  readonly name: LocalizedText;
  /** How common it is among those of the component, up to a constant. */
  readonly weight: number;
}

/** Facts about a component beside its condition. */
export interface ComponentLife {
  /** What its maker expects; null where the config says nothing of it. */
  readonly expected: ExpectedLife | null;
  /** Kinds of faults that can be distinguished in it. */
  readonly kinds: readonly KnownKind[];
  /** Evidence of the active finding, or of this second without one. Strongest first. */
  readonly evidence: readonly Evidence[];
  readonly curve: LifeColumns;
  /** Statistics that may be evidence, over the life of the component; strongest evidence first. */
  readonly statistics: readonly StatisticHistory[];
}

/** A statistic over time, with the tag that it is about. */
export interface StatisticHistory {
  readonly title: LocalizedText;
  /** One sentence for people who do not know the statistic. */
  readonly meaning: LocalizedText;
  /** UCUM. */
  readonly unit: string;
  readonly tag: TagRef;
  readonly columns: StatisticColumns;
}

/** A statistic beside its usual range at that time, oldest first; columns of equal length. */
export interface StatisticColumns {
  /** Beginning of each stretch. */
  readonly times: Float64Array;
  /** The value of the stretch that deviated most, and what was usual then; NaN where that was not known. */
  readonly value: Float32Array;
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** Health and evidence since the component began, oldest first; columns of equal length. */
export interface LifeColumns {
  /** Beginning of each stretch. */
  readonly times: Float64Array;
  /** Lowest health of the stretch, 0 to 100; NaN where unknown. */
  readonly health: Float32Array;
  /** Strongest evidence of the stretch. */
  readonly evidence: Float32Array;
}

/** Where a component is. */
export interface ComponentPlace {
  readonly assetUid: AssetUid;
  /** Its path; empty where the asset itself is meant. */
  readonly component: string;
}

export interface HealthReader {
  /** In the order of the plant's assets. */
  components(): Promise<readonly ComponentCondition[]>;
  /** Undefined where no component of this path is watched. */
  life(place: ComponentPlace): Promise<ComponentLife | undefined>;
  /** Of all components whose makers expect a life, watched or not. */
  expectedLives(): Promise<readonly ExpectedLife[]>;
  kinds(): Promise<readonly ComponentKinds[]>;
}

/** Rule of the finding about a component, by which its alert is found. */
export function healthRule(component: string): string {
  return component === "" ? "health" : `health/${component}`;
}
