/** Refusals of studies (rules FK78 to FK83, ST3 and ST15). */
import type { CauseRow } from "./row.ts";

export const STUDY_REFUSALS = {
  "studies-none": { en: "This edge makes no studies.", zh: "此边缘端不做方案研究。" },
  "study-unknown": {
    en: "No study has this uid. GET /api/v1/studies lists them all.",
    zh: "没有此 uid 的研究。GET /api/v1/studies 列出全部研究。",
  },
  "studies-waiting": {
    en: "{most} studies are waiting. Try again when one of them is done.",
    zh: "已有 {most} 个研究在排队。请在其中一个完成后重试。",
  },
  "studies-stored": {
    en: "{most} studies are stored. Delete one that is not needed any more.",
    zh: "已保存 {most} 个研究。请删除一个不再需要的研究。",
  },
  "study-removed": { en: "the study was removed", zh: "该研究已被删除" },
  "study-unread": {
    en: "the file of this study cannot be read. Delete the study, or look at the edge's log",
    zh: "无法读取该研究的文件。请删除该研究，或查看边缘端日志",
  },
  "study-ended-edge": {
    en: "the edge ended {times} times while it answered. Study fewer variants or hours",
    zh: "边缘端在计算时已中止 {times} 次。请减少方案数或小时数",
  },
  "study-failed": { en: "The study could not be made: {reason}", zh: "无法完成研究：{reason}" },
  "study-late": {
    en: "it took more than {seconds} s. Study fewer variants or hours",
    zh: "用时超过 {seconds} 秒。请减少方案数或小时数",
  },
  "study-memory": {
    en: "it needed more than {size} MiB of memory. Study fewer variants or hours",
    zh: "所需内存超过 {size} MiB。请减少方案数或小时数",
  },
  "study-level": {
    en: "factor {factor}, level {level}, change {number} ({kind}): {reason}",
    zh: "因子 {factor}，水平 {level}，第 {number} 项更改（{kind}）：{reason}",
  },
  "study-screening": {
    en: "design: screening needs every combination of its plan; give levels that go together, or use design: all",
    zh: "design: screening 需要其计划中的所有组合；请给出可以同时成立的水平，或使用 design: all",
  },
  "study-no-machine": {
    en: "factor {factor}: no machine of the islands can make {group}. {reason}",
    zh: "因子 {factor}：机器岛中没有设备能加工 {group}。{reason}",
  },
  "study-idle-machine": {
    en: "factor {factor}: {machine} can make none of {groups}; leave it out of the islands",
    zh: "因子 {factor}：{machine} 不能加工 {groups} 中的任何一种；请将其移出机器岛",
  },
  "study-not-done": {
    en: "This study has no answer yet. Wait until its state is done.",
    zh: "该研究尚无答案。请等待其完成。",
  },
  "study-advice-full": {
    en: "Too many recommendations wait. Decide on some, then try again.",
    zh: "待决定的建议过多。请先处理一些，然后重试。",
  },
  "study-ended-early": {
    en: "This study was ended before its time, so its best variant is not known well enough.",
    zh: "该研究提前结束，最好的方案尚不够确定。",
  },
  "study-screened": {
    en: "A screening design compares factors, not variants. Study those that matter.",
    zh: "筛选设计比较的是因子，不是方案。请研究显著的因子。",
  },
  "study-no-pick": {
    en: "No variant of this study is picked, so there is nothing to recommend.",
    zh: "该研究未选出方案，没有可建议的内容。",
  },
  "study-as-it-is": {
    en: "The plant is best as it is, so there is nothing to recommend.",
    zh: "工厂现状最好，没有可建议的内容。",
  },
  "study-no-gain-breaks": {
    en: "{runs} further runs do not show a gain beyond its interval.",
    zh: "另外 {runs} 次运行没有显示超出区间的增益。",
  },
  "study-no-gain": {
    en: "{runs} further runs do not show a gain beyond its interval. Leave the plant as it is.",
    zh: "另外 {runs} 次运行没有显示超出区间的增益。请保持工厂现状。",
  },
  "study-over": {
    en: "The time of this study ended at {time} UTC. Ask again.",
    zh: "该研究的时段已于 {time}（UTC）结束。请重新研究。",
  },
} as const satisfies Readonly<Record<string, CauseRow>>;
