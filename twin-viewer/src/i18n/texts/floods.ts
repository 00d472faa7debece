import type { Texts } from "../texts.ts";

export const floodTexts = {
  "alerts.group-cause": { en: "cause", zh: "起因" },
  "floods.begun": {
    en: "Alarm flood. The list shows one line per cause.",
    zh: "报警泛滥：列表按起因分组，每个起因一行。",
  },
  "floods.note": {
    en: "Alarm flood: {alarms} alarms in {lines} {lines|line|lines}. The likely cause is on top of each group.",
    zh: "报警泛滥：{alarms} 条报警，共 {lines} 行。每组首行为可能的起因。",
  },
  "floods.all": { en: "Show the plain list", zh: "显示普通列表" },
  "floods.by-cause": { en: "Group by cause", zh: "按起因分组" },
  "floods.through": { en: "through {ways}", zh: "途径：{ways}" },
  "floods.supply": {
    en: "all depend on {label} ({way}), which has no alarm of its own",
    zh: "均依赖 {label}（{way}），而它自身没有报警",
  },
  "floods.late": {
    en: "raised {s} s after its first consequence",
    zh: "比首个连带报警晚 {s} 秒发生",
  },
  "floods.closed": { en: "the cause is closed, its consequences are not", zh: "起因已关闭，连带报警仍在" },
  "floods.highest": { en: "highest priority {priority}", zh: "组内最高优先级 {priority}" },
  "floods.show": { en: "Show consequences of {name}", zh: "显示 {name} 的连带报警" },
  "floods.in-plant": { en: "Show in plant", zh: "在现场图中显示" },
  "floods.in-plant-of": { en: "Show in plant: {name}", zh: "在现场图中显示：{name}" },
  "floods.path": { en: "How the alarms spread", zh: "报警如何传播" },
  "floods.path-doubt": {
    en: "Association along the plant graph, not proof. Alarms of {time}.",
    zh: "按工厂关联图推断，并非证明。报警时间 {time}。",
  },
  "floods.path-close": { en: "Remove the path (Esc)", zh: "移除路径（Esc）" },
  "floods.path-cause": { en: "likely cause", zh: "可能的起因" },
  "floods.path-after": { en: "{age} later", zh: "{age}后" },
  "floods.path-before": { en: "{age} earlier", zh: "早 {age}" },
  "floods.path-from": { en: "from {label}", zh: "来自 {label}" },
  "floods.path-alerts": { en: "{count} alerts", zh: "{count} 条报警" },
  "floods.path-hidden": {
    en: "{count} {count|alert|alerts} of the group are about nothing that the picture shows",
    zh: "组内 {count} 条报警不属于图中任何对象",
  },
  "floods.legend-supply": { en: "Through media or pieces", zh: "经介质或工件" },
  "floods.legend-link": { en: "Through a stop of the cell or the connection", zh: "经单元停机或通信" },
  "floods.legend-cause": { en: "Likely cause", zh: "可能的起因" },
  "floods.failed": { en: "Causes could not be read: {reason}", zh: "无法读取起因：{reason}" },
  "floods.proposals": { en: "Proposals", zh: "改进建议" },
  "floods.fewer": {
    en: "{count} fewer alarms a day ({low} to {high}, 80 %)",
    zh: "每天减少 {count} 条报警（{low} 至 {high}，80%）",
  },
  "floods.more": { en: "and {count} more", zh: "另有 {count} 条" },
  "floods.way-starved": { en: "missing pieces", zh: "缺料" },
  "floods.way-blocked": { en: "blocked pieces", zh: "堵料" },
  "floods.way-control": { en: "the stop of its cell", zh: "单元停机" },
  "floods.way-signal": { en: "the connection", zh: "通信" },
  "floods.way-same-asset": { en: "the same asset", zh: "同一资产" },
} as const satisfies Texts;
