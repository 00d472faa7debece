/**
 * States of machines and their figures: time elements and key figures of ISO 22400-2
 * (docs/production.md).
 */
import type { Answer } from "../answer.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { AssetUid, LocalizedText } from "../plant/tag.ts";

/** Elements of time. `maintenance` is not planned busy time; time without data is `unknown`, never downtime. */
export const TIME_ELEMENTS = ["APT", "AUST", "ADET", "ADOT", "maintenance", "unknown"] as const;
export type TimeElement = (typeof TIME_ELEMENTS)[number];

/** Cause of a machine's state, finer than its time element and derived from its pieces. */
export const CAUSES = [
  "working",
  "setup",
  "failure",
  "blocked",
  "starved",
  "loading",
  "idle",
  "maintenance",
  "unknown",
] as const;
export type Cause = (typeof CAUSES)[number];

/** A stretch of one machine's time in one state. */
export interface StateSpan {
  readonly from: Micros;
  readonly to: Micros;
  readonly element: TimeElement;
  readonly cause: Cause;
  /** In planned busy time by the calendar. */
  readonly isPlanned: boolean;
  readonly order: string;
  readonly variant: string;
}

/** A stop with its reason: from an alert, or given by a person. */
export interface StopReason {
  readonly from: Micros;
  readonly to: Micros;
  readonly element: TimeElement;
  readonly cause: Cause;
  /** Code of the catalogue, a rule of the alerts, or the cause itself. */
  readonly reason: string;
  readonly saidBy: string | null;
  readonly comment: string | null;
}

export type LossModel = "iso22400" | "nakajima";

/** Loss that a reason of a stop names. */
export const STOP_LOSSES = ["failure", "setup", "waiting"] as const;
export type StopLoss = (typeof STOP_LOSSES)[number];

/** Stops of a loss with one reason of the catalogue. */
export interface LossReason {
  readonly reason: string;
  readonly name: LocalizedText;
  readonly seconds: number;
  readonly stops: number;
}

/** One loss of the tree, seconds of planned busy time. */
export interface Loss {
  readonly id: string;
  readonly seconds: number;
  /** Longest first; absent where no stop of the loss has a reason of the catalogue. */
  readonly reasons?: readonly LossReason[];
}

/** A figure that may be undefined: then null, with the reason beside it. */
export type MaybeFigure = number | null;

export interface Quantities {
  /** Produced, good, scrap, rework quantity. */
  readonly PQ: number;
  readonly GQ: number;
  readonly SQ: number;
  readonly RQ: number;
}

/** One machine, or a line, in one stretch of time. Seconds, ratios from 0 to 1 that are not clamped. */
export interface Figures {
  readonly scope: string;
  readonly assetUid: AssetUid | null;
  readonly from: Micros;
  readonly to: Micros;
  readonly elements: Readonly<Record<"PBT" | TimeElement | "outside", number>>;
  readonly causes: Readonly<Record<Cause, number>>;
  readonly quantities: Quantities;
  readonly partsFrom: "events" | "counters" | null;
  /** The pieces of PQ that only the machine's counter reported, without an event. */
  readonly unreported: number;
  /** Sum of planned run time times quantity; null without an ideal cycle. */
  readonly plannedRunS: MaybeFigure;
  readonly availability: MaybeFigure;
  readonly effectiveness: MaybeFigure;
  readonly qualityRatio: MaybeFigure;
  readonly oee: MaybeFigure;
  readonly nee: MaybeFigure;
  readonly teep: MaybeFigure;
  readonly firstPassYield: MaybeFigure;
  readonly scrapRatio: MaybeFigure;
  readonly technicalEfficiency: MaybeFigure;
  readonly setupRatio: MaybeFigure;
  /** Pieces an hour. */
  readonly throughput: MaybeFigure;
  readonly cycleS: MaybeFigure;
  readonly taktS: MaybeFigure;
  readonly failures: number;
  /** `operating-time/failures` and `iso22400`: sum / (failures + 1). */
  readonly mtbfS: Readonly<Record<"practice" | "iso22400", MaybeFigure>>;
  readonly mttrS: Readonly<Record<"practice" | "iso22400", MaybeFigure>>;
  readonly changeovers: { readonly count: number; readonly minutes: number };
  readonly lossModel: LossModel;
  readonly minorStopBelowS: number;
  readonly losses: readonly Loss[];
  readonly reason: string | null;
}

/**
 * OEE of a line: good pieces at its last station x planned run time of the constraint / planned busy time of the
 * line.
 */
export interface LineFigures {
  readonly line: string;
  readonly from: Micros;
  readonly to: Micros;
  readonly oee: MaybeFigure;
  readonly last: string;
  readonly constraint: string;
  readonly goodPieces: number;
  readonly plannedRunS: MaybeFigure;
  readonly pbtS: number;
  readonly throughput: MaybeFigure;
  readonly firstPassYield: MaybeFigure;
  readonly bottleneck: readonly { readonly label: string; readonly sole: number; readonly shifting: number }[];
  readonly reason: string | null;
}

/** Orders in a stretch of time. */
export interface OrderFigures {
  readonly ended: number;
  readonly onTime: number;
  readonly onTimeRate: MaybeFigure;
  /** Mean from the order's start to its end, seconds. */
  readonly leadTimeS: MaybeFigure;
}

export interface FiguresQuestion {
  readonly from: Micros;
  readonly to: Micros;
  readonly order?: string;
  readonly variant?: string;
  readonly lossModel?: LossModel;
}

/** Queried by API and viewer. Throws EdgeError `not-found` for a machine whose states are not read. */
export interface ProductionReader {
  /** Machines whose states are read. */
  readonly machines: readonly { readonly assetUid: AssetUid; readonly label: string }[];
  states(asset: AssetUid, from: Micros, to: Micros): Answer<readonly StateSpan[]>;
  stops(asset: AssetUid, from: Micros, to: Micros): Answer<readonly StopReason[]>;
  figures(asset: AssetUid, question: FiguresQuestion): Answer<Figures>;
  readonly lines: readonly string[];
  line(name: string, question: FiguresQuestion): Answer<LineFigures>;
  orderFigures(from: Micros, to: Micros): Answer<OrderFigures>;
  /** Records the reason for a stop; resolves when it is on disk as an event of the log. */
  setReason(
    asset: AssetUid,
    stopFrom: Micros,
    said: { readonly reason: string; readonly comment: string | null; readonly by: string },
  ): Promise<StopReason>;
  readonly reasons: readonly { readonly code: string; readonly name: { readonly zh: string; readonly en: string } }[];
}
