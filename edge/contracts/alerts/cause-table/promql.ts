/** Queries in the language of Prometheus that are refused. */
import type { CauseRow } from "./row.ts";

export const PROMQL_REFUSALS = {
  "promql-wrong": {
    en: "query, character {at}: {why}",
    zh: "查询第 {at} 个字符处有误：{why}",
  },
  "promql-pattern": {
    en: "the pattern {pattern} is not understood or too long",
    zh: "正则表达式 {pattern} 无法识别或过长",
  },
  "promql-needs-samples": {
    en: "{function} needs every sample; ask about fewer series or less time",
    zh: "{function} 需要全部样本，请减少序列或缩短时间范围",
  },
  "promql-samples": {
    en: "the query reads more than {most} samples; take fewer series or less time",
    zh: "查询读取的样本超过 {most} 个，请减少序列或时间范围",
  },
  "promql-series": {
    en: "a selector means {count} series; at most {most} are answered",
    zh: "选择器匹配 {count} 条序列，最多回答 {most} 条",
  },
  "promql-values": {
    en: "the query computes more than {most} values; take fewer series or a longer step",
    zh: "查询计算的值超过 {most} 个，请减少序列或加大步长",
  },
  "promql-looks": {
    en: "the query looks at more than {most} values in its windows; take a longer step or shorter windows",
    zh: "查询的各窗口共涉及超过 {most} 个值，请加大步长或缩短窗口",
  },
  "promql-work": {
    en: "the query computes more than {most} values in its parts; take fewer series or a longer step",
    zh: "查询的各部分共计算超过 {most} 个值，请减少序列或加大步长",
  },
  "promql-counted": {
    en: "count_values finds too many different values; round them first",
    zh: "count_values 得到的不同值过多，请先取整",
  },
  "promql-label": {
    en: "{label} is not a label",
    zh: "{label} 不是标签名",
  },
  "promql-ambiguous": {
    en: "several series on the {side} side belong to one of the other; use on, ignoring, group_left or group_right",
    zh: "{side} 侧有多条序列对应另一侧的同一条，请使用 on、ignoring、group_left 或 group_right",
  },
  "promql-type": {
    en: "a query over a range gives a scalar or an instant vector",
    zh: "区间查询的结果须为标量或瞬时向量",
  },
  "promql-long": {
    en: "a query may have {most} characters at most",
    zh: "查询最多 {most} 个字符",
  },
  "promql-step-order": {
    en: "step must be above 0, and end not before start",
    zh: "step 必须大于 0，end 不得早于 start",
  },
  "promql-steps": {
    en: "the range has {count} steps; at most {most} are answered, so take a longer step",
    zh: "该范围有 {count} 步，最多回答 {most} 步，请加大步长",
  },
  "promql-match": {
    en: "match[] takes selectors without a window",
    zh: "match[] 只接受不带区间的选择器",
  },
  "promql-matches": {
    en: "match[]: at most {most} selectors are taken",
    zh: "match[]：最多接受 {most} 个选择器",
  },
  "promql-absent": {
    en: "This edge has no history to ask.",
    zh: "本边缘端没有可供查询的历史数据。",
  },
  "promql-none": {
    en: "query: give one",
    zh: "query：请给出查询",
  },
  "promql-time": {
    en: "{name}: give seconds since 1970, or RFC 3339 such as 2026-11-24T02:42:07Z",
    zh: "{name}：请给出 1970 年以来的秒数，或 RFC 3339 时间，例如 2026-11-24T02:42:07Z",
  },
  "promql-step": {
    en: "step: give seconds, or a duration such as 1m",
    zh: "step：请给出秒数，或时长，例如 1m",
  },
} as const satisfies Record<string, CauseRow>;
