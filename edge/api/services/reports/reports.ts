import { EdgeError } from "../../../contracts/errors.ts";
import type { ReportDocument, ReportKind } from "../../../contracts/reports/document.ts";
import type { MadeReport } from "../../../contracts/reports/made.ts";
import type { RenderedReport, ReportFormat, ReportQuestion } from "../../../contracts/reports/question.ts";
import { type Caller, demand } from "../caller.ts";

/** Makes reports with the permissions of a caller. */
export interface ReportMaker {
  here(): ReportsHere;
  /** The file of a report that was made by schedule; undefined where it is not kept. */
  made(uid: string): RenderedReport | undefined;
  make(caller: Caller, question: ReportQuestion): Promise<ReportDocument>;
  render(document: ReportDocument, format: ReportFormat): Promise<RenderedReport>;
}

export interface ReportDeps {
  /** Absent where the edge makes no reports. */
  readonly reports?: ReportMaker;
}

/** What this edge can report on. */
export interface ReportsHere {
  readonly kinds: readonly ReportKind[];
  /** Labels of the machines whose states are read. */
  readonly machines: readonly string[];
  /** Reports that were made by schedule, newest first. */
  readonly made: readonly MadeReport[];
}

/** Kinds of reports, and the machines that have their own. Throws EdgeError `unavailable`. */
export function reportsHere({ reports }: ReportDeps, caller: Caller): ReportsHere {
  demand(caller, "GET /api/v1/reports");
  return maker(reports).here();
}

/** A report that was made by schedule. Throws EdgeError `not-found`, `unavailable`. */
export function madeReport({ reports }: ReportDeps, caller: Caller, uid: string): RenderedReport {
  demand(caller, "GET /api/v1/reports/made/:uid");
  const found = maker(reports).made(uid);
  if (found === undefined) throw new EdgeError("not-found", "this report is not kept; GET /api/v1/reports lists them");
  return found;
}

/**
 * A report in a format. Throws EdgeError `not-found`, `bad-request`, `unavailable`; the services that it asks demand
 * their own permissions.
 */
export async function reportIn(
  { reports }: ReportDeps,
  caller: Caller,
  { format, ...question }: ReportQuestion & { readonly format: ReportFormat },
): Promise<RenderedReport> {
  demand(caller, "GET /api/v1/reports/:kind");
  const made = maker(reports);
  return await made.render(await made.make(caller, question), format);
}

function maker(reports: ReportMaker | undefined): ReportMaker {
  if (reports === undefined) throw new EdgeError("unavailable", "This edge makes no reports.");
  return reports;
}
