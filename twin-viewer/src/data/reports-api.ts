import type { ReportDocument, ReportKind, RowAdvice } from "../../../edge/contracts/reports/document.ts";
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

/** The brief with the texts of its lines, and the recommendation of each. */
export function fetchBrief(address: string): Promise<ReportDocument> {
  return ask(`${address}&format=json`);
}

/** A decision of a person about a line of the brief. */
export interface AdviceDecision {
  /** Made by the page, so that a repeated request decides once. */
  readonly actUid: string;
  readonly kind: "accept" | "decline" | "not-useful" | "take-back";
  readonly note?: string;
  readonly reportWork?: boolean;
}

export function decideAdvice(adviceUid: string, decision: AdviceDecision): Promise<Pick<RowAdvice, "state">> {
  return ask(`/api/v1/recommendations/${encodeURIComponent(adviceUid)}/acts`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(decision),
  });
}
