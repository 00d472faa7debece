/** Why the API refuses a report of work, an act on a work item, or a decision on a recommendation. */
import { ACT_NAMES, STATE_NAMES } from "../../records/advice-words.ts";
import { WORK_CYCLE } from "../../records/work-cycle.ts";
import { CONFLICT_WORDS, missingWords, PERMIT_FACTS } from "../../safety/permit-words.ts";
import type { CauseRow } from "./row.ts";

export const WORK_REFUSALS = {
  "work-unknown": { en: "there is no work item {item}", zh: "没有工作项 {item}" },
  "work-absent": { en: "This edge keeps no work items.", zh: "本边缘端不保存工作项。" },
  "advice-unknown": { en: "there is no recommendation {advice}", zh: "没有建议 {advice}" },
  "advice-absent": { en: "This edge keeps no recommendations.", zh: "本边缘端不保存建议。" },
  "advice-busy": {
    en: "Too many changes of recommendations are waiting. Try again in a few seconds.",
    zh: "等待处理的建议变更过多，请稍后重试。",
  },
  "advice-over": {
    en: "the recommendation is no longer valid; nothing can be decided about it",
    zh: "该建议已过有效期，不能再作决定",
  },
  "advice-no-asset": {
    en: "reportWork: it is about no asset; accept it without a work item",
    zh: "reportWork：该建议不涉及资产，请不带工作项采纳",
  },
  "plans-absent": { en: "This edge keeps no maintenance plans.", zh: "本边缘端没有维护计划。" },
  "spares-absent": { en: "This edge keeps no spare parts.", zh: "本边缘端没有备件。" },
  "spare-unknown": { en: "there is no spare part {part}", zh: "没有备件 {part}" },
  "stock-uid-taken": {
    en: "another change of stock has this changeUid; give a new one",
    zh: "此 changeUid 已属于另一库存变更，请换一个",
  },
  "stock-short": {
    en: "only {count} of {part} are on hand; count them first",
    zh: "{part} 现有仅 {count} 件，请先盘点",
  },
  "stock-busy": {
    en: "Too many changes of stock are waiting. Try again in a few seconds.",
    zh: "等待处理的库存变更过多，请稍后重试。",
  },
  "work-busy": {
    en: "Too many changes of work items are waiting. Try again in a few seconds.",
    zh: "等待处理的工作项操作过多，请稍后重试。",
  },
  "work-not-stored": {
    en:
      "The change could not be written to disk, and nothing was changed. Free space on the disk of the data folder, " +
      "or repair the disk; then try again.",
    zh: "该操作未能写入磁盘，未作任何更改。请释放数据目录所在磁盘的空间或修复磁盘，然后重试。",
  },
  "work-full": {
    en: "{count} work items are open already; close or reject some first",
    zh: "已有 {count} 个未结束的工作项，请先关闭或驳回一些",
  },
  "work-memory-full": {
    en: "The open work items take too much memory; close or reject some first",
    zh: "未结束的工作项占用内存过多，请先关闭或驳回一些",
  },
  "work-large": {
    en: "a work item takes {most} KiB at most; end this one and open a new one",
    zh: "一个工作项最多 {most} KiB，请结束此项并新建一项",
  },
  "work-uid-taken": {
    en: "another work item has this itemUid; give a new one",
    zh: "此 itemUid 已属于另一工作项，请换一个",
  },
  "work-act-taken": { en: "another act has this actUid; give a new one", zh: "此 actUid 已属于另一操作，请换一个" },
  "work-cause-unknown": {
    en: "cause: there is no alert or work item {cause}; it may be older than the kept ones",
    zh: "cause：没有报警或工作项 {cause}，可能早于保存期限",
  },
  "work-no-asset": {
    en: "assetUid: give the asset, or an alert as cause",
    zh: "assetUid：请指定资产，或以报警作为来源",
  },
  "work-no-title": {
    en: "title: say what is to be done, or give an alert as cause",
    zh: "title：请填写工作内容，或以报警作为来源",
  },
  "work-component-unknown": { en: "the asset has no component {component}", zh: "该资产没有部件 {component}" },
  "work-field-strange": { en: "{field}: the act {kind} does not take it", zh: "{field}：操作“{kind}”没有此项" },
  "work-due-past": { en: "due: must be later than now", zh: "期限必须晚于现在" },
  "work-rows": {
    en: "more than {most} work items match; take a shorter time",
    zh: "符合条件的工作项超过 {most} 个，请缩短时间范围",
  },
  "work-assets": {
    en: "more than {most} assets have work in this time; take one asset",
    zh: "此时间段内有工作的资产超过 {most} 个，请指定一个资产",
  },
  "work-cursor": {
    en: "cursor: no such page; begin again without a cursor",
    zh: "cursor：没有此页，请不带 cursor 重新开始",
  },
  "work-unplanned": {
    en: "it is graded and planned before anybody starts",
    zh: "须先评定等级并安排，才能开始",
  },
  "work-permit-interrupted": {
    en: "the permit was interrupted; it must be approved again before work starts",
    zh: "作业许可已中断，须重新批准后才能开始",
  },
  "work-permit-over": { en: "the permit is no longer valid; plan it again", zh: "作业许可已过有效期，请重新安排" },
  "work-permit-same-person": {
    en: "the person who requested the permit cannot approve it; another person must",
    zh: "作业许可不能由申请人自己批准，请由他人批准",
  },
  "work-same-person": {
    en: "the person who finished the work cannot verify it; ask somebody else",
    zh: "验收人不能是完成整改的人，请由他人验收",
  },
  "work-interrupt-person": { en: "interrupting this work takes a person", zh: "该工作只能由人员中断" },
  "work-plan-person": {
    en: "without an approved schedule, planning takes a person",
    zh: "没有经批准的计划，安排须由人员决定",
  },
  "work-checked-person": {
    en: "work of this kind is started and finished by a person",
    zh: "该类工作须由人员开始和完成",
  },
  "work-start-planned": {
    en: "a person plans the work before a program reports its start",
    zh: "须先由人员安排，程序才能上报开始",
  },
  "work-done-by": {
    en: "a program that reports finished work names the person who did it",
    zh: "程序上报完成时请填写执行人",
  },
  "work-verdict-person": {
    en: "whether the statement was right is judged by a person",
    zh: "报警是否正确须由人员判断",
  },
  "verdicts-unchanged": {
    en: "the verdicts since the version in force change nothing; no version was made",
    zh: "现行版本之后的评价不带来任何变化，未生成新版本",
  },
  "versions-none-before": {
    en: "the defaults are in force; there is no version before them to go back to",
    zh: "当前为出厂默认值，没有更早的版本可以恢复",
  },
  "version-not-kept": {
    en: "version {to}, which was in force before version {version}, is no longer kept",
    zh: "第 {version} 版之前的第 {to} 版已不再保留，无法恢复",
  },
  "version-not-stored": {
    en: "The version could not be written to disk, and nothing was changed",
    zh: "该版本无法写入磁盘，未作任何改变",
    advice: {
      en: "free space on the disk of the data folder, or repair the disk; then try again",
      zh: "清理数据目录所在磁盘或修复磁盘后重试",
    },
  },
  "verdicts-act-unknown": {
    en: "an edge of this version knows no {act} of verdicts",
    zh: "此版本的边缘端不支持评价的操作 {act}",
  },
  "record-too-early": {
    en: "the act is older than the one before it; load the record again and repeat the act",
    zh: "该操作的时间早于上一次操作，请刷新后重试",
  },
  "record-full": {
    en: "the record has {most} acts; end it and open a new one",
    zh: "该记录已有 {most} 次操作，请结束该记录并新建一条",
  },
  "record-full-of-programs": {
    en: "the record has {most} acts of programs; the rest is kept for people",
    zh: "该记录已有 {most} 次程序的操作，其余留给人员",
  },
  "record-wrong-state": {
    en: "it is {state}; {act} is not possible now",
    zh: "当前状态为“{state}”，不能{act}",
  },
  "record-takes-role": {
    en: "{act} takes the role {least} or a higher one",
    zh: "{act}需要 {least} 或更高角色",
  },
  "record-takes-person": { en: "{act} takes a person", zh: "{act}须由人员决定" },
  "record-fact-missing": { en: "{act}: give {fact}", zh: "{act}时请填写{fact}" },
} as const satisfies Record<string, CauseRow>;

const { states, acts, moves } = WORK_CYCLE;
// Recommendations need the same facts.
const facts = Object.values(moves).flatMap(({ needs }) => Object.values(needs ?? {}));

/** Chinese words for the English ones that life cycles put into these rows, by the parameter. */
export const WORK_WORDS: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  state: wordsOf([...Object.values(states), ...Object.values(STATE_NAMES)]),
  act: wordsOf([...Object.values(acts), ...Object.values(ACT_NAMES)]),
  fact: wordsOf(facts),
  missing: wordsOf(subsets(Object.keys(PERMIT_FACTS) as (keyof typeof PERMIT_FACTS)[]).map(missingWords)),
  conflict: wordsOf(Object.values(CONFLICT_WORDS)),
};

/** All subsets of a list, in its order. */
function subsets<T>(list: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: 2 ** list.length }, (_, set) => list.filter((_one, at) => (set >> at) % 2 === 1));
}

function wordsOf(texts: readonly { readonly en: string; readonly zh: string }[]): ReadonlyMap<string, string> {
  return new Map(texts.map(({ en, zh }) => [en, zh]));
}
