/** Reports as mails: one each, with the report as a file (rule N32). */
import type { MadeReport, ReportShelf } from "../contracts/reports/made.ts";
import type { Subject } from "./subject.ts";

export function reportSubject({
  reports,
  viewer,
}: {
  readonly reports: Pick<ReportShelf, "find" | "contentOf">;
  readonly viewer: string | undefined;
}): Subject {
  return {
    most: 1,
    isOver: () => false,
    contentOf([uid = ""]) {
      const report = reports.find(uid);
      const file = reports.contentOf(uid);
      if (report === undefined || file === undefined) return undefined;
      return {
        content: { title: `${report.title} · ${report.spanText}`, lines: linesOf(report, viewer) },
        alerts: [],
        files: [{ filename: report.file, content: file, contentType: report.type }],
      };
    },
  };
}

function linesOf({ title, spanText, notes, language }: MadeReport, viewer: string | undefined): string[] {
  return [
    title,
    spanText,
    "",
    ...notes,
    "",
    language === "zh" ? "报告见附件。" : "The report is attached.",
    ...(viewer === undefined ? [] : [viewer]),
    language === "zh" ? "仅供参考，不具备安全功能。" : "For information; this is no safety function.",
  ];
}
