import type { Texts } from "../texts.ts";

export const livenessTexts = {
  "liveness.live": { en: "LIVE", zh: "实时" },
  "liveness.partial": { en: "LIVE", zh: "实时" },
  "liveness.none": { en: "NO DATA", zh: "无数据" },
  "liveness.gone": { en: "NO DATA", zh: "无数据" },
  "liveness.connecting": { en: "CONNECTING", zh: "连接中" },
  "liveness.signed-out": { en: "SIGNED OUT", zh: "未登录" },
  "liveness.share": {
    en: "{percent} % of all tags have live data. Open diagnostics",
    zh: "全部标签中 {percent} % 有数据。点击打开诊断",
  },
  "liveness.why-gone": { en: "The edge does not answer", zh: "边缘端没有应答" },
  "liveness.why-connecting": {
    en: "The edge has not reported the state of its links yet",
    zh: "边缘端尚未上报链路状态",
  },
  "liveness.why-signed-out": { en: "Sign in to see data", zh: "登录后才显示数据" },
  "liveness.lost": {
    en: "{count} of {total} {total|source|sources} {count|delivers|deliver} no data",
    zh: "{total} 个数据源中有 {count} 个无数据",
  },
  "liveness.all-lost": {
    en: "NO DATA from any machine ({count} of {total} sources). All values shown are old",
    zh: "无数据：收不到任何设备的数据（{count}/{total} 个数据源中断），画面上的内容都是旧的",
  },
  "liveness.cause": { en: "{names}: {why} ({since})", zh: "{names}：{why}（{since}）" },
  "liveness.since": { en: "last heard {time}", zh: "最后收到数据 {time}" },
  "liveness.never": { en: "never heard", zh: "从未收到数据" },
  "liveness.no-reason": { en: "no data", zh: "无数据" },
  "liveness.names-more": { en: "{names} and {count} more", zh: "{names} 及其他 {count} 个" },
  "liveness.more": { en: "and {count} further causes", zh: "另有 {count} 种原因" },
  "liveness.open-diagnostics": { en: "Diagnostics", zh: "打开诊断" },
  "liveness.dead": { en: "no data since {time}; the figure is old", zh: "自 {time} 起无数据，数值已过期" },
  "liveness.dead-always": { en: "no data; the figure is old", zh: "无数据，数值已过期" },
  "liveness.incomplete": {
    en: "{percent} % of its inputs are live, incomplete since {time}",
    zh: "输入数据仅 {percent} % 在线，自 {time} 起不完整",
  },
  "liveness.old": { en: "old since {time}", zh: "{time} 起无数据" },
  "liveness.old-always": { en: "no data", zh: "无数据" },
  "liveness.part": { en: "{percent} % live", zh: "{percent} % 在线" },
} as const satisfies Texts;
