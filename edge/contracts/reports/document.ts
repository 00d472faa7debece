/**
 * A report as a document: texts and figures in one language, without a layout. Every renderer and the API take it
 * from here, so that all formats of a report say the same (rules in docs/rules/reports.md).
 */
import type { Micros } from "../path/sample-batch.ts";
import type { LocalizedText } from "../plant/tag.ts";
import type { TimeElement } from "../production/production.ts";
import type { AdviceState } from "../records/advice-words.ts";
import type { DefinitionKey } from "../words/definitions.ts";
import type { Language } from "../words/language.ts";

export const REPORT_KINDS = [
  "brief",
  "shift",
  "day",
  "order",
  "machine",
  "energy",
  "alarms",
  "changes",
  "quality",
] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** A key figure: the number, and the text that the screen shows for it. */
export interface ReportFigure {
  readonly name: string;
  /** In the unit of its definition, not rounded; null where it is unknown. */
  readonly value: number | null;
  readonly text: string;
  readonly definition: DefinitionKey;
  /** Opens the viewer at its moment. */
  readonly link?: string;
  /** Why it is unknown. */
  readonly reason?: string;
}

/** A cell of a table; `value` is the number behind the text. */
export interface ReportCell {
  readonly text: string;
  readonly value?: number | null;
  readonly link?: string;
}

export interface ReportColumn {
  readonly name: string;
  readonly isNumber?: true;
  readonly definition?: DefinitionKey;
}

export interface ReportTable {
  readonly kind: "table";
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly (readonly ReportCell[])[];
  /** Text in place of rows. */
  readonly empty: string;
  /** The recommendation of each row, where rows are advice and the edge keeps it. */
  readonly advice?: readonly (RowAdvice | null)[];
}

/** How soon somebody should look, most urgent first: the order of lines of a brief goes by it before anything else. */
export const URGENCIES = ["danger", "stopped", "alarm", "wear", "late", "worse", "watch"] as const;
export type Urgency = (typeof URGENCIES)[number];

/** Urgencies whose lines no judgement moves down (rule BR8). */
export const FIXED_URGENCIES: readonly Urgency[] = ["danger", "stopped", "alarm"];

/** A recommendation on record (rules R14 to R16). */
export interface RowAdvice {
  readonly adviceUid: string;
  readonly state: AdviceState;
  readonly urgency: Urgency;
  /** Absent where it is about the whole plant. */
  readonly assetUid?: string;
}

/** Bars from the longest to the shortest or in the order of time; `share` is the length, 0 to 1. */
export interface ReportBars {
  readonly kind: "bars";
  readonly definition: DefinitionKey;
  readonly bars: readonly { readonly name: string; readonly share: number; readonly cell: ReportCell }[];
  readonly empty: string;
}

/** States of machines over the span; `from` and `to` of a stretch are shares of the span, 0 to 1. */
export interface ReportTimeline {
  readonly kind: "timeline";
  readonly lanes: readonly {
    readonly name: string;
    readonly link?: string;
    readonly stretches: readonly { readonly from: number; readonly to: number; readonly element: TimeElement }[];
  }[];
  /** Texts below the axis, with their places as shares. */
  readonly marks: readonly { readonly at: number; readonly text: string }[];
  readonly legend: readonly { readonly element: TimeElement; readonly name: string }[];
}

export type ReportBlock =
  | { readonly kind: "figures"; readonly figures: readonly ReportFigure[] }
  | ReportTable
  | ReportBars
  | ReportTimeline
  | { readonly kind: "note"; readonly text: string };

export interface ReportSection {
  readonly title: string;
  readonly link?: string;
  readonly blocks: readonly ReportBlock[];
}

/** A report in a few lines, for a chat. */
export interface ReportSummary {
  readonly title: LocalizedText;
  readonly spanText: LocalizedText;
  readonly lines: readonly LocalizedText[];
}

export interface ReportDocument {
  /** `passport` of one piece, `recall`, and `form` of safety are rendered like reports. */
  readonly kind: ReportKind | "passport" | "recall" | "form";
  readonly language: Language;
  readonly title: string;
  readonly site: string;
  /** µs UTC; [from, to). */
  readonly from: Micros;
  readonly to: Micros;
  readonly madeAt: Micros;
  /** The span and the time of making, at the site. */
  readonly spanText: string;
  readonly madeText: string;
  /** What the reader must know before the figures: a span that is not over, data that are missing. */
  readonly notes: readonly string[];
  readonly sections: readonly ReportSection[];
  /** Of a brief. */
  readonly summary?: ReportSummary;
  /** Every definition that a figure or column names, in the order of their first use. */
  readonly definitions: readonly { readonly key: DefinitionKey; readonly name: string; readonly text: string }[];
  readonly definitionsTitle: string;
  /** Line at the end of each page. */
  readonly footer: string;
}
