/** Reports as mails with the report as a file, and as short texts in a chat (rules N32 and N51). */
import type { MadeReport, ReportShelf } from "../contracts/reports/made.ts";
import type { ChannelConfig } from "./config.ts";
import { inLanguage, type MessageText } from "./message-text.ts";
import type { Outgoing } from "./send.ts";
import type { Subject } from "./subject.ts";

const ADVISORY = { zh: "仅供参考，不具备安全功能。", en: "For information; this is no safety function." };

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
    contentOf([uid = ""], channel) {
      const report = reports.find(uid);
      if (report === undefined) return undefined;
      if (channel.kind !== "email") return inChat(report, channel, viewer);
      const file = reports.contentOf(uid);
      if (file === undefined) return undefined;
      return {
        content: { title: `${report.title} · ${report.spanText}`, lines: mailLines(report, viewer) },
        alerts: [],
        files: [{ filename: report.file, content: file, contentType: report.type }],
      };
    },
  };
}

function mailLines({ title, spanText, notes, summary, language }: MadeReport, viewer: string | undefined): string[] {
  return [
    title,
    spanText,
    "",
    ...(summary === undefined ? [] : [...summary.lines.map((line) => line[language]), ""]),
    ...notes,
    "",
    language === "zh" ? "报告见附件。" : "The report is attached.",
    ...(viewer === undefined ? [] : [viewer]),
    ADVISORY[language],
  ];
}

/** Chats take no file: the lines of a brief, or the head of another report, and where to open it. */
function inChat(
  report: MadeReport,
  { kind, language }: ChannelConfig,
  viewer: string | undefined,
): Omit<Outgoing, "id" | "to"> {
  const { uid, title, spanText, notes, summary } = report;
  const content: MessageText = {
    title: summary === undefined ? title : inLanguage(summary.title, language),
    lines: [
      summary === undefined ? spanText : inLanguage(summary.spanText, language),
      ...(summary === undefined ? notes : summary.lines.map((line) => inLanguage(line, language, "\n"))),
      ...linkIn(report, viewer),
      inLanguage(ADVISORY, language),
    ],
  };
  const entry = { uid, kind: report.kind, title: content.title, text: content.lines.join("\n") };
  return {
    content,
    alerts: [],
    ...(kind === "webhook" ? { changes: { type: "reports", entries: [entry] } as const } : {}),
  };
}

/** The room of reports, with the brief open where it is one. */
function linkIn({ kind }: MadeReport, viewer: string | undefined): string[] {
  if (viewer === undefined) return [];
  const room = `${viewer.replace(/\/$/, "")}/#/reports`;
  return [kind === "brief" ? `${room}?r=brief` : room];
}
