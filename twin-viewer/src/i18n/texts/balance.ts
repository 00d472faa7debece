import type { Texts } from "../texts.ts";

/** The balance of media in the energy room and on dashboards. */
export const balanceRoomTexts = {
  "balance.none": { en: "The config has no media tree of this medium.", zh: "配置中没有该介质的计量树。" },
  "balance.first-medium": { en: "The first of the plant", zh: "工厂的第一种介质" },
  "balance.range": { en: "Time", zh: "时间范围" },
  "balance.range-1h": { en: "1 h", zh: "1 小时" },
  "balance.range-8h": { en: "8 h", zh: "8 小时" },
  "balance.range-1d": { en: "1 d", zh: "1 天" },
  "balance.range-7d": { en: "7 d", zh: "7 天" },
  "balance.range-30d": { en: "30 d", zh: "30 天" },
  "balance.range-1y": { en: "1 year", zh: "1 年" },
  "balance.table-as": { en: "Save the balance as {format}", zh: "将平衡保存为 {format}" },
  "balance.picture": { en: "Flow of the medium; the table below says the same", zh: "介质流向图；下表内容相同" },
  "balance.tree": { en: "Tree with residuals", zh: "带残差的计量树" },
  "balance.whole": { en: "Supplied", zh: "供入" },
  "balance.one-interval": {
    en: "Reconciled at once; u: standard uncertainty",
    zh: "整体协调；u：标准不确定度",
  },
  "balance.nothing-known": {
    en: "The amount at the root is not known in this time.",
    zh: "该时段根节点的用量未知。",
  },
  "balance.uncertain": {
    en: "the counter fell or was silent: not used in these intervals",
    zh: "计数回落或无应答：相应区间不采用",
  },
  "balance.no-earlier": { en: "the meters are known only from then on", zh: "计量表仅自该时刻起有数据" },
  "balance.close": { en: "Hide what is below {name}", zh: "收起 {name} 的下级" },
  "balance.open-node": { en: "Show what is below {name}", zh: "展开 {name} 的下级" },
  "balance.at-level": { en: "level {n}", zh: "第 {n} 层" },
  "balance.pieces": { en: "Pieces at {machine} and their energy", zh: "{machine} 的工件及其能耗" },
  "balance.alert": { en: "Alert", zh: "报警" },
  "balance.to-alert": { en: "Open", zh: "查看" },
  "balance.search": {
    en: "By the flow while nothing produces. Branches searched: {watched}; still learning what is usual: {learning}.",
    zh: "依据停产时的流量判断。已监视支路：{watched}；仍在学习通常流量：{learning}。",
  },
  "balance.a-year": { en: "{amount} a year", zh: "每年 {amount}" },
  "balance.key-estimated": { en: "computed from the others", zh: "由其他表推算" },
  "balance.key-missing": { en: "not known", zh: "未知" },
  "balance.key-loss": { en: "modelled loss", zh: "模型损耗" },
  "balance.key-unaccounted": { en: "not accounted for by any meter", zh: "无表计解释" },
  "balance.key-unknown": { en: "while a meter below was not known", zh: "下级表计未知期间" },
} as const satisfies Texts;
