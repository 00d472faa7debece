/**
 * The life cycle of work items with its words (rules R10 to R13 and R23 to R27 in docs/rules/records.md). Apart from
 * the schema of an item, so that a thread which only names refusals loads no schema library.
 */
import type { LifeCycle } from "./life-cycle.ts";

export type WorkState = "reported" | "planned" | "in-progress" | "finished" | "closed" | "rejected";

type WorkActKind = "plan" | "start" | "finish" | "return" | "verify" | "reject" | "interrupt" | "remark" | "tick";

const NOTE = { note: { zh: "原因", en: "the reason" } };

export const WORK_CYCLE: LifeCycle<WorkState, WorkActKind> = {
  first: "reported",
  states: {
    reported: { zh: "已上报", en: "reported" },
    planned: { zh: "已安排", en: "planned" },
    "in-progress": { zh: "处理中", en: "in progress" },
    finished: { zh: "待验收", en: "finished and not yet verified" },
    closed: { zh: "已关闭", en: "closed" },
    rejected: { zh: "已驳回", en: "rejected" },
  },
  acts: {
    plan: { zh: "安排", en: "planning" },
    start: { zh: "开始", en: "starting" },
    finish: { zh: "完成", en: "finishing" },
    return: { zh: "退回", en: "returning" },
    verify: { zh: "验收", en: "verifying" },
    reject: { zh: "驳回", en: "rejecting" },
    interrupt: { zh: "中断", en: "interrupting" },
    remark: { zh: "备注", en: "remarking" },
    tick: { zh: "确认步骤", en: "ticking a step" },
  },
  moves: {
    plan: {
      from: ["reported", "planned"],
      to: "planned",
      least: "maintainer",
      byProgram: true,
      needs: {
        assignee: { zh: "负责人", en: "the person in charge" },
        due: { zh: "期限", en: "the due time" },
        grade: { zh: "等级", en: "the grade" },
      },
    },
    start: { from: ["reported", "planned"], to: "in-progress", least: "operator", byProgram: true },
    finish: {
      from: ["in-progress"],
      to: "finished",
      least: "operator",
      needs: { done: { zh: "处理内容", en: "what was done" } },
      byProgram: true,
      ends: true,
    },
    return: { from: ["finished"], to: "planned", least: "maintainer", needs: NOTE },
    // By a program: of an inspection that was done, and of a drill (rules SR21 and RE8).
    verify: { from: ["finished"], to: "closed", least: "maintainer", byProgram: true, ends: true },
    reject: {
      from: ["reported", "planned"],
      to: "rejected",
      least: "maintainer",
      needs: NOTE,
      // Of an inspection or a permit whose time is over, and of nothing else (rules SR22 and WP8).
      byProgram: true,
      ends: true,
    },
    interrupt: { from: ["in-progress"], to: "planned", least: "operator", needs: NOTE, byProgram: true },
    remark: {
      from: ["reported", "planned", "in-progress", "finished"],
      least: "operator",
      needs: { note: { zh: "备注内容", en: "the remark" } },
      byProgram: true,
    },
    // Of a response: whoever does a step says so (rule RE5).
    tick: {
      from: ["reported", "in-progress"],
      least: "operator",
      needs: { step: { zh: "步骤", en: "the step" } },
    },
  },
};

/** Neither closed nor rejected: somebody still has to do something about the item, if only to verify it. */
export function isOpenState(state: WorkState): boolean {
  return state !== "closed" && state !== "rejected";
}
