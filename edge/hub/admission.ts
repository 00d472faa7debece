/**
 * Whether a log is the continuation of the one that the hub knows. Two boxes with one id, such as a copy of a data
 * folder, or a folder from an older backup, would mix their items under the same positions (rules HU5 and HU6).
 */
import type { LogPosition } from "../contracts/path/source.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";
import type { Greeting, Start } from "../fleet/wire/greeting.ts";
import type { EdgeRecord } from "./edge-record.ts";

const NEW_ID = {
  en: "Stop one of the two; let it start with an empty data folder, which gives it an id of its own",
  zh: "请停止其中一台，并让它以空的数据目录启动，从而获得自己的标识",
};

/** Why the greeting is refused; undefined where it is welcome. `head`: what the hub has. */
export function refusalOf(
  { edgeId, logUid, starts }: Greeting,
  known: Pick<EdgeRecord, "logUid" | "starts">,
  head: LogPosition,
): LocalizedText | undefined {
  if (logUid !== known.logUid)
    return {
      en:
        `edge ${edgeId} has another commit log than before. If its log was replaced on purpose, stop the hub and ` +
        `move its folder edges/${edgeId} away; else: ${NEW_ID.en}`,
      zh:
        `边缘端 ${edgeId} 的提交日志与之前不同。若日志是有意更换的，请停止集控端并移走其目录 ` +
        `edges/${edgeId}；否则：${NEW_ID.zh}`,
    };
  const newest = known.starts.at(-1) as Start;
  const isOther = starts.some(({ epoch, run }) => known.starts.some((one) => one.epoch === epoch && one.run !== run));
  const isOlder = (starts.at(-1) as Start).epoch < newest.epoch;
  const next = starts.find(({ epoch }) => epoch > newest.epoch);
  if (isOther || isOlder) return twice(edgeId);
  if (next !== undefined && next.position < head)
    return {
      en:
        `the log of edge ${edgeId} ended at ${next.position}, and the hub has its items up to ${head}: it is an ` +
        `older copy of the data folder, from a backup or of another box. ${NEW_ID.en}`,
      zh: `边缘端 ${edgeId} 的日志止于 ${next.position}，而集控端已有到 ${head} 的数据：这是数据目录的较旧副本（来自备份或另一台设备）。${NEW_ID.zh}`,
    };
  return undefined;
}

/** A start that the hub knows sends items that were written after a later start began: two boxes run at once. */
export function isOvertaken(run: string, to: LogPosition, starts: readonly Start[]): boolean {
  const index = starts.findIndex((start) => start.run === run);
  const next = starts[index + 1];
  return next !== undefined && to > next.position;
}

export function twice(edgeId: string): LocalizedText {
  return {
    en: `two boxes use the id ${edgeId}: one is a copy of the other's data folder. ${NEW_ID.en}`,
    zh: `两台设备使用了同一标识 ${edgeId}：其中一台的数据目录是另一台的副本。${NEW_ID.zh}`,
  };
}

/** The hub keeps no more descriptions of tags of one edge. */
export function tooManyTags(edgeId: string): LocalizedText {
  return {
    en:
      `the tags of edge ${edgeId}, with what they were before, are more than the hub keeps of one edge. Describe ` +
      "fewer tags in its config; if something renames them again and again, stop that",
    zh: `边缘端 ${edgeId} 的变量（连同其历次更改）超过集控端为单个边缘端保留的上限。请在其配置中减少变量；若有程序反复更名，请将其停止`,
  };
}

/** The hub's disk takes nothing now. */
export const FULL: LocalizedText = {
  en: "the disk of the hub takes nothing (full, or broken). Free space there; the edge keeps its items meanwhile",
  zh: "集控端的磁盘无法写入（已满或损坏）。请在集控端释放空间；期间边缘端会保留数据",
};

/** What the hub has of an edge cannot be used. */
export function unusable(reason: string): LocalizedText {
  return {
    en: `the hub cannot use what it has of this edge: ${reason}`,
    zh: `集控端无法使用该边缘端的已有数据：${reason}`,
  };
}
