import { causeInWords, causeOf, sentence } from "../../contracts/alerts/causes.ts";
import type { Finding } from "../../contracts/alerts/detector.ts";
import { edgeFindings } from "../../contracts/alerts/edge-finding.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";

/** State of the log's storage. */
export interface StorageState {
  /** Unsettled bytes of the slowest reader, as a share of the log's bound. */
  readonly backlogShare: number;
  /** Name of that reader's cursor. */
  readonly slowest: string | undefined;
  /** Within the last hour data were deleted that it had not read. */
  readonly wentUnread: boolean;
  /** How long the oldest item has waited for the disk. */
  readonly waitingMs: number;
  /** The disk is nearly full: segments that every reader has settled go early. */
  readonly isLow: boolean;
  /** Why no group reaches the disk; undefined while groups do. */
  readonly problem: string | undefined;
  /** The segment that is due and that the disk refuses to delete. */
  readonly refused: { readonly path: string; readonly reason: string; readonly times: number } | undefined;
}

const STORAGE_RULES = {
  backlog: "edge/log-backlog",
  unread: "edge/log-unread",
  space: "edge/disk-space",
  refused: "edge/log-refused",
  undeleted: "edge/log-undeleted",
} as const;

/**
 * A backlog is reported from the first share of the log's bound on, and is urgent above the second: at 1 the oldest
 * data go unread.
 */
const BACKLOG_SHARES = [0.5, 0.8] as const;

/** Whether readers are so far behind that the backlog is an alarm. */
export function isBacklog({ backlogShare }: Pick<StorageState, "backlogShare">): boolean {
  return backlogShare >= BACKLOG_SHARES[0];
}

/** Findings about the storage, for the operator. */
export function storageFindings(
  { backlogShare, slowest, wentUnread, isLow, problem, refused }: StorageState,
  edge: AssetUid,
  at: Micros,
): readonly Finding[] {
  const isUrgent = backlogShare >= BACKLOG_SHARES[1];
  const percent = BACKLOG_SHARES[isUrgent ? 1 : 0] * 100;
  const finding = edgeFindings(edge, at);
  const stops = causeInWords(causeOf(problem ?? ""));
  const keeps = causeInWords(causeOf(refused?.reason ?? ""));
  return [
    finding(STORAGE_RULES.backlog, isBacklog({ backlogShare }), {
      severity: isUrgent ? 800 : 500,
      zh: `提交日志已用超过 ${percent} %：${slowest ?? "读取方"} 没有跟上。达到 100 % 时最旧的数据将未读即删`,
      en:
        `Commit log more than ${percent} % full: ${slowest ?? "a reader"} does not keep up. ` +
        "At 100 % the oldest data go unread",
    }),
    finding(STORAGE_RULES.unread, wentUnread, {
      severity: 700,
      zh: `提交日志已满：部分数据在 ${slowest ?? "某个读取方"} 读取之前被删除（gap.declared 事件说明数量）`,
      en:
        `Commit log full: data were deleted before ${slowest ?? "a reader"} had read them ` +
        "(events gap.declared say how many)",
    }),
    finding(STORAGE_RULES.space, isLow, {
      severity: 600,
      zh: "磁盘空间不足：已被全部读取的日志段提前删除",
      en: "Disk nearly full: log segments that everyone has read go early",
    }),
    finding(STORAGE_RULES.refused, problem !== undefined, {
      severity: 900,
      zh: `数据无法写入磁盘，数据源已暂停：${sentence(stops, "zh")}`,
      en: `Data do not reach the disk, sources are held: ${sentence(stops, "en")}`,
    }),
    finding(STORAGE_RULES.undeleted, refused !== undefined, {
      severity: 600,
      zh: `旧数据无法删除，提交日志继续增长：${refused?.path ?? ""}（${keeps.zh}）。请授予边缘端数据目录的写权限`,
      en:
        `Old data cannot be deleted and the commit log grows: ${refused?.path ?? ""} (${keeps.en}). ` +
        "Give the edge the right to write its data folder",
    }),
  ];
}
