import type { ReportMaker, ReportsHere } from "../api/services/reports/reports.ts";
import { REPORT_KINDS, type ReportDocument, type ReportKind } from "../contracts/reports/document.ts";
import type { ReportShelf } from "../contracts/reports/made.ts";
import type { RenderedReport, ReportFormat } from "../contracts/reports/question.ts";
import type { ReportParts } from "./asked.ts";
import { policyOf } from "./html/style.ts";
import { makeReport } from "./make-report.ts";
import { printApart } from "./print-apart.ts";

const WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Makes reports from the parts of an edge; what renders them is loaded when it is first asked for. */
export function reportMaker(
  parts: ReportParts,
  shelf: Pick<ReportShelf, "newestFirst" | "find" | "contentOf">,
): ReportMaker {
  return {
    here: () => ({ ...kindsHere(parts), made: shelf.newestFirst() }),
    made: (uid) => takeFrom(shelf, uid),
    make: (caller, question) => makeReport(parts, caller, question),
    render,
  };
}

/** The kinds for which this edge has data. */
function kindsHere({ production, energy, material, costs }: ReportParts): Omit<ReportsHere, "made"> {
  const machines = (production?.machines ?? []).map(({ label }) => label);
  const isThere: Readonly<Record<ReportKind, boolean>> = {
    brief: true,
    shift: true,
    day: true,
    machine: machines.length > 0,
    order: material !== undefined,
    energy: energy !== undefined,
    alarms: true,
    changes: true,
    quality: costs !== undefined,
  };
  return { kinds: REPORT_KINDS.filter((kind) => isThere[kind]), machines };
}

function takeFrom(shelf: Pick<ReportShelf, "find" | "contentOf">, uid: string): RenderedReport | undefined {
  const [report, body] = [shelf.find(uid), shelf.contentOf(uid)];
  if (report === undefined || body === undefined) return undefined;
  const policy = report.file.endsWith(".html") ? { policy: policyOf(body.toString("utf8")) } : {};
  return { body, type: report.type, name: report.file, ...policy };
}

/** A report in a format, as bytes. */
export async function render(document: ReportDocument, format: ReportFormat): Promise<RenderedReport> {
  const name = `gemba-${document.kind}-${new Date(document.from / 1000).toISOString().slice(0, 10)}.${format}`;
  switch (format) {
    case "html": {
      const body = await printApart(document, format);
      return { body, type: "text/html; charset=utf-8", name, policy: policyOf(body.toString("utf8")) };
    }
    case "pdf":
      return { body: await printApart(document, format), type: "application/pdf", name };
    case "xlsx": {
      const { reportWorkbook } = await import("./workbook.ts");
      return { body: await reportWorkbook(document), type: WORKBOOK, name };
    }
    case "json":
      return { body: Buffer.from(JSON.stringify(document)), type: "application/json; charset=utf-8", name };
  }
}
