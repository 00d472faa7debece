import type { ReportKind } from "../../../edge/contracts/reports/document.ts";
import { ask } from "./api.ts";

/** What the edge can report on. */
export interface ReportsHere {
  readonly kinds: readonly ReportKind[];
  /** Labels of machines with reports of their own. */
  readonly machines: readonly string[];
  /** Made by schedule, newest first. */
  readonly made: readonly {
    readonly uid: string;
    readonly title: string;
    readonly spanText: string;
    readonly file: string;
  }[];
}

export function fetchReportsHere(): Promise<ReportsHere> {
  return ask("/api/v1/reports");
}
