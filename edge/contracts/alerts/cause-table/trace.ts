/** Why the API refuses a recall, a passport or a signature. */
import type { CauseRow } from "./row.ts";

export const TRACE_REFUSALS = {
  "recall-empty": {
    en: "give at least one of lot, supplier, order, machine, program, fixture",
    zh: "请至少给出批次、供应商、订单、设备、程序、夹具中的一项",
  },
  "recall-tool": {
    en: "tools are numbered by machine: give `machine` with `tool`",
    zh: "刀具按设备编号，请与 tool 一起给出 machine",
  },
  "recall-times": { en: "`from` is later than `to`", zh: "from 晚于 to" },
  "recall-many": {
    en: "these are {total} pieces, and a table has at most {most}; narrow the time",
    zh: "共有 {total} 件，表格最多 {most} 件，请缩短时间范围",
  },
  "recall-lots": {
    en: "the supplier has more than {most} lots; name one of them",
    zh: "该供应商的批次超过 {most} 个，请指定其中一个",
  },
  "recall-preparing": {
    en: "The record of an earlier edge is being prepared for recalls: {percent} % is done. Try again later.",
    zh: "正在为召回整理旧版本的记录，已完成 {percent} %，请稍后再试。",
  },
} as const satisfies Readonly<Record<string, CauseRow>>;
