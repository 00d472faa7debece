import type { Micros } from "../path/sample-batch.ts";
import type { Language } from "../words/language.ts";
import type { ReportKind } from "./document.ts";

/** A question for one report. */
export interface ReportQuestion {
  readonly kind: ReportKind;
  readonly language: Language;
  /** The span; absent: the period of the kind at `at`, or the newest one that is over. */
  readonly range?: { readonly from: Micros; readonly to: Micros };
  readonly at?: Micros;
  /** Label of an asset, for a machine. */
  readonly asset?: string;
  /** Beginning of the equipment path, for some of the plant's machines. */
  readonly area?: string;
  readonly order?: string;
  /** Address of the viewer that links open; absent: no links. */
  readonly viewer?: string;
}

/** Formats in which a report can be saved or mailed. */
export const REPORT_FORMATS = ["html", "pdf", "xlsx", "json"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** A report in a format. */
export interface RenderedReport {
  readonly body: Buffer;
  readonly type: string;
  /** Name of a file, ASCII. */
  readonly name: string;
  /** Content security policy of a browser that shows it. */
  readonly policy?: string;
}
