import type { Texts } from "../texts.ts";

/** Lots of suppliers and their incoming inspection. */
export const lotTexts = {
  "lots.title": { en: "Lots of suppliers", zh: "供应商批次" },
  "lots.note": {
    en:
      "Received in the last 30 days. The bad share is an association: pieces of these lots that a station scrapped " +
      "or sent to rework.",
    zh: "最近 30 天收到的批次。不良占比只是关联：这些批次的工件中被工位报废或送返修的部分。",
  },
  "lots.supplier": { en: "Supplier", zh: "供应商" },
  "lots.lots": { en: "Lots", zh: "批次" },
  "lots.rejected": { en: "Rejected", zh: "拒收" },
  "lots.conditional": { en: "Let pass", zh: "让步接收" },
  "lots.open": { en: "Open", zh: "待检" },
  "lots.accepted": { en: "Accepted", zh: "接收" },
  "lots.unplanned": { en: "No plan", zh: "无计划" },
  "lots.bad": { en: "Bad pieces", zh: "不良工件" },
  "lots.unnamed": { en: "not reported", zh: "未上报" },
  "lots.held": { en: "Lots to look at", zh: "需要处理的批次" },
  "lots.more": { en: "{count} more {count|is|are} not listed.", zh: "另有 {count} 项未列出。" },
  "lots.cut": {
    en: "More lots than can be counted at once: only the newest {count}.",
    zh: "批次过多，仅统计最新的 {count} 个。",
  },
  "lots.held-none": { en: "No lot is open or rejected.", zh: "没有待检或拒收的批次。" },
  "lots.places": { en: "Pieces now: {list}", zh: "工件现在：{list}" },
  "lots.transit": { en: "in transit", zh: "在途" },
  "lots.worked": { en: "worked at {station} all the same", zh: "仍在 {station} 加工" },
  "lots.of": {
    en: "{inspected} inspected, {nonconforming} nonconforming, by {by}",
    zh: "检验 {inspected} 件，不合格 {nonconforming} 件，{by}",
  },
  "lots.machine": { en: "a machine", zh: "设备" },
  "lots.result": { en: "Result", zh: "结果" },
  "lots.result-of": { en: "Result of {lot}", zh: "{lot} 的结果" },
  "lots.inspected": { en: "Inspected", zh: "检验数" },
  "lots.nonconforming": { en: "Nonconforming", zh: "不合格数" },
  "lots.let-pass": { en: "Let it pass all the same (say why)", zh: "仍然放行（请说明原因）" },
  "lots.comment": { en: "Remark", zh: "备注" },
  "lots.means-rejected": {
    en: "Ac {accept} of {sample}: the lot is rejected.",
    zh: "{sample} 件中 Ac {accept}：该批拒收。",
  },
  "lots.means-conditional": {
    en: "Ac {accept} of {sample}: rejected, and let pass.",
    zh: "{sample} 件中 Ac {accept}：不合格，让步接收。",
  },
  "lots.means-accepted": {
    en: "Ac {accept} of {sample}: the lot is accepted.",
    zh: "{sample} 件中 Ac {accept}：该批接收。",
  },
  "lots.means-open": {
    en: "The sample of {sample} is not complete (Ac {accept}).",
    zh: "样本 {sample} 件尚未检完（Ac {accept}）。",
  },
  "lots.enter": { en: "Enter the result", zh: "录入结果" },
  "lots.failed": { en: "Not entered: {reason}", zh: "未录入：{reason}" },
} as const satisfies Texts;
