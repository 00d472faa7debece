/** Reports that were made by schedule and are kept. */
import type { Micros } from "../path/sample-batch.ts";
import type { Language } from "../words/language.ts";
import type { ReportKind, ReportSummary } from "./document.ts";

export interface MadeReport {
  /** Schedule and end of the period: made once. */
  readonly uid: string;
  readonly schedule: string;
  readonly kind: ReportKind;
  readonly language: Language;
  readonly title: string;
  readonly spanText: string;
  /** Remarks at its head, for those who read the mail only. */
  readonly notes: readonly string[];
  /** Its lines in both languages, of a brief. */
  readonly summary?: ReportSummary;
  readonly from: Micros;
  readonly to: Micros;
  readonly madeAt: Micros;
  /** Name of its file, and its media type. */
  readonly file: string;
  readonly type: string;
  /** Notification channel that sends it. */
  readonly channel?: string;
}

/** The kept reports; those whose file is gone are not in it. */
export interface ReportShelf {
  newestFirst(): readonly MadeReport[];
  find(uid: string): MadeReport | undefined;
  /** The file; undefined where it is gone or cannot be read. */
  contentOf(uid: string): Buffer | undefined;
  /** Calls `listener` with each report once it is on disk. Returns the unsubscriber. */
  subscribe(listener: (report: MadeReport) => unknown): () => void;
}
