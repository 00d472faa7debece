/** Measurements of pieces, their charts and limits, as the API and the viewer get them (docs/quality.md). */
import type { Answer } from "../answer.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { LocalizedText } from "../plant/tag.ts";
import type { Capability, GaugeResult, GaugeStudy, Histogram, Tolerance } from "./capability.ts";
import type { ChartCurves, ChartKind, ChartModel, RuleSet, Signal } from "./chart.ts";

/** How much a feature matters, as drawings mark it: it decides the severity of its alerts. */
export const CHARACTERISTIC_CLASSES = ["critical", "significant", "standard"] as const;
export type CharacteristicClass = (typeof CHARACTERISTIC_CLASSES)[number];

/** One chart: a plan, and the machine that made the pieces where the plan separates them. */
export interface SeriesName {
  /** Id of the plan. */
  readonly plan: string;
  /** Label; empty where the plan does not separate machines, or nobody reported the machine. */
  readonly machine: string;
}

/** What was the case when a piece was made and measured. Empty: not reported. */
export interface MeasurementContext {
  readonly machine: string;
  readonly operation: string;
  readonly program: string;
  /** Numbers of the tools that the machine reported, in order. */
  readonly tools: readonly string[];
  readonly fixture: string;
  readonly variant: string;
  readonly order: string;
  /** Who or what measured, and from where, if the report said so. */
  readonly by: string;
  readonly position: string;
}

/** One measurement of one feature of a piece. */
export interface MeasurementView extends SeriesName, MeasurementContext {
  readonly piece: string;
  /** By the clock of the gauge. */
  readonly time: Micros;
  readonly gauge: string;
  readonly feature: string;
  /** In the plan's unit. */
  readonly value: number;
  readonly unit: string;
  /** Limits that were valid then; null where there was none. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Verdict of the gauge. */
  readonly ok: boolean;
  /** It counts for the chart by the plan's frequency. */
  readonly isCharted: boolean;
}

/** Limits of a chart that a person froze. */
export interface LimitsVersion extends SeriesName {
  /** From 1. */
  readonly version: number;
  readonly at: Micros;
  readonly by: string;
  readonly comment: string | null;
  readonly model: ChartModel;
  /** Subgroups of phase I: from the first to the last, and those that were left out. */
  readonly from: number;
  readonly to: number;
  readonly excluded: readonly number[];
}

/** A measurement that the plan demands after an event at the machine. */
export interface InspectionDemand {
  readonly after: "setup" | "tool-change" | "downtime";
  readonly since: Micros;
  /** Pieces that the machine made since then; the first one is from `since`. */
  readonly pieces: number;
}

/** State of one chart. */
export interface SeriesView extends SeriesName {
  readonly count: number;
  /** Complete subgroups. */
  readonly subgroups: number;
  readonly newestAt: Micros | null;
  readonly newest: number | null;
  readonly limitsVersion: number | null;
  /** When they were frozen. */
  readonly limitsAt: Micros | null;
  /** `trial`: no limits are frozen or given, so that nothing is judged. */
  readonly phase: ChartPhase;
  readonly isOutOfControl: boolean;
  readonly demand: InspectionDemand | null;
}

export type ChartPhase = "trial" | "given" | "frozen";

/** One plan with its charts. */
export interface FeatureView {
  readonly plan: string;
  readonly name: LocalizedText;
  readonly feature: string;
  readonly unit: string;
  readonly nominal: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly characteristic: CharacteristicClass;
  readonly isDeviation: boolean;
  readonly chart: ChartKind;
  readonly size: number;
  readonly every: number;
  readonly rules: RuleSet;
  /** Least Cpk that the plan demands; null: it says none. */
  readonly requiredCpk: number | null;
  readonly series: readonly SeriesView[];
}

/** What the book could not use, since its beginning. */
export interface QualityCounters {
  readonly measurements: number;
  readonly repeated: number;
  /** No plan names the feature at this gauge. */
  readonly withoutPlan: number;
  /** In a unit that the plan's cannot be computed from. */
  readonly unitDiffers: number;
  /** Names over 200 letters, or more charts than the bound. */
  readonly refused: number;
}

export interface ChartQuestion extends SeriesName {
  /** Newest subgroups. */
  readonly limit: number;
  /** Only those that were complete then. */
  readonly at?: Micros;
}

export interface ChartView extends SeriesName {
  readonly phase: ChartPhase;
  readonly limits: LimitsVersion | null;
  /** Null: too few subgroups, or without scatter. */
  readonly model: ChartModel | null;
  readonly rules: RuleSet;
  /** Number of the first subgroup; `signals` count from here. */
  readonly first: number;
  /** Time of the last measurement of each subgroup. */
  readonly times: readonly Micros[];
  readonly pieces: readonly (readonly string[])[];
  readonly curves: ChartCurves | null;
  readonly signals: readonly Signal[];
}

export interface CapabilityQuestion extends SeriesName {
  readonly from: Micros;
  readonly to: Micros;
  readonly confidence: number;
  /** Newest values; absent: as many as one answer computes with. */
  readonly most?: number;
}

export interface CapabilityView extends SeriesName {
  readonly unit: string;
  /** Operation that made the newest value's feature; empty: not reported. */
  readonly operation: string;
  /** By the present config; absent where it names none. */
  readonly operationName?: LocalizedText;
  /** Of the newest value; of a plan of deviations from the middle of the limits. */
  readonly tolerance: Tolerance;
  /** Null: fewer than two values, or without scatter. */
  readonly capability: Capability | null;
  /** Of the same values; null without scatter. */
  readonly histogram: Histogram | null;
  /** Older values were left out. */
  readonly isCut: boolean;
}

/** Phase I: subgroups by their numbers, both included. */
export interface FreezeQuestion extends SeriesName {
  readonly from: number;
  readonly to: number;
  readonly excluded: readonly number[];
}

export interface QualityReader {
  /** False while the book catches up with the log. */
  readonly isCurrent: boolean;
  features(): Answer<readonly FeatureView[]>;
  counters(): Answer<QualityCounters>;
  /** Undefined: there is no such chart. */
  chart(question: ChartQuestion): Answer<ChartView | undefined>;
  capability(question: CapabilityQuestion): Answer<CapabilityView | undefined>;
  /** All measurements of a piece, oldest first. */
  piece(piece: string): Answer<readonly MeasurementView[]>;
  /** Versions of a chart's limits, newest first. */
  limits(series: SeriesName): Answer<readonly LimitsVersion[]>;
  /** Freezes limits; resolves when they are on disk. Throws EdgeError `not-found`, `bad-request`, `unavailable`. */
  freeze(
    question: FreezeQuestion,
    said: { readonly by: string; readonly comment: string | null },
  ): Promise<Omit<LimitsVersion, "version">>;
  /** Undefined: the study is not crossed, or has no scatter. */
  gaugeStudy(study: GaugeStudy, tolerance: Tolerance): GaugeResult | undefined;
}
