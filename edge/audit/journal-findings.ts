import { causeInWords, causeOf } from "../contracts/alerts/causes.ts";
import type { Finding } from "../contracts/alerts/detector.ts";
import { edgeFindings } from "../contracts/alerts/edge-finding.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import type { JournalState } from "./open-journal.ts";

const MIB = 2 ** 20;

/** Findings of the edge about its own journal. */
export function journalFindings(
  { isOver, bounds, problem }: JournalState,
  edge: AssetUid,
  at: Micros,
): readonly Finding[] {
  const most = Math.round(bounds.maxBytes / MIB);
  const finding = edgeFindings(edge, at);
  const why = causeInWords(causeOf(problem ?? ""));
  return [
    finding("edge/journal-large", isOver, {
      severity: 400,
      zh: `操作记录超过 ${most} MiB；${bounds.keepMonths} 个月内的记录不会删除`,
      en:
        `The audit log is larger than its limit of ${most} MiB. The edge keeps entries younger than ` +
        `${bounds.keepMonths} months`,
    }),
    finding("edge/journal-refused", problem !== undefined, {
      severity: 800,
      zh: `操作记录无法写入，操作被拒绝：${why.zh}`,
      en: `The audit log cannot be written, so actions are refused: ${why.en}`,
    }),
  ];
}
